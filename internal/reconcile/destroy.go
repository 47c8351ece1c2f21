package reconcile

import (
	"context"
	"errors"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Destroy removes the identity and then those records that are ours and still
// as we left them; it returns the records that stay. An identity, a zone or a
// record that is gone already is no error, so it may be called again.
func (r *Reconciler) Destroy(ctx context.Context, domain rr.Name, managed Managed) ([]Leftover, error) {
	if err := r.Identities.Delete(ctx, domain); err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	var left []Leftover
	for _, zone := range managed.zones() {
		w := &zoneWriter{zones: r.Zones, zone: zone, holding: managed.in(zone)}
		err := w.clear(ctx)
		if errors.Is(err, ErrZoneNotFound) {
			continue
		}
		if err != nil {
			return left, err
		}
		left = append(left, w.left...)
		if err := w.await(ctx); err != nil {
			return left, err
		}
	}
	return left, nil
}
