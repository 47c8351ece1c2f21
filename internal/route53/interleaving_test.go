package route53

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// scenario is some readers and writers of one zone, which begins with the text
// "0" at a.
type scenario struct {
	// warm is whether all of the zone was read before.
	warm bool
	// reads are the labels that each reader asks for, as one string.
	reads []string
	// writes are of the form "a 0 1": a from 0 to 1, where - is nothing.
	writes []string
	// impatient are the actors, readers first, that may give up at any time.
	impatient []int
	// lose is whether the answer to a change gets lost.
	lose bool
}

// TestEveryInterleaving goes through every order in which the requests of
// concurrent readers and writers can start, take effect and be answered, and
// compares what callers are told with a register for each name that everybody
// reads and writes one after the other:
//
//   - nobody reads what was overwritten before the read began,
//   - nobody reads what is older than what a read before it has read,
//   - what a writer is told is what became of its change, and of no other's,
//   - and in the end everybody is shown what really stands there.
func TestEveryInterleaving(t *testing.T) {
	t.Parallel()
	for name, sc := range map[string]scenario{
		"a zone that nobody has read":                     {reads: []string{"ab", "b"}, writes: []string{"a 0 1", "b - 2"}},
		"a zone that was read":                            {warm: true, reads: []string{"ab", "a"}, writes: []string{"a 0 1", "b - 2"}},
		"two writers of one name":                         {warm: true, reads: []string{"a", "a"}, writes: []string{"a 0 1", "a 0 2"}},
		"two writers of one name, which was not read":     {reads: []string{"a", "a"}, writes: []string{"a 0 1", "a 0 2"}},
		"a change that is refused":                        {warm: true, reads: []string{"ab", "a"}, writes: []string{"a 0 1", "b 9 2"}},
		"three writers, of whom one is refused":           {warm: true, reads: []string{"b"}, writes: []string{"a 0 1", "b 9 2", "y - 3"}},
		"three writers, of whom two write one name":       {warm: true, reads: []string{"b"}, writes: []string{"a 0 1", "b - 2", "b - 3"}},
		"three writers, of whom one gives up":             {warm: true, reads: []string{"b"}, writes: []string{"a 0 1", "b - 2", "y - 3"}, impatient: []int{2}},
		"names on two pages":                              {reads: []string{"ay", "y"}, writes: []string{"a 0 -", "y - 2"}},
		"an answer that gets lost":                        {warm: true, reads: []string{"a", "b"}, writes: []string{"a 0 1", "b - 2"}, lose: true},
		"a reader that gives up":                          {reads: []string{"a", "a"}, writes: []string{"a 0 1"}, impatient: []int{0}},
		"a writer that gives up":                          {warm: true, reads: []string{"ab"}, writes: []string{"a 0 1", "b - 2"}, impatient: []int{1}},
		"a writer that gives up and one that is to blame": {warm: true, reads: []string{"b"}, writes: []string{"a 0 1", "b 9 2"}, impatient: []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				runs := 0
				for s := (&schedule{}); runs == 0 || s.next(); runs++ {
					if err := newTrial(sc).run(s); err != nil {
						t.Fatalf("run %d, choices %v: %v", runs, s.path, err)
					}
				}
				t.Logf("%d interleavings", runs)
			})
		})
	}
}

// trial is one run of a scenario.
type trial struct {
	scenario
	port    *port
	traffic *traffic
	actors  []*actor
	got     []map[place]string // by reader
	told    []error            // by writer
}

const apex = "example.org."

func placeOfLabel(label byte) place { return placeOf(string(label) + "." + apex) }

func newTrial(sc scenario) *trial {
	tr := &trial{
		scenario: sc,
		port: &port{
			split: placeOfLabel('m'), lose: sc.lose,
			history: map[place][]version{placeOfLabel('a'): {{text: "0"}}},
			pending: map[string]chan struct{}{},
		},
		traffic: &traffic{reads: reads{now: time.Now}},
		got:     make([]map[place]string, len(sc.reads)),
		told:    make([]error, len(sc.writes)),
	}
	if sc.warm {
		sets := map[place][]rr.Set{placeOfLabel('a'): {*txt("a.example.org", "0")}}
		tr.traffic.reads.used = time.Now()
		tr.traffic.reads.image.add(page{from: placeOf(apex), to: end, sets: sets}, time.Now())
	}
	for i, labels := range sc.reads {
		tr.actors = append(tr.actors, &actor{act: func(ctx context.Context) { tr.got[i] = tr.read(ctx, labels) }})
	}
	for i, write := range sc.writes {
		b := changeOf(write)
		tr.actors = append(tr.actors, &actor{act: func(ctx context.Context) {
			_, tr.told[i] = tr.traffic.apply(ctx, b, tr.port.change)
		}})
	}
	for _, i := range sc.impatient {
		tr.actors[i].impatient = true
	}
	return tr
}

// changeOf makes a batch of a text of the form "a 0 1".
func changeOf(text string) batch {
	words := strings.Fields(text)
	name := rr.Name(words[0] + ".example.org")
	var c reconcile.Change
	if words[1] != "-" {
		c.Old = txt(name, words[1])
	}
	if words[2] != "-" {
		c.New = txt(name, words[2])
	}
	// The changes of scenarios can be packed.
	b, _ := pack("Z", []reconcile.Change{c})
	return b
}

// read returns what it is told of labels, nil where it is told nothing.
func (tr *trial) read(ctx context.Context, labels string) map[place]string {
	var at []place
	for _, label := range []byte(labels) {
		at = append(at, placeOfLabel(label))
	}
	sets, err := tr.traffic.reads.sets(ctx, placeOf(apex), at, tr.port.read)
	if err != nil {
		return nil
	}
	got := map[place]string{}
	for _, p := range at {
		got[p] = ""
	}
	for _, s := range sets {
		got[placeOf(encodeName(s.Name))] = s.Texts()[0]
	}
	return got
}

func (tr *trial) run(s *schedule) error {
	if err := s.run(tr.port, tr.actors); err != nil {
		return err
	}
	return errors.Join(tr.checkReads(), tr.checkWrites(), tr.checkEnd())
}

// order is which version a text is at a place, -1 if it never stood there.
func (tr *trial) order(where place, text string) int {
	if len(tr.port.history[where]) == 0 || tr.port.history[where][0].from > 0 {
		if text == "" {
			return 0 // before the first
		}
	}
	for i, v := range tr.port.history[where] {
		if v.text == text {
			return i + 1
		}
	}
	return -1
}

func (tr *trial) checkReads() error {
	for i, got := range tr.got {
		a := tr.actors[i]
		if got == nil && !a.cancelled {
			return fmt.Errorf("reader %d was told nothing", i)
		}
		for where, text := range got {
			version := tr.order(where, text)
			if version < 0 {
				return fmt.Errorf("reader %d was told %q at %s, which never stood there", i, text, where)
			}
			if oldest := tr.settledBefore(where, a.started); version < oldest {
				return fmt.Errorf("reader %d was told %q at %s, which was overwritten before it asked", i, text, where)
			}
			for j, other := range tr.got {
				if seen, ok := other[where]; ok && tr.actors[j].ended < a.started && tr.order(where, seen) > version {
					return fmt.Errorf("reader %d was told %q at %s after reader %d was told %q", i, text, where, j, seen)
				}
			}
		}
	}
	return nil
}

// settledBefore is the last version at a place whose writer was told so before
// an event.
func (tr *trial) settledBefore(where place, event int) int {
	oldest := 0
	for i := range tr.told {
		a := tr.actors[len(tr.reads)+i]
		if tr.told[i] != nil || a.ended >= event {
			continue
		}
		if at, text := tr.target(i); at == where {
			oldest = max(oldest, tr.order(where, text))
		}
	}
	return oldest
}

// target is where a writer writes, and what.
func (tr *trial) target(i int) (place, string) {
	words := strings.Fields(tr.writes[i])
	return placeOfLabel(words[0][0]), strings.Trim(words[2], "-")
}

// checkWrites demands that a change was made if its writer was told so, and
// that it was not if it was refused. After another error both may be.
func (tr *trial) checkWrites() error {
	lost := 0
	for i, err := range tr.told {
		at, text := tr.target(i)
		made := slices.ContainsFunc(tr.port.history[at], func(v version) bool { return v.text == text && v.from > 0 })
		switch a := tr.actors[len(tr.reads)+i]; {
		case err == nil && !made:
			return fmt.Errorf("writer %d was told that its change is made, and it is not", i)
		case errors.Is(err, reconcile.ErrRefused) && made:
			return fmt.Errorf("writer %d was told that its change is refused, and it is made", i)
		case errors.Is(err, reconcile.ErrRefused) && tr.allowed(i):
			return fmt.Errorf("writer %d was refused for another's fault", i)
		case errors.Is(err, errLost):
			lost++
		case err != nil && !errors.Is(err, reconcile.ErrRefused) && !a.cancelled:
			return fmt.Errorf("writer %d got %w", i, err)
		}
	}
	if lost > 0 && !tr.lose {
		return errors.New("an answer got lost")
	}
	return nil
}

// allowed reports whether nothing could stand in the way of a change: it goes
// on from what there was at first, and nobody else writes there.
func (tr *trial) allowed(i int) bool {
	at, _ := tr.target(i)
	for j := range tr.writes {
		if other, _ := tr.target(j); j != i && other == at {
			return false
		}
	}
	return !strings.Contains(tr.writes[i], " 9 ")
}

// checkEnd demands that a later reader is shown what stands there.
func (tr *trial) checkEnd() error {
	want := map[place]string{}
	for _, label := range []byte("aby") {
		want[placeOfLabel(label)] = tr.port.at(placeOfLabel(label))
	}
	late := &actor{}
	var got map[place]string
	late.act = func(ctx context.Context) { got = tr.read(ctx, "aby") }
	if err := (&schedule{}).run(tr.port, []*actor{late}); err != nil {
		return err
	}
	if !maps.Equal(got, want) {
		return fmt.Errorf("in the end %v stands there, and %v is shown", want, got)
	}
	return nil
}
