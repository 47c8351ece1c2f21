package domain_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const inZone = `
resource "mailauth_domain" "this" {
  domain                = "app.example.org"
  zone_id               = %s
  ttl                   = 60
  wait_for_verification = %t
}
`

// TestAccDomain_updateZone moves the records into the zone of the subdomain,
// where SES sees them, and back. A set that others share keeps its TTL, and
// leaves none behind.
func TestAccDomain_updateZone(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	parent := w.Zone(t, "example.org", acctest.TXT("_dmarc.app.example.org", 7200, `"note"`))
	child := w.Zone(t, "app.example.org", acctest.TXT("app.example.org", 60, `"v=spf1 -all"`))
	identity := w.Account.Identity(acctest.Region, "app.example.org")
	in := func(zone *fakeaws.Zone, wait bool) string {
		return w.Provider() + fmt.Sprintf(inZone, fmt.Sprintf("%q", zone.ID), wait)
	}
	parentAsWas, childAsWas := acctest.Unchanged(parent), acctest.Unchanged(child)
	dmarc, mx := "_dmarc.app.example.org", "10 feedback-smtp.eu-west-1.amazonses.com"
	published := func(zone *fakeaws.Zone, dmarcTTL int64, dmarcValues ...string) resource.TestCheckFunc {
		return resource.ComposeTestCheckFunc(
			acctest.PublishesDKIM(zone, identity),
			acctest.Published(zone, "mail.app.example.org", "MX", mx),
			acctest.Published(zone, dmarc, "TXT", dmarcValues...),
			func(*terraform.State) error {
				if set, _ := zone.Get(dmarc, "TXT"); set.TTL != dmarcTTL {
					return fmt.Errorf("the TTL of %s is %d, want %d", dmarc, set.TTL, dmarcTTL)
				}
				return nil
			})
	}
	left := step(w.Provider()+fmt.Sprintf(inZone, "null", false), plancheck.ResourceActionNoop, childAsWas)
	moved := step(in(child, true), plancheck.ResourceActionUpdate,
		published(child, 60, `"v=DMARC1; p=none"`), parentAsWas, acctest.Verified(identity))
	moved.ConfigStateChecks = []statecheck.StateCheck{
		statecheck.ExpectKnownValue(address, tfjsonpath.New("zone_name"), knownvalue.StringExact("app.example.org")),
		statecheck.ExpectKnownValue(address, tfjsonpath.New("records").AtMapKey("dmarc").AtMapKey("ttl"), knownvalue.Int64Exact(60)),
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             resource.ComposeTestCheckFunc(parentAsWas, childAsWas, acctest.Gone(identity)),
		Steps: []resource.TestStep{
			step(in(parent, false), plancheck.ResourceActionCreate, published(parent, 7200, `"note"`, `"v=DMARC1; p=none"`), childAsWas),
			moved,
			step(in(parent, false), plancheck.ResourceActionUpdate, published(parent, 7200, `"note"`, `"v=DMARC1; p=none"`), childAsWas),
			left,
		},
	})
}

// TestAccDomain_updateManageDNS hands the records over, as they are, and takes
// them back.
func TestAccDomain_updateManageDNS(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var full string
	remember := func(*terraform.State) error { full = s.zone.Dump(); return nil }
	unchanged := func(*terraform.State) error {
		if now := s.zone.Dump(); now != full {
			return fmt.Errorf("the zone was\n%s\nand is\n%s", full, now)
		}
		return nil
	}
	records := func(ttl int64) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(address, tfjsonpath.New("records").AtMapKey("dmarc").AtMapKey("ttl"), knownvalue.Int64Exact(ttl))
	}
	off := step(s.config(`manage_dns = false`), plancheck.ResourceActionUpdate, unchanged, acctest.Verified(s.identity))
	off.ConfigStateChecks = []statecheck.StateCheck{
		statecheck.ExpectKnownValue(address, tfjsonpath.New("zone_id"), knownvalue.Null()), records(300),
	}
	other := step(s.config(`manage_dns = false`, `ttl = 60`), plancheck.ResourceActionUpdate, unchanged)
	other.ConfigStateChecks = []statecheck.StateCheck{records(60)}
	on := step(s.config(`ttl = 120`), plancheck.ResourceActionUpdate, acctest.PublishesDKIM(s.zone, s.identity),
		s.ttls(120, "TXT _dmarc.example.org", "MX mail.example.org", "TXT mail.example.org"))
	on.ConfigStateChecks = []statecheck.StateCheck{
		records(120),
		statecheck.ExpectKnownValue(address, tfjsonpath.New("records").AtMapKey("dkim_1").AtMapKey("ttl"), knownvalue.Int64Exact(120)),
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             resource.ComposeTestCheckFunc(acctest.Unchanged(s.zone), acctest.Gone(s.identity)),
		Steps: []resource.TestStep{
			step(s.config(), plancheck.ResourceActionCreate, remember), off, other, on,
		},
	})
}
