package domain_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestAccDomain_delegated: somebody delegates the domain, or its MAIL FROM
// domain, out of the zone in which the records stand. It costs no request to
// see that, and the records move where the configuration says.
func TestAccDomain_delegated(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	app := strings.ReplaceAll(s.config(), `domain = "example.org"`, `domain = "app.example.org"`)
	cli := acctest.NewCLI(t, app)
	cli.Apply().Want(t, 0)
	if calls := s.Count(func() { cli.Plan().Want(t, 0) }); calls["route53:ListResourceRecordSets"] != 1 || calls["route53:ListHostedZones"] != 0 {
		t.Errorf("to look for delegations takes %v", calls)
	}
	delegate := func(name string) {
		t.Helper()
		acctest.Do(t, func() error {
			return s.zone.Put(fakeaws.Set{Name: name, Type: "NS", TTL: 300, Values: []string{"ns1.example.net.", "ns2.example.net."}})
		})()
	}
	delegate("mail.app.example.org")
	cli.Plan().Want(t, 0, "delegates mail.app.example.org to ns1.example.net", `mail_from = { domain = "bounces.app.example.org" }`)
	delegate("app.example.org")
	cli.Plan().Want(t, 0, "Records where DNS does not look for them", "delegates app.example.org to ns1.example.net", `zone_id = "the id of the zone app.example.org"`)
	below := s.Account.CreateZone("app.example.org")
	cli.Config(strings.ReplaceAll(app, `domain = "app.example.org"`, "domain = \"app.example.org\"\n  zone_id = \""+below.ID+`"`))
	cli.Apply().Want(t, 0, "1 changed")
	cli.Plan().Want(t, 0, "No changes")
	if _, moved := below.Get("_dmarc.app.example.org", "TXT"); !moved {
		t.Errorf("the zone below has\n%s", below.Dump())
	}
}
