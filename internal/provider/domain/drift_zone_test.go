package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccDomain_driftOfZone: a zone that was deleted and made again has another
// id. The records go there, unless zone_id asks for the one that is gone.
func TestAccDomain_driftOfZone(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewCLI(t, s.config())
	cli.Apply().Want(t, 0)
	s.zone.Delete()
	cli.Plan().Want(t, 2, "Warning: No hosted zone for the domain", "1 to change")
	cli.Apply().Want(t, 1, "Error: No hosted zone for the domain")
	anew := s.Zone(t, "example.org")
	before := anew.Dump()
	cli.Plan().Want(t, 2, anew.ID, "1 to change")
	cli.Apply().Want(t, 0, "0 added, 1 changed, 0 destroyed")
	cli.Plan().Want(t, 0, "No changes")
	if err := acctest.PublishesDKIM(anew, s.identity)(nil); err != nil {
		t.Error(err)
	}
	cli.Destroy().Want(t, 0)
	if after := anew.Dump(); after != before || s.identity.Exists() {
		t.Errorf("the zone was\n%s\nand is\n%s; the identity exists: %t", before, after, s.identity.Exists())
	}
}

// TestAccDomain_driftOfNamedZone: a zone_id of a zone that is gone is for the
// user to correct, and not in the way of a destroy.
func TestAccDomain_driftOfNamedZone(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewCLI(t, s.config(`zone_id = "`+s.zone.ID+`"`))
	cli.Apply().Want(t, 0)
	s.zone.Delete()
	s.Zone(t, "example.org")
	cli.Plan().Want(t, 2, "Warning: Hosted zone does not exist", "no hosted zone "+s.zone.ID, "1 to change")
	cli.Apply().Want(t, 1, "Error: Hosted zone does not exist", "set zone_id to a zone that exists, or leave it out")
	cli.Destroy().Want(t, 0, "1 destroyed")
	if s.identity.Exists() {
		t.Error("the identity is still there")
	}
}

// TestAccDomain_destroyWithoutZone: nor is it where there is no zone at all.
func TestAccDomain_destroyWithoutZone(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewCLI(t, s.config())
	cli.Apply().Want(t, 0)
	s.zone.Delete()
	cli.Destroy().Want(t, 0, "1 destroyed")
	if s.identity.Exists() {
		t.Error("the identity is still there")
	}
}

// TestAccDomain_driftSeen: the CLI's exit codes tell of drift, also when only
// looking, and what was only looked at is still to be repaired.
func TestAccDomain_driftSeen(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	before := s.zone.Dump()
	cli := acctest.NewCLI(t, s.config())
	cli.Apply().Want(t, 0)
	whole := s.zone.Dump()
	cli.Plan().Want(t, 0, "No changes")
	acctest.Do(t,
		func() error { return s.identity.SetSigning(false) },
		func() error { return s.zone.Remove(s.dkimNames()[0], "CNAME") },
		func() error {
			return s.put("_dmarc.example.org", "TXT", 300, `"v=DMARC1; p=quarantine"`, `"v=DMARC1; p=none"`)
		},
	)()
	seen := []string{`~ signing_enabled = false -> true`, `"v=DMARC1; p=none"`}
	cli.Plan().Want(t, 2, append(seen, "1 to change")...)
	cli.Plan("-refresh-only").Want(t, 2, `~ signing_enabled = true -> false`)
	cli.Apply("-refresh-only").Want(t, 0)
	cli.Plan().Want(t, 2, seen...)
	cli.Apply().Want(t, 0, "0 added, 1 changed, 0 destroyed")
	if now := s.zone.Dump(); now != whole {
		t.Errorf("the zone was\n%s\nand is\n%s", whole, now)
	}
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0)
	if now := s.zone.Dump(); now != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, now)
	}
}
