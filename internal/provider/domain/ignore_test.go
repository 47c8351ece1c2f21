package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const ignoring = `
resource "mailauth_domain" "this" {
  domain = "example.org"
  ttl    = 60
  dmarc  = { policy = "quarantine", rua = ["mailto:d@example.org"] }
  tags   = { team = "mail" }
  lifecycle { ignore_changes = [dmarc, tags] }
}
`

// TestAccDomain_ignoreChanges changes one argument beside others that Terraform
// is told to ignore. Terraform hands the whole configuration to an apply; what
// it planned is what holds.
func TestAccDomain_ignoreChanges(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	cli := acctest.NewCLI(t, w.Provider()+basic)
	cli.Apply().Want(t, 0)
	cli.Config(w.Provider() + ignoring)
	cli.Apply().Want(t, 0, "1 changed")
	set, _ := zone.Get("_dmarc.example.org", "TXT")
	if len(set.Values) != 1 || set.Values[0] != `"v=DMARC1; p=none"` || set.TTL != 60 {
		t.Errorf("_dmarc is %+v, want its text as before with the new TTL", set)
	}
	if tags := w.Account.Identity(acctest.Region, "example.org").View().Tags; len(tags) != 0 {
		t.Errorf("tags are %v, want none", tags)
	}
	cli.Plan().Want(t, 0)
}

const twice = `
resource "mailauth_domain" "this" {
  domain = "example.org"
}
resource "mailauth_domain" "other" {
  domain = "example.org"
}
`

// TestAccDomain_twice has two resources of one domain. One of them makes it and
// the other is refused, so that neither removes what the other relies on.
func TestAccDomain_twice(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	cli := acctest.NewCLI(t, w.Provider()+twice)
	cli.Apply().Want(t, 1, "Identity exists already")
	if made := w.Account.Identity(acctest.Region, "example.org"); !made.Exists() {
		t.Error("the refused resource took the identity with it")
	}
}

const released = `
resource "mailauth_domain" "this" {
  domain     = "example.org"
  manage_dns = false
}
`

// TestAccDomain_releasedAndTakenBack lets DNS be managed elsewhere for a while.
// The records are ours again afterwards, so that destroy removes them.
func TestAccDomain_releasedAndTakenBack(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	unchanged := acctest.Unchanged(zone)
	cli := acctest.NewCLI(t, w.Provider()+basic)
	cli.Apply().Want(t, 0)
	cli.Config(w.Provider() + released)
	cli.Apply().Want(t, 0, "Records left in place")
	cli.Plan().Want(t, 0)
	cli.Config(w.Provider() + basic)
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0)
	cli.Destroy().Want(t, 0)
	if err := unchanged(nil); err != nil {
		t.Error(err)
	}
}

// TestAccDomain_madeAgainByHand deletes the identity, has the state know it, and
// then makes it again behind Terraform's back.
func TestAccDomain_madeAgainByHand(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	cli := acctest.NewCLI(t, w.Provider()+basic)
	cli.Apply().Want(t, 0)
	identity := w.Account.Identity(acctest.Region, "example.org")
	identity.Delete()
	cli.Apply("-refresh-only").Want(t, 0)
	acctest.Do(t, identity.Create)()
	cli.Apply().Want(t, 0, "1 changed")
	cli.Plan().Want(t, 0)
	if !identity.Exists() {
		t.Error("the identity is gone")
	}
}
