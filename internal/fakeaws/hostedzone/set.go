package hostedzone

import (
	"cmp"
	"slices"
)

// Set is a resource record set.
type Set struct {
	Name          string // lower case, trailing dot, octal escapes, as Route 53 stores it
	Type          string // such as "TXT"
	TTL           int64  // seconds; 0 in an alias set
	Values        []string
	Routing       *Routing // nil in a simple set
	Alias         *Alias   // nil unless an alias set, which has no TTL and no values
	HealthCheckID string   // "" if none
}

// Kind is a routing policy.
type Kind string

// The routing policies of Route 53; a simple set has no Routing.
const (
	Weighted    Kind = "weighted"
	Latency     Kind = "latency"
	Failover    Kind = "failover"
	Geolocation Kind = "geolocation"
	MultiValue  Kind = "multivalue"
)

// Routing tells apart sets that share a name and a type.
type Routing struct {
	SetIdentifier string
	Kind          Kind
	Weight        int64  // 0..255, Weighted
	Region        string // Latency
	Failover      string // "PRIMARY" or "SECONDARY", Failover
	Geo           Geo    // Geolocation
}

// Geo is where a query of a geolocation set comes from; empty fields are absent.
type Geo struct {
	Continent, Country, Subdivision string
}

// Alias is the target of an alias set.
type Alias struct {
	HostedZoneID         string
	DNSName              string
	EvaluateTargetHealth bool
}

func (s Set) identifier() string {
	if s.Routing == nil {
		return ""
	}
	return s.Routing.SetIdentifier
}

func (s Set) clone() Set {
	s.Values = slices.Clone(s.Values)
	if s.Routing != nil {
		routing := *s.Routing
		s.Routing = &routing
	}
	if s.Alias != nil {
		alias := *s.Alias
		s.Alias = &alias
	}
	return s
}

// Key is the place of a set in Route 53's order: by reversed name, then type, then set identifier.
type Key struct {
	Name, Type, SetIdentifier string
}

// entry is a stored set with its name's sort key. Entries are never changed once stored.
type entry struct {
	reversed string
	set      Set
}

func newEntry(set Set) *entry {
	return &entry{reversed: sortKey(set.Name), set: set}
}

func compareEntries(a, b *entry) int {
	return cmp.Or(
		cmp.Compare(a.reversed, b.reversed),
		cmp.Compare(a.set.Type, b.set.Type),
		cmp.Compare(a.set.identifier(), b.set.identifier()),
	)
}
