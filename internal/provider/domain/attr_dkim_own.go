package domain

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/whole"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// ownKeyModel are the members of `dkim` for a key that the user brings.
type ownKeyModel struct {
	Selector types.String `tfsdk:"selector"`
	// PrivateKey is in a configuration only; Terraform keeps it nowhere.
	PrivateKey        types.String `tfsdk:"private_key_wo"`
	PrivateKeyVersion types.Int64  `tfsdk:"private_key_wo_version"`
	RetainedSelectors types.Set    `tfsdk:"retained_selectors"`

	// publicKey is the text of the key record, unknown where the key is; null
	// where there is none, and in a configuration. Terraform has it in `records`.
	publicKey types.String
}

// withOwnKey adds the attributes of a key that the user brings.
func withOwnKey(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	maps.Copy(attributes, map[string]schema.Attribute{
		"selector": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Selector of a key of your own (Bring Your Own DKIM): one DNS label. Default: none, SES makes the keys. " +
				"The public half stands in `records[\"dkim\"]`, at `<selector>._domainkey.<domain>`. " +
				"Changed in place: the new record is published and known to all name servers before SES is told, and the old one goes when SES has found it. Not together with `key_length` or `parent_region`.",
		},
		"private_key_wo": schema.StringAttribute{
			Optional: true, WriteOnly: true, Sensitive: true,
			MarkdownDescription: "The private key for `selector`: RSA of 1024 to 2048 bit (2048 are advised), in PEM (PKCS#1 or PKCS#8) or as the base64 of its DER. " +
				"Default: none. It is needed whenever SES has to be told, and is kept neither in the plan nor in the state; a plan that makes or removes the resource has a line for it even where it is not set. " +
				"A change of it alone does nothing, see `private_key_wo_version`. Needs Terraform or OpenTofu 1.11; older ones refuse it, and nothing else of this resource.",
		},
		"private_key_wo_version": schema.Int64Attribute{
			Optional: true, CustomType: whole.Type(), Validators: []validator.Int64{whole.Only()},
			MarkdownDescription: "Number of the key in `private_key_wo`, such as `1`; write the next one with each new key, whose selector has to be new as well. Default: none. " +
				"Changed in place: with the same key and the same selector a new number tells SES the key again.",
		},
		"retained_selectors": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Former values of `selector` whose records stay in Route 53, for mail that was signed with them and is on its way. Default: none. " +
				"Write the old selector here together with the new one, and remove it after a week, which removes the record in place.",
		},
	})
	return attributes
}

func withOwnKeyTypes(members map[string]attr.Type) map[string]attr.Type {
	maps.Copy(members, map[string]attr.Type{
		"selector":               types.StringType,
		"private_key_wo":         types.StringType,
		"private_key_wo_version": types.Int64Type,
		"retained_selectors":     types.SetType{ElemType: types.StringType},
	})
	return members
}

// withSecret is an object that has a write-only member. The framework refuses one
// in an object that is computed, since its value could come from the provider.
// Here only the other members do, and every CLI takes it: the method hides the
// framework's check.
type withSecret struct{ schema.SingleNestedAttribute }

// ValidateImplementation hides that of the embedded attribute.
func (withSecret) ValidateImplementation() {}

// ownsKey reports whether the key is, or may turn out to be, one that the user
// brings.
func (m ownKeyModel) ownsKey() bool { return !m.Selector.IsNull() }

// arguments leaves out what no plan may have.
func (m ownKeyModel) arguments() ownKeyModel {
	return ownKeyModel{Selector: m.Selector, PrivateKeyVersion: m.PrivateKeyVersion, RetainedSelectors: m.retained()}
}

// retained is the set of former selectors, null also in a model that was read
// from nothing.
func (m ownKeyModel) retained() types.Set {
	if m.RetainedSelectors.IsNull() {
		return types.SetNull(types.StringType)
	}
	return m.RetainedSelectors
}

func (m ownKeyModel) into(spec mailauth.DKIM) mailauth.DKIM {
	spec.Selector, spec.PublicKey = m.Selector.ValueString(), m.publicKey.ValueString()
	return spec
}

// fill takes what SES says, in the capitals of the state. The version is nobody's
// but the user's.
func (m *ownKeyModel) fill(live reconcile.DKIM) {
	switch {
	case live.SignsWith(m.Selector.ValueString()):
	case live.Origin == mailauth.OriginOwnKey && len(live.Tokens) > 0:
		m.Selector = types.StringValue(live.Tokens[0])
	default:
		m.Selector = types.StringNull()
	}
}

func (m *ownKeyModel) overlay(actual ownKeyModel) {
	fill(&m.Selector, actual.Selector)
	fill(&m.PrivateKey, actual.PrivateKey)
	fill(&m.PrivateKeyVersion, actual.PrivateKeyVersion)
	fill(&m.RetainedSelectors, actual.RetainedSelectors)
	fill(&m.publicKey, actual.publicKey)
}

// publishedKey is the text of the key record in a plan or a state.
func (m model) publishedKey() types.String {
	r, ok := m.records[mailauth.DKIMKey]
	texts := r.texts()
	switch {
	case m.Records.IsUnknown(), ok && r.Values.IsUnknown():
		return types.StringUnknown()
	case len(texts) == 1:
		return types.StringValue(texts[0])
	default:
		return types.StringNull()
	}
}

// undecidedKey is the record of a key that is not known, or at all unknown to
// this provider: nobody but the user has it.
func (m model) undecidedKey() recordModel {
	r := recordModel{Name: types.StringUnknown(), Type: types.StringValue(string(rr.TXT)), TTL: m.TTL, Values: stringList(nil)}
	if spec := m.spec(); spec.Domain != "" && known(m.dkim.Selector) {
		r.Name = types.StringValue(string(mailauth.PublicKeyAt(spec.Domain, spec.DKIM.Selector).Name))
	}
	if m.dkim.publicKey.IsUnknown() {
		r.Values = types.ListUnknown(types.StringType)
	}
	return r
}

// liveKey is the place of the key that an identity signs with.
func liveKey(domain rr.Name, identity reconcile.Identity) []mailauth.Record {
	if identity.DKIM.Origin != mailauth.OriginOwnKey || len(identity.DKIM.Tokens) == 0 {
		return nil
	}
	return []mailauth.Record{{Kind: mailauth.DKIMKey, Key: mailauth.PublicKeyAt(domain, identity.DKIM.Tokens[0])}}
}
