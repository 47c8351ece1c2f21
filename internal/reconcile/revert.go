package reconcile

import (
	"context"
	"errors"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// revert puts every set back as it was before this writer changed it. Of a set
// that somebody has edited meanwhile it takes out what is ours and leaves the
// rest.
func (w *zoneWriter) revert(ctx context.Context) error {
	if len(w.sent) == 0 {
		return nil
	}
	var err error
	for range maxAttempts {
		if err = w.readSent(ctx); err != nil {
			return err
		}
		back := w.backwards()
		if err = w.apply(ctx, back); err == nil {
			return w.clearRest(ctx, back)
		}
		if !errors.Is(err, ErrRefused) {
			return err
		}
	}
	return err
}

func (w *zoneWriter) readSent(ctx context.Context) error {
	var names []rr.Name
	for _, c := range w.sent {
		if !slices.Contains(names, c.Key().Name) {
			names = append(names, c.Key().Name)
		}
	}
	sets, err := w.zones.Sets(ctx, w.zone, names)
	w.sets = sets
	return err
}

// backwards returns the changes that undo those which stand as they were sent.
func (w *zoneWriter) backwards() []Change {
	var out []Change
	for _, c := range w.sent {
		if !w.inEffect([]Change{c}) {
			continue
		}
		back := Change{New: c.Old}
		if have, exists := find(w.sets, c.Key()); exists {
			back.Old = &have
		}
		out = append(out, back)
	}
	return out
}

// clearRest removes what is ours where a set was not put back.
func (w *zoneWriter) clearRest(ctx context.Context, back []Change) error {
	w.holding.Owned = slices.DeleteFunc(w.holding.Owned, func(r mailauth.Record) bool {
		return slices.ContainsFunc(back, func(c Change) bool { return c.Key() == r.Key })
	})
	if len(w.holding.Owned) == 0 {
		return nil
	}
	return w.clear(ctx)
}
