package domain_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
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
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             acctest.Unchanged(zone),
		Steps: []resource.TestStep{{
			Config: w.Provider() + basic,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("verification_status"), knownvalue.StringExact("SUCCESS")),
			},
			Check: resource.ComposeTestCheckFunc(
				acctest.Published(zone, "mail.example.org", "MX", "10 feedback-smtp.eu-west-1.amazonses.com"),
				acctest.Published(zone, "mail.example.org", "TXT", `"v=spf1 include:amazonses.com ~all"`),
				acctest.Published(zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=none"`),
			),
		}},
	})
}
