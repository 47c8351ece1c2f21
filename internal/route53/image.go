package route53

import (
	"slices"
	"sort"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// page is a stretch of a zone, from a place up to but not including another,
// and everything that stood in it at some time.
type page struct {
	from, to place
	sets     map[place][]rr.Set
}

func (p page) holds(at place) bool { return p.from <= at && at < p.to }

// image is what is known of a zone: pages that do not overlap, in order. What
// lies between two of them is not known; a name within one and without sets is
// known to be free.
type image struct {
	pages []datedPage
}

type datedPage struct {
	page
	read time.Time // when its request was sent
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
		m.pages = slices.Insert(m.pages, i, datedPage{p, read})
	}
}

// forget makes one place unknown.
func (m *image) forget(at place) {
	i := m.search(at)
	if i == len(m.pages) || !m.pages[i].holds(at) {
		return
	}
	before, after := m.pages[i], m.pages[i]
	before.to, after.from = at, at.after()
	delete(before.sets, at)
	kept := slices.DeleteFunc([]datedPage{before, after}, func(p datedPage) bool { return p.from >= p.to })
	m.pages = slices.Replace(m.pages, i, i+1, kept...)
}

// expire makes unknown what was read before a time.
func (m *image) expire(oldest time.Time) {
	m.pages = slices.DeleteFunc(m.pages, func(p datedPage) bool { return p.read.Before(oldest) })
}
