package reconcile

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// maxAttempts bounds how often a change is decided anew because somebody else
// wrote to the same sets at the same time.
const maxAttempts = 6

// zoneWriter changes the records of one domain in one zone by compare-and-swap:
// it writes only if everything is still as it was read, else it reads and
// decides again.
type zoneWriter struct {
	zones Zones
	zone  Zone
	// holding is what is managed here; it follows every change that is made.
	holding Holding
	// adopt takes over what others have in our slots.
	adopt bool
	// reclaim makes ours what stands just as it is wanted.
	reclaim bool
	// sets is what stood at the names when they were last read, and what has been
	// made of it since.
	sets []rr.Set
	// vacant are the wanted keys that were free at the first look. What appears
	// there exactly as wanted is our own write whose answer got lost.
	vacant []rr.Key
	looked bool
	// showed is whether a set was changed that SES looks at.
	showed bool

	changes []ChangeID
	left    []Leftover
	// sent are the changes that took effect, or may have.
	sent []Change
}

// look reads the zone and reports what is in the way of want. It writes
// nothing, and comes before everything that does.
func (w *zoneWriter) look(ctx context.Context, want []mailauth.Record) error {
	w.looked, w.vacant = false, nil
	if err := w.read(ctx, want); err != nil {
		return err
	}
	return conflictError(w.decide(want))
}

func (w *zoneWriter) read(ctx context.Context, want []mailauth.Record) error {
	names := mailauth.Names(slices.Concat(want, w.holding.all()))
	sets, err := w.zones.Sets(ctx, w.zone, names)
	if err != nil {
		return err
	}
	w.sets = sets
	if !w.looked {
		w.looked = true
		w.markVacant(want)
	}
	return nil
}

func (w *zoneWriter) markVacant(want []mailauth.Record) {
	for _, r := range want {
		set, _ := find(w.sets, r.Key)
		if !slices.ContainsFunc(set.Values, func(v rr.Value) bool { return r.Kind.Owns(v.Text) }) {
			w.vacant = append(w.vacant, r.Key)
		}
	}
}

// differs reports whether anything has to be written.
func (w *zoneWriter) differs(want []mailauth.Record) bool {
	d := w.decide(want)
	return len(d.Publish)+len(d.Remove) > 0
}

func (w *zoneWriter) decide(want []mailauth.Record) Decision {
	return Diff(Situation{Want: want, Have: w.sets, Managed: w.holding, Adopt: w.adopt})
}

// sparing says which records stay though they are no longer wanted, because they
// are still in use.
type sparing func(mailauth.Record) bool

// nothing spares no record.
func nothing(mailauth.Record) bool { return false }

// write publishes want, and removes what is no longer wanted and not spared.
func (w *zoneWriter) write(ctx context.Context, want []mailauth.Record, spare sparing) error {
	return w.swap(ctx, want, func(d Decision) []Change {
		spared := w.spared(want, spare)
		removed := slices.DeleteFunc(slices.Clone(d.Remove), func(c Change) bool { return len(at(spared, c.Key())) > 0 })
		return slices.Concat(d.Publish, removed)
	}, spare)
}

// finish removes what an earlier write spared and this one does not, if there is
// any.
func (w *zoneWriter) finish(ctx context.Context, want []mailauth.Record, spare sparing) error {
	if len(w.unwanted(want)) == len(w.spared(want, spare)) {
		return nil
	}
	if err := w.read(ctx, want); err != nil {
		return err
	}
	return w.write(ctx, want, spare)
}

// clear removes everything that is ours.
func (w *zoneWriter) clear(ctx context.Context) error {
	if err := w.read(ctx, nil); err != nil {
		return err
	}
	return w.write(ctx, nil, nothing)
}

// swap applies the changes that pick takes from the decision; when the host
// refuses them it reads again and decides again.
func (w *zoneWriter) swap(ctx context.Context, want []mailauth.Record, pick func(Decision) []Change, spare sparing) error {
	var refused []Change
	var refusal error
	for range maxAttempts {
		decision := w.decide(want)
		if err := conflictError(decision); err != nil {
			return err
		}
		changes := pick(decision)
		if len(changes) > 0 && reflect.DeepEqual(changes, refused) {
			return fmt.Errorf("write records of zone %s (%s): %w", w.zone.Name, w.zone.ID, refusal)
		}
		refusal = w.apply(ctx, changes)
		if refusal == nil {
			w.settle(want, decision, spare)
			return nil
		}
		if !errors.Is(refusal, ErrRefused) {
			w.suspect(decision, refusal)
			return refusal
		}
		refused = changes
		if err := w.read(ctx, want); err != nil {
			return err
		}
		if w.inEffect(changes) {
			w.sent = append(w.sent, changes...)
			w.settle(want, decision, spare)
			return nil
		}
	}
	return fmt.Errorf("zone %s (%s) changed under %d attempts to write: %w", w.zone.Name, w.zone.ID, maxAttempts, refusal)
}

func (w *zoneWriter) apply(ctx context.Context, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	id, err := w.zones.Apply(ctx, w.zone, changes)
	if !errors.Is(err, ErrRefused) {
		w.sent = append(w.sent, changes...)
	}
	if err == nil {
		w.sets = carriedOut(w.sets, changes)
		w.showed = w.showed || slices.ContainsFunc(changes, func(c Change) bool { return mailauth.SeenBySES(c.Key()) })
		w.changes = append(w.changes, id)
	}
	return err
}

// carriedOut is what stands after changes.
func carriedOut(sets []rr.Set, changes []Change) []rr.Set {
	out := slices.DeleteFunc(slices.Clone(sets), func(set rr.Set) bool {
		return slices.ContainsFunc(changes, func(c Change) bool { return c.Key() == set.Key })
	})
	for _, c := range changes {
		if c.New != nil {
			out = append(out, *c.New)
		}
	}
	return out
}

// inEffect reports whether everything stands as changes would have it. Then it
// was not the change that was refused but its repetition, when the answer to
// the first attempt had got lost: a batch takes effect as a whole.
func (w *zoneWriter) inEffect(changes []Change) bool {
	for _, c := range changes {
		have, exists := find(w.sets, c.Key())
		switch {
		case exists != (c.New != nil):
			return false
		case exists && (have.Routing != "" || have.TTL != c.New.TTL || !slices.Equal(have.Texts(), c.New.Texts())):
			return false
		}
	}
	return true
}

// suspect claims what a change would have made ours, besides what is, when
// there is no telling whether it took effect. A claim to what is not there
// removes nothing.
func (w *zoneWriter) suspect(d Decision, err error) {
	if errors.Is(err, ErrZoneNotFound) {
		return
	}
	w.holding.Owned = slices.Concat(d.Owned, slices.DeleteFunc(slices.Clone(w.holding.Owned), func(r mailauth.Record) bool {
		return slices.ContainsFunc(d.Owned, func(o mailauth.Record) bool { return o.Key == r.Key && o.Text == r.Text })
	}))
}

// await returns when every change that was made has reached all name servers.
func (w *zoneWriter) await(ctx context.Context) error {
	for len(w.changes) > 0 {
		if err := w.zones.Wait(ctx, w.changes[0]); err != nil {
			return err
		}
		w.changes = w.changes[1:]
	}
	return nil
}

// settle records what is ours after a decision has been carried out.
func (w *zoneWriter) settle(want []mailauth.Record, d Decision, spare sparing) {
	owned := slices.Clone(d.Owned)
	for _, r := range want {
		if (w.reclaim || slices.Contains(w.vacant, r.Key)) && len(at(owned, r.Key)) == 0 {
			owned = append(owned, r)
		}
	}
	w.holding.Owned = append(owned, w.spared(want, spare)...)
	w.left = d.Left
}

// spared returns what is unwanted and stays.
func (w *zoneWriter) spared(want []mailauth.Record, spare sparing) []mailauth.Record {
	return slices.DeleteFunc(w.unwanted(want), func(r mailauth.Record) bool { return !spare(r) })
}

// unwanted returns what is ours at names and types where nothing is wanted.
func (w *zoneWriter) unwanted(want []mailauth.Record) []mailauth.Record {
	return slices.DeleteFunc(slices.Clone(w.holding.Owned), func(r mailauth.Record) bool {
		return len(at(want, r.Key)) > 0
	})
}

// claims returns what is ours in this zone.
func (w *zoneWriter) claims() []Claim {
	out := make([]Claim, len(w.holding.Owned))
	for i, r := range w.holding.Owned {
		out[i] = Claim{Zone: w.zone, Record: r}
	}
	return out
}

func conflictError(d Decision) error {
	if len(d.Conflicts) == 0 {
		return nil
	}
	return &ConflictError{Conflicts: d.Conflicts}
}
