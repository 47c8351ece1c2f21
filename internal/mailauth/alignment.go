package mailauth

import (
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Alignment says which authenticated identifiers of a message align with the
// domain in its From header (RFC 9989 section 4.4). A message passes DMARC if
// one of them does.
type Alignment struct {
	SPF, DKIM bool
}

// Passes reports whether the message passes DMARC.
func (a Alignment) Passes() bool { return a.SPF || a.DKIM }

// Align returns the alignment of a message that SES sends with a From address
// in the domain from.
//
// SES signs with d= the identity (and again with d=amazonses.com, which never
// aligns). The envelope sender is in the MAIL FROM domain, or in a subdomain of
// amazonses.com where none is set or, with USE_DEFAULT_VALUE, its MX is missing:
// mxMissing says so.
func Align(spec Spec, from rr.Name, mxMissing bool) Alignment {
	policy, err := dmarc.Parse(spec.DMARC.Text)
	if err != nil {
		policy = dmarc.Record{DKIMAlignment: dmarc.Relaxed, SPFAlignment: dmarc.Relaxed}
	}
	return Alignment{
		SPF:  spec.MailFrom.Enabled && !mxMissing && aligned(policy.SPFAlignment, from, spec.MailFrom.Domain),
		DKIM: spec.DKIM.SigningEnabled && aligned(policy.DKIMAlignment, from, spec.Domain),
	}
}

// aligned compares two domains: strict wants the same, relaxed the same
// Organizational Domain.
func aligned(mode dmarc.Alignment, from, authenticated rr.Name) bool {
	if mode == dmarc.Strict {
		return from == authenticated
	}
	a, errA := dmarc.OrganizationalDomain(string(from))
	b, errB := dmarc.OrganizationalDomain(string(authenticated))
	return errA == nil && errB == nil && a == b
}
