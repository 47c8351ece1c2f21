package route53

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// known is what a model knows of a place: the number of the page that told it,
// 0 if none did.
type known map[place]int

const (
	letters = "bcdefghijklm"
	first   = place("a")
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
				m.forget(at)
				checkChange(t, before, m.model(), func(p place) bool { return p == at }, 0)
			case 2:
				oldest := max(1, number-10)
				m.expire(start.Add(time.Duration(oldest)))
				checkChange(t, before, m.model(), func(p place) bool { return before[p] < oldest }, 0)
			default:
				p := page{from: m.gap(at, first), to: max(to, at.after()), sets: map[place][]rr.Set{}}
				for _, c := range letters {
					p.sets[place(c)] = []rr.Set{{TTL: int64(number)}}
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
