package route53

import (
	"fmt"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// BenchmarkImage looks for a bundle in a zone of 10,000 sets.
func BenchmarkImage(b *testing.B) {
	var m image
	at := func(n int) place { return placeOf(fmt.Sprintf("h%05d.example.org.", n)) }
	for from := 0; from < 10_000; from += setsPerPage {
		p := page{from: at(from), to: at(from + setsPerPage), sets: map[place][]rr.Set{}}
		for n := range setsPerPage {
			p.sets[at(from+n)] = []rr.Set{*txt(rr.Name(fmt.Sprintf("h%05d.example.org", from+n)), "text")}
		}
		m.add(p, time.Time{})
	}
	names := bundle("h04711.example.org")
	for b.Loop() {
		for _, p := range places(names) {
			if _, known := m.sets(p); !known {
				b.Fatal("not known")
			}
		}
	}
}
