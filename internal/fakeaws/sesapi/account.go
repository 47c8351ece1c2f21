package sesapi

import (
	"slices"
	"time"
)

// settings are those of one account in one region. A new account is in the
// sandbox, unless Options say otherwise; that restricts sending and no management
// of identities.
type settings struct {
	production  bool
	sending     bool
	enforcement string
	suppressed  []string
	details     *accountDetails
	sent        []time.Time // when, for each recipient that counts
}

type sendQuota struct{ Max24HourSend, MaxSendRate, SentLast24Hours float64 }

type suppression struct{ SuppressedReasons []string }

type accountOutput struct {
	DedicatedIpAutoWarmupEnabled bool
	Details                      *accountDetails `json:",omitempty"`
	EnforcementStatus            string
	ProductionAccessEnabled      bool
	SendQuota                    sendQuota
	SendingEnabled               bool
	SuppressionAttributes        suppression
}

func (s *Service) settingsLocked(account, region string) *settings {
	at := scope{account, region}
	if s.settings[at] == nil {
		s.settings[at] = &settings{
			production: s.opts.Production,
			sending:    true, enforcement: "HEALTHY",
			// The account-level list holds both since November 2019.
			suppressed: []string{"BOUNCE", "COMPLAINT"},
		}
	}
	return s.settings[at]
}

// quota is how much may be sent in any 24 hours, and has been in the last ones
// (Developer Guide, "Service quotas").
func (a *settings) quota(now time.Time) sendQuota {
	q := sendQuota{200, 1, 0} // the sandbox
	if a.production {
		q = sendQuota{50_000, 14, 0}
	}
	for _, at := range a.sent {
		if now.Sub(at) < 24*time.Hour {
			q.SentLast24Hours++
		}
	}
	return q
}

func (s *Service) getAccount(r *request) (any, error) {
	a := s.settingsLocked(r.Account, r.Region)
	return accountOutput{
		Details:                 a.details,
		EnforcementStatus:       a.enforcement,
		ProductionAccessEnabled: a.production,
		SendQuota:               a.quota(s.opts.Now()),
		SendingEnabled:          a.sending,
		SuppressionAttributes:   suppression{a.suppressed},
	}, nil
}

func (s *Service) putSuppression(r *request) (any, error) {
	in, err := decode[suppression](r)
	if err != nil {
		return nil, err
	}
	for _, reason := range in.SuppressedReasons {
		if reason != "BOUNCE" && reason != "COMPLAINT" {
			return nil, badRequest("1 validation error detected: Value at 'suppressedReasons' failed to satisfy constraint: " +
				"Member must satisfy constraint: [Member must satisfy enum value set: [BOUNCE, COMPLAINT]]")
		}
	}
	reasons := slices.Clone(in.SuppressedReasons)
	slices.Sort(reasons)
	if reasons = slices.Compact(reasons); reasons == nil {
		reasons = []string{}
	}
	s.settingsLocked(r.Account, r.Region).suppressed = reasons
	return empty{}, nil
}

func (s *Service) putSending(r *request) (any, error) {
	in, err := decode[struct{ SendingEnabled bool }](r)
	if err != nil {
		return nil, err
	}
	s.settingsLocked(r.Account, r.Region).sending = in.SendingEnabled
	return empty{}, nil
}

// Enforce sets the enforcement status: HEALTHY, PROBATION or SHUTDOWN.
func (s *Service) Enforce(account, region, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settingsLocked(account, region).enforcement = status
}

// SetSending pauses sending, or lets it go on.
func (s *Service) SetSending(account, region string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settingsLocked(account, region).sending = on
}

// SetSent makes as many recipients count as sent to, now.
func (s *Service) SetSent(account, region string, recipients int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settingsLocked(account, region).sent = slices.Repeat([]time.Time{s.opts.Now()}, recipients)
}

// Production reports whether an account is out of the sandbox.
func (s *Service) Production(account, region string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settingsLocked(account, region).production
}

// SuppressedReasons are for what an account has addresses suppressed.
func (s *Service) SuppressedReasons(account, region string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.settingsLocked(account, region).suppressed)
}

// SetSuppressedReasons changes for what an account has addresses suppressed.
func (s *Service) SetSuppressedReasons(account, region string, reasons []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settingsLocked(account, region).suppressed = reasons
}
