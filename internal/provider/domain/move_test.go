package domain_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const (
	fromTerraform = "registry.terraform.io/hashicorp/aws"
	fromOpenTofu  = "registry.opentofu.org/hashicorp/aws"
	emailIdentity = "aws_sesv2_email_identity"
	v1Identity    = "aws_ses_domain_identity"
)

// TestMoveState takes states as hashicorp/aws has written them, of its fifth
// and sixth major version.
func TestMoveState(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	stand(t, s.zone, s.identity)
	server := s.Server(t, nil)
	for name, tc := range map[string]struct{ provider, source, state string }{
		"an identity of SES v2":           {fromTerraform, emailIdentity, `{"id":"example.org","email_identity":"example.org","arn":"arn:aws:ses:eu-west-1:123456789012:identity/example.org","identity_type":"DOMAIN","dkim_signing_attributes":[{}]}`},
		"an identity of SES v1":           {fromTerraform, v1Identity, `{"id":"example.org","domain":"example.org","arn":"arn:aws:ses:eu-west-1:123456789012:identity/example.org","verification_token":"abc"}`},
		"of the registry of OpenTofu":     {fromOpenTofu, emailIdentity, `{"email_identity":"example.org","arn":"arn:aws:ses:eu-west-1:123456789012:identity/example.org"}`},
		"in capitals, with a dot":         {fromTerraform, emailIdentity, `{"email_identity":"Example.ORG.","arn":"arn:aws:ses:eu-west-1:123456789012:identity/example.org"}`},
		"with a region beside the ARN":    {fromTerraform, emailIdentity, `{"email_identity":"example.org","region":"eu-west-1","arn":"arn:aws:ses:eu-west-1:123456789012:identity/example.org"}`},
		"with an ARN without account":     {fromTerraform, emailIdentity, `{"email_identity":"example.org","arn":"arn:aws:ses:eu-west-1::identity/example.org"}`},
		"with no ARN, but a region":       {fromTerraform, emailIdentity, `{"email_identity":"example.org","region":"eu-west-1"}`},
		"with neither: in the provider's": {fromTerraform, v1Identity, `{"domain":"example.org","arn":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			moved, said := server.Move(tc.provider, tc.source, tc.state)
			if said != "" {
				t.Fatal(said)
			}
			moved.Identity = nil
			read, said := server.Read(moved)
			if said != "" || !maps.Equal(read.Identity, identified(acctest.Region)) {
				t.Fatalf("read as %v, %q", read.Identity, said)
			}
			if planned, said := server.Plan(read, server.Generated(read.State)); said != "" || !planned.Equal(read.State) {
				t.Errorf("the plan differs, or says %q", said)
			}
			for attribute, want := range map[string]string{
				"domain": "example.org", "region": acctest.Region, "zone_name": "example.org",
				"arn": "arn:aws:ses:eu-west-1:123456789012:identity/example.org",
			} {
				if got := server.TextOf(read.State, attribute); got != want {
					t.Errorf("%s is %q, want %q", attribute, got, want)
				}
			}
		})
	}
}

// TestMoveStateRefused: what is no domain stays where it is, with the reason.
func TestMoveStateRefused(t *testing.T) {
	t.Parallel()
	server := newServedScene(t).Server(t, nil)
	for name, tc := range map[string]struct{ provider, source, state, said string }{
		"an address": {fromTerraform, emailIdentity, `{"email_identity":"bob@example.org"}`,
			"Address is no domain: The aws_sesv2_email_identity is the identity of the address bob@example.org."},
		"what is neither":                       {fromTerraform, v1Identity, `{"domain":"localhost..x"}`, "Identity is no domain: The aws_ses_domain_identity identifies \"localhost..x\""},
		"a state without a name":                {fromTerraform, v1Identity, `{}`, "Identity is no domain"},
		"a state of another form":               {fromTerraform, v1Identity, `{"domain":["example.org"]}`, "State cannot be moved"},
		"another resource of the provider":      {fromTerraform, "aws_ses_email_identity", `{"email":"bob@example.org"}`, "Unable to Move Resource State"},
		"a provider of the same name":           {"registry.terraform.io/example/aws", emailIdentity, `{"email_identity":"example.org"}`, "Unable to Move Resource State"},
		"a provider whose namespace ends alike": {"registry.terraform.io/nothashicorp/aws", emailIdentity, `{"email_identity":"example.org"}`, "Unable to Move Resource State"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, said := server.Move(tc.provider, tc.source, tc.state); !strings.Contains(said, tc.said) {
				t.Errorf("says %q, want %q", said, tc.said)
			}
		})
	}
}

// TestMovedOfAnotherAccount: the ARN tells where the identity was, and one of
// the same name elsewhere is another.
func TestMovedOfAnotherAccount(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	stand(t, s.zone, s.identity)
	server := s.Server(t, nil)
	moved, said := server.Move(fromTerraform, emailIdentity, `{"email_identity":"example.org","arn":"arn:aws:ses:eu-west-1:210987654321:identity/example.org"}`)
	if said != "" {
		t.Fatal(said)
	}
	if _, said := server.Read(moved); !strings.Contains(said, "Domain of another account") || !strings.Contains(said, "To fix: use credentials of account 210987654321") {
		t.Errorf("read says %q", said)
	}
}

// TestMovedAndNotRead: from a name alone nothing can be planned.
func TestMovedAndNotRead(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	server := s.Server(t, nil)
	moved, said := server.Move(fromTerraform, emailIdentity, `{"email_identity":"example.org","region":"eu-west-1"}`)
	if said != "" {
		t.Fatal(said)
	}
	if _, said := server.Plan(moved, server.Generated(moved.State)); !strings.Contains(said, "Domain not read yet") || !strings.Contains(said, "To fix: plan without -refresh=false") {
		t.Errorf("plan says %q", said)
	}
}
