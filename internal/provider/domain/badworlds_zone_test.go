package domain_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// crowded is a TXT set of n values of others, of so many characters each.
func crowded(name string, n, length int) fakeaws.Set {
	values := make([]string, n)
	for i := range values {
		text := fmt.Sprintf("site-%03d=", i)
		values[i] = `"` + text + strings.Repeat("x", length-len(text)) + `"`
	}
	return acctest.TXT(name, 60, values...)
}

// TestBadWorld_zones has zones that hold whatever a zone can. A domain is made,
// read, changed and destroyed beside it, and every octet of it stays; or it is
// refused with what is too much, and nothing is made.
func TestBadWorld_zones(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sets    []fakeaws.Set
		refused []string
	}{
		"399 texts leave room for one": {sets: []fakeaws.Set{crowded("_dmarc.example.org", 399, 12)}},
		"400 texts leave none": {
			[]fakeaws.Set{crowded("_dmarc.example.org", 400, 12)},
			[]string{"give TXT _dmarc.example.org in zone Z", "401 values, of which Route 53 takes 400", "To fix: remove the values that nobody needs from the record set named there"},
		},
		"long texts are too much for one request": {
			[]fakeaws.Set{crowded("example.org", 100, 200)},
			[]string{"of which Route 53 takes 1000 and 32000; most are of TXT example.org", "To fix: remove the values that nobody needs"},
		},
		"wildcards at and above our names": {sets: []fakeaws.Set{
			{Name: "*.example.org", Type: "CNAME", TTL: 60, Values: []string{"elsewhere.example.net."}},
			acctest.TXT("*.mail.example.org", 60, `"v=spf1 -all"`),
			acctest.TXT("*._domainkey.example.org", 60, `"v=DKIM1; p="`),
			acctest.TXT("*._dmarc.example.org", 60, `"v=DMARC1; p=reject"`),
		}},
		"a wildcard of texts": {sets: []fakeaws.Set{acctest.TXT("*.example.org", 60, `"v=spf1 -all"`, `"v=DMARC1; p=reject"`)}},
		"names and texts with escapes": {sets: []fakeaws.Set{
			acctest.TXT(`_dmarc\056.example.org`, 60, `"v=DMARC1; p=reject"`),
			acctest.TXT(`\303\244.example.org`, 60, `"oct\303\244l"`),
			acctest.TXT(`a\100b.example.org`, 60, `"at"`),
			acctest.TXT(`\052.example.org`, 60, `"star"`),
			{Name: `mail\040.example.org`, Type: "MX", TTL: 60, Values: []string{"10 mx.example.net."}},
			acctest.TXT("_dmarc.example.org", 60, `"esc\"aped\\ \303\244 \052"`, `"\166=DMARC2; p=none"`),
		}},
		"the longest names": {sets: []fakeaws.Set{
			acctest.TXT(strings.Repeat(strings.Repeat("a", 59)+".", 4)+"example.org", 60, `"deep"`),
			acctest.TXT(strings.Repeat("b", 63)+".mail.example.org", 60, `"wide"`),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			if _, shared := s.zone.Get(tc.sets[0].Name, "TXT"); shared {
				acctest.Do(t, func() error { return s.zone.Remove(tc.sets[0].Name, "TXT") })()
			}
			acctest.Do(t, func() error { return s.zone.Put(tc.sets...) })()
			before := s.zone.Dump()
			p := s.Server(t, nil)
			in, said := p.Apply(p.Nothing(), p.Config(map[string]any{"domain": "example.org", "spf": "v=spf1 include:amazonses.com -all"}))
			if tc.refused != nil {
				saysAll(t, "apply", said, tc.refused...)
				if s.zone.Dump() != before || s.identity.Exists() || !in.State.IsNull() {
					t.Errorf("something was made:\n%s", s.zone.Dump())
				}
				return
			}
			if said != "" {
				t.Fatalf("create says %s", said)
			}
			s.lives(t, in)
			if after := s.zone.Dump(); after != before || s.identity.Exists() {
				t.Errorf("the zone was\n%s\nand is\n%s", before, after)
			}
		})
	}
}

// lives reads, changes and destroys what was made.
func (s scene) lives(t *testing.T, in acctest.Instance) {
	t.Helper()
	p := s.Server(t, nil)
	read, said := p.Read(in)
	if said != "" || !read.State.Equal(in.State) {
		t.Errorf("refresh says %q and finds a difference: %t", said, !read.State.Equal(in.State))
	}
	changed, said := p.Apply(read, p.Config(map[string]any{"domain": "example.org", "ttl": 60}))
	if strings.Contains(said, "ERROR") {
		t.Errorf("update says %s", said)
	}
	if _, said = p.Apply(changed, p.Nothing().State); said != "" {
		t.Errorf("destroy says %s", said)
	}
}

// TestBadWorld_largeZone has 10,000 sets of others in a zone, which are looked
// at as little as can be, and kept.
func TestBadWorld_largeZone(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	const many = 10_000
	sets := make([]fakeaws.Set, many)
	for i := range sets {
		sets[i] = fakeaws.Set{Name: fmt.Sprintf("host-%05d.example.org", i), Type: "A", TTL: 60, Values: []string{"192.0.2.1"}}
	}
	acctest.Do(t, func() error { return s.zone.Put(sets...) })()
	before := s.zone.Dump()
	p := s.Server(t, nil)
	s.ResetCalls()
	in, said := p.Apply(p.Nothing(), p.Config(map[string]any{"domain": "example.org"}))
	if said != "" {
		t.Fatalf("create says %s", said)
	}
	// A page holds 300 sets: all of them would take 34.
	if pages := s.Calls()["route53:ListResourceRecordSets"]; pages > 8 {
		t.Errorf("create read %d pages", pages)
	}
	s.lives(t, in)
	if s.zone.Dump() != before || s.identity.Exists() {
		t.Error("the zone is not what it was")
	}
}
