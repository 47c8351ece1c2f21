package domain_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccDomain_import takes over what this resource has made. The state is the
// same as before, and the plan for the same configuration is empty.
func TestAccDomain_import(t *testing.T) {
	t.Parallel()
	for rule, lines := range map[string]string{
		"defaults":                 ``,
		"another TTL":              `ttl = 60`,
		"unsigned":                 `dkim = { signing_enabled = false, key_length = "RSA_1024_BIT" }`,
		"no MAIL FROM":             `mail_from = { enabled = false }`,
		"a MAIL FROM of one's own": `mail_from = { domain = "bounce.example.org", behavior_on_mx_failure = "REJECT_MESSAGE", spf = "v=spf1 include:amazonses.com -all" }`,
		"no DMARC":                 `dmarc = { enabled = false }`,
		"all of DMARC": `dmarc = {
    policy = "quarantine", subdomain_policy = "reject", nonexistent_subdomain_policy = "reject"
    alignment_dkim = "strict", alignment_spf = "strict", testing = true, percent = 50, report_interval = 3600
    rua = ["mailto:b@example.org", "mailto:a@example.org"], ruf = ["mailto:f@example.org"], failure_options = ["1", "d"]
  }`,
		"a DMARC record that attributes cannot say": `dmarc = { record = "v=DMARC1; p=none; note=abc" }`,
		"the rest of SES": `
  configuration_set_name      = "news"
  feedback_forwarding_enabled = false
  tags                        = { team = "mail" }`,
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.Account.CreateConfigurationSet(acctest.Region, "news")
			config := s.Provider(`default_tags { tags = { owner = "ops" } }`) + block(lines)
			s.test(t,
				step(config, plancheck.ResourceActionCreate),
				resource.TestStep{ResourceName: address, ImportState: true, ImportStateId: "example.org",
					ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "arn"},
				resource.TestStep{ResourceName: address, ImportState: true, ImportStateId: "eu-west-1/Example.ORG.",
					ImportStateKind: resource.ImportBlockWithID})
		})
	}
}

const importing = `
import {
  to = mailauth_domain.this
  id = "example.org"
}
`

// TestAccDomain_importTakesOver: after an import the bundle belongs to the new
// resource, which keeps and removes it as if it had made it.
func TestAccDomain_importTakesOver(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	acctest.NewCLI(t, s.config(guarded)).Apply().Want(t, 0)
	cli := acctest.NewCLI(t, s.config(guarded))
	cli.Run("import", "-input=false", address, "eu-west-1/example.org").Want(t, 0, "Import successful!")
	// The SPF record at the domain itself is accepted by an update that sends
	// nothing, and stays somebody else's.
	cli.Plan().Want(t, 2, "+ spf", "1 to change")
	whole := s.zone.Dump()
	cli.Apply().Want(t, 0, "0 added, 1 changed, 0 destroyed")
	if now := s.zone.Dump(); now != whole {
		t.Errorf("the zone was\n%s\nand is\n%s", whole, now)
	}
	cli.Plan().Want(t, 0, "No changes")
	cli.Config(s.config(guarded, `ttl = 60`))
	cli.Apply().Want(t, 0, "1 changed")
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0, "Records left in place", "TXT example.org: it was there before this resource")
	if err := resource.ComposeTestCheckFunc(acctest.Gone(s.identity), s.sets(6),
		acctest.Published(s.zone, "example.org", "TXT", append(others()[0].Values, `"v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all"`)...))(nil); err != nil {
		t.Error(err)
	}
}

// TestAccDomain_importOfNothing: there has to be an identity.
func TestAccDomain_importOfNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewCLI(t, s.config())
	cli.Run("import", "-input=false", address, "example.org").Want(t, 1, "Cannot import non-existent remote object")
	cli.Run("import", "-input=false", address, "us-east-1/").Want(t, 1, "Import id is not a domain", "eu-west-1/example.org")
}

// TestAccDomain_importOfOneZone: where two zones have the name, the import says
// which one is meant.
func TestAccDomain_importOfOneZone(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	second := s.Account.CreateZone("example.org")
	private := s.Account.CreatePrivateZone("example.org")
	config := s.config(`zone_id = "` + s.zone.ID + `"`)
	acctest.NewCLI(t, config).Apply().Want(t, 0)
	cli := acctest.NewCLI(t, config)
	cli.Run("import", "-input=false", address, "example.org").Want(t, 1, "Several hosted zones for the domain", "dig NS example.org",
		"terraform import mailauth_domain.NAME eu-west-1/example.org/"+s.zone.ID,
		"terraform import mailauth_domain.NAME eu-west-1/example.org/"+second.ID)
	cli.Run("import", "-input=false", address, "example.org/"+private.ID).Want(t, 1, "Hosted zone of the import does not fit", "is private")
	cli.Run("import", "-input=false", address, "eu-west-1/example.org/Z0123456789NONE").Want(t, 1, "Hosted zone of the import does not fit", "No hosted zone found", "Z0123456789NONE")
	cli.Run("import", "-input=false", address, "eu-west-1/example.org/"+s.zone.ID+"/").Want(t, 1, "Import id is not a domain")
	cli.Run("import", "-input=false", address, "example.org/"+s.zone.ID).Want(t, 0, "Import successful!")
	cli.Plan().Want(t, 0, "No changes")
	cli.Config(s.config())
	cli.Plan().Want(t, 0, "No changes")
}
