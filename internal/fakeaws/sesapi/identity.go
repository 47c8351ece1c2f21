package sesapi

import (
	"regexp"
	"strings"
	"time"
)

// identity is a domain or an address of one account in one region.
type identity struct {
	ref   Ref    // key: a domain in lower case
	name  string // as it is returned
	email bool

	verification Status
	info         probe
	dkim         dkim
	mailFrom     mailFrom

	feedback         bool
	configurationSet *string // SES keeps an explicit empty name as such
	tags             map[string]string
	policies         map[string]string

	hiddenReads    int       // GetEmailIdentity calls that still answer 404
	hiddenUntil    time.Time // see Hide
	unstartedReads int       // those that still report NOT_STARTED
	late           bool      // whether DKIM was SUCCESS one look before the domain
}

const (
	typeDomain = "DOMAIN"
	typeEmail  = "EMAIL_ADDRESS"
)

func (id *identity) kind() string {
	if id.email {
		return typeEmail
	}
	return typeDomain
}

// domain is the domain part of an address, or the domain itself.
func (id *identity) domain() string {
	_, domain, found := strings.Cut(id.ref.Name, "@")
	if !found {
		return id.ref.Name
	}
	return domain
}

func (id *identity) domainRef() Ref {
	return Ref{id.ref.Account, id.ref.Region, id.domain()}
}

// verified reports whether id may send. While SES cannot confirm a verified
// domain the owner still has days to repair it, and mail goes on.
func (id *identity) verified() bool {
	return id.verification == Success || id.verification == TemporaryFailure
}

// key makes names comparable: domains without case, local parts with it
// (Developer Guide, "Creating and verifying identities").
func key(name string) string {
	at := strings.LastIndexByte(name, '@')
	return name[:at+1] + strings.ToLower(name[at+1:])
}

// findLocked returns the identity as it is now: its statuses follow DNS first.
func (s *Service) findLocked(ref Ref) (*identity, bool) {
	ref.Name = key(ref.Name)
	id, ok := s.identities[ref]
	if ok {
		s.settleLocked(id)
	}
	return id, ok
}

// checkName holds a name against the limits of the Developer Guide: labels of
// 63 and domains of 255 characters. SES's texts for these are not known.
func checkName(name string) error {
	if name == "" {
		return badRequest("1 validation error detected: Value at 'emailIdentity' failed to satisfy constraint: " +
			"Member must have length greater than or equal to 1")
	}
	local, domain, isEmail := strings.Cut(name, "@")
	if !isEmail {
		domain = name
	} else if local == "" || strings.ContainsAny(local, " \t") {
		return badRequest("Invalid email address <%s>.", name)
	}
	labels := strings.Split(domain, ".")
	valid := regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$`)
	if len(labels) < 2 || len(domain) > 255 {
		return badRequest("Invalid domain name <%s>.", domain)
	}
	for _, label := range labels {
		if len(label) > 63 || !valid.MatchString(label) {
			return badRequest("Invalid domain name <%s>.", domain)
		}
	}
	return nil
}
