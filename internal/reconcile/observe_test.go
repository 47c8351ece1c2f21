package reconcile_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestObserve(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		world    func(*bundle)
		zone     *reconcile.Zone
		calls    string
		identity bool
		gone     bool
		fails    bool
		tokens   int
	}{
		"everything is there":                    {func(*bundle) {}, zone(zoneA), "Get Sets", true, false, false, 3},
		"DNS is managed elsewhere":               {func(*bundle) {}, nil, "Get", true, false, false, 0},
		"the identity is gone: an answer":        {func(b *bundle) { b.Identities.Remove(domain) }, zone(zoneA), "Get Sets", false, false, false, 0},
		"the zone is gone: an answer":            {func(b *bundle) { b.Zones.DropZone(zoneA) }, zone(zoneA), "Get Sets", true, true, false, 0},
		"SES does not answer: no observation":    {func(b *bundle) { b.Before = failing(1, 1) }, zone(zoneA), "Get", false, false, true, 0},
		"the zone does not answer: none neither": {func(b *bundle) { b.Before = failing(2, 2) }, zone(zoneA), "Get Sets", false, false, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, wish())
			tc.world(b)
			seen, err := b.Reconciler().Observe(t.Context(), domain, tc.zone, func(i *reconcile.Identity) []rr.Name {
				names := []rr.Name{"_dmarc.example.org"}
				if i != nil {
					for _, token := range i.DKIM.Tokens {
						names = append(names, domain.Child(token+"._domainkey"))
					}
				}
				return names
			})
			b.calls(t, tc.calls)
			if errors.Is(err, errNoAnswer) != tc.fails || (seen.Identity != nil) != tc.identity || seen.ZoneGone != tc.gone {
				t.Errorf("Observe = %+v, %v", seen, err)
			}
			if tc.fails || tc.gone || tc.zone == nil {
				if len(seen.Sets) != 0 {
					t.Errorf("Observe has seen %v", seen.Sets)
				}
				return
			}
			if len(seen.Sets) != tc.tokens+1 {
				t.Errorf("Observe has seen %v, want DMARC and %d tokens", seen.Sets, tc.tokens)
			}
			got, ok := seen.Set(rr.Key{Name: "_dmarc.example.org", Type: rr.TXT})
			if !ok || !slices.Equal(got.Texts(), []string{none}) {
				t.Errorf("DMARC is %v, %t", got, ok)
			}
			if _, ok := seen.Set(rr.Key{Name: "_dmarc.example.org", Type: rr.MX}); ok {
				t.Error("a set that is not there was seen")
			}
		})
	}
}
