package sesapi

import (
	"cmp"
	"maps"
	"strings"
)

type createInput struct {
	EmailIdentity         string
	ConfigurationSetName  *string
	DkimSigningAttributes *signingInput
	Tags                  []Tag
}

type createOutput struct {
	IdentityType             string
	VerifiedForSendingStatus bool
	DkimAttributes           DKIM
}

// createEmailIdentity is atomic: whatever it refuses leaves nothing behind.
func (s *Service) createEmailIdentity(r *request) (any, error) {
	in, err := decode[createInput](r)
	if err != nil {
		return nil, err
	}
	if err := checkCreate(in); err != nil {
		return nil, err
	}
	ref := r.ref(key(in.EmailIdentity))
	if _, exists := s.identities[ref]; exists {
		return nil, &apiError{"AlreadyExistsException", "Email identity " + in.EmailIdentity + " already exist."}
	}
	if err := s.checkConfigurationSetLocked(r, in.ConfigurationSetName); err != nil {
		return nil, err
	}
	if s.countLocked(r) >= s.opts.Quirks.maxIdentities() {
		return nil, &apiError{"LimitExceededException", "Number of identities exceeds the maximum allowed."}
	}
	id, err := s.newIdentityLocked(ref, in)
	if err != nil {
		return nil, err
	}
	s.identities[ref] = id

	out := createOutput{IdentityType: id.kind(), DkimAttributes: s.dkimViewLocked(id)}
	// SES searches for the records from now on, but never before it answered.
	if !id.email && !s.opts.Quirks.PendingOnCreate {
		out.DkimAttributes.Status = NotStarted
	}
	return out, nil
}

func checkCreate(in createInput) error {
	if err := checkName(in.EmailIdentity); err != nil {
		return err
	}
	if len(in.Tags) > 0 {
		if err := checkTags(in.Tags); err != nil {
			return err
		}
	}
	a := in.DkimSigningAttributes
	if a == nil {
		return nil
	}
	if strings.Contains(in.EmailIdentity, "@") {
		return badRequest("The EmailIdentity value must be a valid domain.")
	}
	if err := a.check(); err != nil {
		return err
	}
	// The API model: on creation the origin names a parent's region only.
	if o := a.DomainSigningAttributesOrigin; o != "" && parentRegion(o) == "" {
		return badRequest("1 validation error detected: Value at 'domainSigningAttributesOrigin' failed to satisfy constraint: " +
			"Member must be a Deterministic Easy DKIM origin")
	}
	if a.DomainSigningAttributesOrigin != "" && a.NextSigningKeyLength != "" {
		return badRequest("NextSigningKeyLength cannot be set on a Deterministic Easy DKIM replica.")
	}
	return nil
}

// newIdentityLocked is the identity as it is before SES first looks at DNS.
func (s *Service) newIdentityLocked(ref Ref, in createInput) (*identity, error) {
	id := &identity{
		ref:              ref,
		name:             ref.Name,
		email:            strings.Contains(ref.Name, "@"),
		verification:     Pending,
		mailFrom:         mailFrom{behavior: useDefaultValue},
		feedback:         true, // "enabled by default" (Developer Guide, email feedback forwarding)
		configurationSet: in.ConfigurationSetName,
		tags:             map[string]string{},
		policies:         map[string]string{},
		hiddenReads:      s.opts.Quirks.NotFoundReads,
		unstartedReads:   s.opts.Quirks.NotStartedReads,
	}
	if s.opts.Quirks.KeepNameCase {
		id.name = in.EmailIdentity
	}
	for _, t := range in.Tags {
		id.tags[t.Key] = t.Value
	}
	id.dkim.signing = true
	if id.email {
		id.dkim.origin, id.dkim.next = originEasy, length1024
		return id, nil
	}
	a := in.DkimSigningAttributes
	switch {
	case a == nil || *a == (signingInput{}):
		s.startEasyLocked(id, length2048)
	case a.DomainSigningAttributesOrigin != "":
		s.startReplicaLocked(id, a.DomainSigningAttributesOrigin)
	case a.DomainSigningPrivateKey != "":
		return id, s.startOwnKeyLocked(id, a)
	default:
		s.startEasyLocked(id, cmp.Or(a.NextSigningKeyLength, length2048))
	}
	return id, nil
}

func (s *Service) countLocked(r *request) int {
	n := 0
	for ref := range maps.Keys(s.identities) {
		if ref.Account == r.Account && ref.Region == r.Region {
			n++
		}
	}
	return n
}

// getEmailIdentity reports an identity whose statuses follow DNS as it asks.
func (s *Service) getEmailIdentity(r *request) (any, error) {
	id, ok := s.askedLocked(r.ref(r.labels[0]))
	if ok && id.hiddenReads > 0 {
		id.hiddenReads--
		ok = false
	}
	if !ok {
		return nil, notFound("Email identity %s does not exist.", r.labels[0])
	}
	view := s.viewLocked(id)
	if id.unstartedReads > 0 {
		id.unstartedReads--
		view.VerificationStatus, view.DkimAttributes.Status = NotStarted, NotStarted
	}
	return view, nil
}

// deleteEmailIdentity removes an identity with all that belongs to it; DNS stays.
func (s *Service) deleteEmailIdentity(r *request) (any, error) {
	id, ok := s.askedLocked(r.ref(r.labels[0]))
	if !ok {
		return nil, notFound("Email identity %s does not exist.", r.labels[0])
	}
	if replica := s.replicaOfLocked(id); replica != nil {
		code := "BadRequestException"
		if s.opts.Quirks.ConflictOnParent {
			code = "ConflictException"
		}
		return nil, &apiError{code, "Email identity " + id.name + " cannot be deleted while it has a replica in " + replica.ref.Region + "."}
	}
	delete(s.identities, id.ref)
	return empty{}, nil
}
