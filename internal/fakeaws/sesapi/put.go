package sesapi

import (
	"slices"
	"strings"
	"time"
)

const (
	useDefaultValue = "USE_DEFAULT_VALUE"
	rejectMessage   = "REJECT_MESSAGE"
)

// mailFrom is the custom MAIL FROM domain of an identity; without one only the
// behaviour is meaningful.
type mailFrom struct {
	machine
	domain   string
	behavior string
}

// putDKIM toggles signing and nothing else. A false SigningEnabled is absent
// from the request. An unknown domain is a 400 here.
func (s *Service) putDKIM(r *request) (any, error) {
	in, err := decode[struct{ SigningEnabled bool }](r)
	if err != nil {
		return nil, err
	}
	id, ok := s.askedLocked(r.ref(r.labels[0]))
	if !ok || id.email {
		// An address stands for its domain.
		_, domain, _ := strings.Cut(r.labels[0], "@")
		if _, ok := s.askedLocked(r.ref(domain)); !ok {
			return nil, s.unknown(badRequest("Domain %s is not verified for DKIM signing.", r.labels[0]))
		}
		return empty{}, nil
	}
	id.dkim.signing = in.SigningEnabled
	return empty{}, nil
}

type dkimSigningInput struct {
	SigningAttributesOrigin string
	SigningAttributes       *signingInput
}

type dkimSigningOutput struct {
	DkimStatus        Status
	DkimTokens        []string `json:",omitempty"`
	SigningHostedZone string   `json:",omitempty"`
}

func (s *Service) putDKIMSigning(r *request) (any, error) {
	in, err := decode[dkimSigningInput](r)
	if err != nil {
		return nil, err
	}
	name := r.labels[0]
	if strings.Contains(name, "@") || strings.TrimSpace(name) == "" {
		return nil, badRequest("The EmailIdentity value must be a valid domain.")
	}
	if in.SigningAttributes == nil {
		in.SigningAttributes = &signingInput{}
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	id, ok := s.askedLocked(r.ref(name))
	if !ok {
		return nil, s.unknown(notFound("Email identity %s does not exist.", name))
	}
	if err := s.setSigningLocked(id, in); err != nil {
		return nil, err
	}
	v := s.dkimViewLocked(id)
	return dkimSigningOutput{v.Status, v.Tokens, v.SigningHostedZone}, nil
}

func (in dkimSigningInput) check() error {
	o, a := in.SigningAttributesOrigin, in.SigningAttributes
	if o != originEasy && o != originOwnKey && parentRegion(o) == "" {
		return badRequest("1 validation error detected: Value at 'signingAttributesOrigin' failed to satisfy constraint: " +
			"Member must satisfy enum value set: [AWS_SES, EXTERNAL, AWS_SES_<REGION>]")
	}
	// The API model: "use the SigningAttributesOrigin parameter instead".
	if a.DomainSigningAttributesOrigin != "" {
		return badRequest("DomainSigningAttributesOrigin cannot be set here: use SigningAttributesOrigin.")
	}
	if err := a.check(); err != nil {
		return err
	}
	ownKey := a.DomainSigningPrivateKey != ""
	if ownKey != (o == originOwnKey) {
		return badRequest("The signing attributes do not fit the origin %s.", o)
	}
	if a.NextSigningKeyLength != "" && o != originEasy {
		return badRequest("NextSigningKeyLength fits the origin AWS_SES only.")
	}
	return nil
}

// setSigningLocked switches the method, the key length, or sets up again what
// is there. Whatever changes is looked for anew, while the domain stays verified.
func (s *Service) setSigningLocked(id *identity, in dkimSigningInput) error {
	d, length := &id.dkim, in.SigningAttributes.NextSigningKeyLength
	switch {
	case in.SigningAttributesOrigin == originOwnKey:
		return s.startOwnKeyLocked(id, in.SigningAttributes)
	case parentRegion(in.SigningAttributesOrigin) != "":
		s.startReplicaLocked(id, in.SigningAttributesOrigin)
	case d.origin != originEasy:
		if length == "" {
			length = length2048
		}
		s.startEasyLocked(id, length)
	case length != "":
		return s.changeLengthLocked(id, length)
	default:
		if s.opts.Quirks.NewTokensOnRestart {
			s.rotateLocked(id)
		}
		d.restart(s.opts.Now())
	}
	return nil
}

// changeLengthLocked follows "You can't switch to the same key length", and "not
// more than once in a 24 hour period (unless it's the first downgrade to 1024
// in that period)" (Developer Guide, "Easy DKIM").
func (s *Service) changeLengthLocked(id *identity, length string) error {
	d, now := &id.dkim, s.opts.Now()
	if length == d.next {
		return badRequest("The signing key length of %s is already %s.", id.name, length)
	}
	recent := slices.DeleteFunc(slices.Clone(d.changes), func(c keyChange) bool {
		return now.Sub(c.at) >= 24*time.Hour
	})
	downgraded := slices.ContainsFunc(recent, func(c keyChange) bool { return c.to == length1024 })
	if len(recent) > 0 && (length != length1024 || downgraded) {
		return badRequest("The signing key length of %s can be changed only once in 24 hours.", id.name)
	}
	d.changes = append(recent, keyChange{now, length})
	d.next = length
	if s.opts.Quirks.CurrentKeyLengthAtOnce {
		d.current = length
	}
	d.generated = now
	if !s.opts.Quirks.SameTokensOnKeyLength {
		s.rotateLocked(id)
	}
	d.restart(now)
	return nil
}

type mailFromInput struct {
	BehaviorOnMxFailure string
	MailFromDomain      string
}

// putMailFrom takes nil and "" for no domain, which resets the behaviour too.
// An unknown identity is a 400 here, with real angle brackets in its text.
func (s *Service) putMailFrom(r *request) (any, error) {
	in, err := decode[mailFromInput](r)
	if err != nil {
		return nil, err
	}
	if b := in.BehaviorOnMxFailure; b != "" && b != useDefaultValue && b != rejectMessage {
		return nil, badRequest("1 validation error detected: Value at 'behaviorOnMxFailure' failed to satisfy constraint: " +
			"Member must satisfy enum value set: [REJECT_MESSAGE, USE_DEFAULT_VALUE]")
	}
	id, ok := s.askedLocked(r.ref(r.labels[0]))
	if !ok {
		return nil, s.unknown(badRequest("Identity <%s> does not exist.", r.labels[0]))
	}
	if in.MailFromDomain == "" {
		id.mailFrom = mailFrom{behavior: useDefaultValue}
		return empty{}, nil
	}
	domain := strings.ToLower(in.MailFromDomain)
	if checkName(domain) != nil || strings.Contains(domain, "@") || !strings.HasSuffix(domain, "."+id.domain()) {
		return nil, badRequest("Provided MAIL-FROM domain <%s> is not subdomain of the domain of the identity <%s>.",
			in.MailFromDomain, r.labels[0])
	}
	s.setMailFromLocked(id, domain, in.BehaviorOnMxFailure)
	return empty{}, nil
}

// setMailFromLocked keeps the status when only the behaviour changes; FAILED is
// left by setting the domain again (Developer Guide, custom MAIL FROM states).
func (s *Service) setMailFromLocked(id *identity, domain, behavior string) {
	m := &id.mailFrom
	if behavior == "" {
		behavior = useDefaultValue
	}
	if m.domain != domain || m.status == Failed || s.opts.Quirks.RestartMailFromOnPut {
		m.restart(s.opts.Now())
	}
	m.domain, m.behavior = domain, behavior
}

// putFeedback knows an unknown identity as an invalid one: 400.
func (s *Service) putFeedback(r *request) (any, error) {
	in, err := decode[struct{ EmailForwardingEnabled bool }](r)
	if err != nil {
		return nil, err
	}
	id, ok := s.askedLocked(r.ref(r.labels[0]))
	if !ok {
		return nil, s.unknown(badRequest("Identity %s is invalid. Must be a verified email address or domain.", r.labels[0]))
	}
	id.feedback = in.EmailForwardingEnabled
	return empty{}, nil
}

// putConfigurationSet clears the association when no name is given.
func (s *Service) putConfigurationSet(r *request) (any, error) {
	in, err := decode[struct{ ConfigurationSetName *string }](r)
	if err != nil {
		return nil, err
	}
	id, ok := s.askedLocked(r.ref(r.labels[0]))
	if !ok {
		return nil, s.unknown(notFound("Identity <%s> does not exist.", r.labels[0]))
	}
	if err := s.checkConfigurationSetLocked(r, in.ConfigurationSetName); err != nil {
		return nil, err
	}
	id.configurationSet = in.ConfigurationSetName
	return empty{}, nil
}
