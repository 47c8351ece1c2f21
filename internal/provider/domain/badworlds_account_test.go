package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestBadWorld_readOnly has credentials that may only look: whoever reviews may
// plan everything, and an apply is told what to allow.
func TestBadWorld_readOnly(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	p := s.Server(t, nil)
	config := p.Config(map[string]any{"domain": "example.org"})
	stands, said := p.Apply(p.Nothing(), config)
	if said != "" {
		t.Fatal(said)
	}
	role := s.Account.CreateRole("look")
	acctest.Do(t, func() error {
		return role.SetPolicy(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["ses:Get*", "ses:List*", "route53:Get*", "route53:List*"], "Resource": "*"}}`)
	})()
	before := s.zone.Dump()
	key, secret, token := role.Session()
	p = s.Server(t, acctest.Attributes{"access_key": acctest.Text(key), "secret_key": acctest.Text(secret), "token": acctest.Text(token)})
	for name, tc := range map[string]struct {
		in      acctest.Instance
		domain  map[string]any
		allowed string
	}{
		"create": {p.Nothing(), map[string]any{"domain": "new.example.org"}, `"ses:CreateEmailIdentity"`},
		"update": {stands, map[string]any{"domain": "example.org", "ttl": 60}, `"route53:ChangeResourceRecordSets"`},
		"tags":   {stands, map[string]any{"domain": "example.org", "tags": map[string]any{"a": "b"}}, `"ses:TagResource"`},
	} {
		if read, said := p.Read(tc.in); !tc.in.State.IsNull() && (said != "" || !read.State.Equal(tc.in.State)) {
			t.Errorf("refresh before %s says %s", name, said)
		}
		if _, said := p.Plan(tc.in, p.Config(tc.domain)); said != "" {
			t.Errorf("the plan of a %s says %s", name, said)
		}
		left, said := p.Apply(tc.in, p.Config(tc.domain))
		saysAll(t, name, said, "AccessDenied", "To fix: allow the action", "to the role look of account 123456789012, with this statement in a policy:", `"Effect": "Allow"`, tc.allowed)
		if left.State.IsNull() != tc.in.State.IsNull() {
			t.Errorf("%s gave up what is in the state, or took up what is not", name)
		}
	}
	left, said := p.Apply(stands, p.Nothing().State)
	saysAll(t, "destroy", said, "AccessDenied", "To fix: allow the action", `"ses:DeleteEmailIdentity"`)
	if left.State.IsNull() || s.zone.Dump() != before || !s.identity.Exists() {
		t.Errorf("something was changed, or given up:\n%s", s.zone.Dump())
	}
}

// TestBadWorld_configurationSet names a configuration set that is not there, or
// not any more.
func TestBadWorld_configurationSet(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	before := s.zone.Dump()
	p := s.Server(t, nil)
	plain, named := p.Config(map[string]any{"domain": "example.org"}), p.Config(map[string]any{"domain": "example.org", "configuration_set_name": "events", "ttl": 60})
	says := []string{"NotFoundException", "events", "To fix: create what is named there, or correct the name"}
	in, said := p.Apply(p.Nothing(), named)
	saysAll(t, "create", said, says...)
	if !in.State.IsNull() || s.identity.Exists() || s.zone.Dump() != before {
		t.Errorf("something was made:\n%s", s.zone.Dump())
	}
	if in, said = p.Apply(p.Nothing(), plain); said != "" {
		t.Fatal(said)
	}
	left, said := p.Apply(in, named)
	saysAll(t, "update", said, says...)
	s.Account.CreateConfigurationSet(acctest.Region, "events")
	left, said = s.Server(t, nil).Apply(left, named)
	if said != "" || *s.identity.View().ConfigurationSetName != "events" {
		t.Errorf("with the set made it says %s", said)
	}
	s.lives(t, left)
	if s.zone.Dump() != before || s.identity.Exists() {
		t.Error("the zone is not what it was")
	}
}
