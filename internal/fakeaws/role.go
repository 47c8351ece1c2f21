package fakeaws

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/iam"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/stsapi"
)

// Role is an IAM role. It trusts whom its trust policy names and may do what its
// policy allows. Roles that nobody made can be assumed too: they trust everybody
// and may do everything.
type Role struct {
	// ARN names the role, such as arn:aws:iam::123456789012:role/dns.
	ARN string

	world *World

	mu            sync.Mutex // guards trust and policy
	trust, policy []iam.Policy
}

// CreateRole makes a role of that name, with an optional path in front of it,
// that trusts nobody and may do nothing.
func (a *Account) CreateRole(name string) *Role {
	r := &Role{ARN: "arn:" + a.Partition() + ":iam::" + a.id + ":role/" + name, world: a.world}
	a.world.mu.Lock()
	defer a.world.mu.Unlock()
	a.world.roles[r.ARN] = r
	return r
}

// SetPolicy replaces what the role may do by policy documents.
func (r *Role) SetPolicy(documents ...string) error { return r.set(&r.policy, documents...) }

// SetTrust replaces whom the role trusts by a trust policy document.
func (r *Role) SetTrust(document string) error { return r.set(&r.trust, document) }

// Session gives the keys and the token of a session that lasts an hour, as
// somebody has them whom the role trusts.
func (r *Role) Session() (accessKey, secretKey, token string) {
	c := r.world.sts.Issue(r.ARN, "test", time.Hour)
	return c.AccessKey, c.SecretKey, c.Token
}

func (r *Role) set(policies *[]iam.Policy, documents ...string) error {
	var all []iam.Policy
	for _, document := range documents {
		parsed, err := iam.Parse(document)
		if err != nil {
			return fmt.Errorf("give a policy to %s: %w", r.ARN, err)
		}
		all = append(all, parsed)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	*policies = all
	return nil
}

// decide asks all policies, of which one that denies prevails.
func (r *Role) decide(policies *[]iam.Policy, request iam.Request) iam.Decision {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := iam.ImplicitDeny
	for _, policy := range *policies {
		out = max(out, policy.Decide(request))
	}
	return out
}

// role finds a role that somebody made, or nil.
func (w *World) role(arn string) *Role {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.roles[arn]
}

// trusts says whether a role can be assumed by that caller; that of a web
// identity has no ARN. A role is trusted by itself or by the session's ARN.
func (w *World) trusts(role, action, externalID string, caller stsapi.Principal) bool {
	r := w.role(role)
	if r == nil {
		return true
	}
	request := iam.Request{Action: "sts:" + action, Keys: map[string][]string{"sts:ExternalId": {externalID}}, Principal: caller.ARN}
	if r.decide(&r.trust, request) == iam.Allow {
		return true
	}
	if caller.Role == "" {
		return false
	}
	request.Principal = caller.Role
	return r.decide(&r.trust, request) == iam.Allow
}

// permission is one action on one resource that a call needs.
type permission struct{ action, resource string }

// because is what AWS has added to its texts of denials since 2021 (IAM User
// Guide, "Troubleshoot access denied error messages").
func (p permission) because(d iam.Decision) string {
	if d == iam.ExplicitDeny {
		return " with an explicit deny in an identity-based policy"
	}
	return " because no identity-based policy allows the " + p.action + " action"
}

// roleDenies asks the policy of the caller's role, if the caller has one.
func (w *World) roleDenies(x *exchange, p permission) (because string, denied bool) {
	role := w.role(x.principal.Role)
	if role == nil {
		return "", false
	}
	decision := role.decide(&role.policy, iam.Request{Action: p.action, Resource: p.resource, Keys: x.conditionKeys()})
	if decision == iam.Allow {
		return "", false
	}
	return p.because(decision), true
}

// conditionKeys are those of a change of record sets, normalised as the
// Developer Guide says ("Using IAM policy conditions for fine-grained access
// control"): lower case, no trailing dot, and everything but letters, digits,
// hyphen and underscore as three octal digits.
func (x *exchange) conditionKeys() map[string][]string {
	if x.action() != "route53:ChangeResourceRecordSets" {
		return nil
	}
	var in struct {
		Changes []struct {
			Action string
			Name   string `xml:"ResourceRecordSet>Name"`
			Type   string `xml:"ResourceRecordSet>Type"`
		} `xml:"ChangeBatch>Changes>Change"`
	}
	// A body that is no batch has no keys; the service will refuse it.
	_ = xml.Unmarshal(x.body, &in)
	var names, types, actions []string
	for _, c := range in.Changes {
		name, err := hostedzone.CanonicalName(c.Name)
		if err != nil {
			name = strings.ToLower(c.Name)
		}
		names = append(names, strings.TrimSuffix(name, "."))
		types = append(types, c.Type)
		actions = append(actions, c.Action)
	}
	const prefix = "route53:ChangeResourceRecordSets"
	return map[string][]string{
		prefix + "NormalizedRecordNames": compact(names), prefix + "RecordTypes": compact(types), prefix + "Actions": compact(actions),
	}
}

func compact(values []string) []string {
	slices.Sort(values)
	return slices.Compact(values)
}
