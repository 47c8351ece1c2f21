package domain

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// plannedRecords returns the records as they shall stand, with every member
// unknown that follows from something unknown; nil where not even the keys are
// known.
func plannedRecords(m model) map[mailauth.Kind]recordModel {
	if !m.kindsKnown() {
		return nil
	}
	spec := m.spec()
	records := mailauth.Records(spec, m.dkim.facts())
	out := make(map[mailauth.Kind]recordModel)
	for _, kind := range mailauth.Kinds(spec) {
		r, decided := mailauth.Find(records, kind)
		if !decided && kind == mailauth.DKIMKey {
			out[kind] = m.undecidedKey()
			continue
		}
		if !decided {
			out[kind] = undecided(m.TTL)
			if m.watches(kind) || m.dkim.ParentRegion.IsUnknown() {
				out[kind] = undecided(types.Int64Unknown())
			}
			continue
		}
		planned := wanted(r)
		planned.TTL = m.TTL
		name, value := m.open(kind)
		if name {
			planned.Name = types.StringUnknown()
		}
		if value {
			planned.Values = types.ListUnknown(types.StringType)
		}
		out[kind] = planned
	}
	return out
}

// open reports whether the name and whether the value of a record follow from
// something unknown.
func (m model) open(kind mailauth.Kind) (name, value bool) {
	switch kind {
	case mailauth.MailFromMX:
		return !known(m.mailFrom.Domain), !known(m.Region)
	case mailauth.MailFromSPF:
		return !known(m.mailFrom.Domain), !known(m.mailFrom.SPF)
	case mailauth.SPF:
		return !known(m.Domain), false
	case mailauth.DMARCPolicy:
		return !known(m.Domain), !m.dmarc.known()
	case mailauth.DKIMKey:
		return !known(m.Domain, m.dkim.Selector), !known(m.dkim.publicKey)
	default:
		return !known(m.Domain), !known(m.Domain)
	}
}

// keepRecords takes from the state what needs no change: a value that means
// the same, and in Route 53 the TTL of a set that is not ours alone.
func (m model) keepRecords(state model, own ownership) {
	managed := state.ManageDNS.ValueBool() && (!known(m.ManageDNS) || m.ManageDNS.ValueBool())
	for kind, p := range m.records {
		s, ok := state.records[kind]
		if ok && m.watches(kind) && known(m.dkim.Tokens) {
			// What stands there is what its owner wants.
			m.records[kind] = s
			continue
		}
		if !ok || !known(p.Name) || p.key() != s.key() {
			continue
		}
		if have, want := s.texts(), p.texts(); len(have) == 1 && len(want) == 1 && kind.Equal(have[0], want[0]) {
			p.Values = s.Values
		}
		if managed && own.keepsTTL(kind, len(s.texts()) > 0) {
			p.TTL = s.TTL
		}
		m.records[kind] = p
	}
}

// keepOrder lists tokens in the order of the state if they are the same ones,
// so that a mere change of order moves no record from key to key.
func keepOrder(tokens, before []string) []string {
	if len(tokens) != len(before) {
		return tokens
	}
	a, b := slices.Sorted(slices.Values(tokens)), slices.Sorted(slices.Values(before))
	if slices.Equal(a, b) {
		return before
	}
	return tokens
}

// previewTTL gives the planned records that were looked for the TTL that their
// sets will have.
func previewTTL(planned map[mailauth.Kind]recordModel, looked []mailauth.Record, sets []rr.Set) {
	for _, r := range looked {
		p := planned[r.Kind]
		for _, set := range sets {
			if set.Key == r.Key && known(p.TTL) {
				p.TTL = types.Int64Value(set.TTL)
				planned[r.Kind] = p
			}
		}
	}
}

// openTTL makes the TTL unknown of a record whose place has not been looked at:
// others may have a set there, which then keeps its TTL, and Terraform plans
// again before it applies.
func (p *planning) openTTL(m *model, looked []mailauth.Record) {
	if known(m.ManageDNS) && !m.ManageDNS.ValueBool() {
		return
	}
	for kind, r := range m.records {
		_, seen := mailauth.Find(looked, kind)
		if seen || p.stands(*m, kind) || p.unshared(*m, kind) {
			continue
		}
		r.TTL = types.Int64Unknown()
		m.records[kind] = r
	}
}

// stands reports whether the state has the place of a record.
func (p *planning) stands(m model, kind mailauth.Kind) bool {
	if !p.stays(m) {
		return false
	}
	before, ok := p.state.records[kind]
	return ok && known(m.records[kind].Name) && before.key() == m.records[kind].key()
}

// stays reports whether the records stay in the zone in which they are.
func (p *planning) stays(m model) bool {
	s, zone := p.state, m.zone()
	return s != nil && len(p.replacing(m)) == 0 && zone != nil && s.zone() != nil && s.zone().ID == zone.ID
}

// unshared reports whether a record of DKIM whose selector SES has yet to choose
// will have a set of its own: SES chooses one that nobody has used for an
// identity that it makes, and for new keys another one or that of a set which is
// ours by now.
func (p *planning) unshared(m model, kind mailauth.Kind) bool {
	r := m.records[kind]
	if known(r.Name) || r.Type.ValueString() != string(rr.CNAME) {
		return false
	}
	if p.state == nil {
		return known(m.OnExisting) && !m.adopts()
	}
	return p.stays(m) && !p.own.keepsTTL(kind, len(p.state.records[kind].texts()) > 0)
}
