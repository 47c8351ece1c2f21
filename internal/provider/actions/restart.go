package actions

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// RestartVerification is mailauth_restart_verification.
type RestartVerification struct {
	configured
}

var _ action.ActionWithConfigure = (*RestartVerification)(nil)

type restartModel struct {
	Domain types.String `tfsdk:"domain"`
	Region types.String `tfsdk:"region"`
}

// Metadata names the action.
func (r *RestartVerification) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_restart_verification"
}

// Schema describes the action.
func (r *RestartVerification) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Makes Amazon SES look again for the DKIM records and the MAIL FROM record of a domain, where it has given up: " +
			"after 72 hours without them SES calls the verification `FAILED` and looks no more, even when the records are published then. " +
			"What SES still looks for, or has found, is left alone. No record and no setting is changed, and the action does not wait for the outcome.\n\n" +
			"A `mailauth_domain` shows such a failure as drift, and `terraform apply` does the same; the action is for domains whose resource is elsewhere, or is not to be applied now. It needs Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"domain": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{isDomain()},
				MarkdownDescription: "The domain that is an identity of SES, such as `example.org`.",
			},
			"region": regionAttribute("of the identity"),
		},
	}
}

// Invoke starts the verification again.
func (r *RestartVerification) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	defer remedy.Recovered("restart the verification", &resp.Diagnostics)
	var m restartModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	region, diags := r.region(m.Region)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	domain, err := rr.ParseName(m.Domain.ValueString())
	if err != nil {
		resp.Diagnostics.Append(remedy.Bug("parse the domain", err))
		return
	}
	rec, err := r.cloud.Reconciler(ctx, region)
	if err != nil {
		resp.Diagnostics.Append(remedy.Failure(err, "configure access to AWS"))
		return
	}
	done, err := rec.Restart(ctx, domain)
	tellRestarted(teller(resp), domain, region, done)
	if err != nil {
		resp.Diagnostics.Append(notRestarted(err, domain, region))
		return
	}
	if done.NewTokens() {
		resp.Diagnostics.Append(newTokens(domain, done.After.DKIM))
	}
}

func tellRestarted(tell func(format string, args ...any), domain rr.Name, region string, done reconcile.Restarted) {
	if done.Before.VerificationStatus == "" {
		return // nothing is known of it
	}
	tell("%s in %s: %s", domain, region, done.Before.Summary())
	if done.DKIM {
		tell("SES looks again for the DKIM records of %s, for up to 72 hours", domain)
	}
	if done.MailFrom {
		tell("SES looks again for the MX record of %s, for up to 72 hours", done.Before.MailFrom.Domain)
	}
	switch {
	case done.DKIM || done.MailFrom:
		tell("now %s", done.After.Summary())
	case done.Before.Verified():
		tell("nothing to restart: SES has found all records")
	case !done.Before.Failed():
		tell("nothing to restart: SES is looking for the records by itself")
	}
}

func newTokens(domain rr.Name, dkim reconcile.DKIM) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("domain"), "Other DKIM records than before", remedy.Detail(
		fmt.Sprintf("SES has given %s new DKIM tokens, %v, and looks for their CNAME records; those of the old ones are of no use any more.", domain, dkim.Tokens),
		"run `terraform apply` with the mailauth_domain of this domain, which publishes them."))
}

func notRestarted(err error, domain rr.Name, region string) diag.Diagnostic {
	var keys *reconcile.ForeignKeysError
	switch {
	case errors.Is(err, reconcile.ErrNotFound):
		return diag.NewAttributeErrorDiagnostic(path.Root("domain"), "No such identity", remedy.Detail(
			fmt.Sprintf("SES in %s has no identity %s.", region, domain),
			"set region to the one where the identity is, or make it with a resource mailauth_domain."))
	case errors.As(err, &keys):
		return diag.NewAttributeErrorDiagnostic(path.Root("domain"), "DKIM key is not one of SES", remedy.Detail(
			fmt.Sprintf("SES has given up the DKIM record of %s, whose key is of the origin %s. To start again SES wants it anew, and this action does not have it.", domain, keys.Origin),
			fmt.Sprintf("give SES the key again, from where it is kept. With a mailauth_domain, write its private key in dkim.private_key_wo and the next number in dkim.private_key_wo_version, and apply. Without one:\n"+
				"    aws sesv2 put-email-identity-dkim-signing-attributes --region %s --email-identity %s "+
				"--signing-attributes-origin EXTERNAL --signing-attributes file://key.json", region, domain)))
	}
	return remedy.Failure(err, "restart the verification of "+string(domain))
}
