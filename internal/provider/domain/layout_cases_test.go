package domain_test

import (
	"fmt"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

const siteAndTest = `
locals {
  reports = {
    "example.org"      = "mailto:a1b2c3@dmarc.vendor-one.example"
    "test.example.org" = "mailto:re+d4e5f6@dmarc.vendor-two.example"
  }
}

resource "mailauth_domain" "site" {
  for_each = local.reports
  domain   = each.key
  region   = "us-west-2"
  mail_from = {
    domain = "ses.${each.key}"
    spf    = "v=spf1 include:amazonses.com -all"
  }
  dmarc = {
    policy          = "quarantine"
    percent         = 100
    failure_options = ["1"]
    alignment_dkim  = "strict"
    rua             = [each.value]
  }
}
`

// TestAccDomain_layoutSiteAndTest is the site of a package index and its test
// instance in one zone: SES in another region than the provider's, two vendors
// of DMARC reports, an SPF record of three includes in other hands, and the
// DKIM records of a help desk and of the office mail beside ours.
func TestAccDomain_layoutSiteAndTest(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org",
		set("example.org", "MX", 3600, "1 aspmx.l.google.com.", "5 alt1.aspmx.l.google.com.", "10 alt3.aspmx.l.google.com."),
		acctest.TXT("example.org", 3600, `"v=spf1 include:_spf.google.com include:amazonses.com include:helpscoutemail.com ~all"`,
			`"google-site-verification=AbCdEf0123456789"`, `"status-page-domain-verification=x1y2z3"`),
		set("example.org", "CAA", 3600, `0 issue "letsencrypt.org"`, `0 issuewild ";"`),
		fakeaws.Set{Name: "example.org", Type: "A", Alias: &hostedzone.Alias{HostedZoneID: "Z2FDTNDATAQYW2", DNSName: "d111.cloudfront.net."}},
		set("strong1._domainkey.example.org", "CNAME", 3600, "strong1._domainkey.helpscout.net."),
		set("strong2._domainkey.example.org", "CNAME", 3600, "strong2._domainkey.helpscout.net."),
		acctest.TXT("google._domainkey.example.org", 3600, `"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" "rest+of/the+key"`),
		set("test.example.org", "A", 300, "192.0.2.7"),
		acctest.TXT("test.example.org", 300, `"v=spf1 include:amazonses.com -all"`),
		set("_acme-challenge.test.example.org", "CNAME", 300, "x.fastly-validations.com."),
	)
	site := w.Account.Identity("us-west-2", "example.org")
	l := layout{World: w, config: w.Provider() + siteAndTest, zones: []*fakeaws.Zone{zone}, ids: map[string]string{
		`mailauth_domain.site["example.org"]`:      "us-west-2/example.org",
		`mailauth_domain.site["test.example.org"]`: "us-west-2/test.example.org",
	}}
	l.drift = []func() error{
		func() error {
			return zone.Remove(site.View().DkimAttributes.Tokens[2]+"._domainkey.example.org", "CNAME")
		},
		func() error { return zone.Put(acctest.TXT("_dmarc.test.example.org", 300, `"v=DMARC1; p=none"`)) },
		func() error { return site.SetSigning(false) },
	}
	l.live(t)
}

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
  domain     = "example.org"
  region     = "us-east-1"
  mail_from  = { enabled = false }
  dmarc      = { enabled = false }
  depends_on = [mailauth_domain.sending]
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
	var partners []*fakeaws.Zone
	sending, receiving := w.Account.Identity("ca-central-1", "example.org"), w.Account.Identity("us-east-1", "example.org")
	l := layout{World: w, config: w.Provider() + government, zones: append(partners, zone), ids: map[string]string{
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
