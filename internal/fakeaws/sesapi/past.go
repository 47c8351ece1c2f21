package sesapi

import (
	"maps"
	"time"
)

// Past returns a Service that holds what this one holds now, whose clock stands
// still, and for which DNS answers as dns does.
func (s *Service) Past(dns func(name, typ string) Answer) *Service {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, opts := s.opts.Now(), s.opts
	opts.Now, opts.DNS = func() time.Time { return now }, dns
	past := New(opts)
	for ref, id := range s.identities {
		s.settleLocked(id)
		c := *id
		c.tags, c.policies = maps.Clone(id.tags), maps.Clone(id.policies)
		past.identities[ref] = &c
	}
	for ref, tags := range s.sets {
		past.sets[ref] = maps.Clone(tags)
	}
	for at, set := range s.settings {
		c := *set
		past.settings[at] = &c
	}
	return past
}

// Hide lets no request find an identity until a time, if it is there; only to
// create it again is still refused.
func (s *Service) Hide(ref Ref, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, ok := s.findLocked(ref); ok {
		id.hiddenUntil = until
	}
}

// Reveal ends what Hide has begun.
func (s *Service) Reveal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.identities {
		id.hiddenUntil = time.Time{}
	}
}

// askedLocked is findLocked for requests, which do not find what is hidden.
func (s *Service) askedLocked(ref Ref) (*identity, bool) {
	id, ok := s.findLocked(ref)
	if ok && s.opts.Now().Before(id.hiddenUntil) {
		return nil, false
	}
	return id, ok
}
