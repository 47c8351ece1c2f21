package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccDomain_unconfirmed: who may not ask whether a change of DNS is on all
// name servers is told so with what to allow, and nothing fails for it.
func TestAccDomain_unconfirmed(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	before := s.zone.Dump()
	s.Account.Deny("route53:GetChange")
	const warning = "Warning: Change of DNS is not confirmed"
	cli := acctest.NewCLI(t, s.config())
	cli.Apply().Want(t, 0, warning, "Everything of example.org is made.", `"route53:GetChange"`, "1 added")
	if err := acctest.Verified(s.identity)(nil); err != nil {
		t.Error(err)
	}
	cli.Plan().Want(t, 0, "No changes")
	cli.Config(s.config(`ttl = 600`))
	cli.Apply().Want(t, 0, warning, "1 changed")
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0, "1 destroyed")
	if after := s.zone.Dump(); after != before || s.identity.Exists() {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
}
