// Package iam evaluates IAM policies written in JSON: as much of the language as
// it takes to hold a program to the least permissions. It knows no users, roles
// or sessions, and no policy variables. What it does not know it refuses to
// read, so that no policy seems to hold that does not.
package iam

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Decision is what a policy says about a request.
type Decision int

// What policies can decide: a denial prevails over everything, and what nobody
// allows is denied (IAM User Guide, "Policy evaluation logic").
const (
	ImplicitDeny Decision = iota
	Allow
	ExplicitDeny
)

// Request is one action on one resource.
type Request struct {
	// Action is service:Operation, Resource an ARN or "*".
	Action, Resource string
	// Keys are the condition keys of the request; a key without values counts as
	// absent.
	Keys map[string][]string
	// Principal is the ARN of the caller, for policies of resources.
	Principal string
}

// Policy is a policy document.
type Policy struct {
	statements []statement
}

type statement struct {
	Sid       string
	Effect    string
	Principal principals
	Action    texts
	Resource  texts
	Condition map[string]map[string]texts
}

// texts is a string or a list of strings.
type texts []string

// UnmarshalJSON reads both forms.
func (t *texts) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(t))
}

// principals are by their kind: AWS, Federated or Service.
type principals map[string]texts

// UnmarshalJSON reads "*", which stands for everybody.
func (p *principals) UnmarshalJSON(text []byte) error {
	if string(text) == `"*"` {
		*p = principals{"AWS": {"*"}}
		return nil
	}
	return json.Unmarshal(text, (*map[string]texts)(p))
}

// Parse reads a policy document, of an identity or of a resource.
func Parse(document string) (Policy, error) {
	var in struct {
		Version   string
		ID        string `json:"Id"`
		Statement json.RawMessage
	}
	if err := strict([]byte(document), &in); err != nil {
		return Policy{}, err
	}
	if in.Version != "2012-10-17" {
		return Policy{}, fmt.Errorf("read a policy: version %q", in.Version)
	}
	if !bytes.HasPrefix(bytes.TrimSpace(in.Statement), []byte("[")) {
		in.Statement = slices.Concat([]byte("["), in.Statement, []byte("]"))
	}
	var p Policy
	if err := strict(in.Statement, &p.statements); err != nil {
		return Policy{}, err
	}
	for _, s := range p.statements {
		if err := s.check(); err != nil {
			return Policy{}, err
		}
	}
	return p, nil
}

func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("read a policy: %w", err)
	}
	return nil
}

func (s statement) check() error {
	if s.Effect != "Allow" && s.Effect != "Deny" || len(s.Action) == 0 || len(s.Resource)+len(s.Principal) == 0 {
		return fmt.Errorf("read a policy: statement %q is not complete", s.Sid)
	}
	for operator := range s.Condition {
		if _, ok := operators()[operator]; !ok {
			return fmt.Errorf("read a policy: operator %s is not known here", operator)
		}
	}
	return nil
}

// Decide evaluates a request.
func (p Policy) Decide(r Request) Decision {
	out := ImplicitDeny
	for _, s := range p.statements {
		switch {
		case !s.applies(r):
		case s.Effect == "Deny":
			return ExplicitDeny
		default:
			out = Allow
		}
	}
	return out
}

func (s statement) applies(r Request) bool {
	// Actions are compared without regard to case, resources with it.
	action := func(pattern string) bool { return like(strings.ToLower(pattern), strings.ToLower(r.Action)) }
	resource := func(pattern string) bool { return like(pattern, r.Resource) }
	return slices.ContainsFunc(s.Action, action) &&
		(len(s.Resource) == 0 || slices.ContainsFunc(s.Resource, resource)) &&
		(len(s.Principal) == 0 || s.Principal.have(r.Principal)) && s.holds(r)
}

// have finds a caller by its ARN, or by its account, as its root or its id.
func (p principals) have(caller string) bool {
	if caller == "" {
		return len(p["Federated"]) > 0
	}
	parts := strings.Split(caller, ":")
	return slices.ContainsFunc(p["AWS"], func(one string) bool {
		return one == "*" || one == caller || one == parts[4] || one == "arn:"+parts[1]+":iam::"+parts[4]+":root"
	})
}
