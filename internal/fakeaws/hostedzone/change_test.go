package hostedzone

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

const account = "111122223333"

// clock is a clock that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{at: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)} }

// newZone returns a store with one public zone example.com that holds the sets.
func newZone(t *testing.T, sets ...Set) (*Store, Zone) {
	t.Helper()
	s := NewStore(newClock().now)
	z := s.CreateZone(account, "example.com", false)
	for _, set := range sets {
		if err := s.Put(z.ID, set); err != nil {
			t.Fatal(err)
		}
	}
	return s, z
}

func simple(name, typ string, values ...string) Set {
	return Set{Name: name, Type: typ, TTL: 300, Values: values}
}

func weighted(name, typ, identifier string, weight int64, values ...string) Set {
	set := simple(name, typ, values...)
	set.Routing = &Routing{SetIdentifier: identifier, Kind: Weighted, Weight: weight}
	return set
}

func create(set Set) Change { return Change{Action: Create, Set: set} }
func upsert(set Set) Change { return Change{Action: Upsert, Set: set} }
func remove(set Set) Change { return Change{Action: Delete, Set: set} }

func batch(changes ...Change) []Change { return changes }

func TestChangeRefuses(t *testing.T) {
	t.Parallel()
	a := simple("x.example.com", "A", "192.0.2.1")
	cname := simple("x.example.com", "CNAME", "y.example.net")
	multi := simple("x.example.com", "A", "192.0.2.2")
	multi.Routing = &Routing{SetIdentifier: "m", Kind: MultiValue}
	latency := simple("x.example.com", "A", "192.0.2.2")
	latency.Routing = &Routing{SetIdentifier: "l", Kind: Latency, Region: "eu-west-1"}
	tests := map[string]struct {
		before []Set
		batch  []Change
		want   string
	}{
		"create of an existing set": {
			[]Set{a}, batch(create(a)),
			"InvalidChangeBatch: [Tried to create resource record set [name='x.example.com.', type='A'] but it already exists]",
		},
		"create of an existing set identifier": {
			[]Set{weighted("x.example.com", "TXT", "S", 1, `"a"`)}, batch(create(weighted("X.example.com.", "TXT", "S", 2, `"b"`))),
			"InvalidChangeBatch: [Tried to create resource record set [name='x.example.com.', type='TXT', set-identifier='S'] but it already exists]",
		},
		"delete of what is not there": {
			nil, batch(remove(a)),
			"InvalidChangeBatch: [Tried to delete resource record set [name='x.example.com.', type='A'] but it was not found]",
		},
		"delete with another value": {
			[]Set{a}, batch(remove(simple("x.example.com", "A", "192.0.2.9"))),
			"InvalidChangeBatch: [Tried to delete resource record set [name='x.example.com.', type='A'] but the values provided do not match the current values]",
		},
		"delete with another TTL": {
			[]Set{a}, batch(remove(Set{Name: "x.example.com", Type: "A", TTL: 60, Values: []string{"192.0.2.1"}})),
			"InvalidChangeBatch: [Tried to delete resource record set [name='x.example.com.', type='A'] but the values provided do not match the current values]",
		},
		"delete with another weight": {
			[]Set{weighted("x.example.com", "A", "S", 1, "192.0.2.1")}, batch(remove(weighted("x.example.com", "A", "S", 2, "192.0.2.1"))),
			"InvalidChangeBatch: [Tried to delete resource record set [name='x.example.com.', type='A', set-identifier='S'] but the values provided do not match the current values]",
		},
		"delete compares a host in a value verbatim": {
			[]Set{cname}, batch(remove(simple("x.example.com", "CNAME", "y.example.net."))),
			"InvalidChangeBatch: [Tried to delete resource record set [name='x.example.com.', type='CNAME'] but the values provided do not match the current values]",
		},
		"CNAME beside another type": {
			[]Set{a}, batch(create(cname)),
			"InvalidChangeBatch: [RRSet of type CNAME with DNS name x.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]",
		},
		"upsert that would change the type to CNAME": {
			[]Set{a}, batch(upsert(cname)),
			"InvalidChangeBatch: [RRSet of type CNAME with DNS name x.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]",
		},
		"another type beside a CNAME": {
			[]Set{cname}, batch(create(a)),
			"InvalidChangeBatch: [RRSet of type A with DNS name x.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.]",
		},
		"CNAME at the apex": {
			nil, batch(create(simple("example.com", "CNAME", "y.example.net"))),
			"InvalidChangeBatch: [RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]",
		},
		"name outside the zone": {
			nil, batch(create(simple("x.example.org", "A", "192.0.2.1"))),
			"InvalidChangeBatch: [RRSet with DNS name x.example.org. is not permitted in zone example.com.]",
		},
		"name that only ends like the zone": {
			nil, batch(create(simple("notexample.com", "A", "192.0.2.1"))),
			"InvalidChangeBatch: [RRSet with DNS name notexample.com. is not permitted in zone example.com.]",
		},
		"SOA below the apex": {
			nil, batch(create(simple("x.example.com", "SOA", "a. b. 1 2 3 4 5"))),
			"InvalidChangeBatch: [RRSet of type SOA with DNS name x.example.com. is not permitted in zone example.com.]",
		},
		"the same set created twice": {
			nil, batch(create(cname), create(cname)),
			"InvalidChangeBatch: [The request contains an invalid set of changes for a resource record set 'CNAME x.example.com.']",
		},
		"the same set deleted twice, under two spellings": {
			[]Set{a}, batch(remove(a), remove(simple("X.EXAMPLE.com.", "A", "192.0.2.1"))),
			"InvalidChangeBatch: [The request contains an invalid set of changes for a resource record set 'A x.example.com.']",
		},
		"a set created and then deleted": {
			nil, batch(create(a), remove(a)),
			"InvalidChangeBatch: [The request contains an invalid set of changes for a resource record set 'A x.example.com.']",
		},
		"duplicate values": {
			nil, batch(create(simple("example.com", "MX", "10 inbound.example.com", "10 inbound.example.com"))),
			"InvalidChangeBatch: [Duplicate Resource Record: '10 inbound.example.com']",
		},
		"simple set beside a weighted one": {
			[]Set{weighted("x.example.com", "A", "S", 1, "192.0.2.1")}, batch(create(a)),
			"InvalidChangeBatch: [RRSet with DNS name x.example.com., type A cannot be created as other RRSets exist with the same name and type.]",
		},
		"upsert of a simple set beside a weighted one": {
			[]Set{weighted("x.example.com", "A", "S", 1, "192.0.2.1")}, batch(upsert(a)),
			"InvalidChangeBatch: [RRSet with DNS name x.example.com., type A cannot be created as other RRSets exist with the same name and type.]",
		},
		"weighted set beside a simple one": {
			[]Set{a}, batch(create(weighted("x.example.com", "A", "s", 1, "192.0.2.2"))),
			"InvalidChangeBatch: [RRSet with DNS name x.example.com., type A, SetIdentifier s cannot be created as a non-weighted set exists with the same name and type.]",
		},
		"latency set beside a weighted one": {
			[]Set{weighted("x.example.com", "A", "S", 1, "192.0.2.1")}, batch(create(latency)),
			"InvalidChangeBatch: [RRSet with DNS name x.example.com., type A, SetIdentifier l cannot be created as a non-latency set exists with the same name and type.]",
		},
		"multivalue set beside a simple one": {
			[]Set{a}, batch(create(multi)),
			"InvalidChangeBatch: [RRSet with DNS name x.example.com., type A, SetIdentifier m cannot be created because a non multivalue answer rrset exists with the same name and type.]",
		},
		"all refusals of a batch are reported": {
			[]Set{a}, batch(create(a), remove(simple("y.example.com", "A", "192.0.2.1"))),
			"InvalidChangeBatch: [Tried to create resource record set [name='x.example.com.', type='A'] but it already exists, " +
				"Tried to delete resource record set [name='y.example.com.', type='A'] but it was not found]",
		},
		"CREATE of a CNAME before the DELETE that makes room": {
			[]Set{a}, batch(create(cname), remove(a)),
			"InvalidChangeBatch: [RRSet of type CNAME with DNS name x.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]",
		},
		"empty batch": {
			nil, nil,
			"InvalidInput: 1 validation error detected: Value '[]' at 'changeBatch.changes' failed to satisfy constraint: Member must have length greater than or equal to 1",
		},
		"neither TTL nor alias": {
			nil, batch(Change{Action: Create, Set: Set{Name: "x.example.com", Type: "A", Values: []string{"192.0.2.1"}}, TTLMissing: true}),
			"InvalidInput: Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], " +
				"but found none in Change with [Action=CREATE, Name=x.example.com, Type=A, SetIdentifier=null]",
		},
		"no values": {
			nil, batch(upsert(simple("x.example.com", "A"))),
			"InvalidInput: Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], " +
				"but found none in Change with [Action=UPSERT, Name=x.example.com, Type=A, SetIdentifier=null]",
		},
		"values and alias": {
			nil, batch(create(Set{Name: "x.example.com", Type: "A", TTL: 1, Values: []string{"192.0.2.1"}, Alias: &Alias{}})),
			"InvalidInput: Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], " +
				"but found more than one in Change with [Action=CREATE, Name=x.example.com, Type=A, SetIdentifier=null]",
		},
		"weight without identifier": {
			nil, batch(create(weighted("x.example.com", "A", "", 1, "192.0.2.1"))),
			"InvalidInput: Invalid request: Missing field 'SetIdentifier' in Change with [Action=CREATE, Name=x.example.com, Type=A, SetIdentifier=null]",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, z := newZone(t, test.before...)
			before := s.Dump(z.ID)
			_, err := s.Change(z.ID, test.batch)
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if refusal := (*Error)(nil); !errors.As(err, &refusal) || refusal.HTTPStatus != 400 {
				t.Errorf("%v is no *Error with status 400", err)
			}
			if after := s.Dump(z.ID); after != before {
				t.Errorf("a refused batch left\n%swhere was\n%s", after, before)
			}
		})
	}
}

func TestChangeApplies(t *testing.T) {
	t.Parallel()
	a := simple("x.example.com", "A", "192.0.2.1")
	cname := simple("x.example.com", "CNAME", "Y.example.net")
	tests := map[string]struct {
		before []Set
		batch  []Change
		want   string // what the zone holds besides its own SOA and NS
	}{
		"values are kept as they are written": {
			nil, batch(create(simple("X.Example.COM", "MX", "10  Mail.Example.com."))),
			"x.example.com. 300 MX 10  Mail.Example.com.\n",
		},
		"a name loses case, gains a dot and has its odd characters escaped": {
			nil, batch(create(simple("*.X@y.example.com", "A", "192.0.2.1"))),
			`\052.x\100y.example.com. 300 A 192.0.2.1` + "\n",
		},
		"UPSERT creates": {
			nil, batch(upsert(a)), "x.example.com. 300 A 192.0.2.1\n",
		},
		"UPSERT replaces all values and the TTL": {
			[]Set{simple("x.example.com", "TXT", `"a"`, `"b"`)},
			batch(upsert(Set{Name: "x.example.com", Type: "TXT", TTL: 60, Values: []string{`"c"`}})),
			"x.example.com. 60 TXT \"c\"\n",
		},
		"UPSERT of a CNAME replaces the CNAME": {
			[]Set{cname}, batch(upsert(simple("x.example.com", "CNAME", "z.example.net"))), "x.example.com. 300 CNAME z.example.net\n",
		},
		"DELETE matches values in any order": {
			[]Set{simple("x.example.com", "A", "192.0.2.1", "192.0.2.2")},
			batch(remove(simple("X.example.com", "A", "192.0.2.2", "192.0.2.1"))), "",
		},
		"DELETE makes room for a CREATE of another type": {
			[]Set{a}, batch(remove(a), create(cname)), "x.example.com. 300 CNAME Y.example.net\n",
		},
		"DELETE and CREATE replace a set": {
			[]Set{a}, batch(remove(a), create(simple("x.example.com", "A", "192.0.2.7"))), "x.example.com. 300 A 192.0.2.7\n",
		},
		"a set that no batch could have made can be deleted": {
			[]Set{simple("x.example.com", "TXT", "no quotes")}, batch(remove(simple("x.example.com", "TXT", "no quotes"))), "",
		},
		"weighted CNAMEs share a name": {
			nil, batch(create(weighted("x.example.com", "CNAME", "a", 1, "a.example.net")), create(weighted("x.example.com", "CNAME", "b", 1, "b.example.net"))),
			"x.example.com. 300 CNAME {SetIdentifier:a Kind:weighted Weight:1 Region: Failover: Geo:{Continent: Country: Subdivision:}} a.example.net\n" +
				"x.example.com. 300 CNAME {SetIdentifier:b Kind:weighted Weight:1 Region: Failover: Geo:{Continent: Country: Subdivision:}} b.example.net\n",
		},
		"an alias elsewhere has no TTL": {
			nil, batch(create(Set{Name: "x.example.com", Type: "A", Alias: &Alias{HostedZoneID: "Z2FDTNDATAQYW2", DNSName: "D1.cloudfront.net"}})),
			"x.example.com. 0 A ALIAS Z2FDTNDATAQYW2 d1.cloudfront.net. false\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, z := newZone(t, test.before...)
			own := ownSets(s, z)
			if _, err := s.Change(z.ID, test.batch); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimPrefix(s.Dump(z.ID), own); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// ownSets is the dump of the NS and SOA that a zone is born with.
func ownSets(s *Store, z Zone) string {
	other := NewStore(s.now)
	return other.Dump(other.CreateZone(account, z.Name, false).ID)
}

func TestApexSetsStay(t *testing.T) {
	t.Parallel()
	s, z := newZone(t)
	sets, _ := s.Sets(z.ID)
	tests := map[string]struct {
		set  Set
		want string
	}{
		"NS":  {sets[0], "InvalidChangeBatch: [A HostedZone must contain at least one NS record for the zone itself.]"},
		"SOA": {sets[1], "InvalidChangeBatch: [A HostedZone must contain exactly one SOA record.]"},
	}
	for typ, test := range tests {
		if test.set.Type != typ {
			t.Fatalf("a new zone holds %s where %s was expected", test.set.Type, typ)
		}
		if _, err := s.Change(z.ID, batch(remove(test.set))); err == nil || err.Error() != test.want {
			t.Errorf("delete of the apex %s: got %v", typ, err)
		}
		test.set.TTL = 60
		if _, err := s.Change(z.ID, batch(upsert(test.set))); err != nil {
			t.Errorf("the apex %s cannot be changed: %v", typ, err)
		}
	}
}

func TestAliasIntoItsOwnZone(t *testing.T) {
	t.Parallel()
	s, z := newZone(t, simple("target.example.com", "A", "192.0.2.1"))
	alias := func(target string) Set {
		return Set{Name: "x.example.com", Type: "A", Alias: &Alias{HostedZoneID: z.ID, DNSName: target}}
	}
	for target, want := range map[string]string{
		"target.example.com": "",
		"other.example.com":  fmt.Sprintf("InvalidChangeBatch: [Tried to create an alias that targets other.example.com., type A in zone %s, but that target was not found]", z.ID),
		"target.example.net": fmt.Sprintf("InvalidChangeBatch: [Tried to create an alias that targets target.example.net., type A in zone %s, but the alias target name does not lie within the target zone]", z.ID),
	} {
		_, err := s.Change(z.ID, batch(upsert(alias(target))))
		if got := fmt.Sprint(err); err == nil && want != "" || err != nil && got != want {
			t.Errorf("alias to %s: got %v, want %q", target, err, want)
		}
	}
}

func TestUnknownZoneAndChange(t *testing.T) {
	t.Parallel()
	s, z := newZone(t)
	s.DeleteZone(z.ID)
	want := "NoSuchHostedZone: No hosted zone found with ID: " + z.ID
	_, changeErr := s.Change(z.ID, batch(create(simple("x.example.com", "A", "192.0.2.1"))))
	for name, err := range map[string]error{
		"Change": changeErr,
		"Put":    s.Put(z.ID, simple("x.example.com", "A", "192.0.2.1")),
		"Remove": s.Remove(z.ID, "x.example.com", "A"),
	} {
		if refusal := (*Error)(nil); !errors.As(err, &refusal) || refusal.HTTPStatus != 404 || err.Error() != want {
			t.Errorf("%s in a zone that is gone: got %v, want %s", name, err, want)
		}
	}
	_, err := s.GetChange("C404")
	if refusal := (*Error)(nil); !errors.As(err, &refusal) || refusal.Code != CodeNoSuchChange || refusal.HTTPStatus != 404 {
		t.Errorf("GetChange of an unknown change: got %v", err)
	}
}
