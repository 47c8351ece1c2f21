package domain_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const previews = `
variable "zone_id" {
  type    = string
  default = null
}

locals {
  environments = ["app.example.org", "p-101.app.example.org", "p-102.app.example.org", "p-103.app.example.org"]
}

resource "mailauth_domain" "notifications" {
  for_each               = toset(local.environments)
  domain                 = each.key
  zone_id                = var.zone_id
  ttl                    = 600
  configuration_set_name = replace(each.key, ".", "-")
  dmarc                  = { policy = "none" }
  tags                   = { environment = split(".", each.key)[0] }
}

output "dkim" {
  value = { for name, d in mailauth_domain.notifications : name => d.dkim.status }
}
`

// previewWorld has a zone full of what many applications keep in it, and a
// configuration set for each environment.
func previewWorld(t *testing.T) layout {
	t.Helper()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org",
		acctest.TXT("example.org", 300, `"v=spf1 include:_spf.example.net -all"`),
		set("app.example.org", "A", 60, "192.0.2.20"), set("app.example.org", "AAAA", 60, "2001:db8::20"),
		acctest.TXT("app.example.org", 60, `"v=spf1 -all"`, `"verify=app"`),
		set("*.app.example.org", "CNAME", 60, "app.example.org."),
		acctest.TXT("_dmarc.example.org", 3600, `"v=DMARC1; p=reject; sp=quarantine; rua=mailto:dmarc@example.org"`),
		set("p-101.app.example.org", "A", 60, "192.0.2.21"),
		acctest.TXT("_acme-challenge.p-101.app.example.org", 60, `"token-1"`, `"token-2"`),
		set("old._domainkey.p-102.app.example.org", "CNAME", 60, "old.dkim.amazonses.com."),
	)
	l := layout{World: w, config: w.Provider() + previews, zones: []*fakeaws.Zone{zone}, ids: map[string]string{}}
	for _, domain := range []string{"app.example.org", "p-101.app.example.org", "p-102.app.example.org", "p-103.app.example.org"} {
		w.Account.CreateConfigurationSet(acctest.Region, strings.ReplaceAll(domain, ".", "-"))
		l.ids[fmt.Sprintf("mailauth_domain.notifications[%q]", domain)] = domain
	}
	l.drift = []func() error{
		func() error { return zone.Remove("_dmarc.p-103.app.example.org", "TXT") },
		func() error { return zone.Put(acctest.TXT("mail.app.example.org", 600, `"v=spf1 -all"`)) },
		func() error {
			return w.Account.Identity(acctest.Region, "p-102.app.example.org").SetConfigurationSet("app-example-org")
		},
	}
	return l
}

// TestAccDomain_layoutPreviews is an application with a preview of each pull
// request, all in one zone, each with a configuration set of its own.
func TestAccDomain_layoutPreviews(t *testing.T) {
	t.Parallel()
	previewWorld(t).live(t)
}

// TestAccDomain_layoutLargeZone: the same in a zone of 1,200 record sets of
// others, before, between and behind ours, which Route 53 lists in pages of 300.
func TestAccDomain_layoutLargeZone(t *testing.T) {
	t.Parallel()
	l := previewWorld(t)
	zone := l.zones[0]
	for i := range 400 {
		acctest.Do(t, func() error {
			return zone.Put(
				set(fmt.Sprintf("a%03d.example.org", i), "A", 60, "192.0.2.1"),
				acctest.TXT(fmt.Sprintf("n-%03d.app.example.org", i), 60, fmt.Sprintf(`"note %d"`, i)),
				set(fmt.Sprintf("z%03d.example.org", i), "CNAME", 60, "example.net."))
		})()
	}
	l.live(t)

	cli := acctest.NewCLI(t, l.config)
	cli.Apply().Want(t, 0)
	calls := l.Count(func() { cli.Plan().Want(t, 0) })
	// 400 sets of others lie between mail.app and p-101.app: less than two pages
	// cannot have shown both, and the whole zone has five.
	if pages := calls["route53:ListResourceRecordSets"]; pages < 2 || pages > 5 || calls["ses:GetEmailIdentity"] != 4 {
		t.Errorf("a plan without change asks for %v, want four identities and two to five pages", calls)
	}
	cli.Destroy().Want(t, 0)
}
