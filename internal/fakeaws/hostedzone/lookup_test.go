package hostedzone

import (
	"fmt"
	"testing"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	s, z := newZone(t,
		simple("www.example.com", "A", "192.0.2.1", "192.0.2.2"),
		simple("txt.example.com", "TXT", `"v=spf1 " "\055all"`, `"b"`),
		simple("alias.example.com", "CNAME", "Target.example.NET"),
		simple("*.wild.example.com", "A", "192.0.2.3"),
		simple("a.b.wild.example.com", "A", "192.0.2.4"),
		simple("deep.empty.example.com", "A", "192.0.2.5"),
		simple("sub.example.com", "NS", "ns.example.net."),
		simple("below.sub.example.com", "A", "192.0.2.6"),
		simple("broken.example.com", "TXT", "no quotes"),
		weighted("w.example.com", "A", "a", 0, "192.0.2.7"),
		weighted("w.example.com", "A", "b", 5, "192.0.2.8"),
	)
	for _, n := range []string{"1", "2"} {
		multi := simple("m.example.com", "A", "192.0.2."+n)
		multi.Routing = &Routing{SetIdentifier: n, Kind: MultiValue}
		if err := s.Put(z.ID, multi); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Put(z.ID, Set{Name: "to.example.com", Type: "A", Alias: &Alias{HostedZoneID: z.ID, DNSName: "www.example.com"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(z.ID, Set{Name: "loop.example.com", Type: "A", Alias: &Alias{HostedZoneID: z.ID, DNSName: "loop.example.com"}}); err != nil {
		t.Fatal(err)
	}
	private := s.CreateZone(account, "private.example.org", true)
	child := s.CreateZone(account, "child.example.com", false)
	for id, set := range map[string]Set{
		private.ID: simple("x.private.example.org", "A", "192.0.2.9"),
		child.ID:   simple("x.child.example.com", "A", "192.0.2.10"),
	} {
		if err := s.Put(id, set); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		name, typ, want string // rcode, raw values, texts, CNAME, delegation
	}{
		"values of a set": {"WWW.example.com", "A", "0 [192.0.2.1 192.0.2.2] []"},
		"TXT is decoded too, its strings not joined":      {"txt.example.com.", "TXT", `0 ["v=spf1 " "\055all" "b"] [["v=spf1 " "-all"] ["b"]]`},
		"TXT in a form that Route 53 refuses":             {"broken.example.com", "TXT", `0 [no quotes] [["no quotes"]]`},
		"a type that the name lacks":                      {"www.example.com", "TXT", "0 [] []"},
		"a CNAME answers for other types":                 {"alias.example.com", "TXT", "0 [] [] cname=target.example.net."},
		"a CNAME itself is verbatim":                      {"alias.example.com", "CNAME", "0 [Target.example.NET] []"},
		"a name that is not there":                        {"none.example.com", "A", "1 [] []"},
		"a name with only names below it exists":          {"empty.example.com", "A", "0 [] []"},
		"a wildcard answers for a name that is not there": {"x.wild.example.com", "A", "0 [192.0.2.3] []"},
		"a wildcard answers several labels deep":          {"y.x.wild.example.com", "A", "0 [192.0.2.3] []"},
		"a wildcard has no other types":                   {"x.wild.example.com", "TXT", "0 [] []"},
		"a wildcard is silent at a name that exists":      {"b.wild.example.com", "A", "0 [] []"},
		"a wildcard is silent below a name that exists":   {"x.b.wild.example.com", "A", "1 [] []"},
		"a wildcard is silent at its own parent":          {"wild.example.com", "A", "0 [] []"},
		"a wildcard can be asked for":                     {"*.wild.example.com", "A", "0 [192.0.2.3] []"},
		"what is below a delegation is not the zone's":    {"below.sub.example.com", "A", "0 [ns.example.net.] [] delegation=sub.example.com."},
		"the delegated name itself is not the zone's":     {"sub.example.com", "MX", "0 [ns.example.net.] [] delegation=sub.example.com."},
		"a name outside all zones":                        {"example.net", "A", "2 [] []"},
		"a name that only ends like a zone":               {"notexample.com", "A", "2 [] []"},
		"a private zone is not seen":                      {"x.private.example.org", "A", "2 [] []"},
		"the zone with the longest name answers":          {"x.child.example.com", "A", "0 [192.0.2.10] []"},
		"the longest zone answers for what it lacks":      {"y.child.example.com", "A", "1 [] []"},
		"an alias has the values of its target":           {"to.example.com", "A", "0 [192.0.2.1 192.0.2.2] []"},
		"an alias of itself has none":                     {"loop.example.com", "A", "0 [] []"},
		"weight 0 is never chosen":                        {"w.example.com", "A", "0 [192.0.2.8] []"},
		"multivalue sets answer together":                 {"m.example.com", "A", "0 [192.0.2.1 192.0.2.2] []"},
		"what is no name":                                 {"a..b", "A", "2 [] []"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := s.Lookup(test.name, test.typ)
			got := fmt.Sprintf("%d %v %q", answer.RCode, answer.Raw, answer.Text)
			if answer.CNAME != "" {
				got += " cname=" + answer.CNAME
			}
			if answer.Delegation != "" {
				got += " delegation=" + answer.Delegation
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if (answer.Zone.ID == "") != (answer.RCode == Refused) {
				t.Errorf("rcode %d from zone %q", answer.RCode, answer.Zone.ID)
			}
		})
	}
}

func TestLookupAsksTheOldestOfTwinZones(t *testing.T) {
	t.Parallel()
	s, z := newZone(t, simple("x.example.com", "A", "192.0.2.1"))
	twin := s.CreateZone("444455556666", "example.com", false)
	if got := s.Lookup("x.example.com", "A"); got.Zone.ID != z.ID || got.TTL != 300 {
		t.Errorf("got %+v", got)
	}
	s.DeleteZone(z.ID)
	if got := s.Lookup("x.example.com", "A"); got.Zone.ID != twin.ID || got.RCode != NXDomain {
		t.Errorf("after the first zone is gone: got %+v", got)
	}
}

func TestTestAnswer(t *testing.T) {
	t.Parallel()
	s, z := newZone(t, simple("x.example.com", "A", "192.0.2.1"))
	s.CreateZone(account, "x.example.com", false)
	if got, err := s.TestAnswer(z.ID, "x.example.com", "A"); err != nil || len(got.Raw) != 1 {
		t.Errorf("the zone that was asked does not answer: %+v, %v", got, err)
	}
	if got, err := s.TestAnswer(z.ID, "example.net", "A"); err != nil || got.RCode != Refused {
		t.Errorf("a name outside the zone: got %+v, %v", got, err)
	}
	private := s.CreateZone(account, "example.com", true)
	if _, err := s.TestAnswer(private.ID, "x.example.com", "A"); err == nil {
		t.Error("a private zone answers")
	}
}
