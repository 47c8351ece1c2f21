package domain_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const address = "mailauth_domain.this"

const basic = `
resource "mailauth_domain" "this" {
  domain = "example.org"
}
`

func TestAccDomain_basic(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	identity := w.Account.Identity(acctest.Region, "example.org")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             resource.ComposeTestCheckFunc(acctest.Unchanged(zone), acctest.Gone(identity)),
		Steps: []resource.TestStep{{
			Config: w.Provider() + basic,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			Check: resource.ComposeTestCheckFunc(
				acctest.Published(zone, "mail.example.org", "MX", "10 feedback-smtp.eu-west-1.amazonses.com"),
				acctest.Published(zone, "mail.example.org", "TXT", `"v=spf1 include:amazonses.com ~all"`),
				acctest.Published(zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=none"`),
				acctest.PublishesDKIM(zone, identity),
				acctest.Verified(identity),
			),
		}},
	})
}

// everything is what the state holds of the configuration above, by paths.
func everything(zone *fakeaws.Zone) map[string]knownvalue.Check {
	text, on := knownvalue.StringExact, knownvalue.Bool(true)
	token := knownvalue.StringRegexp(tokenForm)
	return map[string]knownvalue.Check{
		"arn":                         text("arn:aws:ses:eu-west-1:123456789012:identity/example.org"),
		"configuration_set_name":      knownvalue.Null(),
		"domain":                      text("example.org"),
		"feedback_forwarding_enabled": on,
		"manage_dns":                  on,
		"region":                      text("eu-west-1"),
		"spf":                         knownvalue.Null(),
		"tags":                        knownvalue.Null(),
		"tags_all":                    knownvalue.MapExact(nil),
		"timeouts":                    knownvalue.Null(),
		"ttl":                         knownvalue.Int64Exact(300),
		"verification_status":         text("SUCCESS"),
		"verified_for_sending":        on,
		"wait_for_verification":       on,
		"zone_id":                     text(zone.ID),
		"zone_name":                   text("example.org"),
		"dkim": knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"current_key_length":  text("RSA_2048_BIT"),
			"parent_region":       knownvalue.Null(),
			"key_length":          text("RSA_2048_BIT"),
			"origin":              text("AWS_SES"),
			"signing_enabled":     on,
			"signing_hosted_zone": text("dkim.amazonses.com"),
			"status":              text("SUCCESS"),
			"tokens":              knownvalue.ListExact([]knownvalue.Check{token, token, token}),
		}),
		"mail_from": knownvalue.ObjectExact(map[string]knownvalue.Check{
			"behavior_on_mx_failure": text("USE_DEFAULT_VALUE"),
			"domain":                 text("mail.example.org"),
			"enabled":                on,
			"spf":                    text("v=spf1 include:amazonses.com ~all"),
			"status":                 text("SUCCESS"),
		}),
		"dmarc": knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"alignment_dkim": text("relaxed"),
			"alignment_spf":  text("relaxed"),
			"enabled":        on,
			"policy":         text("none"),
			"record":         knownvalue.Null(),
			"rua":            knownvalue.Null(),
			"testing":        knownvalue.Bool(false),
		}),
		"records": knownvalue.MapSizeExact(6),
	}
}

func TestAccDomain_state(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	var checks []statecheck.StateCheck
	for name, check := range everything(zone) {
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(name), check))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps:                    []resource.TestStep{{Config: w.Provider() + basic, ConfigStateChecks: checks}},
	})
}
