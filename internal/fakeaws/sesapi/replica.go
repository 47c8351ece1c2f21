package sesapi

import (
	"slices"
	"strings"
	"time"
)

// A replica of Deterministic Easy DKIM signs with the keys of the identity of the
// same name in another region, its parent, and needs no records of its own
// (Developer Guide, "Deterministic Easy DKIM"). What is wrong with the parent is
// found later, and told in VerificationInfo.

// parentRegion is the region that an origin AWS_SES_<REGION> names; empty for
// any other origin.
func parentRegion(origin string) string {
	region, ok := strings.CutPrefix(origin, originEasy+"_")
	parts := strings.Split(region, "_")
	if !ok || len(parts) < 3 || region != strings.ToUpper(region) || strings.Contains(region, "-") {
		return ""
	}
	return strings.ToLower(strings.Join(parts, "-"))
}

func replicaOrigin(region string) string {
	return originEasy + "_" + strings.ToUpper(strings.ReplaceAll(region, "-", "_"))
}

func (s *Service) startReplicaLocked(id *identity, origin string) {
	id.dkim = dkim{signing: id.dkim.signing, origin: origin, changes: id.dkim.changes}
	id.dkim.restart(s.opts.Now())
	if !s.opts.Quirks.LateReplicaTokens {
		s.replicateLocked(id)
	}
}

// replicateLocked copies the parent's keys to a replica, or says why it can't.
// An identity that is no replica has nothing to copy.
func (s *Service) replicateLocked(id *identity) (errorType string) {
	region := parentRegion(id.dkim.origin)
	if region == "" {
		return ""
	}
	if region == id.ref.Region {
		return errParentRegion
	}
	parent, ok := s.identities[Ref{id.ref.Account, region, id.ref.Name}]
	if !ok {
		return errNoParent
	}
	switch {
	case parent.dkim.origin == originOwnKey:
		return errParentOwnKey
	case parentRegion(parent.dkim.origin) != "":
		return errParentReplica
	}
	resource := arn(Caller{parent.ref.Account, region}, "identity", parent.ref.Name)
	if !s.opts.Allowed(id.ref.Account, "ses:ReplicateEmailIdentityDkimSigningKey", resource) {
		return errAccessDenied
	}
	if s.opts.Now().Before(s.replicatedLocked(id, parent)) {
		return ""
	}
	id.dkim.tokens = slices.Clone(parent.dkim.tokens)
	id.dkim.current, id.dkim.next = parent.dkim.current, parent.dkim.next
	id.dkim.generated = parent.dkim.generated
	return ""
}

// replicatedLocked is when a replica has the keys that its parent has now.
func (s *Service) replicatedLocked(id, parent *identity) time.Time {
	at := id.dkim.started
	if parent.dkim.generated.After(at) {
		at = parent.dkim.generated
	}
	return at.Add(s.opts.Quirks.ReplicationLag)
}

// replicaOfLocked is an identity that lives from the keys of id, or nil.
func (s *Service) replicaOfLocked(id *identity) *identity {
	for ref, other := range s.identities {
		if ref.Account == id.ref.Account && ref.Name == id.ref.Name && parentRegion(other.dkim.origin) == id.ref.Region &&
			ref.Region != id.ref.Region {
			return other
		}
	}
	return nil
}
