package domain_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

var tokenForm = regexp.MustCompile(`^[a-z0-9]{32}$`)

const withSPF = `
resource "mailauth_domain" "this" {
  domain = "example.org"
  spf    = "v=spf1 include:amazonses.com -all"
  dmarc  = { policy = "quarantine", rua = ["mailto:dmarc@example.org"] }
}
`

// record is an element of records that is wholly known.
func record(name, typ, value string) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{
		"name":   knownvalue.StringExact(name),
		"type":   knownvalue.StringExact(typ),
		"ttl":    knownvalue.Int64Exact(300),
		"values": knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact(value)}),
	})
}

func TestAccDomain_recordsAtFirstPlan(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	records := tfjsonpath.New("records")
	var checks []plancheck.PlanCheck
	for key, want := range map[string]knownvalue.Check{
		"mail_from_mx":  record("mail.example.org", "MX", "10 feedback-smtp.eu-west-1.amazonses.com"),
		"mail_from_spf": record("mail.example.org", "TXT", "v=spf1 include:amazonses.com ~all"),
		"spf":           record("example.org", "TXT", "v=spf1 include:amazonses.com -all"),
		"dmarc":         record("_dmarc.example.org", "TXT", "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org"),
	} {
		checks = append(checks, plancheck.ExpectKnownValue(address, records.AtMapKey(key), want))
	}
	for _, key := range []string{"dkim_1", "dkim_2", "dkim_3"} {
		dkim := records.AtMapKey(key)
		checks = append(checks,
			plancheck.ExpectUnknownValue(address, dkim.AtMapKey("name")),
			plancheck.ExpectUnknownValue(address, dkim.AtMapKey("values")),
			plancheck.ExpectKnownValue(address, dkim.AtMapKey("type"), knownvalue.StringExact("CNAME")),
			plancheck.ExpectKnownValue(address, dkim.AtMapKey("ttl"), knownvalue.Int64Exact(300)),
		)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             acctest.Unchanged(zone),
		Steps: []resource.TestStep{{
			Config: w.Provider() + withSPF,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             checks,
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			Check: acctest.Published(zone, "example.org", "TXT", `"v=spf1 include:amazonses.com -all"`),
		}},
	})
}

const elsewhere = `
resource "mailauth_domain" "this" {
  domain     = "example.org"
  manage_dns = false
}

resource "terraform_data" "record" {
  for_each = mailauth_domain.this.records
  input    = merge(each.value, { value = one(each.value.values) })
}

output "published" {
  value = { for key, record in terraform_data.record : key => record.output }
}
`

// TestAccDomain_recordsElsewhere publishes every record by another resource, in
// the apply that first makes the domain.
func TestAccDomain_recordsElsewhere(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	identity := w.Account.Identity(acctest.Region, "example.org")
	before := zone.Dump()
	cli := acctest.NewCLI(t, w.Provider()+elsewhere)
	cli.Plan().Want(t, 2, `terraform_data.record["dkim_1"] will be created`, `terraform_data.record["dmarc"] will be created`, "Plan: 7 to add")
	cli.Apply().Want(t, 0, "Apply complete! Resources: 7 added")
	cli.Plan().Want(t, 0)

	var published map[string]struct{ Name, Type, Value string }
	if err := json.Unmarshal([]byte(cli.Run("output", "-json", "published").Output), &published); err != nil {
		t.Fatalf("read the output: %v", err)
	}
	dkim := identity.View().DkimAttributes
	for key, want := range map[string]string{
		"dkim_1":       dkim.Tokens[0] + "._domainkey.example.org CNAME " + dkim.Tokens[0] + "." + dkim.SigningHostedZone,
		"dkim_3":       dkim.Tokens[2] + "._domainkey.example.org CNAME " + dkim.Tokens[2] + "." + dkim.SigningHostedZone,
		"mail_from_mx": "mail.example.org MX 10 feedback-smtp.eu-west-1.amazonses.com",
		"dmarc":        "_dmarc.example.org TXT v=DMARC1; p=none",
	} {
		if r := published[key]; r.Name+" "+r.Type+" "+r.Value != want {
			t.Errorf("records[%q] is %v, want %s", key, r, want)
		}
	}
	if calls := w.Calls(); calls["route53:ListHostedZones"]+calls["route53:ListResourceRecordSets"] > 0 {
		t.Errorf("Route 53 was asked though manage_dns is false: %v", calls)
	}
	cli.Destroy().Want(t, 0)
	if after := zone.Dump(); after != before || identity.Exists() {
		t.Errorf("the zone was\n%s\nand is\n%s\nthe identity exists: %t", before, after, identity.Exists())
	}
}

const watched = `
resource "mailauth_domain" "this" {
  domain = "example.org"
  dmarc  = { policy = "none", rua = ["mailto:dmarc@example.org"] }
}
`

// TestAccDomain_recordsShared changes a record that stands in a set with a value
// of somebody else. The set keeps its TTL, and that is no drift.
func TestAccDomain_recordsShared(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org", acctest.TXT("_dmarc.example.org", 60, `"other"`))
	before := zone.Dump()
	cli := acctest.NewCLI(t, w.Provider()+basic)
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0)
	cli.Config(w.Provider() + watched)
	run := cli.Apply()
	run.Want(t, 0, "1 changed")
	if strings.Contains(run.Output, "Drift") {
		t.Errorf("the apply speaks of drift:\n%s", run.Output)
	}
	set, _ := zone.Get("_dmarc.example.org", "TXT")
	if want := []string{`"other"`, `"v=DMARC1; p=none; rua=mailto:dmarc@example.org"`}; !slices.Equal(set.Values, want) || set.TTL != 60 {
		t.Errorf("the set is %v, want %q with the TTL 60", set, want)
	}
	cli.Plan().Want(t, 0)
	cli.Destroy().Want(t, 0)
	if after := zone.Dump(); after != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
}
