package sesapi

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The values of VerificationInfo.ErrorType that this fake finds by itself.
const (
	errHostNotFound  = "HOST_NOT_FOUND"
	errTypeNotFound  = "TYPE_NOT_FOUND"
	errInvalidValue  = "INVALID_VALUE"
	errAccessDenied  = "REPLICATION_ACCESS_DENIED"
	errNoParent      = "REPLICATION_PRIMARY_NOT_FOUND"
	errParentOwnKey  = "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED"
	errParentReplica = "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED"
	errParentRegion  = "REPLICATION_PRIMARY_INVALID_REGION"
)

// probe is the last look at DNS; its zero value says that none was made yet.
type probe struct {
	errorType          string
	checked, succeeded time.Time
	soa                SOA
}

// Settle lets identities follow what DNS says now: those above the given names
// (lower case, no trailing dot), all if there are none. Statuses are lazy: call it
// when records change and before the clock jumps, so that what stands now is known
// to have stood.
func (s *Service) Settle(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.identities {
		above := func(name string) bool { return name == id.domain() || strings.HasSuffix(name, "."+id.domain()) }
		if len(names) == 0 || slices.ContainsFunc(names, above) {
			s.settleLocked(id)
		}
	}
}

// settleLocked moves the verifications of id to now.
func (s *Service) settleLocked(id *identity) {
	now, delay := s.opts.Now(), s.opts.VerifyAfter
	if id.mailFrom.domain != "" {
		id.mailFrom.observe(now, s.mailFromOutcome(id), mailFromLimits(delay))
	}
	if id.email || id.dkim.pinned {
		return
	}
	errorType := s.replicateLocked(id)
	if errorType == "" {
		errorType = s.dkimError(id)
	}
	o := present
	if errorType != "" {
		o = absent
	}
	if !now.Before(id.dkim.started.Add(delay)) {
		s.noteLocked(id, errorType, now)
	}
	before := id.dkim.status
	id.dkim.observe(now, o, dkimLimits(delay))
	if id.dkim.status == Success && before != Success && id.dkim.origin == originEasy {
		id.dkim.current = id.dkim.next
	}
	// The domain is verified by its DKIM records. New ones that are still looked
	// for take nothing from a domain that is verified.
	if s.opts.Quirks.VerifiedLater && id.dkim.status == Success && id.verification == Pending && !id.late {
		id.late = true
		return
	}
	if id.dkim.status != Pending || !id.verified() {
		id.verification = id.dkim.status
	}
}

// noteLocked records a look in VerificationInfo. SES was seen to report an old
// ErrorType together with SUCCESS.
func (s *Service) noteLocked(id *identity, errorType string, now time.Time) {
	if id.dkim.status == Failed {
		return // SES stopped looking
	}
	id.info.checked = now
	id.info.soa = s.soa(id.ref.Name)
	if errorType != "" {
		id.info.errorType = errorType
		return
	}
	id.info.succeeded = now
	if s.opts.Quirks.ClearErrorOnSuccess {
		id.info.errorType = ""
	}
}

// dkimError looks for the records of id; empty is all of them, with the values
// that SES asked for (Developer Guide, "Troubleshooting verification"). The case
// of a host does not count (RFC 4343).
func (s *Service) dkimError(id *identity) string {
	if id.dkim.origin == originOwnKey {
		name := id.dkim.selector + "._domainkey." + id.ref.Name
		return s.expect(name, "TXT", func(v string) bool { return publishes(v, id.dkim.publicKey) })
	}
	zone := s.zoneOf(id)
	for _, token := range id.dkim.tokens {
		target := token + "." + zone
		name := token + "._domainkey." + id.ref.Name
		if e := s.expect(name, "CNAME", func(v string) bool { return strings.EqualFold(strings.TrimSuffix(v, "."), target) }); e != "" {
			return e
		}
	}
	if len(id.dkim.tokens) == 0 {
		return errHostNotFound
	}
	return ""
}

func (s *Service) expect(name, typ string, right func(string) bool) string {
	answer := s.opts.DNS(name, typ)
	switch {
	case len(answer.Values) == 0 && !answer.Exists:
		return errHostNotFound
	case len(answer.Values) == 0:
		return errTypeNotFound
	case len(answer.Values) > 1 || !right(answer.Values[0]):
		return errInvalidValue
	}
	return ""
}

// publishes compares the p= tag of a DKIM key record (RFC 6376 section 3.6.1)
// with a public key, both in base64.
func publishes(txt, publicKey string) bool {
	text := strings.Join(quotedStrings(txt), "")
	for _, tag := range strings.Split(text, ";") {
		name, value, _ := strings.Cut(tag, "=")
		if strings.TrimSpace(name) == "p" {
			return strings.Join(strings.Fields(value), "") == publicKey
		}
	}
	return false
}

// quotedStrings takes a TXT value in presentation form apart.
func quotedStrings(value string) []string {
	var out []string
	var b strings.Builder
	in := false
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '"' && in:
			out, in = append(out, b.String()), false
			b.Reset()
		case c == '"':
			in = true
		case in && c == '\\' && i+1 < len(value):
			i++
			b.WriteByte(value[i])
		case in:
			b.WriteByte(c)
		}
	}
	return out
}

// mailFromOutcome looks for the one MX record of a MAIL FROM domain. SPF is not
// looked at (Developer Guide, "Using a custom MAIL FROM domain").
func (s *Service) mailFromOutcome(id *identity) outcome {
	values := s.opts.DNS(id.mailFrom.domain, "MX").Values
	if len(values) > 1 {
		return broken
	}
	host := "feedback-smtp." + id.ref.Region + ".amazonses.com"
	right := func(v string) bool {
		f := strings.Fields(v)
		return len(f) == 2 && strings.EqualFold(strings.TrimSuffix(f[1], "."), host)
	}
	if slices.ContainsFunc(values, right) {
		return present
	}
	return absent
}

// soa finds the zone above name as a resolver would, walking up.
func (s *Service) soa(name string) SOA {
	for rest, more := name, true; more; _, rest, more = strings.Cut(rest, ".") {
		for _, v := range s.opts.DNS(rest, "SOA").Values {
			f := strings.Fields(v)
			if len(f) < 3 {
				continue
			}
			serial, err := strconv.ParseInt(f[2], 10, 64)
			if err != nil {
				continue
			}
			return SOA{AdminEmail: strings.TrimSuffix(f[1], "."), PrimaryNameServer: strings.TrimSuffix(f[0], "."), SerialNumber: serial}
		}
	}
	return SOA{}
}
