package reconcile

import (
	"context"
	"fmt"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Forecast is what a zone will look like.
type Forecast struct {
	// Sets are the wanted sets as they will be, with the values of others.
	Sets []rr.Set
	// Adopted are the values of others that will be replaced.
	Adopted []Conflict
}

// Preview looks at a zone and says what will become of the wanted sets, or
// returns a *ConflictError. With adopt it takes over what others have in our
// slots. It writes nothing.
func (r *Reconciler) Preview(ctx context.Context, zone Zone, want []mailauth.Record, managed Managed, adopt bool) (Forecast, error) {
	w := &zoneWriter{zones: r.Zones, zone: zone, adopt: adopt, holding: managed.in(zone)}
	if err := w.read(ctx, want); err != nil {
		return Forecast{}, err
	}
	decision := w.decide(want)
	if err := conflictError(decision); err != nil {
		return Forecast{}, err
	}
	out := Forecast{Adopted: decision.Adopted}
	for _, record := range want {
		set, ok := find(w.sets, record.Key)
		for _, change := range decision.Publish {
			if change.Key() == record.Key {
				set, ok = *change.New, true
			}
		}
		if ok {
			out.Sets = append(out.Sets, set)
		}
	}
	return out, nil
}

// ZoneFor returns the zone that the records of a domain go to: the one with
// the id, or where that is empty the one that Zones.Find finds. It refuses a
// zone that mail receivers cannot see or that does not hold the domain, with
// an *UnfitZoneError.
func (r *Reconciler) ZoneFor(ctx context.Context, domain rr.Name, id string) (Zone, error) {
	if id == "" {
		return r.Zones.Find(ctx, domain)
	}
	zone, err := r.Zones.Zone(ctx, id)
	if err != nil {
		return Zone{}, err
	}
	if zone.Private || !domain.Within(zone.Name) {
		return Zone{}, &UnfitZoneError{Domain: domain, Zone: zone}
	}
	return zone, nil
}

// UnfitZoneError says that a zone that was asked for cannot hold the records
// of a domain.
type UnfitZoneError struct {
	Domain rr.Name
	Zone   Zone
}

func (e *UnfitZoneError) Error() string {
	if e.Zone.Private {
		return fmt.Sprintf("zone %s (%s) is private", e.Zone.ID, e.Zone.Name)
	}
	return fmt.Sprintf("zone %s is %s, which does not hold %s", e.Zone.ID, e.Zone.Name, e.Domain)
}

// Alone returns the kinds of those records whose sets hold nobody else's
// value.
func Alone(records []mailauth.Record, sets []rr.Set) []mailauth.Kind {
	var out []mailauth.Kind
	for _, r := range records {
		set, ok := find(sets, r.Key)
		foreign := slices.ContainsFunc(set.Values, func(v rr.Value) bool {
			return !slices.ContainsFunc(at(records, r.Key), func(o mailauth.Record) bool { return o.Kind.Owns(v.Text) })
		})
		if ok && !foreign {
			out = append(out, r.Kind)
		}
	}
	return out
}
