package hostedzone

import (
	"maps"
	"slices"
	"time"
)

// Past returns a store that holds what this one holds now, and whose clock stands still.
func (s *Store) Past() *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	past := NewStore(func() time.Time { return now })
	past.order, past.changes, past.serial = slices.Clone(s.order), maps.Clone(s.changes), s.serial
	for id, zone := range s.zones {
		// Records are never changed in place.
		z := *zone
		past.zones[id] = &z
	}
	return past
}
