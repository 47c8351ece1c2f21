package lookup_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

var update = flag.Bool("update", false, "write what newcomers see")

// example is the configuration for Cloudflare that users copy, for the world of
// the test.
func (s scene) example(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../../examples/cloudflare/main.tf")
	if err != nil {
		t.Fatalf("read the example: %v", err)
	}
	config := string(text)
	_, after, found := strings.Cut(config, "variable \"cloudflare_zone_id\"")
	if !found {
		t.Fatalf("the example begins otherwise:\n%s", config)
	}
	config = "variable \"cloudflare_zone_id\"" + after
	for old, now := range map[string]string{
		"provider \"mailauth\" {\n  region = \"eu-west-1\"\n}\n": s.Provider(),
		`["1.1.1.1", "9.9.9.9"]`:                                 `["` + s.DNSAddr() + `"]`,
	} {
		if strings.Count(config, old) != 1 {
			t.Fatalf("the example does not say %q once:\n%s", old, config)
		}
		config = strings.ReplaceAll(config, old, now)
	}
	return config
}

// TestAccDNS_cloudflare is the example: one apply makes the domain and publishes
// everything at another host, and the world sees it. Later on an apply can wait
// for SES.
func TestAccDNS_cloudflare(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	identity := s.Account.Identity(acctest.Region, "example.org")
	bare := s.zone.Dump()
	cli := acctest.NewCLI(t, s.example(t))
	cli.File("versions.tf", `terraform {
  required_providers {
    mailauth   = { source = "mailauth/mailauth" }
    cloudflare = { source = "cloudflare/cloudflare" }
  }
}
`)
	cli.Serve("cloudflare/cloudflare", func() tfprotov6.ProviderServer {
		return providerserver.NewProtocol6(provider.Provider(cloudflare{s.zone}))()
	})
	cli.Env("TF_VAR_cloudflare_zone_id=023e105f4ecef8ad9ca31a8372d0c353")
	cli.Record("../../guides/testdata/newcomer/09-dns-elsewhere.md", "# DNS elsewhere\n\nA stand-in for Cloudflare publishes what it is given; the resolver is that of the fake AWS.", *update)
	cli.Plan().Want(t, 2, `cloudflare_dns_record.mail["dkim_3"] will be created`, "Plan: 7 to add, 0 to change, 0 to destroy.")

	applied := cli.Apply()
	applied.Want(t, 0, "Resources: 7 added")
	if strings.Contains(applied.Output, "Check block") {
		t.Errorf("the check finds fault with what was published:\n%s", applied.Output)
	}
	for key, want := range map[string]string{
		"MX mail.example.org":    "10 feedback-smtp.eu-west-1.amazonses.com",
		"TXT mail.example.org":   `"v=spf1 include:amazonses.com ~all"`,
		"TXT _dmarc.example.org": `"v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org"`,
	} {
		typ, name, _ := strings.Cut(key, " ")
		if set, _ := s.zone.Get(name, typ); strings.Join(set.Values, " ") != want || set.TTL != 300 {
			t.Errorf("%s is %v, want %s", key, set, want)
		}
	}
	cli.Plan().Want(t, 0, "No changes")
	if calls := s.Calls(); calls["route53:ListHostedZones"]+calls["route53:ListResourceRecordSets"] > 0 {
		t.Errorf("Route 53 was asked though the DNS is elsewhere: %v", calls)
	}

	waits := strings.Replace(s.example(t), "manage_dns = false\n", "manage_dns = false\n\n  wait_for_verification = true\n", 1)
	cli.Note("Now that the records are there, `wait_for_verification = true` is added.")
	cli.Config(waits)
	cli.Apply().Want(t, 0, "0 added, 1 changed, 0 destroyed")
	if view := identity.View(); !view.VerifiedForSendingStatus {
		t.Errorf("SES does not see the records: %+v", view)
	}
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0, "7 destroyed")
	if now := s.zone.Dump(); now != bare || identity.Exists() {
		t.Errorf("the zone was\n%s\nand is\n%s\nthe identity exists: %t", bare, now, identity.Exists())
	}
}

const impatient = `
resource "mailauth_domain" "this" {
  domain                = "example.org"
  manage_dns            = false
  wait_for_verification = true
  timeouts              = { create = "5s", update = "10m" }
}
`

// TestAccDNS_waitElsewhere: an apply that shall wait for records which only it
// can name is warned of, keeps what it made, and the next one waits again.
func TestAccDNS_waitElsewhere(t *testing.T) {
	t.Parallel()
	s := sceneIn(t, acctest.Start(t, func(o *fakeaws.Options) { o.VerifyAfter = 2 * time.Minute }))
	identity := s.Account.Identity(acctest.Region, "example.org")
	cli := acctest.NewCLI(t, s.Provider()+impatient)
	cli.Apply().Want(t, 0, "Waiting for records that cannot be there yet", "leave wait_for_verification out now", "1 added")
	if view := identity.View(); view.VerifiedForSendingStatus {
		t.Fatalf("SES has verified what nobody published: %+v", view)
	}
	cli.Plan().Want(t, 2, "1 to change")
	s.publish(t)
	// SES finds the records while the apply waits, which asks for the third time.
	s.Fail(fakeaws.Rule{Operation: "ses:GetEmailIdentity", Call: 3, Effect: fakeaws.Cut, Do: func() { s.Advance(3 * time.Minute) }})
	run := cli.Apply()
	run.Want(t, 0, "0 added, 1 changed, 0 destroyed")
	if strings.Contains(run.Output, "cannot be there yet") {
		t.Errorf("records that are published are spoken of as if they could not be:\n%s", run.Output)
	}
	if view := identity.View(); !view.VerifiedForSendingStatus {
		t.Errorf("the apply did not wait: %+v", view)
	}
	cli.Plan().Want(t, 0, "No changes")
}
