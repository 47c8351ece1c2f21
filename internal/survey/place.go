package survey

import (
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// purpose is what a record is there for.
type purpose int

const (
	forOthers purpose = iota
	forSPF
	forDMARC
	// forKey is a DKIM key itself, forSigning a CNAME that leads to one.
	forKey
	forSigning
	forBounces
)

// place is which values at a name and type are in the place of a record, and
// when they mean what is expected. It is known by the record itself, so that any
// record can be asked for under any key.
type place struct {
	purpose purpose
	owns    func(text string) bool
	equal   func(a, b string) bool
}

func placeOf(r Record) place {
	kind := func(p purpose, k mailauth.Kind) place { return place{p, k.Owns, k.Equal} }
	whole := func(string) bool { return true }
	underscored := r.Name.Labels()
	switch {
	case r.Type == rr.CNAME && slices.Contains(underscored, "_domainkey"):
		return kind(forSigning, mailauth.DKIM1)
	case r.Type == rr.MX:
		return kind(forBounces, mailauth.MailFromMX)
	case r.Type != rr.TXT:
		return place{forOthers, whole, func(a, b string) bool { return a == b }}
	case slices.Contains(underscored, "_domainkey"):
		return kind(forKey, mailauth.DKIMKey)
	case slices.ContainsFunc(r.Values, spf.IsRecord):
		return kind(forSPF, mailauth.SPF)
	case slices.ContainsFunc(r.Values, dmarc.IsRecord) || underscored[0] == "_dmarc":
		return kind(forDMARC, mailauth.DMARCPolicy)
	case len(r.Values) == 0:
		return kind(forSPF, mailauth.SPF)
	}
	// Text of an unknown kind: what is not it is somebody else's.
	return place{forOthers, func(text string) bool { return slices.Contains(r.Values, text) }, func(a, b string) bool { return a == b }}
}

func (p place) within(values []string) []string {
	var out []string
	for _, v := range values {
		if p.owns(v) {
			out = append(out, v)
		}
	}
	return out
}

// judge compares what is expected with what is in its place:
//
//	expected  seen        verdict
//	any       none        missing
//	none      any         different: it was not expected to be there
//	all       as many     ok
//	all       more        doubled
//	not all   more        doubled
//	not all   no more     different
func (p place) judge(expected, seen []string) Verdict {
	unseen := func(e string) bool {
		return !slices.ContainsFunc(seen, func(s string) bool { return p.equal(e, s) })
	}
	switch {
	case len(seen) == 0:
		return Missing
	case len(expected) == 0:
		return Different
	case len(seen) > len(expected):
		return Doubled
	case slices.ContainsFunc(expected, unseen):
		return Different
	}
	return OK
}

// spoils is what two values in the place of one do.
func (p place) spoils() string {
	switch p.purpose {
	case forSPF:
		return "receivers treat more than one SPF record as an error and follow none (RFC 7208 section 4.5)"
	case forDMARC:
		return "receivers ignore all DMARC records where there is more than one (RFC 9989 section 4.10)"
	case forKey:
		return "verifiers may take any of the keys (RFC 6376 section 3.6.2.2)"
	case forBounces:
		return "SES takes a MAIL FROM domain with more than one MX record for one that is set up wrong"
	}
	return "only one of them is expected"
}

// relative is a name as a DNS editor wants it that adds the domain by itself.
func relative(name, domain rr.Name) string {
	if name == domain {
		return "@"
	}
	return strings.TrimSuffix(string(name), "."+string(domain))
}
