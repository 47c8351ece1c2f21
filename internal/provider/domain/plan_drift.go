package domain

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/drift"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// warnOfDrift says in words what has changed since the last apply and is about
// to be put right, and what it does to mail until then. It returns what of it
// concerns the search of SES.
func (p *planning) warnOfDrift(m model, diags *diag.Diagnostics) search {
	var s search
	if p.state == nil || len(p.replacing(m)) > 0 {
		return s
	}
	var repaired []string
	repairs := p.state.showsSES(m)
	_, lent := p.lentMailFrom(m)
	for _, d := range p.drifted() {
		line := driftLine(d)
		status := strings.HasSuffix(d.Path, "status")
		switch {
		case lent != "" && d.Path == role(mailauth.MailFromMX):
			// No apply repairs it, and a warning of its own says so.
		case p.state.differs(m, d.Path), status && repairs:
			repaired = append(repaired, line)
			s.plain = s.plain || misleads(d.Path)
		case status:
			s.lost = append(s.lost, line)
		}
	}
	if len(repaired) > 0 {
		diags.AddWarning(fmt.Sprintf("Drift of %s", m.Domain.ValueString()),
			p.since()+":\n"+strings.Join(repaired, "\n")+"\n\n"+p.prospect(m, diags.HasError()))
	}
	return s
}

// driftLine says a difference, and what it does to mail.
func driftLine(d drift.Difference) string {
	return "\n" + remedy.Item(d.Path+": "+d.What+".", "Effect: "+d.Effect+".")
}

// search is what drift says of the records that SES looks for.
type search struct {
	// lost are lines about what SES does not find any more though there is
	// nothing to put right.
	lost []string
	// plain says that what is put right keeps SES from finding the records.
	plain bool
}

// misleads reports whether drift of an attribute keeps SES from finding the
// records that it was told to look for.
func misleads(path string) bool {
	switch path {
	case "dkim.origin", "dkim.tokens", "mail_from.domain", "mail_from.enabled":
		return true
	}
	return strings.HasPrefix(path, `records["dkim`) || path == `records["mail_from_mx"]`
}

// drifted is what has changed since the last apply or import.
func (p *planning) drifted() []drift.Difference {
	if p.own.Applied == nil {
		return nil
	}
	return drift.Find(p.own.Applied.Spec, p.own.Applied.Facts, p.found())
}

// since says where drift comes from. What an import has found was never applied.
func (p *planning) since() string {
	if p.own.Taken {
		return "Found when the domain was taken over, or changed since"
	}
	return "Changed since the last apply, and not by it"
}

// prospect says what an apply does about drift. Of a plan that is refused there
// is none.
func (p *planning) prospect(m model, refused bool) string {
	if refused {
		return "An apply repairs it as soon as this plan has no error any more."
	}
	if p.zoneGone() && !isText(m.ZoneName) {
		return "It can be repaired as soon as there is a hosted zone for it."
	}
	if kinds := p.blocked(m); len(kinds) > 0 {
		var lines strings.Builder
		for _, kind := range kinds {
			fmt.Fprintf(&lines, "\n- %s: %s.", role(kind), p.own.Blocked[kind])
		}
		return "It can be repaired as soon as there is room for these records; until then an apply is refused and changes nothing:\n" + lines.String() +
			"\n\nTo fix: remove what stands there from hosted zone " + bareZoneID(m.ZoneID.ValueString()) + ", or do without:\n" + strings.Join(m.without(kinds), "\n")
	}
	return "Applying this plan repairs it."
}

// blocked are the records that an apply would write and that have no room, as
// they were when the domain was read.
func (p *planning) blocked(m model) []mailauth.Kind {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(p.own.Blocked)), func(kind mailauth.Kind) bool {
		before, planned := p.state.records[kind], m.records[kind]
		_, wanted := m.records[kind]
		return !wanted || before.key() != planned.key() || planned.equal(before)
	})
}

// without is what to type to do without records.
func (m model) without(kinds []mailauth.Kind) []string {
	var out []string
	for _, kind := range kinds {
		line := ""
		switch kind {
		case mailauth.DMARCPolicy:
			line = "dmarc = { enabled = false }"
		case mailauth.MailFromMX, mailauth.MailFromSPF:
			line = fmt.Sprintf("mail_from = { domain = %q }", "bounces."+m.Domain.ValueString())
		case mailauth.SPF:
			line = "spf = null"
		case mailauth.DKIM1, mailauth.DKIM2, mailauth.DKIM3, mailauth.DKIMKey:
			line = "manage_dns = false"
		}
		if !slices.Contains(out, typed(line)) {
			out = append(out, typed(line))
		}
	}
	return out
}

// found is the state but for the TTLs that are not ours to say: a set that
// others use as well keeps its own.
func (p *planning) found() drift.Found {
	out := p.state.found()
	for kind, r := range out.Records {
		if p.own.keepsTTL(kind, len(r.Values) > 0) {
			r.TTL = p.own.Applied.Spec.TTL
		}
		r.Alias = p.own.Aliases[kind]
		// An import has found the TTL as it is; nobody has left.
		r.Deserted = r.TTL == p.own.Applied.TTL[kind] && !p.own.Taken
		out.Records[kind] = r
	}
	return out
}

// found is the state, which holds what was found, in the words of drift.
func (m model) found() drift.Found {
	identity := m.identity()
	return drift.Found{
		Identity: !m.ARN.IsNull(),
		DKIM: drift.DKIM{
			SigningEnabled: identity.DKIM.SigningEnabled,
			KeyLength:      identity.DKIM.NextKeyLength,
			Origin:         identity.DKIM.Origin,
			Status:         identity.DKIM.Status,
			Tokens:         identity.DKIM.Tokens,
		},
		MailFrom: drift.MailFrom{
			Domain:   identity.MailFrom.Domain,
			Behavior: identity.MailFrom.BehaviorOnMXFailure,
			Status:   identity.MailFrom.Status,
		},
		Verification:       identity.VerificationStatus,
		FeedbackForwarding: identity.FeedbackForwarding,
		ConfigurationSet:   identity.ConfigurationSet,
		Tags:               identity.Tags,
		Records:            m.foundRecords(),
	}
}

func (m model) foundRecords() map[mailauth.Kind]drift.Record {
	if !m.ManageDNS.ValueBool() {
		return nil
	}
	out := make(map[mailauth.Kind]drift.Record, len(m.records))
	for kind, r := range m.records {
		out[kind] = drift.Record{Key: r.key(), TTL: r.TTL.ValueInt64(), Values: r.texts()}
	}
	return out
}

// differs reports whether a plan changes an attribute.
func (m model) differs(plan model, path string) bool {
	if kind, ok := strings.CutPrefix(path, `records["`); ok {
		key := mailauth.Kind(strings.TrimSuffix(kind, `"]`))
		planned, wanted := plan.records[key]
		return wanted && !planned.equal(m.records[key])
	}
	if path == "dkim.tokens" {
		return m.showsSES(plan)
	}
	return !m.at(path).Equal(plan.at(path))
}

// at is the value of an attribute that drift speaks of.
func (m model) at(path string) attr.Value {
	switch path {
	case "dkim.signing_enabled":
		return m.dkim.SigningEnabled
	case "dkim.parent_region":
		return m.dkim.ParentRegion
	case "dkim.origin":
		return m.dkim.Origin
	case "dkim.selector":
		return m.dkim.Selector
	case "dkim.key_length":
		return m.dkim.KeyLength
	case "dkim.status":
		return m.dkim.Status
	case "mail_from.enabled":
		return m.mailFrom.Enabled
	case "mail_from.domain":
		return m.mailFrom.Domain
	case "mail_from.behavior_on_mx_failure":
		return m.mailFrom.BehaviorOnMXFailure
	case "mail_from.status":
		return m.mailFrom.Status
	case "verification_status":
		return m.VerificationStatus
	case "feedback_forwarding_enabled":
		return m.FeedbackForwardingEnabled
	case "configuration_set_name":
		return m.ConfigurationSetName
	case "tags_all":
		return m.TagsAll
	default:
		return m.ARN
	}
}
