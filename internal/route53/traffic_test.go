package route53

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// TestMemoryIsBounded reads zones one after the other with room for two images.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		zones := []reconcile.Zone{w.zone}
		for _, name := range []string{"example.net", "example.com"} {
			zones = append(zones, reconcile.Zone{ID: w.store.CreateZone(account, name, false).ID})
		}
		look := func(zone reconcile.Zone, calls int) {
			t.Helper()
			time.Sleep(time.Second)
			if _, err := w.setsAt(t.Context(), zone.ID, end, []place{"a"}); err != nil {
				t.Fatal(err)
			}
			if got := w.count("List"); got != calls {
				t.Errorf("%d calls for %s, want %d", got, zone.ID, calls)
			}
		}
		look(zones[0], 1)
		one, _ := w.images()
		for _, zone := range zones[1:] {
			look(zone, 1)
			w.spare(2*one + one/2)
		}
		if all, _ := w.images(); all > 2*one+one/2 {
			t.Errorf("three zones take %d octets, and one %d", all, one)
		}
		look(zones[1], 0)
		look(zones[2], 0)
		look(zones[0], 1)
		w.spare(1)
		if all, oldest := w.images(); all > one+one/2 || oldest != nil {
			t.Errorf("%d octets are kept, want those of the zone that was read last", all)
		}
	})
}

// TestLargeZoneIsKeptInPart: of one zone that takes too much the oldest pages go.
func TestLargeZoneIsKeptInPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putHosts(t, "host-%04d.example.org", 900)
	first := placeOf("example.org.")
	for _, label := range []string{"host-0000", "host-0400", "host-0800"} {
		if _, err := w.setsAt(t.Context(), w.zone.ID, first, []place{placeOf(label + ".example.org.")}); err != nil {
			t.Fatal(err)
		}
	}
	m := &w.shared(w.zone.ID).reads.image
	before := m.size()
	m.trim(before - 1)
	if m.size() >= before {
		t.Errorf("%d octets of %d are kept", m.size(), before)
	}
	if _, known := m.sets(placeOf("host-0000.example.org.")); known {
		t.Error("the first page is still known")
	}
	if _, known := m.sets(placeOf("host-0800.example.org.")); !known {
		t.Error("the last page is not known any more")
	}
}
