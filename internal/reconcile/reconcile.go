// Package reconcile moves the live world of a domain, its SES identity and its
// DNS records, towards what is wanted: it observes, converges and destroys. It
// speaks to Amazon only through its two ports and knows no Terraform.
package reconcile

import (
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Reconciler is one SES region and one account of hosted zones.
type Reconciler struct {
	Identities Identities
	Zones      Zones
	Pace       Pace
}

// Observation is what the live world says of a domain.
type Observation struct {
	// Identity is nil where SES answers that there is none.
	Identity *Identity
	// ZoneGone is true where Route 53 answers that the hosted zone is gone, and
	// with it every record.
	ZoneGone bool
	// Sets is everything that stands at the names that were asked for.
	Sets []rr.Set
}

// Set returns the observed set of a key.
func (o Observation) Set(key rr.Key) (rr.Set, bool) { return find(o.Sets, key) }

// Managed is what an earlier apply left in the care of this provider.
type Managed struct {
	// Zone is where the records are, nil where DNS is managed elsewhere.
	Zone *Zone
	// Records are all records of the bundle as they were last known, wherever
	// they came from; a difference at their names and types is drift, while at
	// any other name it is a conflict with somebody else. Borrowed ones are
	// nobody's here.
	Records []mailauth.Record
	// Claims are the records that this provider wrote or imported: only these
	// are ever removed. After an apply that failed half-way they may lie in
	// several zones.
	Claims []Claim
}

// Claim is a record that is ours, and where it is.
type Claim struct {
	Zone Zone
	mailauth.Record
}

// in returns what is managed in one zone.
func (m Managed) in(zone Zone) Holding {
	var h Holding
	if m.Zone != nil && m.Zone.ID == zone.ID {
		h.Records = mailauth.Own(m.Records)
	}
	for _, c := range m.Claims {
		if c.Zone.ID == zone.ID {
			h.Owned = append(h.Owned, c.Record)
		}
	}
	return h
}

// zones returns every zone in which something is managed.
func (m Managed) zones() []Zone {
	var out []Zone
	if m.Zone != nil {
		out = append(out, *m.Zone)
	}
	for _, c := range m.Claims {
		if !slices.ContainsFunc(out, func(z Zone) bool { return z.ID == c.Zone.ID }) {
			out = append(out, c.Zone)
		}
	}
	return out
}

// Holding is what is managed in one zone.
type Holding struct {
	// Records and Owned are as in Managed.
	Records, Owned []mailauth.Record
}

// all returns the records of both lists, each once.
func (h Holding) all() []mailauth.Record {
	out := slices.Clone(h.Owned)
	for _, r := range h.Records {
		if !slices.ContainsFunc(out, func(o mailauth.Record) bool { return o.Key == r.Key && o.Kind == r.Kind }) {
			out = append(out, r)
		}
	}
	return out
}

func (h Holding) manages(key rr.Key) bool {
	return slices.ContainsFunc(h.all(), func(r mailauth.Record) bool { return r.Key == key })
}

func find(sets []rr.Set, key rr.Key) (rr.Set, bool) {
	for _, s := range sets {
		if s.Key == key {
			return s, true
		}
	}
	return rr.Set{}, false
}
