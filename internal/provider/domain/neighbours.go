package domain

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// neighbours are the resources that one process has planned, at the names that
// hold one value only: what is not in DNS yet can be seen nowhere else before
// the apply. Those of other provider blocks are in processes of their own. The
// zero value has none.
type neighbours struct {
	mu     sync.Mutex // guards all below
	places map[place]map[heldDomain]string
	// of are the places of each resource, which gives them up with its next plan.
	of map[heldDomain][]place
}

// place is a name and the role of the one value in it.
type place struct {
	name rr.Name
	kind mailauth.Kind
}

// neighbour is another resource at the same place.
type neighbour struct {
	heldDomain
	text string
}

// settle notes what a resource plans, and returns who else is at its places.
func (n *neighbours) settle(who heldDomain, records []mailauth.Record) map[mailauth.Kind]neighbour {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.places == nil {
		n.places, n.of = map[place]map[heldDomain]string{}, map[heldDomain][]place{}
	}
	for _, p := range n.of[who] {
		delete(n.places[p], who)
	}
	n.of[who] = nil
	found := map[mailauth.Kind]neighbour{}
	for _, r := range records {
		p := place{r.Name, r.Kind}
		for other, text := range n.places[p] {
			if was, ok := found[r.Kind]; !ok || other.region < was.region {
				found[r.Kind] = neighbour{other, text}
			}
		}
		if n.places[p] == nil {
			n.places[p] = map[heldDomain]string{}
		}
		n.places[p][who] = r.Text
		n.of[who] = append(n.of[who], p)
	}
	return found
}

// single are the records of a plan whose places can hold one value only.
func (m model) single() []mailauth.Record {
	var out []mailauth.Record
	for _, r := range mailauth.Records(m.spec(), mailauth.Facts{}) {
		planned, ok := m.records[r.Kind]
		if !ok || !known(planned.Name, planned.Values) {
			continue
		}
		switch r.Kind {
		case mailauth.MailFromMX:
			out = append(out, r)
		case mailauth.SPF, mailauth.DMARCPolicy:
			if m.ManageDNS.ValueBool() {
				out = append(out, r)
			}
		}
	}
	return out
}

// meetNeighbours tells of the other regions of the domain in this configuration
// that want the same places:
//
//	place                     of another region                  said
//	MX of MAIL FROM           always another value               refused
//	DMARC, SPF at the domain  another value                      refused
//	DMARC, SPF at the domain  the same                           a warning
func (p *planning) meetNeighbours(m model, diags *diag.Diagnostics) {
	if !known(m.Domain, m.Region, m.ManageDNS) {
		return
	}
	p.warnOfOtherRegion(m, diags)
	records := m.single()
	found := p.cloud.Held().planned.settle(heldDomain{m.Region.ValueString(), m.spec().Domain}, records)
	for _, r := range records {
		other, ok := found[r.Kind]
		switch {
		case !ok:
		case r.Kind == mailauth.MailFromMX:
			if other.region != m.Region.ValueString() {
				diags.Append(sharedMailFrom(m, r, other))
			}
		default:
			diags.Append(sharedText(r, other))
		}
	}
}

// sharedText is an SPF or DMARC record that two resources keep.
func sharedText(r mailauth.Record, other neighbour) diag.Diagnostic {
	at, summary, fix := pathDMARC, "DMARC record of two resources", "leave it to one of the two, and write in the other:\n"+typed("dmarc = { enabled = false }")
	if r.Kind == mailauth.SPF {
		at, summary, fix = pathSPF, "SPF record of two resources", "remove spf from one of the two resources."
	}
	if r.Kind.Equal(r.Text, other.text) {
		return diag.NewAttributeWarningDiagnostic(at, summary, remedy.Detail(
			fmt.Sprintf("%s is kept by this resource and by that of %s in %s, with the same value. When the one that wrote it is destroyed the record goes, until the other is applied.",
				r.Name, other.name, other.region), fix))
	}
	return diag.NewAttributeErrorDiagnostic(at, summary, remedy.Detail(
		fmt.Sprintf("%s holds one record of this kind. This resource wants %q there, and that of %s in %s wants %q; each apply would undo the one before.",
			r.Name, r.Text, other.name, other.region, other.text), fix))
}

func sharedMailFrom(m model, r mailauth.Record, other neighbour) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathMailFrom, "MAIL FROM domain of two regions", remedy.Detail(
		fmt.Sprintf("%s is to receive the bounces of %s, and of %s by another resource of this configuration. Its MX names one region, and SES takes no MAIL FROM domain with two.",
			r.Name, m.Region.ValueString(), other.region),
		"give this region a MAIL FROM domain of its own, such as:\n"+
			typed(fmt.Sprintf("mail_from = { domain = %q }", regionalMailFrom(m.Domain.ValueString(), m.Region.ValueString(), other.region)))))
}

// regionalMailFrom is a MAIL FROM domain for one of two regions: by the first
// word of its name, unless the other's is the same.
func regionalMailFrom(domain, region, other string) string {
	short, _, _ := strings.Cut(region, "-")
	if also, _, _ := strings.Cut(other, "-"); also == short {
		short = region
	}
	return "mail-" + short + "." + domain
}

// otherRegion is the region whose bounces a record found at the MAIL FROM domain
// receives, empty where that is this one.
func (m model) otherRegion(r mailauth.Record) string {
	region := mailauth.MailFromRegion(r.Text)
	if r.Kind != mailauth.MailFromMX || region == m.Region.ValueString() {
		return ""
	}
	return region
}

// lendsMailFrom reports whether a record found at the MAIL FROM domain serves
// another region, whose MX stands there.
func (m model) lendsMailFrom(kind mailauth.Kind) bool {
	mx := m.records[mailauth.MailFromMX].record(mailauth.MailFromMX)
	return (kind == mailauth.MailFromMX || kind == mailauth.MailFromSPF) && m.otherRegion(mx) != ""
}

// lentMailFrom is the MX found at the MAIL FROM domain, and the other region that
// it serves; empty where it is ours, or where m has another place.
func (p *planning) lentMailFrom(m model) (mailauth.Record, string) {
	if p.state == nil {
		return mailauth.Record{}, ""
	}
	r := p.state.records[mailauth.MailFromMX].record(mailauth.MailFromMX)
	claimed := slices.ContainsFunc(p.own.Claims, func(c claim) bool { return c.Name == r.Name && c.Type == r.Type })
	if claimed || m.records[mailauth.MailFromMX].key() != r.Key {
		return r, ""
	}
	return r, p.state.otherRegion(r)
}

// warnOfOtherRegion tells of an MX that an import found at the MAIL FROM domain,
// and that is another region's. The apply will not take it; a plan goes on, since
// Terraform makes one before it destroys.
func (p *planning) warnOfOtherRegion(m model, diags *diag.Diagnostics) {
	r, other := p.lentMailFrom(m)
	if other == "" {
		return
	}
	region := m.Region.ValueString()
	diags.AddAttributeWarning(pathMailFrom, "MAIL FROM domain of another region", remedy.Detail(
		fmt.Sprintf("%s receives the bounces of %s. SES in %s does not find its own MX there, and an apply will not replace the one that stands.", r.Name, other, region),
		"give this region a MAIL FROM domain of its own, such as:\n"+
			typed(fmt.Sprintf("mail_from = { domain = %q }", regionalMailFrom(m.Domain.ValueString(), region, other)))))
}
