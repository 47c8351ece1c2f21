package domain_test

import (
	"fmt"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

// refusedZones are worlds with no zone, or not the right one, for the domain.
func refusedZones() map[string]func(*acctest.World) refused {
	const org = `domain = "example.org"`
	zoneID := func(z *fakeaws.Zone) string { return fmt.Sprintf("zone_id = %q", z.ID) }
	return map[string]func(*acctest.World) refused{
		"there is no zone": func(*acctest.World) refused {
			return refused{[]string{org}, []string{"No hosted zone for the domain", "It has no public zone at all", "manage_dns = false"}}
		},
		"there is neither a zone nor room at SES": func(w *acctest.World) refused {
			if err := w.Account.Identity(acctest.Region, "example.org").Create(); err != nil {
				panic(err)
			}
			return refused{[]string{org}, []string{"No hosted zone for the domain", "Identity exists already"}}
		},
		"no zone holds the domain": func(w *acctest.World) refused {
			w.Account.CreateZone("notexample.org")
			w.Account.CreateZone("www.example.org")
			return refused{[]string{org}, []string{"No public hosted zone of the account holds example.org", "notexample.org, www.example.org"}}
		},
		"two zones have the name": func(w *acctest.World) refused {
			one, two := w.Account.CreateZone("example.org"), w.Account.CreateZone("example.org")
			w.Account.CreateZone("org")
			return refused{[]string{`domain = "a.example.org"`}, []string{"2 public hosted zones are named example.org", one.ID, two.ID, "set zone_id"}}
		},
		"the only zone is private": func(w *acctest.World) refused {
			z := w.Account.CreatePrivateZone("example.org")
			return refused{[]string{org}, []string{"No hosted zone for the domain", "The private zone " + z.ID}}
		},
		"zone_id only ends in its letters": func(w *acctest.World) refused {
			z := w.Account.CreateZone("example.org")
			return refused{[]string{`domain = "notexample.org"`, zoneID(z)}, []string{"Hosted zone does not hold the domain", "notexample.org is neither that name nor below it"}}
		},
		"zone_id is a zone below the domain": func(w *acctest.World) refused {
			z := w.Account.CreateZone("www.example.org")
			return refused{[]string{org, zoneID(z)}, []string{"Hosted zone does not hold the domain"}}
		},
		"zone_id is a private zone": func(w *acctest.World) refused {
			z := w.Account.CreatePrivateZone("example.org")
			return refused{[]string{org, zoneID(z)}, []string{"Private hosted zone", z.ID}}
		},
		"zone_id is no zone": func(w *acctest.World) refused {
			w.Account.CreateZone("example.org")
			return refused{[]string{org, `zone_id = "Z0123456789NONE"`}, []string{"Hosted zone does not exist", "Z0123456789NONE"}}
		},
		"zone_id is a zone of another account": func(w *acctest.World) refused {
			z := w.World.Account("999999999999").CreateZone("example.org")
			return refused{[]string{org, zoneID(z)}, []string{"AccessDenied", "If the zone belongs to another account, correct zone_id"}}
		},
	}
}

func TestAccDomain_refusedZones(t *testing.T) {
	t.Parallel()
	for name, build := range refusedZones() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.Start(t)
			build(w).plan(t, w)
		})
	}
}

// refusedPlaces are worlds in which somebody else is where the domain has to
// be.
func refusedPlaces() map[string]struct {
	sets     []fakeaws.Set
	identity bool
	says     []string
} {
	const mail, dmarc = "mail.example.org", "_dmarc.example.org"
	weighted := &hostedzone.Routing{SetIdentifier: "one", Kind: hostedzone.Weighted, Weight: 1}
	alias := &hostedzone.Alias{HostedZoneID: "Z0", DNSName: "mx.example.net."}
	return map[string]struct {
		sets     []fakeaws.Set
		identity bool
		says     []string
	}{
		"the identity exists": {nil, true, []string{"Identity exists already", "terraform import", "eu-west-1/example.org"}},
		"another SPF record stands at MAIL FROM": {[]fakeaws.Set{acctest.TXT(mail, 300, `"v=spf1 mx -all"`, `"v=verification"`)}, false,
			[]string{"Records exist already", `records["mail_from_spf"]`, "found: TXT v=spf1 mx -all", "wanted: TXT v=spf1 include:amazonses.com ~all"}},
		"MAIL FROM receives mail": {[]fakeaws.Set{{Name: mail, Type: "MX", TTL: 300, Values: []string{"10 mx.example.net."}}}, false,
			[]string{`records["mail_from_mx"]`, "found: MX 10 mx.example.net"}},
		"another DMARC record stands": {[]fakeaws.Set{acctest.TXT(dmarc, 300, `"v=DMARC1; p=reject"`)}, false,
			[]string{`records["dmarc"]`, "found: TXT v=DMARC1; p=reject", "dmarc = { enabled = false }"}},
		"two DMARC records stand, and one is ours": {[]fakeaws.Set{acctest.TXT(dmarc, 300, `"v=DMARC1; p=none"`, `"v=DMARC1; p=reject"`)}, false,
			[]string{`records["dmarc"]`, "TXT v=DMARC1; p=reject"}},
		"MAIL FROM receives mail of others, and DMARC is theirs as well": {[]fakeaws.Set{{Name: mail, Type: "MX", TTL: 300, Values: []string{"10 mx.example.net."}}, acctest.TXT(dmarc, 300, `"v=DMARC1; p=reject"`)}, false,
			[]string{`mail_from = { domain = "bounces.example.org" }`, "dmarc = { enabled = false }"}},
		"DMARC is delegated": {[]fakeaws.Set{{Name: dmarc, Type: "CNAME", TTL: 300, Values: []string{"_dmarc.vendor.example."}}}, false,
			[]string{`records["dmarc"]`, "found: CNAME _dmarc.vendor.example"}},
		"MAIL FROM is a CNAME": {[]fakeaws.Set{{Name: mail, Type: "CNAME", TTL: 300, Values: []string{"mail.example.net."}}}, false,
			[]string{`records["mail_from_mx"]`, `records["mail_from_spf"]`, "CNAME mail.example.net"}},
		"a set is weighted": {[]fakeaws.Set{{Name: mail, Type: "TXT", TTL: 300, Values: []string{`"other"`}, Routing: weighted}}, false,
			[]string{`records["mail_from_spf"]`, "weighted"}},
		"a set is an alias": {[]fakeaws.Set{{Name: mail, Type: "MX", Alias: alias}}, false,
			[]string{`records["mail_from_mx"]`, "alias to mx.example.net"}},
		"everything at once": {[]fakeaws.Set{acctest.TXT(mail, 300, `"v=spf1 -all"`), acctest.TXT(dmarc, 300, `"v=DMARC1; p=reject"`)}, true,
			[]string{
				"Identity and records exist already", "with mailauth_domain.this", `domain = "example.org"`,
				"SES in eu-west-1 has that identity already", "found: TXT v=spf1 -all", "found: TXT v=DMARC1; p=reject", "wanted: TXT v=DMARC1; p=none",
				"terraform import mailauth_domain.NAME eu-west-1/example.org", `on_existing = "adopt"`,
				"aws sesv2 delete-email-identity --region eu-west-1 --email-identity example.org", "from hosted zone Z",
			}},
	}
}

func TestAccDomain_refusedPlaces(t *testing.T) {
	t.Parallel()
	for name, tc := range refusedPlaces() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.Start(t)
			w.Zone(t, "example.org", tc.sets...)
			if tc.identity {
				acctest.Do(t, w.Account.Identity(acctest.Region, "example.org").Create)()
			}
			refused{[]string{`domain = "example.org"`}, tc.says}.plan(t, w).WantOnce(t, "Error: ")
		})
	}
}

// TestAccDomain_accepted has equal values in our places, values of others
// beside them and an alias of another type, none of which is in the way.
func TestAccDomain_accepted(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org",
		acctest.TXT("mail.example.org", 60, `"V=spf1 include:amazonses.com  ~all"`, `"verification=1"`),
		acctest.TXT("_dmarc.example.org", 3600, `"v=DMARC1;p=none;"`),
		fakeaws.Set{Name: "mail.example.org", Type: "A", Alias: &hostedzone.Alias{HostedZoneID: "Z0", DNSName: "web.example.net."}},
	)
	before := zone.Dump()
	cli := acctest.NewCLI(t, w.Provider()+basic)
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0)
	check := acctest.Published(zone, "mail.example.org", "TXT", `"V=spf1 include:amazonses.com  ~all"`, `"verification=1"`)
	if err := check(nil); err != nil {
		t.Error(err)
	}
	cli.Destroy().Want(t, 0, "Records left in place")
	if after := zone.Dump(); after != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
}
