package reconcile

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/verification"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// explainTime bounds the look at the zone after a wait whose time is over.
const explainTime = 30 * time.Second

// Unverified is a domain that SES has not verified.
type Unverified struct {
	// Spec is what is wanted; its DKIM records and its MX are those that the
	// identity has now.
	Spec mailauth.Spec
	// Identity is as SES describes it, with what it says of its search.
	Identity Identity
	// Zone is nil where DNS is managed elsewhere.
	Zone *Zone
	// Waits says that an apply waits for the verification.
	Waits bool
}

// Explain says why SES has not verified a domain. It looks at the zone for that,
// also when the time of ctx is over, unless somebody has cancelled it; a zone
// that does not answer only makes the explanation shorter.
func (r *Reconciler) Explain(ctx context.Context, u Unverified) verification.Explanation {
	identity, records := u.Identity, u.records()
	c := verification.Case{
		Domain:       u.Spec.Domain,
		Verification: identity.VerificationStatus,
		DKIM:         identity.DKIM.Status,
		Records:      records,
		Report:       report(identity),
		Waits:        u.Waits,
	}
	if identity.MailFrom.Domain != "" {
		c.MailFrom = word(identity.MailFrom.Status)
	}
	if u.Zone != nil {
		c.Zone = r.sight(ctx, *u.Zone, verification.Names(u.Zone.Name, records))
	}
	return verification.Explain(c)
}

// records are those that the identity needs as it is.
func (u Unverified) records() []mailauth.Record {
	spec := u.Spec
	spec.MailFrom.Enabled, spec.MailFrom.Domain = u.Identity.MailFrom.Domain != "", u.Identity.MailFrom.Domain
	return mailauth.Records(spec, u.Identity.DKIM.Facts())
}

func report(identity Identity) verification.Report {
	info := identity.Verification
	return verification.Report{
		ErrorType:   info.ErrorType,
		LastChecked: info.LastChecked,
		LastSuccess: info.LastSuccess,
		NameServer:  rr.Name(strings.TrimSuffix(strings.ToLower(info.PrimaryNameServer), ".")),
		Serial:      info.Serial,
		KeysMade:    identity.DKIM.KeyGenerated,
	}
}

// sight is what stands in a zone. Its own records are among its sets, so that
// no permission is needed beside that to list them.
func (r *Reconciler) sight(ctx context.Context, zone Zone, names []rr.Name) *verification.Zone {
	out := &verification.Zone{ID: zone.ID, Name: zone.Name, Unread: true}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return out
	case ctx.Err() != nil:
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, explainTime)
	defer cancel()
	if sets, err := r.Zones.Sets(ctx, zone, names); err == nil {
		out.Sets, out.Unread = sets, false
	}
	return out
}
