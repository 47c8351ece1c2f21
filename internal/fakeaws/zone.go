package fakeaws

import (
	"errors"
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

// Set is a resource record set as a zone stores it.
type Set = hostedzone.Set

// Zone is a hosted zone, changed here behind the back of the API.
type Zone struct {
	// ID is bare, such as Z0123456789ABCDEFGHIJ.
	ID string
	// Name is the domain with a trailing dot.
	Name string
	// NameServers are those of a public zone, without trailing dots.
	NameServers []string

	world *World
}

// CreateZone makes a public zone. Of several public zones with one name the
// oldest is the one that is delegated to.
func (a *Account) CreateZone(name string) *Zone { return a.createZone(name, false) }

// CreatePrivateZone makes a zone that public DNS, and so SES, does not see.
func (a *Account) CreatePrivateZone(name string) *Zone { return a.createZone(name, true) }

func (a *Account) createZone(name string, private bool) *Zone {
	return a.world.zone(a.world.store.CreateZone(a.id, name, private))
}

// Zones are the hosted zones of the account.
func (a *Account) Zones() []*Zone {
	var out []*Zone
	for _, z := range a.world.store.Zones(a.id) {
		out = append(out, a.world.zone(z))
	}
	return out
}

// Zone finds a hosted zone by its bare id.
func (w *World) Zone(id string) (*Zone, bool) {
	z, ok := w.store.Zone(id)
	if !ok {
		return nil, false
	}
	return w.zone(z), true
}

func (w *World) zone(z hostedzone.Zone) *Zone {
	return &Zone{ID: z.ID, Name: z.Name, NameServers: z.NameServers, world: w}
}

// Put writes sets without any check; one with the same name, type and
// identifier is replaced.
func (z *Zone) Put(sets ...Set) error {
	var names []string
	defer func() { z.world.zonesChanged(names...) }()
	for _, set := range sets {
		names = append(names, set.Name)
		if err := z.world.store.Put(z.ID, set); err != nil {
			return fmt.Errorf("put %s %s into zone %s: %w", set.Type, set.Name, z.ID, err)
		}
	}
	return nil
}

// Remove deletes all sets with that name and type.
func (z *Zone) Remove(name, typ string) error {
	defer z.world.zonesChanged(name)
	if err := z.world.store.Remove(z.ID, name, typ); err != nil {
		return fmt.Errorf("remove %s %s from zone %s: %w", typ, name, z.ID, err)
	}
	return nil
}

// Get returns the set with that name and type, the first of several.
func (z *Zone) Get(name, typ string) (Set, bool) {
	canonical, err := hostedzone.CanonicalName(name)
	if err != nil {
		return Set{}, false
	}
	sets, _ := z.world.store.Sets(z.ID)
	for _, set := range sets {
		if set.Name == canonical && set.Type == typ {
			return set, true
		}
	}
	return Set{}, false
}

// Sets are all record sets in Route 53's order; none when the zone is gone.
func (z *Zone) Sets() []Set {
	sets, _ := z.world.store.Sets(z.ID)
	return sets
}

// Dump is the zone as text, one record a line.
func (z *Zone) Dump() string { return z.world.store.Dump(z.ID) }

// Delete removes the zone with everything in it.
func (z *Zone) Delete() {
	defer z.world.zonesChanged()
	z.world.store.DeleteZone(z.ID)
}

// ErrNoIdentity is the answer of a handle whose identity does not exist.
var ErrNoIdentity = errors.New("no such SES identity")
