package actions_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

const triggered = `
resource "mailauth_domain" "this" {
  domain = "example.org"

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.mailauth_send_test_email.this]
    }
  }
}

action "mailauth_send_test_email" "this" {
  config {
    from = "postmaster@${mailauth_domain.this.domain}"
  }
}

action "mailauth_send_test_email" "stranger" {
  config {
    from = "postmaster@example.net"
  }
}

action "mailauth_restart_verification" "this" {
  config {
    domain = mailauth_domain.this.domain
  }
}
`

// TestAccActions runs actions as a user does: one after a create, the others by
// hand.
func TestAccActions(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	cli := acctest.NewQueryCLI(t, w.Provider()+triggered)
	cli.Apply().Want(t, 0, "1 added, 0 changed, 0 destroyed", "Actions: 1 invoked",
		"sending from postmaster@example.org to success@simulator.amazonses.com", "takes it and keeps silent")
	sent := w.Sent()
	if len(sent) != 1 || sent[0].DKIMDomain != "example.org" || sent[0].MailFrom != "mail.example.org" {
		t.Fatalf("sent %+v, want one signed message", sent)
	}
	cli.Plan().Want(t, 0, "No changes")

	cli.Apply("-invoke=action.mailauth_send_test_email.stranger").Want(t, 1, "Sender is not verified", "postmaster@example.net", "To fix:")
	identity := w.Account.Identity(acctest.Region, "example.org")
	acctest.Do(t, func() error { return identity.SetVerification(sesapi.Failed) })()
	before := zone.Dump()
	cli.Apply("-invoke=action.mailauth_restart_verification.this").Want(t, 0, "verification FAILED", "looks again for the DKIM records", "1 invoked")
	if status := identity.View().VerificationStatus; status != sesapi.Success || zone.Dump() != before {
		t.Errorf("the identity is %s, and the zone\n%s\nwas\n%s", status, zone.Dump(), before)
	}
	cli.Plan().Want(t, 0, "No changes")
}
