package domain_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const first = `
  region    = "eu-west-1"
  spf       = "v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all"
  mail_from = { domain = "Mail.Example.org." }
  dmarc     = { record = "v=DMARC1; p=reject; rua=mailto:a@example.org" }
`

const sameInOtherWords = `
  spf       = "v=spf1  ip4:192.0.2.0/24  include:AmazonSES.com ~ALL"
  mail_from = { spf = "v=spf1 include:amazonses.com. ~all", behavior_on_mx_failure = "USE_DEFAULT_VALUE" }
  dmarc     = { record = "v=DMARC1;rua=mailto:a@example.org;p=reject;pct=100" }
  dkim      = { signing_enabled = true }
`

// TestAccDomain_updateNothing: what means the same is no change, and is left in
// DNS as it was first written.
func TestAccDomain_updateNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	as := func(domain, lines string) string {
		return s.Provider() + "\nresource \"mailauth_domain\" \"this\" {\n  domain = \"" + domain + "\"\n" + lines + "}\n"
	}
	texts := resource.ComposeTestCheckFunc(
		acctest.Published(s.zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=reject; rua=mailto:a@example.org"`),
		acctest.Published(s.zone, "mail.example.org", "TXT", `"v=spf1 include:amazonses.com ~all"`))
	s.test(t,
		step(as("Example.ORG.", first), plancheck.ResourceActionCreate, texts, acctest.Verified(s.identity)),
		step(as("example.org", sameInOtherWords), plancheck.ResourceActionNoop, texts),
		step(as("EXAMPLE.org.", sameInOtherWords), plancheck.ResourceActionNoop, texts),
		step(as("EXAMPLE.org.", first), plancheck.ResourceActionNoop, texts),
	)
}

// TestAccDomain_noAdvice: of a record that is not published nobody wants advice.
func TestAccDomain_noAdvice(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	run := acctest.NewCLI(t, s.config(`dmarc = { enabled = false }`)).Plan()
	if run.Want(t, 2, "1 to add"); strings.Contains(run.Text(), "aggregate reports") {
		t.Errorf("the plan advises on a DMARC record that is off:\n%s", run.Output)
	}
}
