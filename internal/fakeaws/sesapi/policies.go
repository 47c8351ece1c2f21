package sesapi

import (
	"encoding/json"
	"maps"
	"regexp"
)

// maxPolicies is the limit of sending authorization policies per identity
// (Developer Guide, "Policy anatomy").
const maxPolicies = 20

func (s *Service) getPolicies(r *request) (any, error) {
	id, err := s.policyHolderLocked(r)
	if err != nil {
		return nil, err
	}
	return struct{ Policies map[string]string }{maps.Clone(id.policies)}, nil
}

func (s *Service) createPolicy(r *request) (any, error) {
	id, policy, err := s.policyLocked(r)
	if err != nil {
		return nil, err
	}
	name := r.labels[1]
	if _, exists := id.policies[name]; exists {
		return nil, &apiError{"AlreadyExistsException", "Policy <" + name + "> already exists"}
	}
	if len(id.policies) >= maxPolicies {
		return nil, &apiError{"LimitExceededException",
			"Number of policies for <" + r.labels[0] + "> exceeds max allowed number of policies per resource"}
	}
	id.policies[name] = policy
	return empty{}, nil
}

func (s *Service) updatePolicy(r *request) (any, error) {
	id, policy, err := s.policyLocked(r)
	if err != nil {
		return nil, err
	}
	if _, exists := id.policies[r.labels[1]]; !exists {
		return nil, notFound("Policy <%s> does not exist", r.labels[1])
	}
	id.policies[r.labels[1]] = policy
	return empty{}, nil
}

func (s *Service) deletePolicy(r *request) (any, error) {
	id, err := s.policyHolderLocked(r)
	if err != nil {
		return nil, err
	}
	if _, exists := id.policies[r.labels[1]]; !exists {
		return nil, notFound("Policy <%s> does not exist", r.labels[1])
	}
	delete(id.policies, r.labels[1])
	return empty{}, nil
}

// policyLocked reads the policy of a request that writes one. It refuses an
// identity that is not verified (SESv2 API reference, CreateEmailIdentityPolicy).
func (s *Service) policyLocked(r *request) (*identity, string, error) {
	in, err := decode[struct{ Policy string }](r)
	if err != nil {
		return nil, "", err
	}
	id, err := s.policyHolderLocked(r)
	if err != nil {
		return nil, "", err
	}
	if !id.verified() {
		return nil, "", badRequest("Identity <%s> is not verified.", r.labels[0])
	}
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`).MatchString(r.labels[1]) {
		return nil, "", badRequest("Policy name <%s> is invalid.", r.labels[1])
	}
	if !json.Valid([]byte(in.Policy)) {
		return nil, "", badRequest("Policy is no valid JSON.")
	}
	return id, in.Policy, nil
}

func (s *Service) policyHolderLocked(r *request) (*identity, error) {
	id, ok := s.askedLocked(r.ref(r.labels[0]))
	if !ok {
		return nil, notFound("Email identity <%s> does not exist.", r.labels[0])
	}
	return id, nil
}
