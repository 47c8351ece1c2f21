package domain_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const guarded = `
  spf   = "v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all"
  dmarc = { policy = "reject", rua = ["mailto:dmarc@example.org"] }
  tags  = { team = "mail" }
`

// drift tampers with a domain that stands, looks for the plan of that action,
// and wants the zone to be as it was after the apply.
func drift(t *testing.T, action plancheck.ResourceActionType, tamper func(scene) error) {
	t.Helper()
	s := newScene(t)
	s.Account.CreateConfigurationSet(acctest.Region, "stray")
	var whole string
	repaired := step(s.config(guarded), action, acctest.Verified(s.identity), acctest.PublishesDKIM(s.zone, s.identity),
		func(*terraform.State) error {
			if now := s.zone.Dump(); now != whole {
				return fmt.Errorf("the zone was\n%s\nand is\n%s", whole, now)
			}
			return nil
		})
	s.test(t,
		step(s.config(guarded), plancheck.ResourceActionCreate, func(*terraform.State) error { whole = s.zone.Dump(); return nil }),
		after(t, func() error { return tamper(s) }, repaired))
}

func TestAccDomain_driftOfRecords(t *testing.T) {
	t.Parallel()
	const mx = "10 feedback-smtp.eu-west-1.amazonses.com"
	for rule, tamper := range map[string]func(scene) error{
		"a DKIM record is missing":   func(s scene) error { return s.zone.Remove(s.dkimNames()[1], "CNAME") },
		"a DKIM record leads astray": func(s scene) error { return s.put(s.dkimNames()[0], "CNAME", 300, "dkim.example.net.") },
		"the DMARC record is missing": func(s scene) error {
			return s.zone.Remove("_dmarc.example.org", "TXT")
		},
		"the DMARC policy is weakened": func(s scene) error { return s.put("_dmarc.example.org", "TXT", 300, `"v=DMARC1; p=none"`) },
		"the DMARC record is unreadable": func(s scene) error {
			return s.put("_dmarc.example.org", "TXT", 300, `"v=DMARC1; p=refuse"`)
		},
		"a second DMARC record voids both": func(s scene) error {
			return s.put("_dmarc.example.org", "TXT", 300, `"v=DMARC1; p=none"`, `"v=DMARC1; p=reject; rua=mailto:dmarc@example.org"`)
		},
		"the MX of MAIL FROM is missing":        func(s scene) error { return s.zone.Remove("mail.example.org", "MX") },
		"a second MX makes SES refuse the name": func(s scene) error { return s.put("mail.example.org", "MX", 300, mx, "20 mx.example.net.") },
		"the MX leads into another region": func(s scene) error {
			return s.put("mail.example.org", "MX", 300, "10 feedback-smtp.us-east-1.amazonses.com.")
		},
		"the SPF record of MAIL FROM is missing": func(s scene) error { return s.zone.Remove("mail.example.org", "TXT") },
		"the SPF record of MAIL FROM forbids SES": func(s scene) error {
			return s.put("mail.example.org", "TXT", 300, `"v=spf1 -all"`)
		},
		"a TTL is changed": func(s scene) error {
			return s.put("mail.example.org", "MX", 86400, mx)
		},
		"the SPF record of the domain is missing": func(s scene) error { return s.apex(others()[0].Values...) },
		"the SPF record of the domain is weakened": func(s scene) error {
			return s.apex(append(others()[0].Values, `"v=spf1 +all"`)...)
		},
		"a second SPF record is a permanent error": func(s scene) error {
			return s.apex(append(others()[0].Values, `"v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all"`, `"v=spf1 a -all"`)...)
		},
		"several things at once": func(s scene) error {
			for _, name := range append(s.dkimNames(), "_dmarc.example.org", "mail.example.org") {
				for _, typ := range []string{"CNAME", "TXT", "MX"} {
					if err := s.zone.Remove(name, typ); err != nil {
						return err
					}
				}
			}
			return nil
		},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			drift(t, plancheck.ResourceActionUpdate, tamper)
		})
	}
}

func (s scene) put(name, typ string, ttl int64, values ...string) error {
	return s.zone.Put(fakeaws.Set{Name: name, Type: typ, TTL: ttl, Values: values})
}

// apex writes the text values of the domain, in the TTL that others gave them.
func (s scene) apex(values ...string) error { return s.put("example.org", "TXT", 3600, values...) }
