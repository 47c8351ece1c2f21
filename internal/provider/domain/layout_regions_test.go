package domain_test

import (
	"fmt"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const government = `
resource "mailauth_domain" "sending" {
  domain    = "example.org"
  region    = "ca-central-1"
  mail_from = { domain = "bounce.example.org" }
  dmarc = {
    policy = "reject", subdomain_policy = "reject", percent = 100
    rua    = ["mailto:dmarc@cyber.example.net"], ruf = ["mailto:dmarc@cyber.example.net"]
  }
}

resource "mailauth_domain" "receiving" {
  domain    = "example.org"
  region    = "us-east-1"
  mail_from = { enabled = false }
  dmarc     = { enabled = false }
}

resource "mailauth_domain" "partner" {
  for_each   = toset(["notification.example.net", "notify.example.com", "chrc.example"])
  domain     = each.key
  region     = "ca-central-1"
  manage_dns = false
}
`

// TestAccDomain_layoutTwoRegions is a government's notification service: one
// domain that sends from one region and receives in another, with six DKIM
// records, beside what older tools left there; and three domains of partners
// whose DNS is elsewhere.
func TestAccDomain_layoutTwoRegions(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org",
		acctest.TXT("example.org", 300, `"v=spf1 include:amazonses.com ~all"`, `"google-site-verification=GcNotify"`),
		set("example.org", "MX", 300, "10 inbound-smtp.us-east-1.amazonaws.com."),
		acctest.TXT("_amazonses.example.org", 600, `"pmBGN/7MjnfhTKUZ06Enqq1PeGUaOkw8lGhcfwefcHU="`, `"QZ0kQ+Kx1Y7gYxVb0m3pYk1mZxqk0r0f9r0r0r0r0r0="`),
		set("aaaa._domainkey.example.org", "CNAME", 600, "aaaa.dkim.amazonses.com."),
		set("document.example.org", "A", 60, "192.0.2.9"),
	)
	sending, receiving := w.Account.Identity("ca-central-1", "example.org"), w.Account.Identity("us-east-1", "example.org")
	l := layout{World: w, config: w.Provider() + government, zones: []*fakeaws.Zone{zone}, ids: map[string]string{
		`mailauth_domain.sending`:   "ca-central-1/example.org",
		`mailauth_domain.receiving`: "us-east-1/example.org",
	}}
	for _, domain := range []string{"notification.example.net", "notify.example.com", "chrc.example"} {
		l.ids[fmt.Sprintf("mailauth_domain.partner[%q]", domain)] = "ca-central-1/" + domain
	}
	// An import finds the DMARC record in both regions; the region that does not
	// want it gives it up.
	l.updates = 1
	l.drift = []func() error{
		func() error {
			return zone.Remove(sending.View().DkimAttributes.Tokens[0]+"._domainkey.example.org", "CNAME")
		},
		func() error {
			return zone.Remove(receiving.View().DkimAttributes.Tokens[1]+"._domainkey.example.org", "CNAME")
		},
		func() error { return zone.Remove("bounce.example.org", "TXT") },
		func() error { return w.Account.Identity("ca-central-1", "chrc.example").SetFeedback(false) },
	}
	l.live(t)
}
