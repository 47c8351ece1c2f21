package account

import (
	"context"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Bounds of what SES takes (SES API Reference, PutAccountDetails).
const (
	maxContacts      = 4
	minContactLength = 6
	maxContactLength = 254
	maxURL           = 1000
	maxUseCase       = 5000
)

const languageEnglish = "EN"

func webURL() *regexp.Regexp  { return regexp.MustCompile(`^https?://[^/\s]+\.[^/\s]+(/\S*)?$`) }
func address() *regexp.Regexp { return regexp.MustCompile(`^[^@\s]+@[^@\s]+$`) }

// requestModel is the attribute `production_access`.
type requestModel struct {
	MailType        types.String `tfsdk:"mail_type"`
	WebsiteURL      types.String `tfsdk:"website_url"`
	ContactLanguage types.String `tfsdk:"contact_language"`
	Contacts        types.Set    `tfsdk:"additional_contact_emails"`
	UseCase         types.String `tfsdk:"use_case_description"`
}

func requestAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "What AWS is told to be let out of the sandbox. It is sent when it was never sent, when AWS did not receive it (`FAILED`), and when it is changed while the account is in the sandbox; not where the account has production access. " +
			"Default: none is sent, and what was filed is shown. Changed in place, by a new request.",
		Attributes: map[string]schema.Attribute{
			"mail_type": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf("MARKETING", "TRANSACTIONAL")},
				MarkdownDescription: "What most of the mail is: `TRANSACTIONAL` (receipts, passwords) or `MARKETING` (newsletters).",
			},
			"website_url": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtMost(maxURL), stringvalidator.RegexMatches(webURL(), "must be an http or https URL, such as https://www.example.org")},
				MarkdownDescription: "The website, such as `https://www.example.org`. Reviewers look at it.",
			},
			"contact_language": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators:          []validator.String{stringvalidator.OneOf(languageEnglish, "JA")},
				MarkdownDescription: "The language of the correspondence: `EN` or `JA`. Default: as filed before, or `EN`.",
			},
			"additional_contact_emails": schema.SetAttribute{
				Optional: true, Computed: true, ElementType: types.StringType,
				Validators: []validator.Set{
					setvalidator.SizeBetween(1, maxContacts), setvalidator.NoNullValues(),
					setvalidator.ValueStringsAre(stringvalidator.LengthBetween(minContactLength, maxContactLength), stringvalidator.RegexMatches(address(), "must be a mail address, such as postmaster@example.org")),
				},
				MarkdownDescription: "One to four addresses that hear of the review, beside that of the account. Default: as filed before, or none.",
			},
			"use_case_description": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators: []validator.String{stringvalidator.LengthBetween(1, maxUseCase)},
				MarkdownDescription: "What is sent, to whom, and how bounces, complaints and the wish for no more mail are handled; at most 5,000 characters. Default: as filed before, or none. " +
					"The API calls it optional and deprecated; a reviewer who finds nothing asks for it in the case.",
			},
		},
	}
}

func requestTypes() map[string]attr.Type {
	return map[string]attr.Type{
		"mail_type":                 types.StringType,
		"website_url":               types.StringType,
		"contact_language":          types.StringType,
		"additional_contact_emails": types.SetType{ElemType: types.StringType},
		"use_case_description":      types.StringType,
	}
}

// requestOf are the members of an object that is neither null nor unknown.
func requestOf(ctx context.Context, object types.Object) (requestModel, diag.Diagnostics) {
	var m requestModel
	return m, object.As(ctx, &m, basetypes.ObjectAsOptions{})
}

func (m requestModel) object(ctx context.Context, diags *diag.Diagnostics) types.Object {
	object, d := types.ObjectValueFrom(ctx, requestTypes(), m)
	diags.Append(d...)
	return object
}

// filed is a request as Terraform has it; what SES does not say is null.
func filed(request reconcile.ProductionRequest) requestModel {
	return requestModel{
		MailType:        text(request.MailType),
		WebsiteURL:      text(request.WebsiteURL),
		ContactLanguage: text(request.ContactLanguage),
		Contacts:        addresses(request.Contacts),
		UseCase:         text(request.UseCase),
	}
}

// request is the inverse of filed.
func (m requestModel) request() reconcile.ProductionRequest {
	return reconcile.ProductionRequest{
		MailType:        m.MailType.ValueString(),
		WebsiteURL:      m.WebsiteURL.ValueString(),
		ContactLanguage: m.ContactLanguage.ValueString(),
		Contacts:        texts(m.Contacts),
		UseCase:         m.UseCase.ValueString(),
	}
}

// over fills what is null with what another request says.
func (m requestModel) over(other requestModel) requestModel {
	if m.ContactLanguage.IsNull() {
		m.ContactLanguage = other.ContactLanguage
	}
	if m.Contacts.IsNull() {
		m.Contacts = other.addresses()
	}
	if m.UseCase.IsNull() {
		m.UseCase = other.UseCase
	}
	return m
}

// addresses are a set that has a type, also in a model that was read from
// nothing.
func (m requestModel) addresses() types.Set {
	if m.Contacts.IsNull() {
		return addresses(nil)
	}
	return m.Contacts
}

func (m requestModel) known() bool {
	for _, v := range []attr.Value{m.MailType, m.WebsiteURL, m.ContactLanguage, m.UseCase} {
		if v.IsUnknown() {
			return false
		}
	}
	return setKnown(m.Contacts)
}

func (m requestModel) equal(other requestModel) bool {
	return m.MailType.Equal(other.MailType) && m.WebsiteURL.Equal(other.WebsiteURL) && m.ContactLanguage.Equal(other.ContactLanguage) &&
		m.UseCase.Equal(other.UseCase) && slices.Equal(texts(m.Contacts), texts(other.Contacts))
}

// addresses is a set of texts, null where there are none.
func addresses(from []string) types.Set {
	if len(from) == 0 {
		return types.SetNull(types.StringType)
	}
	return set(from)
}

func set(from []string) types.Set {
	elements := make([]attr.Value, len(from))
	for i, v := range from {
		elements[i] = types.StringValue(v)
	}
	return types.SetValueMust(types.StringType, elements)
}

// texts are the members of a set, in order.
func texts(of types.Set) []string {
	var out []string
	for _, e := range of.Elements() {
		if s, ok := e.(types.String); ok {
			out = append(out, s.ValueString())
		}
	}
	slices.Sort(out)
	return out
}

func setKnown(of types.Set) bool {
	return !of.IsUnknown() && !slices.ContainsFunc(of.Elements(), func(e attr.Value) bool { return e.IsUnknown() })
}
