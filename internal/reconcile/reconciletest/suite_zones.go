package reconciletest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Tamper edits a zone behind the back of the port, as people do.
type Tamper struct {
	// Put makes a set stand exactly so, in place of what stands at its key. A
	// value with a Wire is stored as that, another one as usual. A set with Routing, which has no
	// values then, is made an alias or whatever else the host has.
	Put func(set rr.Set)
	// Remove takes a set away.
	Remove func(key rr.Key)
	// DropZone deletes the zone with all that is in it.
	DropZone func()
	// Unusual is a way to store a value in which the port itself would not
	// write it, such as a text cut in two; empty where the host has only one.
	Unusual func(value rr.Value, t rr.Type) string
}

// ZonesFunc makes a host for one test, and in it an empty public zone whose
// name has a label to spare: "example.org" and not "org".
type ZonesFunc func(t *testing.T) (reconcile.Zones, reconcile.Zone, Tamper)

// RunZones shows that zones keep the promises of reconcile.Zones.
func RunZones(t *testing.T, newZones ZonesFunc) {
	for name, test := range map[string]func(*testing.T, *zoneTest){
		"a zone is found by any name in it":                        findsZone,
		"a zone that is gone is an answer":                         zoneGone,
		"only what stands at the names is read, whatever its type": readsNames,
		"what was read shares no memory":                           readsClones,
		"a set that was made reads as it was written":              readsWhatIsWritten,
		"text of any length and any characters reads back":         readsAnyText,
		"values are read in their canonical form":                  readsCanonical,
		"a set with routing says so and is not written":            refusesRouting,
		"a set is replaced and removed":                            replacesAndRemoves,
		"a foreign value keeps its bytes and its place":            keepsForeignBytes,
		"a CNAME gives way to text in one batch":                   swapsTypes,
		"a change of what was not there as read is refused":        refusesStale,
		"what cannot stand in DNS is refused":                      refusesMalformed,
		"a batch with a change that is refused changes nothing":    appliesAllOrNothing,
		"everybody's change takes effect when many write at once":  appliesConcurrently,
		"one of many who change the same set wins":                 oneWins,
		"a wait ends with its change, or with the caller's time":   waits,
	} {
		t.Run(name, func(t *testing.T) {
			zones, zone, tamper := newZones(t)
			test(t, &zoneTest{zones: zones, zone: zone, tamper: tamper})
		})
	}
}

// zoneTest is one host and the zone in it.
type zoneTest struct {
	zones  reconcile.Zones
	zone   reconcile.Zone
	tamper Tamper
}

// name is a name in the zone.
func (z *zoneTest) name(labels string) rr.Name { return z.zone.Name.Child(labels) }

// set is a new set in the zone: its values have no Wire.
func (z *zoneTest) set(labels string, t rr.Type, texts ...string) *rr.Set {
	set := &rr.Set{Key: rr.Key{Name: z.name(labels), Type: t}, TTL: 300}
	for _, text := range texts {
		set.Values = append(set.Values, rr.Value{Text: text})
	}
	return set
}

// apply makes changes that must succeed.
func (z *zoneTest) apply(t *testing.T, changes ...reconcile.Change) reconcile.ChangeID {
	t.Helper()
	id, err := z.zones.Apply(t.Context(), z.zone, changes)
	if err != nil {
		t.Fatalf("Apply = %v", err)
	}
	return id
}

// refused makes changes that must be refused.
func (z *zoneTest) refused(t *testing.T, what string, changes ...reconcile.Change) {
	t.Helper()
	_, err := z.zones.Apply(t.Context(), z.zone, changes)
	var api *reconcile.APIError
	if !errors.Is(err, reconcile.ErrRefused) || !errors.As(err, &api) {
		t.Errorf("Apply of %s = %v, want ErrRefused in an *APIError", what, err)
	}
}

// sets reads names.
func (z *zoneTest) sets(t *testing.T, names ...rr.Name) []rr.Set {
	t.Helper()
	sets, err := z.zones.Sets(t.Context(), z.zone, names)
	if err != nil {
		t.Fatalf("Sets = %v", err)
	}
	return sets
}

// read returns the set of a key as it stands, nil where there is none.
func (z *zoneTest) read(t *testing.T, key rr.Key) *rr.Set {
	t.Helper()
	for _, set := range z.sets(t, key.Name) {
		if set.Key == key {
			return &set
		}
	}
	return nil
}

// stands demands that the set stands with the meaning it was written with.
func (z *zoneTest) stands(t *testing.T, want *rr.Set) {
	t.Helper()
	got := z.read(t, want.Key)
	if got == nil || got.TTL != want.TTL || !slices.Equal(got.Texts(), want.Texts()) || got.Routing != "" {
		t.Errorf("%s is %v, want %v", want.Key, got, want)
	}
}

func findsZone(t *testing.T, z *zoneTest) {
	for _, domain := range []rr.Name{z.zone.Name, z.name("a"), z.name("b.a")} {
		zone, err := z.zones.Find(t.Context(), domain)
		if err != nil || zone.ID != z.zone.ID || zone.Name != z.zone.Name || zone.Private {
			t.Errorf("Find(%s) = %+v, %v, want %+v", domain, zone, err, z.zone)
		}
	}
	zone, err := z.zones.Zone(t.Context(), z.zone.ID)
	if err != nil || zone.ID != z.zone.ID || zone.Name != z.zone.Name || zone.Private {
		t.Errorf("Zone(%s) = %+v, %v, want %+v", z.zone.ID, zone, err, z.zone)
	}
	_, parent, _ := strings.Cut(string(z.zone.Name), ".")
	for _, domain := range []rr.Name{rr.Name(parent), "not" + z.zone.Name} {
		zone, err := z.zones.Find(t.Context(), domain)
		var none *reconcile.NoZoneError
		if !errors.As(err, &none) || none.Domain != domain || !slices.Contains(none.Public, z.zone.Name) {
			t.Errorf("Find(%s) = %+v, %v, want a *NoZoneError that names the zones there are", domain, zone, err)
		}
	}
}

func zoneGone(t *testing.T, z *zoneTest) {
	z.tamper.DropZone()
	if _, err := z.zones.Zone(t.Context(), z.zone.ID); !errors.Is(err, reconcile.ErrZoneNotFound) {
		t.Errorf("Zone = %v, want ErrZoneNotFound", err)
	}
	if _, err := z.zones.Sets(t.Context(), z.zone, []rr.Name{z.zone.Name}); !errors.Is(err, reconcile.ErrZoneNotFound) {
		t.Errorf("Sets = %v, want ErrZoneNotFound", err)
	}
	change := reconcile.Change{New: z.set("a", rr.TXT, "a")}
	if _, err := z.zones.Apply(t.Context(), z.zone, []reconcile.Change{change}); !errors.Is(err, reconcile.ErrZoneNotFound) {
		t.Errorf("Apply = %v, want ErrZoneNotFound", err)
	}
}

func readsNames(t *testing.T, z *zoneTest) {
	text, mx, below := z.set("b", rr.TXT, "text"), z.set("b", rr.MX, "10 mx.example.net"), z.set("a.b", rr.TXT, "below")
	beside, host := z.set("bb", rr.TXT, "beside"), z.set("c", rr.CNAME, "host.example.net")
	z.apply(t, reconcile.Change{New: text}, reconcile.Change{New: mx}, reconcile.Change{New: below},
		reconcile.Change{New: beside}, reconcile.Change{New: host})
	want := []rr.Key{text.Key, mx.Key, host.Key}
	var got []rr.Key
	for _, set := range z.sets(t, z.name("c"), z.name("b"), z.name("nothing")) {
		got = append(got, set.Key)
	}
	for _, key := range want {
		if !slices.Contains(got, key) {
			t.Errorf("Sets = %v, want %s in it", got, key)
		}
	}
	if len(got) != len(want) {
		t.Errorf("Sets = %v, want %v and no other", got, want)
	}
	if sets := z.sets(t, z.name("nothing")); len(sets) != 0 {
		t.Errorf("Sets at a free name = %v", sets)
	}
}

func readsClones(t *testing.T, z *zoneTest) {
	made := z.set("a", rr.TXT, "one", "two")
	z.apply(t, reconcile.Change{New: made})
	read := z.read(t, made.Key)
	read.TTL, read.Values[0].Text = 1, "changed by the reader"
	z.stands(t, z.set("a", rr.TXT, "one", "two"))
	made.Values[0].Text = "changed by the writer"
	z.stands(t, z.set("a", rr.TXT, "one", "two"))
}

func readsWhatIsWritten(t *testing.T, z *zoneTest) {
	for _, set := range []*rr.Set{
		z.set("_dmarc", rr.TXT, "v=DMARC1; p=none"),
		z.set("mail", rr.MX, "10 mx.example.net", "0 backup.example.net"),
		z.set("tok._domainkey", rr.CNAME, "tok.dkim.example.net"),
	} {
		z.apply(t, reconcile.Change{New: set})
		z.stands(t, set)
		for _, v := range z.read(t, set.Key).Values {
			if v.Wire == "" {
				t.Errorf("%s was read without its Wire: %+v", set.Key, v)
			}
		}
	}
}

func readsAnyText(t *testing.T, z *zoneTest) {
	for _, text := range []string{
		strings.Repeat("x", 255), strings.Repeat("y", 256), strings.Repeat("0123456789", 100),
		`say "so"`, `back\slash \" and \065`, "gr\u00fc\u00dfe", "tab\tand\x00nul", "  spaces  ", ";semi;colon",
	} {
		set := z.set("text", rr.TXT, text)
		z.apply(t, reconcile.Change{Old: z.read(t, set.Key), New: set})
		z.stands(t, set)
	}
}

func readsCanonical(t *testing.T, z *zoneTest) {
	for _, set := range []*rr.Set{
		z.set("mail", rr.MX, "10 mx.example.net"),
		z.set("tok._domainkey", rr.CNAME, "tok.dkim.example.net"),
		z.set("long", rr.TXT, "v=spf1 include:example.net ~all"),
	} {
		put := set.Clone()
		for i, v := range put.Values {
			put.Values[i].Wire = z.tamper.Unusual(v, put.Type)
		}
		z.tamper.Put(put)
		z.stands(t, set)
	}
}
