package domain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// formerKeys are the records of keys of an earlier apply that stand beside those
// of m, since SES had not confirmed what follows them.
func (p *planning) formerKeys(m model) []claim {
	if m.records == nil || m.zone() == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.own.Claims), func(c claim) bool {
		carriesKey := c.Kind == mailauth.DKIMKey || c.Kind.IsDKIM() && m.dkim.ownsKey()
		wanted := slices.ContainsFunc([]mailauth.Kind{c.Kind, mailauth.DKIM1, mailauth.DKIM2, mailauth.DKIM3}, func(kind mailauth.Kind) bool {
			r, ok := m.records[kind]
			return ok && (!known(r.Name) || r.key() == claimsOf([]claim{c})[0].Key)
		})
		retained := slices.ContainsFunc(m.spec().RetainedSelectors, func(selector string) bool {
			return mailauth.PublicKeyAt(m.spec().Domain, selector).Name == c.Name
		})
		return !carriesKey || wanted || retained
	})
}

// retiresKey reports whether SES has confirmed the key of m, so that those before
// it can go, and nothing else would bring that about.
func (p *planning) retiresKey(m model) bool {
	s := p.state
	return s != nil && s.dkim.Status.ValueString() == statusSuccess && !s.rekeys(m) && len(p.formerKeys(m)) > 0
}

// warnOfKeys says of a change of keys what the plan itself does not show.
func (p *planning) warnOfKeys(m model, diags *diag.Diagnostics) {
	if p.state == nil || len(p.replacing(m)) > 0 || p.state.ARN.IsNull() {
		return
	}
	if p.retiresKey(m) {
		var names []string
		for _, c := range p.formerKeys(m) {
			names = append(names, string(c.Name))
		}
		diags.AddAttributeWarning(pathDKIM, "Former DKIM key",
			"SES signs with the new key. Applying this plan removes the record of the one before: "+strings.Join(names, ", ")+".")
	}
	if m.dkim.ownsKey() && p.state.rekeys(m) && known(m.ManageDNS) && !m.ManageDNS.ValueBool() {
		diags.AddAttributeWarning(pathSelector, "Key that has to be published first", remedy.Detail(
			fmt.Sprintf("dkim.selector: DNS is managed elsewhere, and an apply tells SES of the selector %s before other resources can publish records[\"dkim\"] of this one. Signatures fail for as long as the record is missing.", m.dkim.Selector.ValueString()),
			"publish that record as this plan shows it, wait for its TTL, and then apply; keep the record of the former key until SES has confirmed the new one."))
	}
	if p.leavesKeyBehind(m) {
		diags.AddAttributeWarning(path.Root("zone_id"), "Former key is not taken along", remedy.Detail(
			fmt.Sprintf("zone_id: the records go from hosted zone %s to %s, and the key changes. Those of the former key are removed from the one and not written to the other, so that where receivers ask the new zone, mail that is on its way with a signature of that key fails DKIM.", bareZoneID(p.state.ZoneID.ValueString()), bareZoneID(m.ZoneID.ValueString())),
			"set the key as it was before, apply the new zone_id, and change the key in an apply of its own."))
	}
}

// leavesKeyBehind reports whether the records of a key go while those of the next
// are published in another zone.
func (p *planning) leavesKeyBehind(m model) bool {
	s := p.state
	return s.rekeys(m) && (s.dkim.ownsKey() || m.dkim.ownsKey()) &&
		isText(s.ZoneID) && isText(m.ZoneID) && bareZoneID(s.ZoneID.ValueString()) != bareZoneID(m.ZoneID.ValueString())
}
