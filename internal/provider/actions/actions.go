// Package actions is the provider's actions (Terraform 1.14): what is done once,
// on request, and is in no state. They change no setting and no record, and
// nothing that the resources do depends on them.
package actions

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Cloud is the configured provider as actions see it.
type Cloud interface {
	// Region is the provider's region, empty where none is set.
	Region() string
	// Reconciler returns the way to the identities of SES in a region.
	Reconciler(ctx context.Context, region string) (*reconcile.Reconciler, error)
	// Mailer returns who sends mail through SES in a region.
	Mailer(ctx context.Context, region string) (Mailer, error)
}

// Mailer sends mail.
type Mailer interface {
	// SendMail has a text accepted for delivery from one bare address to
	// another, and returns the id that the message has from then on. Its error
	// may be a *reconcile.APIError.
	SendMail(ctx context.Context, from, to, subject, text string) (id string, err error)
}

// All lists the actions for the provider to offer.
func All() []func() action.Action {
	return []func() action.Action{
		func() action.Action { return &SendTestEmail{} },
		func() action.Action { return &RestartVerification{} },
	}
}

// configured is an action with the provider that it works with.
type configured struct {
	cloud Cloud
}

// Configure takes the configured provider. Terraform calls it without one while
// it validates.
func (c *configured) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	cloud, ok := req.ProviderData.(Cloud)
	if !ok {
		resp.Diagnostics.Append(remedy.Bug("configure the action", fmt.Errorf("the provider handed over a %T", req.ProviderData)))
		return
	}
	c.cloud = cloud
}

// region is the region of an action, or the provider's.
func (c *configured) region(given types.String) (string, diag.Diagnostics) {
	region := cmp.Or(given.ValueString(), c.cloud.Region())
	if region == "" {
		return "", diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("region"), "No region", remedy.Detail(
			"Neither the action nor the provider names an SES region, nor does the environment.",
			"set region in the config of the action, in the provider block (region = \"eu-west-1\"), or as the environment variable AWS_REGION."))}
	}
	return region, nil
}

// regionAttribute is the same in all actions.
func regionAttribute(where string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		MarkdownDescription: "The SES region " + where + ", such as `eu-west-1`. Default: the region of the provider.",
	}
}

// teller passes messages on to whoever watches the run.
func teller(resp *action.InvokeResponse) func(format string, args ...any) {
	return func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}
}
