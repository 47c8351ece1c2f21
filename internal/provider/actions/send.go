package actions

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// SendTestEmail is mailauth_send_test_email.
type SendTestEmail struct {
	configured
}

var _ action.ActionWithConfigure = (*SendTestEmail)(nil)

type sendModel struct {
	From    types.String `tfsdk:"from"`
	To      types.String `tfsdk:"to"`
	Subject types.String `tfsdk:"subject"`
	Region  types.String `tfsdk:"region"`
}

// Metadata names the action.
func (s *SendTestEmail) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_send_test_email"
}

// Schema describes the action.
func (s *SendTestEmail) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Sends one short message through Amazon SES, and says whether SES accepts it, " +
			"under which message id, and what becomes of it. A message that SES refuses fails the action.\n\n" +
			"It needs Terraform 1.14 or later and the permission `ses:SendEmail`, and costs what any message costs.",
		Attributes: map[string]schema.Attribute{
			"from": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{isAddress()},
				MarkdownDescription: "The address that sends, without a display name, such as `postmaster@example.org`. SES has to have verified its domain, or one above it, in the region.",
			},
			"to": schema.StringAttribute{
				Optional:   true,
				Validators: []validator.String{isAddress()},
				MarkdownDescription: "The address that receives. Default: `" + defaultRecipient + "`. " +
					"The mailbox simulator of SES may be sent to from the sandbox too, counts against no daily quota and harms no reputation; its mailboxes are " +
					"`success`, `bounce`, `ooto`, `complaint` and `suppressionlist`. In the sandbox any other address has to be verified.",
			},
			"subject": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{isOneLine()},
				MarkdownDescription: "The subject of the message. Default: `Test of mail authentication` and the domain of `from`.",
			},
			"region": regionAttribute("that sends"),
		},
	}
}

// Invoke sends the message.
func (s *SendTestEmail) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	defer remedy.Recovered("send a test email", &resp.Diagnostics)
	var m sendModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	region, diags := s.region(m.Region)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	mailer, err := s.cloud.Mailer(ctx, region)
	if err != nil {
		resp.Diagnostics.Append(remedy.Failure(err, "configure access to AWS"))
		return
	}
	tell, from, to := teller(resp), m.From.ValueString(), cmp.Or(m.To.ValueString(), defaultRecipient)
	subject := cmp.Or(m.Subject.ValueString(), "Test of mail authentication of "+domainOf(from))
	tell("sending from %s to %s through SES in %s", from, to, region)
	id, err := mailer.SendMail(ctx, from, to, subject, letter(from, region))
	if err != nil {
		resp.Diagnostics.Append(notSent(err, from, to, region))
		return
	}
	tell("SES has accepted the message; its id is %s", id)
	tell("%s", fate(from, to))
}

// letter tells whoever gets it what it is, and what to look for.
func letter(from, region string) string {
	return fmt.Sprintf(`This message tests the mail authentication of %s.
Terraform (provider mailauth) has sent it through Amazon SES in %s.

In its header Authentication-Results the receiver says what it found. It
should say dkim=pass, spf=pass and dmarc=pass, and name %[1]s.
`, domainOf(from), region)
}
