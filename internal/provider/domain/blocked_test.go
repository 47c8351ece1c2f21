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
	}{
		"DMARC is delegated to a vendor": {
			"_dmarc.example.org TXT", set("_dmarc.example.org", "CNAME", 300, "_dmarc.vendor.example."),
			`records["dmarc"]: _dmarc.example.org: a CNAME stands there`,
		},
		"MAIL FROM leads to a web site": {
			"mail.example.org TXT", set("mail.example.org", "CNAME", 300, "www.example.net."),
			`records["mail_from_mx"]: mail.example.org: a CNAME stands there`,
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
			_, said = server.ApplyChange(t.Context(), fresh, plan)
			if !strings.Contains(said, "Records exist already") || s.zone.Dump() != before {
				t.Errorf("the apply said %s\nand the zone is\n%s", said, s.zone.Dump())
			}
		})
	}
}
