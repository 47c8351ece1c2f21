package reconciletest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// writers is how many write at once; a suite over HTTP must bear it.
const writers = 8

func refusesRouting(t *testing.T, z *zoneTest) {
	key := rr.Key{Name: z.name("routed"), Type: rr.CNAME}
	z.tamper.Put(rr.Set{Key: key, Routing: "alias"})
	routed := z.read(t, key)
	if routed == nil || routed.Routing == "" {
		t.Fatalf("%s = %+v, want it with its routing", key, routed)
	}
	z.refused(t, "a set with routing", reconcile.Change{Old: routed, New: z.set("routed", rr.CNAME, "host.example.net")})
	z.refused(t, "the removal of a set with routing", reconcile.Change{Old: routed})
	z.refused(t, "a set beside one with routing", reconcile.Change{New: z.set("routed", rr.CNAME, "host.example.net")})
	if got := z.read(t, key); got == nil || got.Routing == "" {
		t.Errorf("%s = %+v after all, want it as it was", key, got)
	}
}

func replacesAndRemoves(t *testing.T, z *zoneTest) {
	first, second := z.set("a", rr.TXT, "one", "two"), z.set("a", rr.TXT, "three")
	second.TTL = 60
	z.apply(t, reconcile.Change{New: first})
	z.apply(t, reconcile.Change{Old: z.read(t, first.Key), New: second})
	z.stands(t, second)
	z.apply(t, reconcile.Change{Old: z.read(t, first.Key)})
	if got := z.read(t, first.Key); got != nil {
		t.Errorf("%s = %+v after its removal", first.Key, got)
	}
}

func keepsForeignBytes(t *testing.T, z *zoneTest) {
	foreign := []string{"site-verification=one", "v=spf1 -all", "site-verification=two"}
	put := z.set("shared", rr.TXT, foreign...).Clone()
	for i, v := range put.Values {
		put.Values[i].Wire = z.tamper.Unusual(v, rr.TXT)
	}
	z.tamper.Put(put)

	old := z.read(t, put.Key)
	next := old.Clone()
	next.Values = slices.Insert(next.Values, 1, rr.Value{Text: "ours"})
	z.apply(t, reconcile.Change{Old: old, New: &next})

	now := z.read(t, put.Key)
	if want := slices.Insert(slices.Clone(foreign), 1, "ours"); !slices.Equal(now.Texts(), want) {
		t.Fatalf("%s = %q, want %q", put.Key, now.Texts(), want)
	}
	if others := slices.Delete(slices.Clone(now.Values), 1, 2); !slices.Equal(others, old.Values) {
		t.Errorf("others' values are %q, want them as they were, %q", others, old.Values)
	}

	gone := now.Clone()
	gone.Values = slices.Delete(gone.Values, 1, 2)
	z.apply(t, reconcile.Change{Old: now, New: &gone})
	if last := z.read(t, put.Key); !slices.Equal(last.Values, old.Values) {
		t.Errorf("others' values are %q at the end, want them as they were, %q", last.Values, old.Values)
	}
}

func swapsTypes(t *testing.T, z *zoneTest) {
	host, text := z.set("a", rr.CNAME, "host.example.net"), z.set("a", rr.TXT, "text")
	z.apply(t, reconcile.Change{New: host})
	z.apply(t, reconcile.Change{Old: z.read(t, host.Key)}, reconcile.Change{New: text})
	z.stands(t, text)
	z.apply(t, reconcile.Change{New: host}, reconcile.Change{Old: z.read(t, text.Key)})
	z.stands(t, host)
}

func refusesStale(t *testing.T, z *zoneTest) {
	set := z.set("a", rr.TXT, "one", "two")
	z.apply(t, reconcile.Change{New: set})
	read, next := z.read(t, set.Key), z.set("a", rr.TXT, "next")

	z.refused(t, "a new set where one is", reconcile.Change{New: next})
	z.refused(t, "a set where none is", reconcile.Change{Old: z.set("b", rr.TXT, "b"), New: z.set("b", rr.TXT, "c")})
	z.refused(t, "the removal of a set where none is", reconcile.Change{Old: z.set("b", rr.TXT, "b")})

	for what, others := range map[string]func(*rr.Set){
		"a TTL":   func(s *rr.Set) { s.TTL = 60 },
		"a value": func(s *rr.Set) { s.Values[1] = rr.Value{Text: "three"} },
		"one more value": func(s *rr.Set) {
			s.Values = append(s.Values, rr.Value{Text: "three"})
		},
		"one value less": func(s *rr.Set) { s.Values = s.Values[:1] },
		"how a value is stored": func(s *rr.Set) {
			if wire := z.tamper.Unusual(s.Values[0], rr.TXT); wire != "" {
				s.Values[0].Wire = wire
			}
		},
	} {
		edited := read.Clone()
		others(&edited)
		if slices.Equal(edited.Values, read.Values) && edited.TTL == read.TTL {
			continue // a host that stores a value in one way only
		}
		z.tamper.Put(edited)
		z.refused(t, "a set of which others have changed "+what, reconcile.Change{Old: read, New: next})
		z.refused(t, "the removal of a set of which others have changed "+what, reconcile.Change{Old: read})
		z.stands(t, &edited)
		z.tamper.Put(*read)
	}
	z.tamper.Remove(set.Key)
	z.refused(t, "a set that others have removed", reconcile.Change{Old: read, New: next})
	z.refused(t, "the removal of a set that others have removed", reconcile.Change{Old: read})
}

func refusesMalformed(t *testing.T, z *zoneTest) {
	z.apply(t, reconcile.Change{New: z.set("text", rr.TXT, "text")}, reconcile.Change{New: z.set("host", rr.CNAME, "a.example.net")})
	z.refused(t, "a CNAME beside text", reconcile.Change{New: z.set("text", rr.CNAME, "a.example.net")})
	z.refused(t, "text beside a CNAME", reconcile.Change{New: z.set("host", rr.TXT, "text")})
	z.refused(t, "a CNAME and text in one batch",
		reconcile.Change{New: z.set("new", rr.CNAME, "a.example.net")}, reconcile.Change{New: z.set("new", rr.TXT, "text")})
	z.refused(t, "two CNAMEs", reconcile.Change{New: z.set("new", rr.CNAME, "a.example.net", "b.example.net")})
	z.refused(t, "a value twice", reconcile.Change{New: z.set("new", rr.TXT, "text", "text")})
	apex := reconcile.Change{New: &rr.Set{
		Key: rr.Key{Name: z.zone.Name, Type: rr.CNAME}, TTL: 300, Values: []rr.Value{{Text: "a.example.net"}},
	}}
	z.refused(t, "a CNAME at the apex", apex)
	if got := z.read(t, rr.Key{Name: z.name("new"), Type: rr.TXT}); got != nil {
		t.Errorf("a refused set stands: %+v", got)
	}
}

func appliesAllOrNothing(t *testing.T, z *zoneTest) {
	first, old := z.set("first", rr.TXT, "first"), z.set("old", rr.TXT, "old")
	z.apply(t, reconcile.Change{New: old})
	z.refused(t, "a batch with a stale change in the middle",
		reconcile.Change{New: first},
		reconcile.Change{Old: z.set("absent", rr.TXT, "absent")},
		reconcile.Change{Old: z.read(t, old.Key)},
	)
	if got := z.read(t, first.Key); got != nil {
		t.Errorf("%s = %+v, want nothing", first.Key, got)
	}
	z.stands(t, old)
}

func appliesConcurrently(t *testing.T, z *zoneTest) {
	z.apply(t, reconcile.Change{New: z.set("taken", rr.TXT, "taken")})
	var wait sync.WaitGroup
	errs := make([]error, writers)
	for n := range writers {
		wait.Go(func() {
			changes := []reconcile.Change{
				{New: z.set(fmt.Sprintf("a%d", n), rr.TXT, "a")},
				{New: z.set(fmt.Sprintf("b%d", n), rr.TXT, "b")},
			}
			if n == 0 {
				changes[1] = reconcile.Change{New: z.set("taken", rr.TXT, "mine")}
			}
			_, errs[n] = z.zones.Apply(t.Context(), z.zone, changes)
		})
	}
	wait.Wait()
	if !errors.Is(errs[0], reconcile.ErrRefused) {
		t.Errorf("the one whose place is taken got %v, want ErrRefused", errs[0])
	}
	if got := z.read(t, rr.Key{Name: z.name("a0"), Type: rr.TXT}); got != nil {
		t.Errorf("half of the refused batch stands: %+v", got)
	}
	for n := 1; n < writers; n++ {
		if errs[n] != nil {
			t.Errorf("writer %d: %v", n, errs[n])
			continue
		}
		z.stands(t, z.set(fmt.Sprintf("a%d", n), rr.TXT, "a"))
		z.stands(t, z.set(fmt.Sprintf("b%d", n), rr.TXT, "b"))
	}
}

func oneWins(t *testing.T, z *zoneTest) {
	start := z.set("a", rr.TXT, "start")
	z.apply(t, reconcile.Change{New: start})
	read := z.read(t, start.Key)
	var wait sync.WaitGroup
	errs := make([]error, writers)
	for n := range writers {
		wait.Go(func() {
			old := read.Clone()
			change := reconcile.Change{Old: &old, New: z.set("a", rr.TXT, fmt.Sprintf("writer %d", n))}
			_, errs[n] = z.zones.Apply(t.Context(), z.zone, []reconcile.Change{change})
		})
	}
	wait.Wait()
	winner := -1
	for n, err := range errs {
		switch {
		case err == nil && winner < 0:
			winner = n
		case err == nil:
			t.Errorf("writers %d and %d have won", winner, n)
		case !errors.Is(err, reconcile.ErrRefused):
			t.Errorf("writer %d: %v, want ErrRefused", n, err)
		}
	}
	if winner < 0 {
		t.Fatal("nobody has won")
	}
	z.stands(t, z.set("a", rr.TXT, fmt.Sprintf("writer %d", winner)))
}

func waits(t *testing.T, z *zoneTest) {
	id := z.apply(t, reconcile.Change{New: z.set("a", rr.TXT, "a")})
	if id == "" {
		t.Error("a change that was accepted has no id")
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := z.zones.Wait(over, id); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait when the time is over = %v, want the context's error", err)
	}
	if err := z.zones.Wait(t.Context(), id); err != nil {
		t.Errorf("Wait = %v", err)
	}
}
