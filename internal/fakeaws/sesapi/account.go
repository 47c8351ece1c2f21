package sesapi

import (
	"slices"
	"time"
)

// settings are those of one account in one region. A new account is in the
// sandbox, which restricts sending and no management of identities.
type settings struct {
	production  bool
	sending     bool
	enforcement string
	suppressed  []string
	details     *accountDetails
	sent        []time.Time // when, for each recipient that counts
}

type accountDetails struct {
	AdditionalContactEmailAddresses []string `json:",omitempty"`
	ContactLanguage                 string   `json:",omitempty"`
	MailType                        string
	ReviewDetails                   *reviewDetails `json:",omitempty"`
	UseCaseDescription              string         `json:",omitempty"`
	WebsiteURL                      string
}

type reviewDetails struct{ CaseId, Status string }

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
			sending: true, enforcement: "HEALTHY",
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

// putAccountDetails files a request for production access. Another one while
// the first is under review conflicts.
func (s *Service) putAccountDetails(r *request) (any, error) {
	in, err := decode[struct {
		accountDetails
		ProductionAccessEnabled *bool
	}](r)
	if err != nil {
		return nil, err
	}
	if in.MailType != "MARKETING" && in.MailType != "TRANSACTIONAL" {
		return nil, badRequest("1 validation error detected: Value at 'mailType' failed to satisfy constraint: " +
			"Member must satisfy enum value set: [MARKETING, TRANSACTIONAL]")
	}
	if in.WebsiteURL == "" {
		return nil, badRequest("1 validation error detected: Value at 'websiteURL' failed to satisfy constraint: " +
			"Member must have length greater than or equal to 1")
	}
	a := s.settingsLocked(r.Account, r.Region)
	if a.details != nil && a.details.ReviewDetails != nil && a.details.ReviewDetails.Status == "PENDING" {
		return nil, &apiError{"ConflictException", "A review of the account is in progress."}
	}
	details := in.accountDetails
	details.ReviewDetails = nil
	if in.ProductionAccessEnabled != nil && *in.ProductionAccessEnabled && !a.production {
		details.ReviewDetails = &reviewDetails{CaseId: "case-" + r.Account + "-" + r.Region, Status: "PENDING"}
	} else if a.details != nil {
		details.ReviewDetails = a.details.ReviewDetails
	}
	a.details = &details
	return empty{}, nil
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

// Review ends or reopens the review of an account's request for production
// access: PENDING, GRANTED, DENIED or FAILED. GRANTED leaves the sandbox.
func (s *Service) Review(account, region, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.settingsLocked(account, region)
	a.production = status == "GRANTED"
	if a.details != nil {
		a.details.ReviewDetails = &reviewDetails{CaseId: "case-" + account + "-" + region, Status: status}
	}
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
