package reconcile

import (
	"context"
	"errors"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Observe asks SES for the identity of a domain and, where zone is not nil,
// Route 53 for everything that stands at the names that names returns; it is
// given the identity, nil where there is none, since DKIM names depend on it.
//
// An error means that one of the two did not answer; it never stands for
// something that is absent.
func (r *Reconciler) Observe(ctx context.Context, domain rr.Name, zone *Zone, names func(*Identity) []rr.Name) (Observation, error) {
	var seen Observation
	identity, err := r.Identities.Get(ctx, domain)
	switch {
	case err == nil:
		seen.Identity = &identity
	case !errors.Is(err, ErrNotFound):
		return Observation{}, err
	}
	if zone == nil {
		return seen, nil
	}
	seen.Sets, err = r.Zones.Sets(ctx, *zone, names(seen.Identity))
	switch {
	case errors.Is(err, ErrZoneNotFound):
		seen.ZoneGone = true
	case err != nil:
		return Observation{}, err
	}
	return seen, nil
}
