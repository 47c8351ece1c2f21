package route53

import (
	"fmt"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile/reconciletest"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestZonesKeepTheirPromises(t *testing.T) {
	t.Parallel()
	reconciletest.RunZones(t, func(t *testing.T) (reconcile.Zones, reconcile.Zone, reconciletest.Tamper) {
		w := newWorld(t)
		// What others do is seen when what was read is old.
		clock := time.Now()
		w.now = func() time.Time { return clock }
		later := func() { clock = clock.Add(maxIdle + 1) }
		return w.Zones, w.zone, reconciletest.Tamper{
			Put: func(s rr.Set) {
				later()
				if err := w.store.Put(w.zone.ID, stored(s)); err != nil {
					t.Fatal(err)
				}
			},
			Remove: func(key rr.Key) {
				later()
				if err := w.store.Remove(w.zone.ID, string(key.Name), string(key.Type)); err != nil {
					t.Fatal(err)
				}
			},
			DropZone: func() { later(); w.store.DeleteZone(w.zone.ID) },
			Unusual:  unusual,
		}
	})
}

// stored is a set as the fake has it.
func stored(s rr.Set) hostedzone.Set {
	out := hostedzone.Set{Name: string(s.Name), Type: string(s.Type)}
	if s.Routing != "" {
		out.Alias = &hostedzone.Alias{HostedZoneID: "Z2", DNSName: "d1.cloudfront.net."}
		return out
	}
	out.TTL = s.TTL
	for _, v := range s.Values {
		if v.Wire == "" {
			v.Wire = encodeValue(s.Type, v)
		}
		out.Values = append(out.Values, v.Wire)
	}
	return out
}

// unusual is a spelling that Route 53 takes and this package does not choose.
func unusual(v rr.Value, t rr.Type) string {
	switch t {
	case rr.TXT:
		return fmt.Sprintf(`"\%03o"  "%s"`, v.Text[0], v.Text[1:])
	case rr.MX:
		return "0" + v.Text + "."
	default:
		return v.Text + "."
	}
}
