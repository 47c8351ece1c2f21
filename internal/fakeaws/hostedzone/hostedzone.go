// Package hostedzone keeps the Route 53 hosted zones of all accounts of a fake AWS in memory, with Route 53's rules
// for what a batch of changes may do. It speaks no HTTP and shares no code with the product it tests.
package hostedzone

import (
	"sync"
	"time"
)

// Store holds the hosted zones of all accounts. It is safe for concurrent use.
type Store struct {
	now func() time.Time

	mu         sync.Mutex // guards everything below
	zones      map[string]*zoneState
	order      []string // zone IDs, oldest first
	changes    map[string]changeState
	serial     int
	insync     time.Duration
	processing time.Duration
	looseHosts bool
}

// NewStore returns a store without zones whose clock is now.
func NewStore(now func() time.Time) *Store {
	return &Store{
		now:     now,
		zones:   map[string]*zoneState{},
		changes: map[string]changeState{},
	}
}

// SetInsyncDelay makes changes submitted from now on PENDING for d of the store's clock; 0, as at the start, makes
// the first GetChange report INSYNC.
func (s *Store) SetInsyncDelay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.insync = d
}

// SetProcessingTime makes a zone refuse changes with PriorRequestNotComplete for d of the store's clock after each
// accepted one; 0, as at the start, never refuses.
func (s *Store) SetProcessingTime(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.processing = d
}

// SetLooseHosts makes a DELETE take a host in a value for equal in whatever case and with or without its final dot;
// otherwise, as at the start, values are compared verbatim. Which of them Route 53 does is not known.
func (s *Store) SetLooseHosts(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looseHosts = on
}
