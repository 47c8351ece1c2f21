package domain_test

import (
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
