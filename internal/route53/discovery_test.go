package route53

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestPick(t *testing.T) {
	t.Parallel()
	public := func(id string, name rr.Name) reconcile.Zone { return reconcile.Zone{ID: id, Name: name} }
	private := func(id string, name rr.Name) reconcile.Zone {
		return reconcile.Zone{ID: id, Name: name, Private: true}
	}
	tests := map[string]struct {
		zones []reconcile.Zone
		want  string // the id
		err   error
	}{
		"the zone of that name":         {[]reconcile.Zone{public("Z1", "a.example.org")}, "Z1", nil},
		"the longest suffix":            {[]reconcile.Zone{public("Z1", "org"), public("Z2", "example.org"), public("Z3", "b.a.example.org")}, "Z2", nil},
		"labels are whole":              {[]reconcile.Zone{public("Z1", "ple.org"), public("Z2", "xa.example.org")}, "", &reconcile.NoZoneError{Domain: "a.example.org", Public: []rr.Name{"ple.org", "xa.example.org"}}},
		"a private zone does not count": {[]reconcile.Zone{public("Z1", "example.org"), private("Z2", "a.example.org")}, "Z1", nil},
		"what there is, is said": {
			[]reconcile.Zone{public("Z1", "b.example"), private("Z2", "example.org"), public("Z3", "a.example"), public("Z4", "b.example"), private("Z5", "c.example")},
			"", &reconcile.NoZoneError{Domain: "a.example.org", Public: []rr.Name{"a.example", "b.example"}, Private: []reconcile.Zone{private("Z2", "example.org")}},
		},
		"two of the longest name are one too many": {
			[]reconcile.Zone{public("Z1", "org"), public("Z2", "example.org"), public("Z3", "org"), public("Z4", "example.org")},
			"", &reconcile.AmbiguousZoneError{Domain: "a.example.org", Zones: []reconcile.Zone{public("Z2", "example.org"), public("Z4", "example.org")}},
		},
		"two of a shorter name are not": {[]reconcile.Zone{public("Z1", "org"), public("Z2", "org"), public("Z3", "example.org")}, "Z3", nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := pick(tc.zones, "a.example.org")
			if got.ID != tc.want || !cmp.Equal(err, tc.err) {
				t.Errorf("got zone %q, error difference %s", got.ID, cmp.Diff(tc.err, err))
			}
		})
	}
}

func TestFindListsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 250 {
		w.store.CreateZone(account, fmt.Sprintf("z%03d.example", i), i%2 == 1)
	}
	w.store.CreateZone("444455556666", "z007.example", false)
	inParallel(10, make([]int, 20), func(int) {
		if zone, err := w.Find(t.Context(), "mail.z248.example"); err != nil || zone.Name != "z248.example" || zone.Private {
			t.Errorf("found %+v, %v", zone, err)
		}
	})
	var none *reconcile.NoZoneError
	if _, err := w.Find(t.Context(), "z007.example"); !errors.As(err, &none) || len(none.Public) != 126 || len(none.Private) != 1 {
		t.Errorf("got %v, want NoZoneError", err)
	}
	zone, err := w.Zone(t.Context(), "/hostedzone/"+w.zone.ID)
	if err != nil || zone.ID != w.zone.ID || zone.Name != "example.org" {
		t.Errorf("zone by id is %+v, %v", zone, err)
	}
	if lists, gets := w.count("ListHostedZones"), w.count("GetHostedZone"); lists != 3 || gets != 0 {
		t.Errorf("%d pages and %d single look-ups, want 3 and 0", lists, gets)
	}
}

func TestFailedListingIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.refusal = func(string, string) string { return "Throttling" }
	var api *reconcile.APIError
	if _, err := w.Find(t.Context(), "example.org"); !errors.As(err, &api) || api.Code != "Throttling" || api.Operation != "ListHostedZones" {
		t.Errorf("got %v, want Throttling", err)
	}
	w.refusal = func(string, string) string { return "" }
	if zone, err := w.Find(t.Context(), "example.org"); err != nil || zone.ID != w.zone.ID {
		t.Errorf("found %+v, %v after a failure", zone, err)
	}
}

func TestZone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	private := w.store.CreateZone(account, "example.org", true)
	for _, id := range []string{w.zone.ID, "/hostedzone/" + w.zone.ID, private.ID, private.ID} {
		zone, err := w.Zone(t.Context(), id)
		if err != nil || zone.ID != bareID(id) || zone.Name != "example.org" || zone.Private != (id == private.ID) {
			t.Errorf("zone %s is %+v, %v", id, zone, err)
		}
		if want, _ := w.store.Zone(bareID(id)); !slices.Equal(zone.NameServers, want.NameServers) {
			t.Errorf("name servers are %q, want %q", zone.NameServers, want.NameServers)
		}
	}
	if got := w.count("GetHostedZone"); got != 2 {
		t.Errorf("%d look-ups of two zones", got)
	}
	if _, err := w.Zone(t.Context(), "ZNONE"); !errors.Is(err, reconcile.ErrZoneNotFound) {
		t.Errorf("got %v, want ErrZoneNotFound", err)
	}
}

func TestZoneThatTurnsOutToBeGoneIsLookedUpAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old, err := w.Find(t.Context(), "example.org")
	if err != nil {
		t.Fatal(err)
	}
	w.store.DeleteZone(old.ID)
	next := w.store.CreateZone(account, "example.org", false)
	if _, err := w.Sets(t.Context(), old, bundle("example.org")); !errors.Is(err, reconcile.ErrZoneNotFound) {
		t.Errorf("got %v, want ErrZoneNotFound", err)
	}
	if got, err := w.Find(t.Context(), "example.org"); err != nil || got.ID != next.ID {
		t.Errorf("found %+v, %v, want the zone that took its place, %s", got, err, next.ID)
	}
}

// TestSmallZoneIsReadFromItsStart is what the size that a look-up tells is for.
func TestSmallZoneIsReadFromItsStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	zone, err := w.Find(t.Context(), "example.org")
	if err != nil {
		t.Fatal(err)
	}
	for _, domain := range []string{"z.example.org", "a.example.org", "example.org"} {
		if _, err := w.Sets(t.Context(), zone, bundle(domain)); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.count("ListResourceRecordSets"); got != 1 {
		t.Errorf("%d calls, want 1", got)
	}
}
