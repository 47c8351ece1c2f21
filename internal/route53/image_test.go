package route53

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// known is what a model knows of a place: the number of the page that told it,
// 0 if none did, and by hundreds the number of the change that was made since.
type known map[place]int

const (
	letters = "bcdefghijklm"
	first   = place("a")
	pages   = 100 // more than the numbers of pages
)

func (m *image) model() known {
	out := known{}
	for _, c := range letters {
		if sets, ok := m.sets(place(c)); ok {
			out[place(c)] = int(sets[0].TTL)
		}
	}
	return out
}

// created is a change that leaves a set with a number.
func created(number int) batch {
	return batch{{Action: types.ChangeActionCreate, ResourceRecordSet: encodeSet(rr.Set{Key: rr.Key{Name: "x", Type: rr.TXT}, TTL: int64(number)})}}
}

// TestImage does at random what can be done to an image and checks after each
// step that exactly that has changed what has to.
func TestImage(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	random := func() place { return place(letters[rng.IntN(len(letters))]) }
	start := time.Now()
	for range 500 {
		var m image
		for number := 1; number <= 25; number++ {
			before, at, to := m.model(), random(), max(random(), random())
			switch rng.IntN(8) {
			case 0, 1:
				// What was written is as old as the page that it is written to.
				written := before[at]%pages + pages*number
				m.change(at, created(written))
				after := m.model()
				checkChange(t, before, after, func(p place) bool { return p == at && before[at] != 0 }, written)
				if before[at] != 0 && after[at] != written {
					t.Errorf("%s is %d, and %d was written", at, after[at], written)
				}
			case 2:
				oldest := max(1, number-10)
				m.expire(start.Add(time.Duration(oldest)))
				checkChange(t, before, m.model(), func(p place) bool { return before[p]%pages < oldest }, 0)
			default:
				p := page{from: m.gap(at, first), to: max(to, at.after()), sets: map[place][]rr.Set{}}
				for _, c := range letters {
					p.sets[place(c)] = []rr.Set{{Key: rr.Key{Name: "x", Type: rr.TXT}, TTL: int64(number)}}
				}
				checkGap(t, before, p.from, at)
				m.add(p, start.Add(time.Duration(number)))
				after := m.model()
				checkChange(t, before, after, func(at place) bool { return before[at] == 0 && p.holds(at) }, number)
				if strings.Contains(letters, string(p.from)) && before[p.from] == 0 && after[p.from] != number {
					t.Errorf("%s was unknown and is, though a page starts there", p.from)
				}
			}
		}
	}
}

// checkChange demands that only places that may change have changed, to what
// they may become.
func checkChange(t *testing.T, before, after known, may func(place) bool, value int) {
	t.Helper()
	for _, c := range letters {
		p := place(c)
		if before[p] != after[p] && (!may(p) || after[p] != value) {
			t.Errorf("%s is %d, was %d", p, after[p], before[p])
		}
		if value == 0 && may(p) && after[p] != 0 {
			t.Errorf("%s is still known", p)
		}
	}
}

// checkGap demands that all is unknown from the start of a gap up to a place
// in it.
func checkGap(t *testing.T, before known, from, at place) {
	t.Helper()
	for _, c := range letters {
		if p := place(c); from <= p && p < at && before[p] != 0 && before[at] == 0 {
			t.Errorf("%s is known and in the gap from %s to %s", p, from, at)
		}
	}
}

// TestImageOfAPlaceWithOtherTypes: a change is about one type, and leaves the
// others as they were.
func TestImageOfAPlaceWithOtherTypes(t *testing.T) {
	t.Parallel()
	txt := func(text string) rr.Set {
		return rr.Set{Key: rr.Key{Name: "a.example.org", Type: rr.TXT}, TTL: 300, Values: []rr.Value{{Text: text, Wire: `"` + text + `"`}}}
	}
	mx := rr.Set{Key: rr.Key{Name: "a.example.org", Type: rr.MX}, TTL: 60, Values: []rr.Value{{Text: "10 mx.example.org", Wire: "10 mx.example.org."}}}
	at := placeOf("a.example.org.")
	old, replaced := txt("old"), txt("new")
	for name, tc := range map[string]struct {
		before []rr.Set
		change reconcile.Change
		after  []rr.Set
	}{
		"created":  {[]rr.Set{mx}, reconcile.Change{New: &replaced}, []rr.Set{mx, replaced}},
		"replaced": {[]rr.Set{mx, old}, reconcile.Change{Old: &old, New: &replaced}, []rr.Set{mx, replaced}},
		"deleted":  {[]rr.Set{mx, old}, reconcile.Change{Old: &old}, []rr.Set{mx}},
		"emptied":  {[]rr.Set{old}, reconcile.Change{Old: &old}, nil},
		"created where somebody has deleted meanwhile": {[]rr.Set{old}, reconcile.Change{New: &replaced}, []rr.Set{replaced}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m image
			m.add(page{from: "a", to: end, sets: map[place][]rr.Set{at: tc.before}}, time.Now())
			made, err := pack("Z", []reconcile.Change{tc.change})
			if err != nil {
				t.Fatal(err)
			}
			m.change(at, made)
			got, known := m.sets(at)
			if diff := cmp.Diff(tc.after, got); !known || diff != "" {
				t.Errorf("known = %v, (-want +got)\n%s", known, diff)
			}
			if m.size() != m.pages[0].octets() {
				t.Errorf("the size is %d, want %d", m.size(), m.pages[0].octets())
			}
		})
	}
}
