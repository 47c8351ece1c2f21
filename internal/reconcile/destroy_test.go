package reconcile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestDestroy(t *testing.T) {
	t.Parallel()
	mx := "10 feedback-smtp.eu-west-1.amazonses.com"
	for name, tc := range map[string]struct {
		others    []rr.Set
		meanwhile func(*testing.T, *bundle)
		calls     string
		left      []string
		zone      []string
	}{
		"everything is ours": {
			nil, nil, "Delete Sets Apply", nil, nil,
		},
		"values of others stay": {
			[]rr.Set{set("_dmarc.example.org", rr.TXT, 60, site), set("example.org", "NS", 60, "ns.example.net")},
			nil, "Delete Sets Apply", nil,
			[]string{"TXT _dmarc.example.org 60 " + site, "NS example.org 60 ns.example.net"},
		},
		"what was there before stays": {
			[]rr.Set{set("mail.example.org", rr.MX, 60, mx)},
			nil, "Delete Sets Apply", []string{"mail_from_mx " + mx + ": " + foreign},
			[]string{"MX mail.example.org 60 " + mx},
		},
		"what was edited stays": {
			nil, func(_ *testing.T, b *bundle) {
				b.Zones.Put(zoneA, set("_dmarc.example.org", rr.TXT, 300, site, quarantine))
			},
			"Delete Sets Apply", []string{"dmarc " + none + ": " + edited},
			[]string{"TXT _dmarc.example.org 300 " + site + " + " + quarantine},
		},
		"the identity is gone": {
			nil, func(_ *testing.T, b *bundle) { b.Identities.Remove(domain) }, "Delete Sets Apply", nil, nil,
		},
		"the records are gone": {
			nil, func(_ *testing.T, b *bundle) {
				for _, s := range b.Zones.All(zoneA) {
					b.Zones.Remove(zoneA, s.Key)
				}
			}, "Delete Sets", nil, nil,
		},
		"the zone is gone": {
			nil, func(_ *testing.T, b *bundle) { b.Zones.DropZone(zoneA) }, "Delete Sets", nil, nil,
		},
		"the records are managed elsewhere": {
			nil, func(t *testing.T, b *bundle) {
				if _, err := b.update(t, elsewhere()); err != nil {
					t.Error(err)
				}
			}, "Delete", nil, bundleLines(1),
		},
		"the records are in two zones": {
			nil, func(t *testing.T, b *bundle) {
				b.Before = failing(4, 4) // the first look at the old zone
				if _, err := b.update(t, in(zoneB)); err == nil {
					t.Error("Converge went well")
				}
			}, "Delete Sets Apply Sets Apply", nil, nil,
		},
		"everything is gone": {
			nil, func(t *testing.T, b *bundle) {
				if _, err := b.destroy(t); err != nil {
					t.Error(err)
				}
			}, "Delete Sets", nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, wish(), tc.others...)
			if tc.meanwhile != nil {
				tc.meanwhile(t, b)
			}
			b.Forget()
			got, err := b.destroy(t)
			if err != nil {
				t.Errorf("Destroy = %v", err)
			}
			b.calls(t, tc.calls)
			var left []string
			for _, l := range got {
				left = append(left, recordLine(l.Record)+": "+l.Reason)
			}
			if diff := cmp.Diff(tc.left, left); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
			b.stands(t, zoneA, tc.zone...)
			if b.Identities.Peek(domain) != nil {
				t.Error("the identity is left")
			}
		})
	}
}

// TestDestroyUnknownRole shows that nothing is removed of which this version
// does not know what it is.
func TestDestroyUnknownRole(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	logo := mailauth.Record{
		Kind: "bimi", Key: rr.Key{Name: "default._bimi.example.org", Type: rr.TXT}, TTL: 300, Text: "v=BIMI1; l=",
	}
	b.Zones.Put(zoneA, set(logo.Name, logo.Type, 300, logo.Text))
	b.managed.Claims = append(b.managed.Claims, reconcile.Claim{Zone: *zone(zoneA), Record: logo})
	if _, err := b.destroy(t); err != nil {
		t.Errorf("Destroy = %v", err)
	}
	b.stands(t, zoneA, "TXT default._bimi.example.org 300 v=BIMI1; l=")
}
