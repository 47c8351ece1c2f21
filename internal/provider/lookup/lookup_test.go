package lookup_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/dnsserver"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const address = "data.mailauth_dns.this"

// key is an Ed25519 public key (RFC 8463 appendix A.2), written without a
// version as SES does.
const key = `"k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="`

// scene is a world with the domain's zone, and with what SES publishes: its SPF
// record, and a key for every token.
type scene struct {
	*acctest.World
	zone *fakeaws.Zone
}

func newScene(t *testing.T, sets ...fakeaws.Set) scene {
	t.Helper()
	return sceneIn(t, acctest.Start(t), sets...)
}

func sceneIn(t *testing.T, w *acctest.World, sets ...fakeaws.Set) scene {
	t.Helper()
	w.Zone(t, "amazonses.com",
		acctest.TXT("amazonses.com", 900, `"v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all"`),
		acctest.TXT(`*.dkim.amazonses.com`, 1800, key),
	)
	return scene{w, w.Zone(t, "example.org", sets...)}
}

// publish puts what a domain without further arguments needs into its zone, as
// somebody else would who hosts it.
func (s scene) publish(t *testing.T) {
	t.Helper()
	for _, token := range s.Account.Identity(acctest.Region, "example.org").View().DkimAttributes.Tokens {
		acctest.Do(t, func() error {
			return s.zone.Put(fakeaws.Set{Name: token + "._domainkey.example.org", Type: "CNAME", TTL: 60, Values: []string{token + ".dkim.amazonses.com"}})
		})()
	}
	acctest.Do(t, func() error {
		return s.zone.Put(
			fakeaws.Set{Name: "mail.example.org", Type: "MX", TTL: 60, Values: []string{"10 feedback-smtp.eu-west-1.amazonses.com"}},
			acctest.TXT("mail.example.org", 60, `"v=spf1 include:amazonses.com ~all"`),
			acctest.TXT("_dmarc.example.org", 60, `"v=DMARC1; p=none"`),
		)
	})()
}

// questions counts what DNS is asked from now on, until the result is called.
func (s scene) questions() (stop func() map[string]int) {
	var mu sync.Mutex // guards asked
	asked := map[string]int{}
	s.SetDNSHook(func(name, typ string) dnsserver.Behaviour {
		mu.Lock()
		defer mu.Unlock()
		asked[typ+" "+name]++
		return dnsserver.Answer
	})
	return func() map[string]int {
		s.SetDNSHook(nil)
		mu.Lock()
		defer mu.Unlock()
		return maps.Clone(asked)
	}
}

// asked is the data source with some arguments, asking the world's DNS.
func (s scene) asked(lines ...string) string {
	return fmt.Sprintf("data \"mailauth_dns\" \"this\" {\n  domain    = \"example.org\"\n  resolvers = [%q]\n  %s\n}\n", s.DNSAddr(), strings.Join(lines, "\n  "))
}

const published = `
resource "mailauth_domain" "this" {
  domain = "example.org"
  dmarc  = { rua = ["mailto:dmarc@reports.example.net"] }
}
`

func known(check knownvalue.Check, steps ...string) statecheck.StateCheck {
	at := tfjsonpath.New(steps[0])
	for _, step := range steps[1:] {
		at = at.AtMapKey(step)
	}
	return statecheck.ExpectKnownValue(address, at, check)
}

// TestAccDNS_bundle asks for what the resource publishes: in the apply that
// makes it, and again when something has happened to it.
func TestAccDNS_bundle(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	agreed := acctest.TXT("example.org._report._dmarc.reports.example.net", 60, `"v=DMARC1"`)
	reports := s.Zone(t, "reports.example.net", agreed)
	config := s.Provider() + published + s.asked("records = mailauth_domain.this.records")
	text, no := knownvalue.StringExact, knownvalue.ListSizeExact(0)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             acctest.Unchanged(s.zone),
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: []statecheck.StateCheck{
				known(knownvalue.Bool(true), "ok"), known(no, "findings"), known(knownvalue.MapSizeExact(6), "results"),
				known(text("ok"), "results", "dkim_1", "verdict"), known(text("ok"), "results", "dmarc", "verdict"),
				known(knownvalue.ObjectExact(map[string]knownvalue.Check{
					"name": text("mail.example.org"), "type": text("TXT"), "verdict": text("ok"),
					"expected":    knownvalue.ListExact([]knownvalue.Check{text("v=spf1 include:amazonses.com ~all")}),
					"seen":        knownvalue.ListExact([]knownvalue.Check{text("v=spf1 include:amazonses.com ~all")}),
					"spf_lookups": knownvalue.Int64Exact(1), "spf_void_lookups": knownvalue.Int64Exact(0),
				}), "results", "mail_from_spf"),
				known(knownvalue.Null(), "results", "dmarc", "spf_lookups"),
			}},
			{
				PreConfig: acctest.Do(t, func() error { return reports.Remove(agreed.Name, "TXT") }),
				Config:    config, ConfigStateChecks: []statecheck.StateCheck{
					known(knownvalue.Bool(false), "ok"), known(text("ok"), "results", "dmarc", "verdict"),
					known(knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"record": text("dmarc"), "severity": text("error"),
					})}), "findings"),
				},
			},
		},
	})
}

// TestAccDNS_verdicts asks for records that are written by hand, without any
// provider block or credentials.
func TestAccDNS_verdicts(t *testing.T) {
	t.Parallel()
	s := newScene(t,
		acctest.TXT("example.org", 60, `"site=1"`, `"v=spf1 a:example.org a:gone.example.org \377 -all"`),
		fakeaws.Set{Name: "mail.example.org", Type: "MX", TTL: 60, Values: []string{"10 Feedback-SMTP.eu-west-1.amazonses.com.", "20 mx.example.org."}},
		acctest.TXT("_dmarc.example.org", 60, `"v=DMARC1;p=none;"`),
		acctest.TXT("silent.example.org", 60, `"v=spf1 -all"`),
	)
	s.SetDNSHook(func(name, _ string) dnsserver.Behaviour {
		if name == "silent.example.org." {
			return dnsserver.Refuse
		}
		return dnsserver.Answer
	})
	config := s.asked(`records = {
    different  = { name = "Example.org.", type = "TXT", values = ["v=spf1 -all"] }
    doubled    = { name = "mail.example.org", type = "MX", ttl = 300, values = ["010 feedback-smtp.eu-west-1.amazonses.com"] }
    missing    = { name = "a._domainkey.example.org", type = "CNAME", values = ["a.dkim.amazonses.com"] }
    ok         = { name = "_dmarc.example.org", type = "TXT", values = ["v=DMARC1; p=none"] }
    unanswered = { name = "silent.example.org", type = "TXT", values = ["v=spf1 -all"] }
  }`)
	checks := []statecheck.StateCheck{known(knownvalue.Bool(false), "ok"),
		known(knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("v=spf1 a:example.org a:gone.example.org \ufffd -all")}), "results", "different", "seen")}
	for _, verdict := range []string{"ok", "missing", "different", "doubled", "unanswered"} {
		checks = append(checks, known(knownvalue.StringExact(verdict), "results", verdict, "verdict"))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps:                    []resource.TestStep{{Config: config, ConfigStateChecks: checks}},
	})
}

const watched = `
resource "mailauth_domain" "this" {
  domain     = "example.org"
  manage_dns = false
}

%s
check "dns" {
  assert {
    condition     = data.mailauth_dns.this.ok
    error_message = join("\n", data.mailauth_dns.this.findings[*].text)
  }
}
`

// TestAccDNS_check: a check block warns of what is wrong, and of what nobody
// answers, and fails nothing.
func TestAccDNS_check(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewCLI(t, s.Provider()+fmt.Sprintf(watched, s.asked("timeout = \"2s\"", "records = mailauth_domain.this.records")))
	cli.Apply().Want(t, 0, "Warning: Check block assertion failed", `MX mail.example.org is missing: the name does not exist.`)
	s.publish(t)
	asked := s.questions()
	if run := cli.Plan(); run.Code != 0 || strings.Contains(run.Output, "Check block") {
		t.Errorf("a plan with all records in place:\n%s", run.Output)
	}
	// Six records, a key behind each CNAME, and what SPF includes.
	if got := asked(); len(got) != 10 || slices.Max(slices.Collect(maps.Values(got))) > 1 {
		t.Errorf("a plan asks %v, want ten questions, each of them once", got)
	}
	s.SetDNSHook(func(string, string) dnsserver.Behaviour { return dnsserver.ServFail })
	run := cli.Plan()
	run.Want(t, 0, "No changes", "answered SERVFAIL: it could not find out. So it is not known whether the record is there.")
	if strings.Contains(run.Text(), "is missing") {
		t.Errorf("what nobody answers is called missing:\n%s", run.Output)
	}
}

// TestAccDNS_refused: what cannot be asked for is told all at once.
func TestAccDNS_refused(t *testing.T) {
	t.Parallel()
	acctest.NewCLI(t, `
data "mailauth_dns" "this" {
  domain    = "example"
  timeout   = "0s"
  resolvers = ["9.9.9.9", "dns.example.net"]
  records   = {
    a = { name = "a..example", type = "TXT", values = ["x"] }
    b = { name = "example.net", type = "TXT", values = ["x"] }
  }
}
`).Plan().Want(t, 1,
		"Domain of one label", `To fix: write the whole domain, such as example.org`,
		"No usable timeout", `"0s" is no duration of more than nothing and at most 10m0s.`, `To fix: write one such as "10s" or "1m"`,
		"No address of a resolver", `resolvers[1] = "dns.example.net" is no IP address`, `To fix: write one such as "9.9.9.9"`,
		"Malformed name of a record", `records["a"].name: name "a..example" has an empty label.`,
		"Record outside the domain", `records["b"].name = "example.net" is not example, nor below it.`, `To fix: write the whole name, such as example.net.example`,
	)
}
