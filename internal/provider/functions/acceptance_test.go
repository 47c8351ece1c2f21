package functions_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccFunctions_answers: a configuration takes records apart, changes them
// and puts them together, with the values that HCL makes on the way.
func TestAccFunctions_answers(t *testing.T) {
	t.Parallel()
	acctest.NeedCLI(t)
	const config = `
locals {
  spf    = provider::mailauth::spf_parse("v=spf1 mx/24 include:amazonses.com ~all")
  dmarc  = provider::mailauth::dmarc_parse("v=DMARC1; p=none; rua=mailto:a@example.org; x=1")
  report = provider::mailauth::dmarc_report_parse(base64gzip(%q))
}
output "lookups" { value = local.spf.lookups }
output "ending" { value = one([for m in local.spf.mechanisms : m.qualifier if m.name == "all"]) }
output "spf_same" { value = provider::mailauth::spf_render(local.spf) }
output "spf_without" {
  value = provider::mailauth::spf_render(merge(local.spf, { mechanisms = [for m in local.spf.mechanisms : m if m.name != "mx"] }))
}
output "spf_short" {
  value = provider::mailauth::spf_render({ mechanisms = [{ name = "mx" }, { name = "all", qualifier = "-" }], modifiers = null })
}
output "spf_merged" { value = provider::mailauth::spf_merge("v=spf1 -all", local.spf.record, "v=spf1 a ?all") }
output "dmarc_same" { value = provider::mailauth::dmarc_render(local.dmarc) }
output "dmarc_stricter" {
  value = provider::mailauth::dmarc_render(merge(local.dmarc, { policy = "reject", rua = toset(["mailto:b@example.org"]), unknown_tags = null }))
}
output "dmarc_of_a_map" { value = provider::mailauth::dmarc_render(tomap({ policy = "none", subdomain_policy = "reject" })) }
output "dmarc_of_numbers" { value = provider::mailauth::dmarc_render({ policy = "none", percent = 25 * 2, testing = true }) }
output "dkim" { value = provider::mailauth::dkim_parse("p=%s").bits }
output "chunks" { value = [for c in provider::mailauth::txt_chunks(join("", [for i in range(300) : "a"])) : length(c)] }
output "mx" { value = provider::mailauth::mail_from_mx("eu-west-1") }
output "aligned" { value = "${local.report.totals.aligned} of ${local.report.totals.messages} until ${local.report.end}" }
output "worst" { value = [for s in local.report.totals.sources : s.source_ip if s.alignment.neither > 0] }
`
	text := func(name, value string) statecheck.StateCheck {
		return statecheck.ExpectKnownOutputValue(name, knownvalue.StringExact(value))
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{{
			Config: fmt.Sprintf(config, aggregate, rsa1024),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("lookups", knownvalue.Int64Exact(2)),
				text("ending", "~"),
				text("spf_same", "v=spf1 mx/24 include:amazonses.com ~all"),
				text("spf_without", "v=spf1 include:amazonses.com ~all"),
				text("spf_short", "v=spf1 mx -all"),
				text("spf_merged", "v=spf1 mx/24 include:amazonses.com a -all"),
				text("dmarc_same", "v=DMARC1; p=none; rua=mailto:a@example.org; x=1"),
				text("dmarc_stricter", "v=DMARC1; p=reject; rua=mailto:b@example.org"),
				text("dmarc_of_a_map", "v=DMARC1; p=none; sp=reject"),
				text("dmarc_of_numbers", "v=DMARC1; p=none; t=y; pct=50"),
				statecheck.ExpectKnownOutputValue("dkim", knownvalue.Int64Exact(1024)),
				statecheck.ExpectKnownOutputValue("chunks", knownvalue.TupleExact([]knownvalue.Check{knownvalue.Int64Exact(255), knownvalue.Int64Exact(45)})),
				text("mx", "10 feedback-smtp.eu-west-1.amazonses.com"),
				text("aligned", "100 of 110 until 2026-10-01T23:59:59Z"),
				statecheck.ExpectKnownOutputValue("worst", knownvalue.TupleExact([]knownvalue.Check{knownvalue.StringExact("192.0.2.1")})),
			},
		}},
	})
}

// TestAccFunctions_unknown: what depends on something that is not there yet is
// unknown, down to a member of an object, and known once it is there.
func TestAccFunctions_unknown(t *testing.T) {
	t.Parallel()
	acctest.NeedCLI(t)
	unknown := []string{"parsed", "merged", "rendered"}
	var planned []plancheck.PlanCheck
	for _, name := range unknown {
		planned = append(planned, plancheck.ExpectUnknownOutputValue(name))
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{{
			Config: `
resource "terraform_data" "text" { input = "v=spf1 mx -all" }
resource "terraform_data" "policy" { input = "reject" }
output "parsed" { value = provider::mailauth::spf_parse(terraform_data.text.output).lookups }
output "merged" { value = provider::mailauth::spf_merge("v=spf1 a ~all", terraform_data.text.output) }
output "rendered" { value = provider::mailauth::dmarc_render({ policy = terraform_data.policy.output, rua = ["mailto:a@example.org"] }) }
`,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: planned},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("parsed", knownvalue.Int64Exact(1)),
				statecheck.ExpectKnownOutputValue("merged", knownvalue.StringExact("v=spf1 a mx ~all")),
				statecheck.ExpectKnownOutputValue("rendered", knownvalue.StringExact("v=DMARC1; p=reject; rua=mailto:a@example.org")),
			},
		}},
	})
}

// TestAccFunctions_refuse: what a user sees of bad input is the argument, the
// place, what was found and what to type, of all calls at once.
func TestAccFunctions_refuse(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t, `
output "spf_parse" { value = provider::mailauth::spf_parse("v=spf1 ipv4:192.0.2.1 include: -all") }
output "spf_render" { value = provider::mailauth::spf_render({ mechanisms = [{ name = "include", domain = "amazonses.com" }] }) }
output "spf_merge" { value = provider::mailauth::spf_merge("v=spf1 -all", "v=spf1 a -all", "v=spf1 mxx -all") }
output "dmarc_parse" { value = provider::mailauth::dmarc_parse("v=DMARC1; p=quarantin") }
output "dmarc_render" { value = provider::mailauth::dmarc_render({ policy = "none", percent = "50" }) }
output "dkim_parse" { value = provider::mailauth::dkim_parse("v=DKIM1; p=AAAA") }
output "txt_chunks" { value = provider::mailauth::txt_chunks(null) }
output "mail_from_mx" { value = provider::mailauth::mail_from_mx("eu-west-1b") }
output "report" { value = provider::mailauth::dmarc_report_parse("report.xml") }
`)
	cli.Plan().Want(t, 1,
		`Invalid value for "text" parameter: 2 problems. column 8: an unknown mechanism, found "ipv4:192.0.2.1" (RFC 7208 section 4.6.1). To fix: write "ip4:192.0.2.1" if that is what is meant. column 23: include without a domain, found "include:" (RFC 7208 section 5.2). To fix: write a domain after the colon: "include:example.com".`,
		`Invalid value for "object" parameter: mechanisms[0].domain: there is no such member. To fix: delete it; the members are qualifier, name, value, prefix_ip4, prefix_ip6, column, text.`,
		`Invalid value for "texts" parameter: record 3, column 8: an unknown mechanism, found "mxx"`,
		`Invalid value for "text" parameter: column 13: invalid DMARC policy: p has the value "quarantin"`, `To fix: write p=quarantine.`,
		`Invalid value for "object" parameter: percent: found the string "50". To fix: write a whole number from 0 to 100.`,
		`Invalid value for "text" parameter: column 12: malformed DKIM public key`,
		`Invalid value for "text" parameter: argument must not be null.`,
		`Invalid value for "region" parameter: "eu-west-1b" is no region of AWS. To fix: write "eu-west-1", the region of that availability zone.`,
		`Invalid value for "report" parameter: neither XML nor base64: illegal base64 data at input byte 6. To fix: pass file("report.xml")`,
	)
}
