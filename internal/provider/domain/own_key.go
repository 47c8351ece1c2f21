package domain

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

var (
	pathPrivateKey = path.Root("dkim").AtName("private_key_wo")
	pathSelector   = path.Root("dkim").AtName("selector")
)

// findings looks at a key that the user brings, and at what stands beside it.
func (m ownKeyModel) findings(beside dkimModel) []advice.Finding {
	out := m.retainedFindings()
	if m.Selector.IsNull() {
		return append(out, m.withoutSelector()...)
	}
	refuse := func(rule, member, summary, detail, fix string) {
		out = append(out, advice.Finding{Rule: rule, Severity: advice.Error, Path: "dkim." + member, Summary: summary, Detail: detail, Fix: fix})
	}
	if isText(m.Selector) {
		out = append(out, advice.At("dkim.selector", mailauth.CheckSelector(m.Selector.ValueString()))...)
	}
	for _, selector := range texts(m.RetainedSelectors.Elements()) {
		if isText(m.Selector) && mailauth.SameSelector(selector, m.Selector.ValueString()) {
			refuse("M28", "retained_selectors", "Selector that is not former", fmt.Sprintf("%q is the selector in use.", selector), "remove it from retained_selectors")
		}
	}
	if isText(m.PrivateKey) {
		out = append(out, advice.At("dkim.private_key_wo", mailauth.CheckPrivateKey(m.PrivateKey.ValueString()))...)
	}
	if !m.PrivateKey.IsNull() && m.PrivateKeyVersion.IsNull() {
		refuse("M24", "private_key_wo_version", "Private key without a version",
			"private_key_wo is set without private_key_wo_version. Terraform keeps no private key, so only a number can tell it that there is another.",
			"write private_key_wo_version = 1, and the next number with each new key")
	}
	if isText(beside.KeyLength) {
		refuse("M25", "key_length", "Key length beside a key of your own", "key_length is for the keys that SES makes, but dkim.selector brings one that has its length already.",
			"remove key_length, or remove selector to have SES make the keys")
	}
	if isText(beside.ParentRegion) {
		refuse("M26", "parent_region", "Parent region beside a key of your own", "parent_region signs with the keys of another region's identity, but dkim.selector brings a key.",
			"remove parent_region and give the resources of both regions the same key, each under a selector of its own; or remove selector")
	}
	return out
}

// retainedFindings looks at former selectors: one that none can have been would
// keep no record.
func (m ownKeyModel) retainedFindings() []advice.Finding {
	var out []advice.Finding
	if !known(m.RetainedSelectors) {
		return out
	}
	for _, selector := range sorted(m.RetainedSelectors) {
		out = append(out, advice.At("dkim.retained_selectors", mailauth.CheckSelector(selector))...)
	}
	return out
}

// withoutSelector refuses a key that nobody would find.
func (m ownKeyModel) withoutSelector() []advice.Finding {
	member := ""
	switch {
	case !m.PrivateKey.IsNull():
		member = "private_key_wo"
	case !m.PrivateKeyVersion.IsNull():
		member = "private_key_wo_version"
	default:
		return nil
	}
	return []advice.Finding{{
		Rule: "M27", Severity: advice.Error, Path: "dkim." + member, Summary: "Private key without a selector",
		Detail: member + " is set without selector, the name under which receivers look for the public half.",
		Fix:    `write selector = "ses-2026a" or the like, or remove ` + member + " to have SES make the keys",
	}}
}

// private is the configured key; the zero value where there is none. What is
// wrong with it is for findings to say.
func (m ownKeyModel) private() dkim.PrivateKey {
	if !isText(m.PrivateKey) {
		return dkim.PrivateKey{}
	}
	key, err := dkim.ParsePrivateKey([]byte(m.PrivateKey.ValueString()))
	if err != nil {
		return dkim.PrivateKey{}
	}
	return key
}

// ownKey plans the key that the user brings: its public half follows from the
// private one where that is there, and else from the last apply.
func (p *planning) ownKey(m *model, diags *diag.Diagnostics) {
	if !m.dkim.ownsKey() {
		return
	}
	before := p.keyBefore(*m)
	given := p.config.dkim.PrivateKey
	switch key := p.config.dkim.private(); {
	case !key.IsZero():
		m.dkim.publicKey = types.StringValue(key.Record())
	case given.IsUnknown() && (before.IsNull() || p.state.renews(*m)):
		m.dkim.publicKey = types.StringUnknown()
	default:
		m.dkim.publicKey = before
	}
	switch {
	case !known(m.dkim.Selector):
	case p.state != nil && p.state.swapsKey(*m, before):
		diags.Append(swappedKey(m.dkim.Selector.ValueString()))
	case given.IsNull() && p.tellsKey(*m):
		diags.Append(p.missingKey(*m))
	}
}

// keyBefore is the public key that the selector had: as it was applied, or where
// that is not known as it is published. It is null for another selector.
func (p *planning) keyBefore(m model) types.String {
	if p.state == nil || len(p.replacing(m)) > 0 || !p.state.dkim.sameSelector(m.dkim.ownKeyModel) && !p.appliedSelector(m) {
		return types.StringNull()
	}
	if p.appliedSelector(m) && p.own.Applied.Spec.DKIM.PublicKey != "" {
		return types.StringValue(p.own.Applied.Spec.DKIM.PublicKey)
	}
	if !p.state.dkim.sameSelector(m.dkim.ownKeyModel) {
		return types.StringNull()
	}
	return p.state.dkim.publicKey
}

// appliedSelector reports whether the last apply had the selector; the state has
// what was found since.
func (p *planning) appliedSelector(m model) bool {
	return p.own.Applied != nil && p.own.Applied.Spec.DKIM.OwnKey() &&
		mailauth.SameSelector(p.own.Applied.Spec.DKIM.Selector, m.dkim.Selector.ValueString())
}

func (m ownKeyModel) sameSelector(other ownKeyModel) bool {
	return isText(m.Selector) && isText(other.Selector) && mailauth.SameSelector(m.Selector.ValueString(), other.Selector.ValueString())
}

// swapsKey reports whether a selector that had the key before is to get another
// one. Where SES does not find the record there is nothing to be lost, but it has
// to be told.
func (s model) swapsKey(m model, before types.String) bool {
	if !isText(before) || !isText(m.dkim.publicKey) || sameKey(before, m.dkim.publicKey) {
		return false
	}
	status := s.dkim.Status.ValueString()
	return status != statusFailed && status != statusTemporaryFailure || !s.renews(m)
}

// sameKey reports whether two key records are known to hold the same key.
func sameKey(a, b types.String) bool {
	return isText(a) && isText(b) && mailauth.DKIMKey.Equal(a.ValueString(), b.ValueString())
}

// tellsKey reports whether the apply of m gives SES the key.
func (p *planning) tellsKey(m model) bool {
	return p.state == nil || len(p.replacing(m)) > 0 || p.state.ARN.IsNull() || p.state.rekeys(m)
}

// renews reports whether SES is to be given the key again though it signs under
// the selector: the version says so. After an import, which knows no version, the
// published key is the right one if SES has confirmed it.
func (s model) renews(m model) bool {
	now, before := m.dkim.PrivateKeyVersion, s.dkim.PrivateKeyVersion
	if now.IsNull() || now.Equal(before) {
		return false
	}
	return !before.IsNull() || !sameKey(s.publishedKey(), m.dkim.publicKey) || s.dkim.Status.ValueString() != statusSuccess
}

// rekeysOwn is rekeys for a key that the user brings.
func (s model) rekeysOwn(m model) bool {
	return !s.dkim.live().SignsWith(m.dkim.Selector.ValueString()) || s.renews(m)
}

func swappedKey(selector string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathPrivateKey, "Another key under the same selector", remedy.Detail(
		fmt.Sprintf("dkim.private_key_wo: The private key is not the one that selector %q was published with. Receivers keep the published one for as long as its TTL says, "+
			"and SES and DNS cannot change at the same moment: for that time signatures would fail, as would those of mail on its way.", selector),
		fmt.Sprintf("give the new key a selector of its own, such as selector = %q, with the next private_key_wo_version; the resource then changes from one to the other without a gap. Or give the former key.", selector+"b")))
}

// missingKey says why the key is needed.
func (p *planning) missingKey(m model) diag.Diagnostic {
	selector := m.dkim.Selector.ValueString()
	why := fmt.Sprintf("SES has to be given the key of selector %q", selector)
	switch s := p.state; {
	case s == nil || len(p.replacing(m)) > 0 || s.ARN.IsNull():
		why += ", since the identity is about to be made"
	case !s.dkim.live().SignsWith(selector):
		why += fmt.Sprintf(", since it signs with keys of origin %s (%s)", s.dkim.Origin.ValueString(), list(texts(s.dkim.Tokens.Elements()), 3))
	case s.renews(m):
		why += ", since private_key_wo_version is another"
	default:
		why += " again, since it has given up looking for the record"
	}
	return diag.NewAttributeErrorDiagnostic(pathPrivateKey, "Private key missing", remedy.Detail(
		"dkim.private_key_wo: "+why+", and there is no private_key_wo.",
		"write private_key_wo with a reference to where the key is kept, such as an ephemeral variable or resource, and private_key_wo_version; or remove selector to have SES make the keys."))
}

// takeKey takes the key for an apply. It has to be the one that was planned.
func (a *application) takeKey(configured, planned model, state *model) diag.Diagnostics {
	if !a.actual.dkim.ownsKey() {
		return nil
	}
	var out diag.Diagnostics
	for _, finding := range advice.Errors(configured.dkim.ownKeyModel.findings(configured.dkim)) {
		out.Append(asDiagnostic(finding))
	}
	a.key = configured.dkim.private()
	if !a.key.IsZero() {
		record := a.key.Record()
		if text := types.StringValue(record); isText(planned.dkim.publicKey) && !sameKey(planned.dkim.publicKey, text) {
			out.AddAttributeError(pathPrivateKey, "Private key changed since the plan", remedy.Detail(
				"dkim.private_key_wo: The key is not the one that records[\"dkim\"] was planned for.",
				"plan again; if each plan makes a new key, keep it where it stays, such as in a secret store."))
		}
		fill(&a.actual.dkim.publicKey, types.StringValue(record))
	}
	if state != nil && state.dkim.sameSelector(a.actual.dkim.ownKeyModel) {
		a.renew = state.renews(a.actual)
		if planned.dkim.publicKey.IsUnknown() && state.swapsKey(a.actual, state.publishedKey()) {
			out.Append(swappedKey(a.actual.dkim.Selector.ValueString()))
		}
	}
	return out
}
