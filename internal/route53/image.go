package route53

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// page is a stretch of a zone, from a place up to but not including another,
// and everything that stood in it at some time.
type page struct {
	from, to place
	sets     map[place][]rr.Set
}

func (p page) holds(at place) bool { return p.from <= at && at < p.to }

// octets is about how much memory a page takes.
func (p page) octets() int {
	n := 0
	for _, sets := range p.sets {
		n += octets(sets)
	}
	return n
}

func octets(sets []rr.Set) int {
	n := 0
	for _, s := range sets {
		n += perSet + 2*len(s.Name)
		for _, v := range s.Values {
			n += perValue + len(v.Text) + len(v.Wire)
		}
	}
	return n
}

// What sets and values take besides their texts: headers of strings and slices,
// and their places in the map.
const (
	perSet   = 240
	perValue = 48
)

// image is what is known of a zone: pages that do not overlap, in order. What
// lies between two of them is not known; a name within one and without sets is
// known to be free.
type image struct {
	pages []datedPage
}

type datedPage struct {
	page
	read time.Time // when its request was sent
	size int       // in octets, about
}

// search returns the index of the first page that ends after a place.
func (m *image) search(at place) int {
	return sort.Search(len(m.pages), func(i int) bool { return m.pages[i].to > at })
}

// sets returns what stands at a place, and whether that is known.
func (m *image) sets(at place) ([]rr.Set, bool) {
	i := m.search(at)
	if i == len(m.pages) || !m.pages[i].holds(at) {
		return nil, false
	}
	return m.pages[i].sets[at], true
}

// gap returns where the unknown stretch begins in which a place lies, which is
// not before first, the place of the zone itself.
func (m *image) gap(at, first place) place {
	if i := m.search(at); i > 0 {
		first = max(first, m.pages[i-1].to)
	}
	return min(first, at)
}

// add makes a page known as far as it fills the first gap that it meets.
func (m *image) add(p page, read time.Time) {
	i := m.search(p.from)
	if i < len(m.pages) && m.pages[i].holds(p.from) {
		p.from = m.pages[i].to
		i++
	}
	if i < len(m.pages) {
		p.to = min(p.to, m.pages[i].from)
	}
	if p.from < p.to {
		m.pages = slices.Insert(m.pages, i, datedPage{p, read, p.octets()})
	}
}

// change makes known what a change of a place has left there. It may be called
// for changes that Route 53 has accepted, each of which said what there was
// before: so nothing else of its name and type stands there now. What is of
// another type is as it was, and as old; and of a place that was not known
// nothing is known yet.
func (m *image) change(at place, made batch) {
	i := m.search(at)
	if i == len(m.pages) || !m.pages[i].holds(at) {
		return
	}
	p := &m.pages[i]
	sets := slices.Clone(p.sets[at])
	for _, c := range made {
		set := decodeSet(*c.ResourceRecordSet)
		sets = slices.DeleteFunc(sets, func(s rr.Set) bool { return s.Key == set.Key })
		if c.Action == types.ChangeActionCreate {
			sets = append(sets, set)
		}
	}
	slices.SortFunc(sets, func(a, b rr.Set) int { return cmp.Compare(a.Type, b.Type) })
	p.size += octets(sets) - octets(p.sets[at])
	p.sets[at] = sets
	if len(sets) == 0 {
		delete(p.sets, at)
	}
}

// count is how many sets are known.
func (m *image) count() int {
	n := 0
	for _, p := range m.pages {
		for at, sets := range p.sets {
			if p.holds(at) { // which a page that was cut may not
				n += len(sets)
			}
		}
	}
	return n
}

// size is about how much memory the image takes.
func (m *image) size() int {
	n := 0
	for _, p := range m.pages {
		n += p.size
	}
	return n
}

// trim forgets the pages that were read first, until the others take no more
// than a limit. Terraform comes to each domain once, so what was used last is no
// sign of what is used next; but the oldest page expires first.
func (m *image) trim(limit int) {
	for len(m.pages) > 1 && m.size() > limit {
		oldest := 0
		for i, p := range m.pages {
			if p.read.Before(m.pages[oldest].read) {
				oldest = i
			}
		}
		m.pages = slices.Delete(m.pages, oldest, oldest+1)
	}
}

// expire makes unknown what was read before a time.
func (m *image) expire(oldest time.Time) {
	m.pages = slices.DeleteFunc(m.pages, func(p datedPage) bool { return p.read.Before(oldest) })
}
