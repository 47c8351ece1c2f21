package acctest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// Zone makes a public zone with the sets in it.
func (w *World) Zone(t *testing.T, name string, sets ...fakeaws.Set) *fakeaws.Zone {
	t.Helper()
	zone := w.Account.CreateZone(name)
	if err := zone.Put(sets...); err != nil {
		t.Fatalf("fill zone %s: %v", name, err)
	}
	return zone
}

// TXT is a set of text values, in Route 53's quoting.
func TXT(name string, ttl int64, quoted ...string) fakeaws.Set {
	return fakeaws.Set{Name: name, Type: "TXT", TTL: ttl, Values: quoted}
}

// Published checks that a zone holds exactly these values, in Route 53's own
// spelling, at a name.
func Published(zone *fakeaws.Zone, name, typ string, values ...string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		set, ok := zone.Get(name, typ)
		if !ok {
			return fmt.Errorf("%s %s is not in the zone", typ, name)
		}
		if !slices.Equal(set.Values, values) {
			return fmt.Errorf("%s %s is %q, want %q", typ, name, set.Values, values)
		}
		return nil
	}
}

// Absent checks that a zone has no set of a type at a name.
func Absent(zone *fakeaws.Zone, name, typ string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if set, ok := zone.Get(name, typ); ok {
			return fmt.Errorf("%s %s is still there: %q", typ, name, set.Values)
		}
		return nil
	}
}

// Unchanged returns a check that the zone is byte for byte as it is now.
func Unchanged(zone *fakeaws.Zone) resource.TestCheckFunc {
	before := zone.Dump()
	return func(*terraform.State) error {
		if after := zone.Dump(); after != before {
			return fmt.Errorf("zone %s was\n%s\nand is\n%s", zone.Name, before, after)
		}
		return nil
	}
}

// Do runs a step's change of the world between two plans.
func Do(t *testing.T, acts ...func() error) func() {
	return func() {
		t.Helper()
		for _, act := range acts {
			if err := act(); err != nil {
				t.Fatalf("change the world: %v", err)
			}
		}
	}
}
