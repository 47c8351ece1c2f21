package domain_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// later is a configuration in which arguments are not known until the apply
// has made something else; each version makes that anew.
func later(w *acctest.World, version int, values, lines string) string {
	return w.Provider() + fmt.Sprintf(`
resource "terraform_data" "later" {
  input            = { %s }
  triggers_replace = [%d]
}

resource "mailauth_domain" "this" {
  %s
}
`, values, version, lines)
}

// TestAccDomain_unknown plans with arguments that are not known yet, beside
// values of others that decide about TTLs, applies, and does so again when they
// become unknown a second time.
func TestAccDomain_unknown(t *testing.T) {
	t.Parallel()
	const domain = "domain = \"example.org\"\n  "
	key := newKeyPair(t).text()
	for name, tc := range map[string]struct{ values, lines string }{
		"domain":           {`v = "example.org"`, `domain = terraform_data.later.output.v`},
		"region":           {`v = "eu-west-1"`, domain + `region = terraform_data.later.output.v`},
		"manage_dns":       {`v = true`, domain + `manage_dns = terraform_data.later.output.v`},
		"manage_dns, off":  {`v = false`, domain + `manage_dns = terraform_data.later.output.v`},
		"ttl":              {`v = 77`, domain + `ttl = terraform_data.later.output.v`},
		"spf":              {`v = "v=spf1 include:amazonses.com -all"`, domain + `spf = terraform_data.later.output.v`},
		"mail_from":        {`v = { domain = "bounce.example.org" }`, domain + `mail_from = terraform_data.later.output.v`},
		"mail_from.domain": {`v = "mail.example.org"`, domain + `mail_from = { domain = terraform_data.later.output.v }`},
		"mail_from.spf":    {`v = "v=spf1 include:amazonses.com ~all"`, domain + `mail_from = { spf = terraform_data.later.output.v }`},
		"dkim":             {`v = { key_length = "RSA_1024_BIT" }`, domain + `dkim = terraform_data.later.output.v`},
		"dkim.selector":    {`v = "s1"`, domain + `dkim = { selector = terraform_data.later.output.v, private_key_wo = "` + key + `", private_key_wo_version = 1 }`},
		"dkim.private_key": {`v = "` + key + `"`, domain + `dkim = { selector = "s1", private_key_wo = terraform_data.later.output.v, private_key_wo_version = 1 }`},
		"dmarc":            {`v = { policy = "quarantine" }`, domain + `dmarc = terraform_data.later.output.v`},
		"dmarc.enabled":    {`v = true`, domain + `dmarc = { enabled = terraform_data.later.output.v }`},
		"dmarc.rua":        {`v = "mailto:dmarc@example.org"`, domain + `dmarc = { rua = [terraform_data.later.output.v] }`},
		"dmarc.record":     {`v = "v=DMARC1; p=none; rua=mailto:dmarc@example.org"`, domain + `dmarc = { record = terraform_data.later.output.v }`},
		"tags and more": {`v = "mail"`, domain + `tags = { team = terraform_data.later.output.v }
  feedback_forwarding_enabled = terraform_data.later.output.v == "none"
  wait_for_verification       = terraform_data.later.output.v == "none"`},
		"nulls": {`v = null`, domain + `region = terraform_data.later.output.v
  ttl       = terraform_data.later.output.v
  zone_id   = terraform_data.later.output.v
  spf       = terraform_data.later.output.v
  dkim      = terraform_data.later.output.v
  mail_from = { domain = terraform_data.later.output.v, spf = terraform_data.later.output.v }
  dmarc     = { record = terraform_data.later.output.v }
  tags      = terraform_data.later.output.v`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.Contains(tc.lines, "_wo") {
				acctest.NeedMinor(t, 11)
			}
			w := acctest.Start(t)
			zone := w.Zone(t, "example.org",
				acctest.TXT("example.org", 60, `"other"`), acctest.TXT("mail.example.org", 60, `"other"`), acctest.TXT("_dmarc.example.org", 60, `"other"`))
			before := zone.Dump()
			cli := acctest.NewCLI(t, later(w, 1, tc.values, tc.lines))
			cli.Plan().Want(t, 2)
			cli.Apply().Want(t, 0)
			cli.Plan().Want(t, 0)
			cli.Config(later(w, 2, tc.values, tc.lines))
			cli.Apply().Want(t, 0)
			cli.Plan().Want(t, 0)
			cli.Destroy().Want(t, 0)
			if after := zone.Dump(); after != before {
				t.Errorf("the zone was\n%s\nand is\n%s", before, after)
			}
		})
	}
}

// TestAccDomain_unknownChange changes a domain that stands to what is not known
// when that is planned; TestUnknownChange goes through many more.
func TestAccDomain_unknownChange(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before, value, after string
		happens              func(scene) error
	}{
		"DNS is managed here":     {before: "manage_dns = false\n  ttl = 60", value: "true", after: "manage_dns = terraform_data.later.output.v\n  ttl = 300"},
		"records stand already":   {before: "manage_dns = false", value: "true", after: "manage_dns = terraform_data.later.output.v", happens: func(s scene) error { return s.publish(s.zone, 3600) }},
		"DNS here, and the TTL":   {before: "manage_dns = false", value: "77", after: "ttl = terraform_data.later.output.v"},
		"the policy it has":       {before: "dmarc = { percent = 100 }", value: `"none"`, after: "dmarc = { policy = terraform_data.later.output.v }"},
		"SPF, a record missing":   {value: `"v=spf1 include:amazonses.com -all"`, after: "spf = terraform_data.later.output.v", happens: scene.removeMX},
		"DMARC, a record missing": {value: "true", after: "dmarc = { enabled = terraform_data.later.output.v }", happens: scene.removeMX},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			cli := acctest.NewCLI(t, s.config(tc.before))
			cli.Apply().Want(t, 0)
			if tc.happens != nil {
				acctest.Do(t, func() error { return tc.happens(s) })()
			}
			cli.Config(later(s.World, 1, "v = "+tc.value, "domain = \"example.org\"\n  "+tc.after))
			cli.Plan().Want(t, 2)
			cli.Apply().Want(t, 0)
			cli.Plan().Want(t, 0)
		})
	}
}

// removeMX takes the MX record of MAIL FROM away, and has SES notice.
func (s scene) removeMX() error {
	err := s.zone.Remove("mail.example.org", "MX")
	s.identity.View()
	return err
}

// TestAccDomain_unknownWrong learns at apply that a value is wrong, which is
// soon enough as long as nothing has been made.
func TestAccDomain_unknownWrong(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ values, lines, says string }{
		"domain":         {`v = "example"`, `domain = terraform_data.later.output.v`, "Domain of one label"},
		"zone":           {`v = "example.net"`, `domain = terraform_data.later.output.v`, "No hosted zone for the domain"},
		"MAIL FROM":      {`v = "mail.example.net"`, "domain = \"example.org\"\n  mail_from = { domain = terraform_data.later.output.v }", "MAIL FROM domain not below the domain"},
		"policy":         {`v = "monitor"`, "domain = \"example.org\"\n  dmarc = { policy = terraform_data.later.output.v }", "dmarc.policy"},
		"taken":          {`v = "taken.example.org"`, "domain = \"example.org\"\n  mail_from = { domain = terraform_data.later.output.v }", "Records exist already"},
		"identity":       {`v = "taken.example.org"`, `domain = terraform_data.later.output.v`, "Identity exists already"},
		"something null": {`v = null`, `domain = terraform_data.later.output.v`, "domain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.Start(t)
			zone := w.Zone(t, "example.org", acctest.TXT("taken.example.org", 60, `"v=spf1 -all"`))
			acctest.Do(t, w.Account.Identity(acctest.Region, "taken.example.org").Create)()
			before := zone.Dump()
			cli := acctest.NewCLI(t, later(w, 1, tc.values, tc.lines))
			cli.Plan().Want(t, 2)
			cli.Apply().Want(t, 1, tc.says)
			if writes := w.Writes(); len(writes) > 0 || zone.Dump() != before {
				t.Errorf("AWS was told: %v", writes)
			}
		})
	}
}
