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
	if err := r.removeIdentity(ctx, domain); err != nil {
		return nil, err
	}
	zones, err := r.removeRecords(ctx, managed)
	var left []Leftover
	for _, w := range zones {
		left = append(left, w.left...)
	}
	if err != nil {
		return left, err
	}
	for _, w := range zones {
		if err := w.await(ctx); err != nil {
			return left, err
		}
	}
	return left, nil
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
