package domain_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestAccDomain_driftOfNothing: what means the same to mail is no drift. It is
// left as somebody wrote it, and goes with the domain.
func TestAccDomain_driftOfNothing(t *testing.T) {
	t.Parallel()
	for rule, tamper := range map[string]func(scene) error{
		"text in other pieces": func(s scene) error {
			return s.put("_dmarc.example.org", "TXT", 300, `"v=DMARC1; p=reject; rua=" "mailto:dmarc@example.org"`)
		},
		"DMARC tags in another order and spelling": func(s scene) error {
			return s.put("_dmarc.example.org", "TXT", 300, `"v=DMARC1;rua=mailto:dmarc@EXAMPLE.org; p=Reject;pct=100;"`)
		},
		"a DMARC tag that nobody knows": func(s scene) error {
			return s.put("_dmarc.example.org", "TXT", 300, `"v=DMARC1; p=reject; rua=mailto:dmarc@example.org; note=abc"`)
		},
		"SPF in capitals and other spaces": func(s scene) error {
			return s.put("mail.example.org", "TXT", 300, `"v=spf1  include:AMAZONSES.com  ~ALL "`)
		},
		"SPF among others, in another place": func(s scene) error {
			return s.apex(append([]string{`"v=spf1 ip4:192.0.2.77/24 include:amazonses.com. ~all"`}, others()[0].Values...)...)
		},
		"a host in capitals with a dot": func(s scene) error {
			name := s.dkimNames()[0]
			set, _ := s.zone.Get(name, "CNAME")
			return s.put(name, "CNAME", 300, strings.ToUpper(set.Values[0])+".")
		},
		"the MX in capitals with a dot": func(s scene) error {
			return s.put("mail.example.org", "MX", 300, "10 Feedback-SMTP.eu-west-1.AmazonSES.com.")
		},
		"records of other types beside ours": func(s scene) error {
			return s.put("mail.example.org", "A", 60, "192.0.2.1")
		},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			var edited string
			tampered := func() error {
				if err := tamper(s); err != nil {
					return err
				}
				edited = s.zone.Dump()
				return nil
			}
			asEdited := func(*terraform.State) error {
				if now := s.zone.Dump(); now != edited {
					return fmt.Errorf("the zone was\n%s\nand is\n%s", edited, now)
				}
				return s.zone.Remove("mail.example.org", "A")
			}
			s.test(t,
				step(s.config(guarded), plancheck.ResourceActionCreate),
				after(t, tampered, step(s.config(guarded), plancheck.ResourceActionNoop, asEdited)))
		})
	}
}

// TestAccDomain_driftByOthers: a value that somebody else adds to one of our
// sets, with a TTL of his, is his.
func TestAccDomain_driftByOthers(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	ours := `"v=DMARC1; p=reject; rua=mailto:dmarc@example.org"`
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy: resource.ComposeTestCheckFunc(acctest.Gone(s.identity), s.sets(7),
			acctest.Published(s.zone, "_dmarc.example.org", "TXT", `"verify=1"`), s.ttls(900, "TXT _dmarc.example.org")),
		Steps: []resource.TestStep{
			step(s.config(guarded), plancheck.ResourceActionCreate),
			after(t, func() error { return s.put("_dmarc.example.org", "TXT", 900, `"verify=1"`, ours) },
				step(s.config(guarded), plancheck.ResourceActionNoop)),
			after(t, func() error { return s.put("_dmarc.example.org", "TXT", 900, `"v=DMARC1; p=none"`, `"verify=1"`) },
				step(s.config(guarded), plancheck.ResourceActionUpdate,
					acctest.Published(s.zone, "_dmarc.example.org", "TXT", ours, `"verify=1"`), s.ttls(900, "TXT _dmarc.example.org"))),
		},
	})
}

// TestAccDomain_driftOfPatience: what SES has not verified yet is no drift for
// somebody who does not wait for it, and an update for somebody who does.
func TestAccDomain_driftOfPatience(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	unsettle := func() error {
		if err := s.identity.SetMailFromStatus(sesapi.Pending); err != nil {
			return err
		}
		return s.identity.SetVerification(sesapi.TemporaryFailure)
	}
	const impatient = `wait_for_verification = false`
	s.test(t,
		step(s.config(impatient), plancheck.ResourceActionCreate),
		after(t, unsettle, step(s.config(impatient), plancheck.ResourceActionNoop)),
		after(t, s.identity.Release, step(s.config(), plancheck.ResourceActionUpdate, acctest.Verified(s.identity))),
	)
}
