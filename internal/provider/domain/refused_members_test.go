package domain_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const badMembers = `
resource "mailauth_domain" "this" {
  domain                 = "example.org"
  spf                    = "v=spf1 mx ~all"
  configuration_set_name = "a b"
  mail_from              = { domain = "" }
  dkim                   = { retained_selectors = ["a b"] }
  dmarc = {
    policy          = "rejct"
    rua             = ["mailto:a@example.org; p=none"]
    ruf             = [""]
    failure_options = ["x"]
    percent         = 101
  }
}
`

// TestAccDomain_badMembers has a fault in each of several members. All are told
// at once, each once, by the attribute that was written and not by the record
// that would come of it.
func TestAccDomain_badMembers(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	cli := acctest.NewCLI(t, w.Provider()+badMembers)
	plan := cli.Plan()
	plan.Want(t, 1,
		`dmarc.rua: "mailto:a@example.org; p=none" has a semicolon`, "write %3B",
		`dmarc.ruf: An element is empty or null`, `dkim.retained_selectors: The selector "a b" contains`,
		`dmarc.policy value must be one of`, `dmarc.percent value must be between 0 and 100`,
		`configuration_set_name must be 1 to 64 letters`,
		`mail_from.domain: The domain is empty`, `write a subdomain such as "mail.example.org"`)
	for _, text := range []string{"Column", "pct", "adkim"} {
		if strings.Contains(plan.Text(), text) {
			t.Errorf("plan speaks of %q, which nobody wrote:\n%s", text, plan.Output)
		}
	}
	if calls := w.Writes(); len(calls) > 0 {
		t.Errorf("something was written: %v", calls)
	}
	cli.Config(w.Provider() + strings.NewReplacer("; p=none", "", `"rejct"`, `"reject"`, `"a b"`, `"a"`, `[""]`, `["mailto:b@example.org"]`, `domain = ""`, "enabled = false", "percent         = 101", "").Replace(badMembers))
	cli.Plan().Want(t, 1, `dmarc.failure_options:`, `"x"`)
}

const switchedOff = `
resource "mailauth_domain" "this" {
  domain    = "example.org"
  mail_from = { enabled = false, spf = "v=spf1 include:amazonses.com -all" }
  dmarc     = { enabled = false }
}
`

// TestAccDomain_adviceOnWhatIsOff has settings that publish nothing. Nobody is
// warned of what does not happen.
func TestAccDomain_adviceOnWhatIsOff(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	plan := acctest.NewCLI(t, w.Provider()+switchedOff).Plan()
	plan.Want(t, 2)
	for _, text := range []string{"rua", "-all"} {
		if strings.Contains(plan.Text(), "Warning: "+text) || strings.Contains(plan.Text(), "no "+text+" tag") {
			t.Errorf("plan warns of what is off:\n%s", plan.Output)
		}
	}
}

// TestAccDomain_tooManyTags: default tags count as the identity's own, and the
// id of a zone counts for nothing where DNS is managed elsewhere.
func TestAccDomain_tooManyTags(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	var tags strings.Builder
	for n := range 49 {
		fmt.Fprintf(&tags, "t%d = \"x\", ", n)
	}
	config := func(defaults string) string {
		return w.Provider("default_tags { tags = { "+defaults+" } }") + block("manage_dns = false", `zone_id = "Z0123456789ABC"`, "tags = { "+tags.String()+" }")
	}
	cli := acctest.NewCLI(t, config(`owner = "ops", stage = "test"`))
	cli.Plan().Want(t, 1, "Too many tags", "there are 51 tags; AWS takes 50", "To fix: remove 1 of them, here or in default_tags")
	cli.Config(config(`owner = "ops", t1 = "y"`))
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0)
}
