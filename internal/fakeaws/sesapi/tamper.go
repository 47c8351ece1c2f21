package sesapi

import "maps"

// What follows changes identities behind the back of every caller of the API,
// as a colleague with a console would, or as time and other systems do.

// Get is the identity as GetEmailIdentity would report it now.
func (s *Service) Get(ref Ref) (Identity, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.findLocked(ref)
	if !ok {
		return Identity{}, false
	}
	return s.viewLocked(id), true
}

// Names are the identities of an account, in all regions if region is empty.
func (s *Service) Names(account, region string) []Ref {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Ref
	for _, id := range s.scopeLocked(account, region) {
		out = append(out, id.ref)
	}
	return out
}

// Create makes an identity with the defaults of the API, as its answer's error
// says when it can't.
func (s *Service) Create(ref Ref) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := createInput{EmailIdentity: ref.Name}
	if err := checkCreate(in); err != nil {
		return err
	}
	ref.Name = key(ref.Name)
	if _, exists := s.identities[ref]; exists {
		return &apiError{"AlreadyExistsException", "Email identity " + ref.Name + " already exist."}
	}
	id, err := s.newIdentityLocked(ref, in)
	if err != nil {
		return err
	}
	s.identities[ref] = id
	return nil
}

// Delete removes an identity, if it is there.
func (s *Service) Delete(ref Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ref.Name = key(ref.Name)
	delete(s.identities, ref)
}

// CreateConfigurationSet makes a set, if it is not there.
func (s *Service) CreateConfigurationSet(ref Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sets[ref] == nil {
		s.sets[ref] = map[string]string{}
	}
}

// Change is what Tamper sets; nil leaves a thing as it is. A status that was set
// stays, whatever DNS says, until an API call or Release starts a new search.
type Change struct {
	SigningEnabled     *bool
	Feedback           *bool
	MailFromDomain     *string // empty removes it
	MailFromBehavior   *string
	MailFromStatus     *Status
	VerificationStatus *Status // of the identity and its DKIM records
	DKIMStatus         *Status // of the DKIM records alone
	ErrorType          *string
	ConfigurationSet   *string // empty removes it
	KeyLength          *string // current and next at once
	Tags               map[string]string
	RotateTokens       bool
	ParentRegion       string // Deterministic Easy DKIM with the keys of that region
	OwnKeySelector     string // bring-your-own DKIM with a key that no zone publishes
}

// Tamper changes an identity, and reports whether it is there.
func (s *Service) Tamper(ref Ref, c Change) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.findLocked(ref)
	if !ok {
		return false
	}
	set(&id.dkim.signing, c.SigningEnabled)
	set(&id.feedback, c.Feedback)
	set(&id.info.errorType, c.ErrorType)
	if c.KeyLength != nil {
		id.dkim.current, id.dkim.next = *c.KeyLength, *c.KeyLength
	}
	if c.ConfigurationSet != nil {
		id.configurationSet = c.ConfigurationSet
		if *c.ConfigurationSet == "" {
			id.configurationSet = nil
		}
	}
	if c.Tags != nil {
		id.tags = maps.Clone(c.Tags)
	}
	if c.RotateTokens {
		s.rotateLocked(id)
	}
	if c.ParentRegion != "" {
		s.startReplicaLocked(id, replicaOrigin(c.ParentRegion))
	}
	if c.OwnKeySelector != "" {
		id.dkim = dkim{signing: id.dkim.signing, origin: originOwnKey, selector: c.OwnKeySelector, tokens: []string{c.OwnKeySelector}}
		id.dkim.restart(s.opts.Now())
	}
	s.tamperStatusLocked(id, c)
	s.tamperMailFromLocked(id, c)
	return true
}

func (s *Service) tamperMailFromLocked(id *identity, c Change) {
	if c.MailFromDomain != nil {
		if *c.MailFromDomain == "" {
			id.mailFrom = mailFrom{behavior: useDefaultValue}
		} else {
			s.setMailFromLocked(id, *c.MailFromDomain, id.mailFrom.behavior)
		}
	}
	set(&id.mailFrom.behavior, c.MailFromBehavior)
	if c.MailFromStatus != nil {
		id.mailFrom.force(*c.MailFromStatus, s)
	}
}

func (s *Service) tamperStatusLocked(id *identity, c Change) {
	status := c.DKIMStatus
	if c.VerificationStatus != nil {
		status = c.VerificationStatus
		id.verification = *status
	}
	if status != nil && !id.email {
		id.dkim.force(*status, s)
	}
}

// force sets a status as if the search had just led to it.
func (m *machine) force(to Status, s *Service) {
	m.restart(s.opts.Now())
	m.status, m.pinned = to, true
}

// Release lets the statuses of an identity follow DNS again, from PENDING on.
func (s *Service) Release(ref Ref) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.findLocked(ref)
	if !ok {
		return false
	}
	now := s.opts.Now()
	if id.dkim.pinned {
		id.verification = Pending
		id.dkim.restart(now)
	}
	if id.mailFrom.pinned {
		id.mailFrom.restart(now)
	}
	return true
}

func set[T any](at *T, value *T) {
	if value != nil {
		*at = *value
	}
}
