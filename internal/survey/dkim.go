package survey

import (
	"context"
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// signing is what the CNAME of a DKIM selector leads to.
type signing int

const (
	noSigner signing = iota
	keyFound
	keyMissing
)

// signature looks for the key behind a CNAME. What the key's owner could have
// written better is not for the domain to change, so only a key that does not
// work is spoken of.
func (l *look) signature(ctx context.Context, target rr.Name) {
	answer, err := l.dns.Lookup(ctx, rr.Key{Name: target, Type: rr.TXT})
	if err != nil {
		l.unanswered(err, fmt.Sprintf("So it is not known whether %s leads to a key.", l.result.Name))
		return
	}
	l.signing = keyMissing
	for _, text := range answer.Values {
		if key, err := dkim.Parse(text); err == nil && !key.Revoked() && len(advice.Errors(dkim.Check(text))) == 0 {
			l.signing = keyFound
			return
		}
	}
}

// unsigned tells of a record that leads to no key. SES signs with one of its
// three, and rotates: one without a key does no harm as long as another has one.
func (l *look) unsigned(signed bool) []Finding {
	if l.signing != keyMissing {
		return nil
	}
	what := fmt.Sprintf("%s leads to %s, where there is no usable DKIM key (RFC 6376 section 3.6.1).", l.result.Key, l.result.Seen[0])
	if signed {
		return []Finding{finding(l.key, Warning, what+" Another record of the domain leads to one, so signatures can be verified.", "")}
	}
	return []Finding{finding(l.key, Error, what+" So no signature of the domain can be verified.",
		"see whether SES still has the identity with these tokens")}
}

// ownKey judges a key that the domain publishes itself.
func (l *look) ownKey(text string) {
	for _, f := range dkim.Check(text) {
		severity := Warning
		if f.Severity == advice.Error || f.Rule == "K05" {
			severity = Error
		}
		l.add(severity, fmt.Sprintf("%s: %s. %s", l.result.Key, f.Summary, f.Detail), f.Fix)
	}
}
