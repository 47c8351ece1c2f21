package sesapi

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

type accountDetails struct {
	AdditionalContactEmailAddresses []string `json:",omitempty"`
	ContactLanguage                 string   `json:",omitempty"`
	MailType                        string
	ReviewDetails                   *reviewDetails `json:",omitempty"`
	UseCaseDescription              string         `json:",omitempty"`
	WebsiteURL                      string
}

type reviewDetails struct{ CaseId, Status string }

// Bounds of what a request for production access says (SES API Reference,
// PutAccountDetails).
const (
	maxContacts      = 4
	minContactLength = 6
	maxContactLength = 254
	maxURL           = 1000
	maxUseCase       = 5000
)

// putAccountDetails files a request for production access. Another one while
// the first is under review conflicts, and so does one for an account that has
// what is asked for.
func (s *Service) putAccountDetails(r *request) (any, error) {
	in, err := decode[struct {
		accountDetails
		ProductionAccessEnabled *bool
	}](r)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	a := s.settingsLocked(r.Account, r.Region)
	asks := in.ProductionAccessEnabled != nil && *in.ProductionAccessEnabled
	if a.reviewed() || asks && a.production {
		return nil, &apiError{"ConflictException", "A review of the account is in progress, or has granted production access."}
	}
	details := in.accountDetails
	details.ReviewDetails = nil
	if asks {
		details.ReviewDetails = &reviewDetails{CaseId: "case-" + r.Account + "-" + r.Region, Status: "PENDING"}
	} else if a.details != nil {
		details.ReviewDetails = a.details.ReviewDetails
	}
	a.details = &details
	return empty{}, nil
}

// reviewed reports whether a request is under review.
func (a *settings) reviewed() bool {
	return a.details != nil && a.details.ReviewDetails != nil && a.details.ReviewDetails.Status == "PENDING"
}

// check returns what is wrong with a request, all at once as SES does.
func (d accountDetails) check() error {
	var wrong []string
	fault := func(at, constraint string) {
		wrong = append(wrong, "Value at '"+at+"' failed to satisfy constraint: "+constraint)
	}
	if d.MailType != "MARKETING" && d.MailType != "TRANSACTIONAL" {
		fault("mailType", "Member must satisfy enum value set: [MARKETING, TRANSACTIONAL]")
	}
	switch {
	case d.WebsiteURL == "":
		fault("websiteURL", "Member must have length greater than or equal to 1")
	case len(d.WebsiteURL) > maxURL:
		fault("websiteURL", fmt.Sprintf("Member must have length less than or equal to %d", maxURL))
	}
	if d.ContactLanguage != "" && d.ContactLanguage != "EN" && d.ContactLanguage != "JA" {
		fault("contactLanguage", "Member must satisfy enum value set: [EN, JA]")
	}
	if len(d.UseCaseDescription) > maxUseCase {
		fault("useCaseDescription", fmt.Sprintf("Member must have length less than or equal to %d", maxUseCase))
	}
	d.checkContacts(fault)
	switch {
	case len(wrong) == 1:
		return badRequest("1 validation error detected: %s", wrong[0])
	case len(wrong) > 1:
		return badRequest("%d validation errors detected: %s", len(wrong), strings.Join(wrong, "; "))
	}
	if parsed, err := url.Parse(d.WebsiteURL); err != nil || parsed.Scheme == "" || parsed.Host == "" {
		return badRequest("Invalid website URL: %s", d.WebsiteURL)
	}
	return nil
}

// checkContacts: a list of no addresses is one that is too short, which is not
// the same as no list.
func (d accountDetails) checkContacts(fault func(at, constraint string)) {
	list := d.AdditionalContactEmailAddresses
	switch {
	case list != nil && len(list) == 0:
		fault("additionalContactEmailAddresses", "Member must have length greater than or equal to 1")
	case len(list) > maxContacts:
		fault("additionalContactEmailAddresses", fmt.Sprintf("Member must have length less than or equal to %d", maxContacts))
	}
	form := regexp.MustCompile(`^(.+)@(.+)$`)
	for _, address := range list {
		if len(address) < minContactLength || len(address) > maxContactLength || !form.MatchString(address) {
			fault("additionalContactEmailAddresses", "Member must satisfy regular expression pattern: ^(.+)@(.+)$")
		}
	}
}

// RequestProduction files a request of the account, whatever was filed before.
func (s *Service) RequestProduction(account, region string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settingsLocked(account, region).details = &accountDetails{
		MailType: "TRANSACTIONAL", WebsiteURL: "https://example.org",
		ReviewDetails: &reviewDetails{CaseId: "case-" + account + "-" + region, Status: "PENDING"},
	}
}

// Review ends or reopens the review of an account's request for production
// access: PENDING, GRANTED, DENIED or FAILED. GRANTED leaves the sandbox, and
// whatever else enters it.
func (s *Service) Review(account, region, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.settingsLocked(account, region)
	a.production = status == "GRANTED"
	if a.details != nil {
		a.details.ReviewDetails = &reviewDetails{CaseId: "case-" + account + "-" + region, Status: status}
	}
}
