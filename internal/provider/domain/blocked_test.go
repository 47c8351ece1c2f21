package domain_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestDomain_driftWithoutRoom puts something in the place of a record that leaves
// no room for it. A plan does not promise what the apply would refuse.
func TestDomain_driftWithoutRoom(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		gone string
		put  fakeaws.Set
		says string
		// effect is what receivers find; without is how to do without the record.
		effect, without string
	}{
		"DMARC is delegated to a vendor": {
			"_dmarc.example.org TXT", set("_dmarc.example.org", "CNAME", 300, "_dmarc.vendor.example."),
			`records["dmarc"]: _dmarc.example.org: a CNAME stands there`,
			"- records[\"dmarc\"]: TXT _dmarc.example.org is missing; a CNAME to _dmarc.vendor.example stands there. Effect: whoever asks follows the CNAME",
			"or do without: dmarc = { enabled = false }",
		},
		"MAIL FROM leads to a web site": {
			"mail.example.org TXT", set("mail.example.org", "CNAME", 300, "www.example.net."),
			`records["mail_from_mx"]: mail.example.org: a CNAME stands there`,
			"- records[\"mail_from_mx\"]: MX mail.example.org is missing; a CNAME to www.example.net stands there. Effect: whoever asks follows the CNAME",
			`or do without: mail_from = { domain = "bounces.example.org" }`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			server := s.Server(t, nil)
			config := server.Config(map[string]any{"domain": "example.org"})
			made, said := server.Apply(server.Nothing(), config)
			if strings.Contains(said, "ERROR") {
				t.Fatal(said)
			}
			place, typ, _ := strings.Cut(tc.gone, " ")
			_ = s.zone.Remove(place, "MX")
			acctest.Do(t, func() error { return s.zone.Remove(place, typ) }, func() error { return s.zone.Put(tc.put) })()
			before := s.zone.Dump()
			server = s.Server(t, nil)
			fresh, _ := server.Refresh(t.Context(), made)
			plan, said := server.PlanChange(t.Context(), fresh, config)
			if said != "" || strings.Contains(plan.Warnings, "Applying this plan repairs it") || !strings.Contains(plan.Warnings, tc.says) {
				t.Errorf("the plan said %s%s", said, plan.Warnings)
			}
			for _, text := range []string{tc.effect, tc.without} {
				if words := strings.Join(strings.Fields(plan.Warnings), " "); !strings.Contains(words, text) {
					t.Errorf("the plan does not say %s, but\n%s", text, plan.Warnings)
				}
			}
			_, said = server.ApplyChange(t.Context(), fresh, plan)
			if !strings.Contains(said, "Records exist already") || s.zone.Dump() != before {
				t.Errorf("the apply said %s\nand the zone is\n%s", said, s.zone.Dump())
			}
		})
	}
}

// TestDomain_driftAndConflict: a plan that is refused does not promise to repair
// what has drifted besides.
func TestDomain_driftAndConflict(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	server := s.Server(t, nil)
	made, said := server.Apply(server.Nothing(), server.Config(object{"domain": "example.org"}))
	if strings.Contains(said, "ERROR") {
		t.Fatal(said)
	}
	acctest.Do(t, func() error {
		return s.zone.Put(acctest.TXT("example.org", 300, `"v=spf1 mx -all"`), acctest.TXT("_dmarc.example.org", 300, `"v=DMARC1; p=reject"`))
	})()
	server = s.Server(t, nil)
	fresh, said := server.Refresh(t.Context(), made)
	if said != "" {
		t.Fatal(said)
	}
	plan, said := server.PlanChange(t.Context(), fresh, server.Config(object{"domain": "example.org", "spf": "v=spf1 include:amazonses.com -all"}))
	if !strings.Contains(said, "Records exist already") || !strings.Contains(plan.Warnings, "An apply repairs it as soon as this plan has no error") {
		t.Errorf("the plan said %s\n%s", said, plan.Warnings)
	}
}
