package domain

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

const (
	keyLength1024 = "RSA_1024_BIT"
	keyLength2048 = "RSA_2048_BIT"
)

// dkimModel is the attribute `dkim`.
type dkimModel struct {
	SigningEnabled    types.Bool   `tfsdk:"signing_enabled"`
	KeyLength         types.String `tfsdk:"key_length"`
	ParentRegion      types.String `tfsdk:"parent_region"`
	Origin            types.String `tfsdk:"origin"`
	Status            types.String `tfsdk:"status"`
	Tokens            types.List   `tfsdk:"tokens"`
	SigningHostedZone types.String `tfsdk:"signing_hosted_zone"`
	CurrentKeyLength  types.String `tfsdk:"current_key_length"`
	ownKeyModel
}

func dkimAttribute() schema.Attribute {
	return withSecret{schema.SingleNestedAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "DKIM (RFC 6376): how SES signs the mail of the domain. " +
			"Default: Easy DKIM with keys of 2048 bit, which SES makes, keeps and rotates behind three CNAME records. Changed in place.",
		Attributes: withOwnKey(map[string]schema.Attribute{
			"signing_enabled": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether SES signs. Default: `true`. Without a signature only SPF can pass DMARC, and not for forwarded mail. Changed in place.",
			},
			"key_length": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators: []validator.String{stringvalidator.OneOf(keyLength1024, keyLength2048)},
				MarkdownDescription: "Length of the next key pair: `RSA_2048_BIT` or `RSA_1024_BIT`. Default: `RSA_2048_BIT`. " +
					"SES allows one change in 24 hours. Changed in place; the tokens may change with it, and then the CNAME records do too.",
			},
			"parent_region":       parentRegionAttribute(),
			"origin":              schema.StringAttribute{Computed: true, MarkdownDescription: "Where the keys come from, as SES says: `AWS_SES` for Easy DKIM, `AWS_SES_` and the region for those of `parent_region`, `EXTERNAL` for the key of `selector`."},
			"status":              schema.StringAttribute{Computed: true, MarkdownDescription: "What SES says of the DKIM records: `PENDING`, `SUCCESS`, `FAILED`, `TEMPORARY_FAILURE` or `NOT_STARTED`."},
			"tokens":              schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The selectors that SES chose, one for each CNAME record; or `selector`."},
			"signing_hosted_zone": schema.StringAttribute{Computed: true, MarkdownDescription: "The zone in which SES publishes the public keys; the CNAME records lead into it."},
			"current_key_length":  schema.StringAttribute{Computed: true, MarkdownDescription: "Length of the key pair that signs today. It follows `key_length` with the next rotation."},
		}),
	}}
}

func dkimTypes() map[string]attr.Type {
	return withOwnKeyTypes(map[string]attr.Type{
		"signing_enabled":     types.BoolType,
		"key_length":          types.StringType,
		"parent_region":       types.StringType,
		"origin":              types.StringType,
		"status":              types.StringType,
		"tokens":              types.ListType{ElemType: types.StringType},
		"signing_hosted_zone": types.StringType,
		"current_key_length":  types.StringType,
	})
}

// withDefaults fills in what the configuration leaves out; only arguments.
func (m dkimModel) withDefaults() dkimModel {
	return dkimModel{
		SigningEnabled: boolOr(m.SigningEnabled, true),
		KeyLength:      m.keyLengthOr(keyLength2048),
		ParentRegion:   m.ParentRegion,
		Tokens:         types.ListNull(types.StringType),
		ownKeyModel:    m.arguments(),
	}
}

// forget makes everything unknown that SES decides when it makes new keys.
func (m *dkimModel) forget() {
	m.Origin = m.plannedOrigin()
	m.Status = types.StringUnknown()
	m.Tokens = types.ListUnknown(types.StringType)
	m.SigningHostedZone = types.StringUnknown()
	m.CurrentKeyLength = types.StringUnknown()
}

// recall takes what SES decided from an earlier state.
func (m *dkimModel) recall(state dkimModel) {
	m.Origin = m.plannedOrigin()
	m.Status = state.Status
	m.Tokens = state.Tokens
	m.SigningHostedZone = state.SigningHostedZone
	m.CurrentKeyLength = state.CurrentKeyLength
}

func (m dkimModel) spec() mailauth.DKIM {
	return m.into(mailauth.DKIM{
		SigningEnabled: m.SigningEnabled.ValueBool(), KeyLength: m.KeyLength.ValueString(), ParentRegion: m.ParentRegion.ValueString(),
	})
}

// facts is what the records need to know; empty where it is unknown.
func (m dkimModel) facts() mailauth.Facts {
	return mailauth.Facts{Tokens: texts(m.Tokens.Elements()), SigningHostedZone: m.SigningHostedZone.ValueString()}
}

// fill takes the live identity.
func (m *dkimModel) fill(live reconcile.DKIM) {
	m.SigningEnabled = types.BoolValue(live.SigningEnabled)
	m.KeyLength = text(live.NextKeyLength)
	m.ownKeyModel.fill(live)
	if m.ParentRegion = text(mailauth.ParentRegion(live.Origin)); m.replicates() || m.ownsKey() {
		m.KeyLength = types.StringNull()
	}
	m.Origin = text(live.Origin)
	m.Status = text(live.Status)
	m.Tokens = stringList(live.Tokens)
	m.SigningHostedZone = text(live.SigningHostedZone)
	m.CurrentKeyLength = text(live.CurrentKeyLength)
}

// clear is fill for an identity that is gone: the arguments stay, so that the
// plan shows what is made anew and nothing else.
func (m *dkimModel) clear() {
	m.Origin, m.Status = types.StringNull(), types.StringNull()
	m.Tokens = types.ListNull(types.StringType)
	m.SigningHostedZone, m.CurrentKeyLength = types.StringNull(), types.StringNull()
}

// live is the inverse of fill.
func (m dkimModel) live() reconcile.DKIM {
	return reconcile.DKIM{
		SigningEnabled:    m.SigningEnabled.ValueBool(),
		Status:            m.Status.ValueString(),
		Tokens:            texts(m.Tokens.Elements()),
		Origin:            m.Origin.ValueString(),
		SigningHostedZone: m.SigningHostedZone.ValueString(),
		CurrentKeyLength:  m.CurrentKeyLength.ValueString(),
		NextKeyLength:     m.KeyLength.ValueString(),
	}
}
