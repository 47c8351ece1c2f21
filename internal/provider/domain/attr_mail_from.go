package domain

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const (
	useDefaultValue = "USE_DEFAULT_VALUE"
	rejectMessage   = "REJECT_MESSAGE"
)

// mailFromModel is the attribute `mail_from`.
type mailFromModel struct {
	Enabled             types.Bool    `tfsdk:"enabled"`
	Domain              mailtext.Name `tfsdk:"domain"`
	BehaviorOnMXFailure types.String  `tfsdk:"behavior_on_mx_failure"`
	SPF                 mailtext.SPF  `tfsdk:"spf"`
	Status              types.String  `tfsdk:"status"`
}

func mailFromAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "The custom MAIL FROM domain: the domain of the envelope sender, to which bounces return. " +
			"With it SPF aligns with the From address, as DMARC asks for. Default: on, at `mail.<domain>`. Changed in place.",
		Attributes: map[string]schema.Attribute{
			"enabled": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether there is a custom MAIL FROM domain. Default: `true`. Without it SES uses a subdomain of amazonses.com, and SPF does not align. Changed in place.",
			},
			"domain": schema.StringAttribute{
				Optional: true, Computed: true, CustomType: mailtext.NameType(),
				MarkdownDescription: "The MAIL FROM domain, strictly below `domain`. Default: `mail.<domain>`. It must not receive other mail. " +
					"Changed in place: the new records are published before SES is told, the old ones removed after.",
			},
			"behavior_on_mx_failure": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators: []validator.String{stringvalidator.OneOf(useDefaultValue, rejectMessage)},
				MarkdownDescription: "What SES does when it cannot find the MX record: `USE_DEFAULT_VALUE` sends with a subdomain of amazonses.com, " +
					"`REJECT_MESSAGE` refuses to send. Default: `USE_DEFAULT_VALUE`. Changed in place.",
			},
			"spf": schema.StringAttribute{
				Optional: true, Computed: true, CustomType: mailtext.SPFType(),
				MarkdownDescription: "The SPF record (RFC 7208) at the MAIL FROM domain. Default: `" + mailauth.DefaultMailFromSPF + "`. " +
					"A text that means the same is no difference. Changed in place.",
			},
			"status": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "What SES says of the MX record: `PENDING`, `SUCCESS`, `FAILED` or `TEMPORARY_FAILURE`.",
			},
		},
	}
}

func mailFromTypes() map[string]attr.Type {
	return map[string]attr.Type{
		"enabled":                types.BoolType,
		"domain":                 mailtext.NameType(),
		"behavior_on_mx_failure": types.StringType,
		"spf":                    mailtext.SPFType(),
		"status":                 types.StringType,
	}
}

// withDefaults fills in what the configuration leaves out; only arguments. An
// unknown domain of the identity makes the default MAIL FROM domain unknown.
func (m mailFromModel) withDefaults(domain mailtext.Name) mailFromModel {
	out := mailFromModel{
		Enabled:             boolOr(m.Enabled, true),
		Domain:              m.Domain,
		BehaviorOnMXFailure: stringOr(m.BehaviorOnMXFailure, useDefaultValue),
		SPF:                 m.SPF.Or(mailauth.DefaultMailFromSPF),
	}
	if m.Domain.IsNull() {
		out.Domain = mailtext.UnknownName()
		if name, err := rr.ParseName(domain.ValueString()); err == nil {
			out.Domain = mailtext.OfName(mailauth.DefaultMailFrom(name))
		}
	}
	return out
}

// keep takes the earlier spelling of what means the same.
func (m *mailFromModel) keep(state mailFromModel) {
	m.Domain = m.Domain.Keep(state.Domain)
	m.SPF = m.SPF.Keep(state.SPF)
}

func (m mailFromModel) spec() mailauth.MailFrom {
	name, err := rr.ParseName(m.Domain.ValueString())
	if err != nil {
		name = ""
	}
	return mailauth.MailFrom{
		Enabled:             m.Enabled.ValueBool(),
		Domain:              name,
		BehaviorOnMXFailure: m.BehaviorOnMXFailure.ValueString(),
		SPF:                 m.SPF.ValueString(),
	}
}

// fill takes the live identity. SES keeps nothing of a MAIL FROM domain that
// is not set, so the arguments stay then.
func (m *mailFromModel) fill(live reconcile.MailFrom) {
	m.Enabled = types.BoolValue(live.Domain != "")
	m.Status = text(live.Status)
	if live.Domain == "" {
		return
	}
	m.Domain = mailtext.OfName(live.Domain).Keep(m.Domain)
	m.BehaviorOnMXFailure = text(live.BehaviorOnMXFailure)
}

// live is the inverse of fill.
func (m mailFromModel) live() reconcile.MailFrom {
	if !m.Enabled.ValueBool() {
		return reconcile.MailFrom{BehaviorOnMXFailure: useDefaultValue}
	}
	return reconcile.MailFrom{
		Domain:              m.spec().Domain,
		BehaviorOnMXFailure: m.BehaviorOnMXFailure.ValueString(),
		Status:              m.Status.ValueString(),
	}
}
