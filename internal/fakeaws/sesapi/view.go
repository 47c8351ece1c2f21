package sesapi

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Status is the state of a verification.
type Status string

// The states of identities, DKIM and MAIL FROM; MAIL FROM has no NotStarted.
const (
	NotStarted       Status = "NOT_STARTED"
	Pending          Status = "PENDING"
	Success          Status = "SUCCESS"
	Failed           Status = "FAILED"
	TemporaryFailure Status = "TEMPORARY_FAILURE"
)

// Identity is what GetEmailIdentity reports, field by field under the names of
// the API, so that it is its own JSON.
type Identity struct {
	ConfigurationSetName     *string `json:",omitempty"`
	DkimAttributes           DKIM
	FeedbackForwardingStatus bool
	IdentityType             string
	MailFromAttributes       MailFrom
	Policies                 map[string]string
	Tags                     []Tag
	VerificationInfo         *VerificationInfo `json:",omitempty"`
	VerificationStatus       Status
	VerifiedForSendingStatus bool
}

// DKIM is DkimAttributes of the API.
type DKIM struct {
	CurrentSigningKeyLength    string `json:",omitempty"`
	LastKeyGenerationTimestamp *Epoch `json:",omitempty"`
	NextSigningKeyLength       string `json:",omitempty"`
	SigningAttributesOrigin    string
	SigningEnabled             bool
	SigningHostedZone          string `json:",omitempty"`
	Status                     Status
	Tokens                     []string `json:",omitempty"`
}

// MailFrom is MailFromAttributes of the API. Without a domain only the
// behaviour is there.
type MailFrom struct {
	BehaviorOnMxFailure  string
	MailFromDomain       string `json:",omitempty"`
	MailFromDomainStatus Status `json:",omitempty"`
}

// VerificationInfo tells what SES saw in DNS when it looked last.
type VerificationInfo struct {
	ErrorType            string `json:",omitempty"`
	LastCheckedTimestamp *Epoch `json:",omitempty"`
	LastSuccessTimestamp *Epoch `json:",omitempty"`
	SOARecord            *SOA   `json:",omitempty"`
}

// SOA is the zone that SES found above the identity.
type SOA struct {
	AdminEmail        string
	PrimaryNameServer string
	SerialNumber      int64
}

// Tag is one tag of a resource.
type Tag struct{ Key, Value string }

// Epoch is a time in the JSON of SES: seconds since 1970 as a number with a
// fraction; the SDK refuses a string.
type Epoch struct{ time.Time }

// MarshalJSON writes e with milliseconds.
func (e Epoch) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(e.UnixMilli())/1000, 'f', 3, 64), nil
}

func epoch(t time.Time) *Epoch {
	if t.IsZero() {
		return nil
	}
	return &Epoch{t}
}

func tagList(tags map[string]string) []Tag {
	out := make([]Tag, 0, len(tags))
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, Tag{k, tags[k]})
	}
	return out
}

// viewLocked is id as GetEmailIdentity shows it.
func (s *Service) viewLocked(id *identity) Identity {
	v := Identity{
		ConfigurationSetName:     id.configurationSet,
		DkimAttributes:           s.dkimViewLocked(id),
		FeedbackForwardingStatus: id.feedback,
		IdentityType:             id.kind(),
		MailFromAttributes:       id.mailFrom.view(),
		Policies:                 maps.Clone(id.policies),
		Tags:                     tagList(id.tags),
		VerificationStatus:       id.verification,
		VerifiedForSendingStatus: id.verified(),
	}
	if id.info != (probe{}) {
		v.VerificationInfo = id.info.view()
	} else if s.opts.Quirks.EmptyVerificationInfo {
		v.VerificationInfo = &VerificationInfo{}
	}
	return v
}

// dkimViewLocked shows of an address the DKIM of its domain, if that is an
// identity as well: it signs for its addresses.
func (s *Service) dkimViewLocked(id *identity) DKIM {
	if id.email {
		if domain, ok := s.identities[id.domainRef()]; ok {
			return s.dkimViewLocked(domain)
		}
	}
	d := &id.dkim
	return DKIM{
		CurrentSigningKeyLength:    d.current,
		LastKeyGenerationTimestamp: epoch(d.generated),
		NextSigningKeyLength:       d.next,
		SigningAttributesOrigin:    d.origin,
		SigningEnabled:             d.signing,
		SigningHostedZone:          s.signingZone(id),
		Status:                     cmp.Or(d.status, NotStarted),
		Tokens:                     slices.Clone(d.tokens),
	}
}

func (m *mailFrom) view() MailFrom {
	return MailFrom{BehaviorOnMxFailure: m.behavior, MailFromDomain: m.domain, MailFromDomainStatus: m.status}
}

func (p probe) view() *VerificationInfo {
	v := &VerificationInfo{
		ErrorType:            p.errorType,
		LastCheckedTimestamp: epoch(p.checked),
		LastSuccessTimestamp: epoch(p.succeeded),
	}
	if p.soa != (SOA{}) {
		v.SOARecord = &p.soa
	}
	return v
}
