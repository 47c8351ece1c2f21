// Package reconciletest stands in for Amazon in tests: in-memory ports that
// keep the promises of package reconcile to the letter, and suites by which
// every implementation of a port shows that it keeps them too. It speaks no
// protocol.
package reconciletest

import (
	"slices"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Calls is the log of the ports that share it, and makes calls fail. The zero
// value lets everything pass.
type Calls struct {
	// Before is told the number of each call, the first being 1, and the name
	// of its method. The call returns its error and has no effect.
	Before func(call int, method string) error
	// After is the same when the effect has happened: its error takes the place
	// of the answer, as when the answer gets lost.
	After func(call int, method string) error

	// mu guards log.
	mu  sync.Mutex
	log []string
}

// Methods returns the names of the methods called so far, in order.
func (c *Calls) Methods() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.log)
}

// Forget empties the log and removes the hooks: the next call is the first.
func (c *Calls) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log, c.Before, c.After = nil, nil, nil
}

// count enters a call and returns its number.
func (c *Calls) count(method string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log = append(c.log, method)
	return len(c.log)
}

// call makes one call: the hooks around its effect. What the effect returns
// counts more than what After says.
func call[T any](c *Calls, method string, effect func() (T, error)) (T, error) {
	var none T
	n := c.count(method)
	if c.Before != nil {
		if err := c.Before(n, method); err != nil {
			return none, err
		}
	}
	out, err := effect()
	if err != nil {
		return none, err
	}
	if c.After != nil {
		if err := c.After(n, method); err != nil {
			return none, err
		}
	}
	return out, nil
}

// World is both ports over one log.
type World struct {
	*Calls
	Identities *Identities
	Zones      *Zones
}

// NewWorld returns a world with empty zones and no identities.
func NewWorld(zones ...reconcile.Zone) *World {
	calls := &Calls{}
	return &World{Calls: calls, Identities: NewIdentities(calls), Zones: NewZones(calls, zones...)}
}

// Reconciler returns a reconciler of this world. It looks after one second
// first and then up to every half minute, so its waits belong into a bubble of
// testing/synctest.
func (w *World) Reconciler() *reconcile.Reconciler {
	return &reconcile.Reconciler{
		Identities: w.Identities,
		Zones:      w.Zones,
		Pace:       reconcile.Pace{First: time.Second, Most: 30 * time.Second},
	}
}
