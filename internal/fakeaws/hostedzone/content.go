package hostedzone

import (
	"fmt"
	"slices"
	"strings"
)

// Sets returns the sets of a zone in Route 53's order, and false if there is no such zone.
func (s *Store) Sets(zoneID string) ([]Set, bool) {
	z, ok := s.snapshot(zoneID)
	if !ok {
		return nil, false
	}
	return z.cloneSets(), true
}

// Put stores a set as if by another hand: the name is brought into stored form and nothing else is checked. A
// simple set replaces all sets of its name and type, one with a routing policy those of its identifier and a
// simple one. The error is an *Error for an unknown zone, or wraps a *NameError.
func (s *Store) Put(zoneID string, set Set) error {
	name, err := CanonicalName(set.Name)
	if err != nil {
		return fmt.Errorf("put set into zone %s: %w", zoneID, err)
	}
	set = set.clone()
	set.Name = name
	return s.tamper(zoneID, func(r records) records {
		for _, other := range r.typed(set.Name, set.Type) {
			if set.Routing == nil || other.set.Routing == nil {
				r = r.without(other.set.key())
			}
		}
		return r.with(set)
	})
}

// Remove takes away all sets of a name and a type as if by another hand; none is no error. Errors are those of Put.
func (s *Store) Remove(zoneID, name, typ string) error {
	canonical, err := CanonicalName(name)
	if err != nil {
		return fmt.Errorf("remove set from zone %s: %w", zoneID, err)
	}
	return s.tamper(zoneID, func(r records) records {
		for _, other := range r.typed(canonical, typ) {
			r = r.without(other.set.key())
		}
		return r
	})
}

// Dump returns a zone as text for comparing it before and after: one line per value, or per alias target, with all
// that the set says; lines in Route 53's order, values of a set sorted and verbatim. An unknown zone is "".
func (s *Store) Dump(zoneID string) string {
	z, _ := s.snapshot(zoneID)
	var b strings.Builder
	for _, e := range z {
		set := e.set
		values := slices.Sorted(slices.Values(set.Values))
		if set.Alias != nil {
			values = []string{fmt.Sprintf("ALIAS %s %s %t", set.Alias.HostedZoneID, set.Alias.DNSName, set.Alias.EvaluateTargetHealth)}
		}
		for _, value := range values {
			fmt.Fprintf(&b, "%s %d %s%s %s\n", set.Name, set.TTL, set.Type, set.policy(), value)
		}
	}
	return b.String()
}

// policy prints what is not the default in a set's routing and health check, with a leading space.
func (s Set) policy() string {
	var text string
	if s.Routing != nil {
		text = fmt.Sprintf(" %+v", *s.Routing)
	}
	if s.HealthCheckID != "" {
		text += " health-check=" + s.HealthCheckID
	}
	return text
}

func (s *Store) snapshot(zoneID string) (records, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[zoneID]
	if !ok {
		return nil, false
	}
	return z.records, true
}

func (s *Store) tamper(zoneID string, edit func(records) records) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[zoneID]
	if !ok {
		return noSuchZone(zoneID)
	}
	z.records = edit(z.records)
	return nil
}

func (r records) cloneSets() []Set {
	sets := make([]Set, len(r))
	for i, e := range r {
		sets[i] = e.set.clone()
	}
	return sets
}

func (s Set) key() Key {
	return Key{Name: s.Name, Type: s.Type, SetIdentifier: s.identifier()}
}
