package domain_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// change is a configuration, made from the one before it, and what is to be
// seen of it.
type change struct {
	lines string
	check resource.TestCheckFunc
}

// chain applies one configuration after the other to the same domain, each in
// place, and ends where it began.
func (s scene) chain(t *testing.T, changes ...change) {
	t.Helper()
	steps := []resource.TestStep{step(s.config(), plancheck.ResourceActionCreate)}
	for _, c := range changes {
		steps = append(steps, step(s.config(c.lines), plancheck.ResourceActionUpdate, c.check))
	}
	s.test(t, append(steps, step(s.config(), plancheck.ResourceActionUpdate,
		acctest.Verified(s.identity),
		acctest.Published(s.zone, "example.org", "TXT", others()[0].Values...),
		acctest.Published(s.zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=none"`),
		acctest.Published(s.zone, "mail.example.org", "TXT", `"v=spf1 include:amazonses.com ~all"`),
		s.ttls(300, "TXT _dmarc.example.org", "TXT mail.example.org", "MX mail.example.org"),
		s.ttls(3600, "TXT example.org"),
		acctest.PublishesDKIM(s.zone, s.identity)))...)
}

func TestAccDomain_updateRecords(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	mx := "10 feedback-smtp.eu-west-1.amazonses.com"
	foreign := others()[0].Values
	all := resource.ComposeTestCheckFunc
	s.chain(t,
		change{`ttl = 60`, all(
			s.ttls(60, "TXT _dmarc.example.org", "MX mail.example.org", "TXT mail.example.org"), s.ttls(3600, "TXT example.org"))},
		change{`spf = "v=spf1 include:amazonses.com -all"`, all(s.ttls(3600, "TXT example.org"),
			acctest.Published(s.zone, "example.org", "TXT", append(slices.Clone(foreign), `"v=spf1 include:amazonses.com -all"`)...))},
		change{`spf = "v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all"`,
			acctest.Published(s.zone, "example.org", "TXT", append(slices.Clone(foreign), `"v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all"`)...)},
		change{`mail_from = { spf = "v=spf1 include:amazonses.com -all" }`, all(
			acctest.Published(s.zone, "example.org", "TXT", foreign...),
			acctest.Published(s.zone, "mail.example.org", "TXT", `"v=spf1 include:amazonses.com -all"`))},
		change{`mail_from = { domain = "bounce.example.org" }`, all(
			acctest.Absent(s.zone, "mail.example.org", "MX"), acctest.Absent(s.zone, "mail.example.org", "TXT"),
			acctest.Published(s.zone, "bounce.example.org", "MX", mx), acctest.Verified(s.identity))},
		change{`mail_from = { domain = "bounce.example.org", behavior_on_mx_failure = "REJECT_MESSAGE" }`,
			s.sees("mail is refused without an MX", func(v sesapi.Identity) bool {
				return v.MailFromAttributes.BehaviorOnMxFailure == "REJECT_MESSAGE"
			})},
		change{`mail_from = { enabled = false }`, all(
			acctest.Absent(s.zone, "bounce.example.org", "MX"), acctest.Absent(s.zone, "bounce.example.org", "TXT"),
			s.sees("no MAIL FROM", func(v sesapi.Identity) bool { return v.MailFromAttributes.MailFromDomain == "" }))},
	)
}

func TestAccDomain_updateDMARC(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var changes []change
	for _, c := range []struct{ lines, want string }{
		{`dmarc = { policy = "quarantine" }`, `"v=DMARC1; p=quarantine"`},
		{`dmarc = { policy = "reject", subdomain_policy = "quarantine" }`, `"v=DMARC1; p=reject; sp=quarantine"`},
		{`dmarc = { nonexistent_subdomain_policy = "reject" }`, `"v=DMARC1; p=none; np=reject"`},
		{`dmarc = { alignment_dkim = "strict" }`, `"v=DMARC1; p=none; adkim=s"`},
		{`dmarc = { alignment_spf = "strict" }`, `"v=DMARC1; p=none; aspf=s"`},
		{`dmarc = { rua = ["mailto:b@example.org", "mailto:a@example.org"] }`, `"v=DMARC1; p=none; rua=mailto:a@example.org,mailto:b@example.org"`},
		{`dmarc = { ruf = ["mailto:f@example.org"], failure_options = ["1"] }`, `"v=DMARC1; p=none; fo=1; ruf=mailto:f@example.org"`},
		{`dmarc = { policy = "quarantine", testing = true }`, `"v=DMARC1; p=quarantine; t=y"`},
		{`dmarc = { policy = "quarantine", percent = 50 }`, `"v=DMARC1; p=quarantine; pct=50"`},
		{`dmarc = { report_interval = 3600 }`, `"v=DMARC1; p=none; ri=3600"`},
		{`dmarc = { record = "v=DMARC1;p=reject;rua=mailto:a@example.org;x=y" }`, `"v=DMARC1;p=reject;rua=mailto:a@example.org;x=y"`},
		{`dmarc = { record = "v=DMARC1; p=reject" }`, `"v=DMARC1; p=reject"`},
	} {
		changes = append(changes, change{c.lines, acctest.Published(s.zone, "_dmarc.example.org", "TXT", c.want)})
	}
	s.chain(t, append(changes, change{`dmarc = { enabled = false }`, acctest.Absent(s.zone, "_dmarc.example.org", "TXT")})...)
}
