package reconciletest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

var _ reconcile.Zones = (*Zones)(nil)

// Zones is an in-memory reconcile.Zones.
type Zones struct {
	// Editor, if set, is called when a batch arrives and before it is looked
	// at: the moment between read and write at which others edit.
	Editor func(zone reconcile.Zone, changes []reconcile.Change)

	calls *Calls
	// mu guards all below.
	mu      sync.Mutex
	zones   []*zone
	changes int
}

type zone struct {
	reconcile.Zone
	sets []rr.Set
	// read are the values that somebody was told; only they have a Wire that is
	// known, see rr.Value.
	read []rr.Value
}

// NewZones returns a host of empty zones.
func NewZones(calls *Calls, zones ...reconcile.Zone) *Zones {
	z := &Zones{calls: calls}
	for _, info := range zones {
		z.zones = append(z.zones, &zone{Zone: info})
	}
	return z
}

// Find implements reconcile.Zones.
func (z *Zones) Find(ctx context.Context, domain rr.Name) (reconcile.Zone, error) {
	return call(z.calls, "Find", func() (reconcile.Zone, error) {
		z.mu.Lock()
		defer z.mu.Unlock()
		return z.findLocked(domain)
	})
}

func (z *Zones) findLocked(domain rr.Name) (reconcile.Zone, error) {
	none := &reconcile.NoZoneError{Domain: domain}
	var best []reconcile.Zone
	for _, have := range z.zones {
		switch {
		case have.Private && domain.Within(have.Name):
			none.Private = append(none.Private, have.Zone)
		case have.Private:
		default:
			none.Public = append(none.Public, have.Name)
			best = longer(best, have.Zone, domain)
		}
	}
	switch len(best) {
	case 0:
		return reconcile.Zone{}, none
	case 1:
		return best[0], nil
	}
	return reconcile.Zone{}, &reconcile.AmbiguousZoneError{Domain: domain, Zones: best}
}

// longer adds a zone to the best ones, if it holds the domain and its name is
// not shorter than theirs.
func longer(best []reconcile.Zone, info reconcile.Zone, domain rr.Name) []reconcile.Zone {
	switch {
	case !domain.Within(info.Name):
		return best
	case len(best) == 0 || len(info.Name) > len(best[0].Name):
		return []reconcile.Zone{info}
	case info.Name == best[0].Name:
		return append(best, info)
	}
	return best
}

// Zone implements reconcile.Zones.
func (z *Zones) Zone(ctx context.Context, id string) (reconcile.Zone, error) {
	return call(z.calls, "Zone", func() (reconcile.Zone, error) {
		z.mu.Lock()
		defer z.mu.Unlock()
		have, err := z.zoneLocked("GetHostedZone", id)
		if err != nil {
			return reconcile.Zone{}, err
		}
		return have.Zone, nil
	})
}

// Sets implements reconcile.Zones.
func (z *Zones) Sets(ctx context.Context, info reconcile.Zone, names []rr.Name) ([]rr.Set, error) {
	return call(z.calls, "Sets", func() ([]rr.Set, error) {
		if err := ctx.Err(); err != nil {
			return nil, noAnswer("Route 53", "ListResourceRecordSets", info.ID, err)
		}
		z.mu.Lock()
		defer z.mu.Unlock()
		have, err := z.zoneLocked("ListResourceRecordSets", info.ID)
		if err != nil {
			return nil, err
		}
		var out []rr.Set
		for _, set := range have.sets {
			if slices.Contains(names, set.Name) {
				out = append(out, set.Clone())
				have.read = append(have.read, set.Values...)
			}
		}
		return out, nil
	})
}

// Announce is heard and changes nothing: every Apply is a request of its own.
func (z *Zones) Announce(reconcile.Zone) (done func()) { return func() {} }

// Apply implements reconcile.Zones.
func (z *Zones) Apply(ctx context.Context, info reconcile.Zone, changes []reconcile.Change) (reconcile.ChangeID, error) {
	return call(z.calls, "Apply", func() (reconcile.ChangeID, error) {
		if err := ctx.Err(); err != nil {
			return "", noAnswer("Route 53", "ChangeResourceRecordSets", info.ID, err)
		}
		if z.Editor != nil {
			z.Editor(info, changes)
		}
		z.mu.Lock()
		defer z.mu.Unlock()
		have, err := z.zoneLocked("ChangeResourceRecordSets", info.ID)
		if err != nil {
			return "", err
		}
		if err := have.apply(changes); err != nil {
			return "", err
		}
		z.changes++
		return reconcile.ChangeID(fmt.Sprintf("C%d", z.changes)), nil
	})
}

// Wait implements reconcile.Zones: changes are everywhere at once.
func (z *Zones) Wait(ctx context.Context, change reconcile.ChangeID) error {
	_, err := call(z.calls, "Wait", func() (struct{}, error) {
		if err := ctx.Err(); err != nil {
			return struct{}{}, noAnswer("Route 53", "GetChange", string(change), err)
		}
		return struct{}{}, nil
	})
	return err
}

func (z *Zones) zoneLocked(operation, id string) (*zone, error) {
	for _, have := range z.zones {
		if have.ID == id {
			return have, nil
		}
	}
	return nil, &reconcile.APIError{
		Service: "Route 53", Operation: operation, Subject: id,
		Code: "NoSuchHostedZone", Message: "No hosted zone found with ID: " + id, Sentinel: reconcile.ErrZoneNotFound,
	}
}

// noAnswer is the error of a request whose context ended before its answer.
func noAnswer(service, operation, subject string, err error) error {
	return &reconcile.APIError{Service: service, Operation: operation, Subject: subject, Err: err}
}

// Put makes sets stand exactly so, each in place of what stands at its key, as
// somebody else does. Values without a Wire get one.
func (z *Zones) Put(id string, sets ...rr.Set) {
	z.edit(id, func(have *zone) {
		for _, set := range sets {
			have.remove(set.Key)
			have.insert(set)
		}
	})
}

// Remove takes the sets of keys away, as somebody else does.
func (z *Zones) Remove(id string, keys ...rr.Key) {
	z.edit(id, func(have *zone) {
		for _, key := range keys {
			have.remove(key)
		}
	})
}

// DropZone deletes a zone with all that is in it.
func (z *Zones) DropZone(id string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.zones = slices.DeleteFunc(z.zones, func(have *zone) bool { return have.ID == id })
}

// All returns everything that stands in a zone, sorted by key.
func (z *Zones) All(id string) []rr.Set {
	var out []rr.Set
	z.edit(id, func(have *zone) {
		for _, set := range have.sets {
			out = append(out, set.Clone())
		}
	})
	slices.SortStableFunc(out, func(a, b rr.Set) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
	})
	return out
}

// Texts returns what stands at a key: the meanings of its values, nil where
// there is no set.
func (z *Zones) Texts(id string, key rr.Key) []string {
	for _, set := range z.All(id) {
		if set.Key == key {
			return set.Texts()
		}
	}
	return nil
}

func (z *Zones) edit(id string, f func(*zone)) {
	z.mu.Lock()
	defer z.mu.Unlock()
	for _, have := range z.zones {
		if have.ID == id {
			f(have)
		}
	}
}
