package hostedzone

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"time"
)

// Zone is a hosted zone without its record sets.
type Zone struct {
	ID              string // bare, such as "Z0123456789ABCDEFGHIJ"
	Name            string // stored form, with trailing dot
	Account         string
	Private         bool
	Comment         string
	CallerReference string
	NameServers     []string // without trailing dots; none in a private zone
	RecordSets      int      // how many sets it holds
	VPC             VPC      // of a private zone
}

// VPC is a network that sees a private zone.
type VPC struct {
	ID, Region string
}

type zoneState struct {
	zone      Zone
	records   records
	busyUntil time.Time
	// looseHosts is the store's.
	looseHosts bool
}

func (z *zoneState) public() Zone {
	zone := z.zone
	zone.NameServers = slices.Clone(zone.NameServers)
	zone.RecordSets = len(z.records)
	return zone
}

// CreateZone makes a zone with the SOA and NS sets that Route 53 gives a new zone. A name that is not a domain name
// is kept as it is: the API checks names before.
func (s *Store) CreateZone(account, name string, private bool) Zone {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.createZoneLocked(Zone{Account: account, Name: name, Private: private})
}

func (s *Store) createZoneLocked(zone Zone) Zone {
	if canonical, err := CanonicalName(zone.Name); err == nil {
		zone.Name = canonical
	}
	zone.ID = s.newIDLocked("Z", zone.Account, zone.Name)
	servers := nameServers(zone.ID)
	soa := fmt.Sprintf("%s. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400", servers[0])
	ns := make([]string, len(servers))
	for i, server := range servers {
		ns[i] = server + "."
	}
	if zone.Private {
		zone.VPC = cmp.Or(zone.VPC, VPC{ID: "vpc-0fake0fake0fake0f", Region: "us-east-1"})
	} else {
		zone.NameServers = servers
	}
	if zone.CallerReference == "" {
		zone.CallerReference = "ref-" + zone.ID
	}
	// The TTLs of a new zone's own sets (Developer Guide, "NS and SOA records that Amazon Route 53 creates").
	state := &zoneState{zone: zone}
	state.records = state.records.
		with(Set{Name: zone.Name, Type: "NS", TTL: 172800, Values: ns}).
		with(Set{Name: zone.Name, Type: "SOA", TTL: 900, Values: []string{soa}})
	s.zones[zone.ID] = state
	s.order = append(s.order, zone.ID)
	return state.public()
}

// newIDLocked returns an identifier that looks like one of Route 53's and is the same in every run.
func (s *Store) newIDLocked(prefix string, parts ...string) string {
	s.serial++
	sum := sha256.Sum256(fmt.Append(nil, s.serial, parts))
	return prefix + base32.HexEncoding.EncodeToString(sum[:])[:20]
}

func nameServers(id string) []string {
	sum := sha256.Sum256([]byte(id))
	servers := make([]string, 0, 4)
	for i, tld := range []string{"com", "net", "org", "co.uk"} {
		servers = append(servers, fmt.Sprintf("ns-%d.awsdns-%02d.%s", i*512+int(sum[i])*2, sum[i]%64, tld))
	}
	return servers
}

// DeleteZone takes a zone away with all its sets, as if by another hand: it asks no question.
func (s *Store) DeleteZone(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deleteZoneLocked(id)
}

func (s *Store) deleteZoneLocked(id string) {
	delete(s.zones, id)
	s.order = slices.DeleteFunc(s.order, func(other string) bool { return other == id })
}

// Zones returns the zones of an account, oldest first.
func (s *Store) Zones(account string) []Zone {
	s.mu.Lock()
	defer s.mu.Unlock()
	var zones []Zone
	for _, id := range s.order {
		if z := s.zones[id]; z.zone.Account == account {
			zones = append(zones, z.public())
		}
	}
	return zones
}

// Zone returns the zone with a bare ID, of whatever account.
func (s *Store) Zone(id string) (Zone, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[id]
	if !ok {
		return Zone{}, false
	}
	return z.public(), true
}
