package reconciletest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestZones(t *testing.T) {
	t.Parallel()
	RunZones(t, func(t *testing.T) (reconcile.Zones, reconcile.Zone, Tamper) {
		zone := reconcile.Zone{ID: "Z1", Name: "example.org"}
		zones := NewZones(&Calls{}, zone)
		return zones, zone, Tamper{
			Put:      func(set rr.Set) { zones.Put(zone.ID, set) },
			Remove:   func(key rr.Key) { zones.Remove(zone.ID, key) },
			DropZone: func() { zones.DropZone(zone.ID) },
			Unusual: func(v rr.Value, kind rr.Type) string {
				if kind == rr.TXT {
					return `"" ` + quoted(v.Text)
				}
				return strings.ToUpper(v.Text)
			},
		}
	})
}

func TestIdentities(t *testing.T) {
	t.Parallel()
	RunIdentities(t, func(*testing.T) reconcile.Identities { return NewIdentities(&Calls{}) })
}

func TestFind(t *testing.T) {
	t.Parallel()
	zones := NewZones(&Calls{},
		reconcile.Zone{ID: "Z1", Name: "example.org"},
		reconcile.Zone{ID: "Z2", Name: "a.example.org"},
		reconcile.Zone{ID: "Z3", Name: "b.example.org", Private: true},
		reconcile.Zone{ID: "Z4", Name: "example.net"},
		reconcile.Zone{ID: "Z5", Name: "example.net"},
		reconcile.Zone{ID: "Z6", Name: "example.com", Private: true},
	)
	for domain, want := range map[rr.Name]string{"example.org": "Z1", "x.a.example.org": "Z2", "b.example.org": "Z1"} {
		if zone, err := zones.Find(t.Context(), domain); err != nil || zone.ID != want {
			t.Errorf("Find(%s) = %+v, %v, want %s", domain, zone, err, want)
		}
	}
	var ambiguous *reconcile.AmbiguousZoneError
	if _, err := zones.Find(t.Context(), "example.net"); !errors.As(err, &ambiguous) || len(ambiguous.Zones) != 2 {
		t.Errorf("Find of a name with two zones = %v", err)
	}
	var none *reconcile.NoZoneError
	if _, err := zones.Find(t.Context(), "example.com"); !errors.As(err, &none) || len(none.Private) != 1 {
		t.Errorf("Find of a name with a private zone = %v", err)
	}
}

func TestCalls(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	for name, tc := range map[string]struct {
		before, after bool
		want          []string
	}{
		"a call that fails before has no effect":     {before: true, want: nil},
		"a call that fails after has had its effect": {after: true, want: []string{"text"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := NewWorld(reconcile.Zone{ID: "Z1", Name: "example.org"})
			fail := func(call int, method string) error {
				if call == 2 && method == "Apply" {
					return lost
				}
				return nil
			}
			if tc.before {
				w.Before = fail
			}
			if tc.after {
				w.After = fail
			}
			set := rr.Set{Key: rr.Key{Name: "example.org", Type: rr.TXT}, Values: []rr.Value{{Text: "text"}}}
			zone, err := w.Zones.Zone(t.Context(), "Z1")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Zones.Apply(t.Context(), zone, []reconcile.Change{{New: &set}}); !errors.Is(err, lost) {
				t.Errorf("Apply = %v, want the hook's error", err)
			}
			if got := w.Zones.Texts("Z1", set.Key); !slices.Equal(got, tc.want) {
				t.Errorf("%s = %q, want %q", set.Key, got, tc.want)
			}
			if got := w.Methods(); !slices.Equal(got, []string{"Zone", "Apply"}) {
				t.Errorf("the log is %q", got)
			}
		})
	}
}
