package reconcile

import (
	"context"
	"errors"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Destroy removes the identity and then those records that are ours and still
// as we left them; it returns the records that stay. An identity, a zone or a
// record that is gone already is no error, so it may be called again.
//
// It does not wait until all name servers know. Resolvers keep what they have
// seen for as long as its TTL says, so the wait would promise nothing, and it
// would keep Terraform from the next domain.
func (r *Reconciler) Destroy(ctx context.Context, domain rr.Name, managed Managed) ([]Leftover, error) {
	zones, err := r.remove(ctx, domain, managed)
	var left []Leftover
	for _, w := range zones {
		left = append(left, w.left...)
	}
	return left, err
}

// remove removes the identity and then the records, and returns the zones as
// removeRecords does.
func (r *Reconciler) remove(ctx context.Context, domain rr.Name, managed Managed) ([]*zoneWriter, error) {
	for _, zone := range managed.zones() {
		if len(managed.in(zone).Owned) > 0 {
			defer r.Zones.Announce(zone)()
		}
	}
	if err := r.removeIdentity(ctx, domain); err != nil {
		return nil, err
	}
	return r.removeRecords(ctx, managed)
}

func (r *Reconciler) removeIdentity(ctx context.Context, domain rr.Name) error {
	if err := r.Identities.Delete(ctx, domain); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

// removeRecords removes what is ours from every zone, and returns those zones
// that were there and have been cleared so far.
func (r *Reconciler) removeRecords(ctx context.Context, managed Managed) ([]*zoneWriter, error) {
	var out []*zoneWriter
	for _, zone := range managed.zones() {
		w := &zoneWriter{zones: r.Zones, zone: zone, holding: managed.in(zone)}
		err := w.clear(ctx)
		if errors.Is(err, ErrZoneNotFound) {
			continue
		}
		if err != nil {
			return out, err
		}
		out = append(out, w)
	}
	return out, nil
}
