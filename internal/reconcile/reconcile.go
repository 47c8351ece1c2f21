// Package reconcile moves the live world of a domain, its SES identity and its
// DNS records, towards what is wanted: it observes, converges and destroys. It
// speaks to Amazon only through its two ports and knows no Terraform.
package reconcile

import (
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
	// any other name it is a conflict with somebody else.
	Records []mailauth.Record
	// Owned are those of them that this provider wrote or imported: only these
	// are ever removed.
	Owned []mailauth.Record
}

func (m Managed) manages(key rr.Key) bool {
	for _, r := range m.Records {
		if r.Key == key {
			return true
		}
	}
	return false
}

func find(sets []rr.Set, key rr.Key) (rr.Set, bool) {
	for _, s := range sets {
		if s.Key == key {
			return s, true
		}
	}
	return rr.Set{}, false
}
