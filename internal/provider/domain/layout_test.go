package domain_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// layout is a configuration as somebody has it in production, in zones that
// others use too.
type layout struct {
	*acctest.World
	config string
	zones  []*fakeaws.Zone
	// ids are the import ids by address, and updates how many of those resources
	// have something to do after it.
	ids     map[string]string
	updates int
	// drift is done to what was made.
	drift []func() error
}

// live takes the layout through its life: whatever has just been done, the plan
// that follows is empty, and in the end the zones are as they were.
func (l layout) live(t *testing.T) {
	t.Helper()
	before := l.dump()
	first := acctest.NewCLI(t, l.config)
	first.Apply().Want(t, 0)
	first.Plan().Want(t, 0, "No changes")
	whole := l.dump()

	acctest.Do(t, l.drift...)()
	first.Plan().Want(t, 2)
	first.Apply().Want(t, 0, "0 added", "0 destroyed")
	first.Plan().Want(t, 0, "No changes")
	l.wantZones(t, "repaired", whole)

	second := acctest.NewCLI(t, l.config)
	for _, address := range slices.Sorted(maps.Keys(l.ids)) {
		second.Run("import", "-input=false", address, l.ids[address]).Want(t, 0, "Import successful!")
	}
	if l.updates > 0 {
		second.Plan().Want(t, 2, fmt.Sprintf("0 to add, %d to change, 0 to destroy", l.updates))
		second.Apply().Want(t, 0)
		l.wantZones(t, "imported", whole)
	}
	second.Plan().Want(t, 0, "No changes")
	second.Destroy().Want(t, 0)
	l.wantZones(t, "destroyed", before)
	if left := l.Account.Identities(""); len(left) > 0 {
		t.Errorf("%d identities are left, %s among them", len(left), left[0].Name())
	}
}

func (l layout) dump() []string {
	var out []string
	for _, zone := range l.zones {
		out = append(out, zone.Dump())
	}
	return out
}

func (l layout) wantZones(t *testing.T, when string, want []string) {
	t.Helper()
	for i, now := range l.dump() {
		if now != want[i] {
			t.Errorf("%s, zone %s should be\n%s\nand is\n%s", when, l.zones[i].Name, want[i], now)
		}
	}
}

func set(name, typ string, ttl int64, values ...string) fakeaws.Set {
	return fakeaws.Set{Name: name, Type: typ, TTL: ttl, Values: values}
}
