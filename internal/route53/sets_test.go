package route53

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"context"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestSetsReturnsEverythingAtTheNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(t, "_dmarc.example.org", `"v=DMARC1; p=none"`, `"site=\"1\"" "2"`)
	w.put(t, "_dmarc.example.org.example.org", `"elsewhere"`)
	w.put(t, "*.example.org", `"wildcard"`)
	for _, set := range []hostedzone.Set{
		{Name: "_dmarc.example.org", Type: "MX", TTL: 60, Values: []string{"010 MX.Example.org."}},
		{Name: "a.example.org", Type: "A", Alias: &hostedzone.Alias{HostedZoneID: "Z2", DNSName: "d1.cloudfront.net."}},
		{Name: "a.example.org", Type: "TXT", TTL: 5, Values: []string{`"w"`}, Routing: &hostedzone.Routing{SetIdentifier: "one", Kind: hostedzone.Weighted}},
	} {
		if err := w.store.Put(w.zone.ID, set); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Sets(t.Context(), w.zone, []rr.Name{"nothing.example.org", "a.example.org", "_dmarc.example.org"})
	want := []rr.Set{
		{Key: rr.Key{Name: "_dmarc.example.org", Type: "MX"}, TTL: 60, Values: []rr.Value{{Text: "10 mx.example.org", Wire: "010 MX.Example.org."}}},
		{Key: rr.Key{Name: "_dmarc.example.org", Type: "TXT"}, TTL: 300, Values: []rr.Value{
			{Text: "v=DMARC1; p=none", Wire: `"v=DMARC1; p=none"`}, {Text: `site="1"2`, Wire: `"site=\"1\"" "2"`},
		}},
		{Key: rr.Key{Name: "a.example.org", Type: "A"}, Routing: "alias to d1.cloudfront.net"},
		{Key: rr.Key{Name: "a.example.org", Type: "TXT"}, TTL: 5, Values: []rr.Value{{Text: "w", Wire: `"w"`}}, Routing: "weighted"},
	}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got error %v, difference %s", err, cmp.Diff(want, got))
	}
}

func TestSetsOfAZoneThatIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.store.DeleteZone(w.zone.ID)
	_, err := w.Sets(t.Context(), w.zone, bundle("example.org"))
	var api *reconcile.APIError
	if !errors.Is(err, reconcile.ErrZoneNotFound) || !errors.As(err, &api) || api.Code != "NoSuchHostedZone" {
		t.Errorf("got %v, want ErrZoneNotFound", err)
	}
}

// TestCallsOfOneCaller counts what one domain costs.
func TestCallsOfOneCaller(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		put   func(*testing.T, *world)
		names []rr.Name
		want  int
	}{
		"a small zone is one call":   {func(*testing.T, *world) {}, bundle("example.org"), 1},
		"no names are none":          {func(*testing.T, *world) {}, nil, 0},
		"a name twice is one":        {func(*testing.T, *world) {}, []rr.Name{"a.example.org", "a.example.org"}, 1},
		"what is between is skipped": {hosts("b%04d.example.org", 1200), []rr.Name{"a.example.org", "c.example.org"}, 2},
		"a subtree of a large zone is one page": {
			hosts("b%04d.example.org", 1200), bundle("sub.example.org"), 1,
		},
		"the apex of a large zone is two": {
			hosts("b%04d.example.org", 1200), bundle("example.org"), 2,
		},
		"no name costs two calls": {
			hosts("h%04d.example.org", 1200), []rr.Name{"h0000.example.org", "h0300.example.org", "h0600.example.org"}, 3,
		},
		"names close together share a page": {
			hosts("h%04d.example.org", 1200), []rr.Name{"h0100.example.org", "h0399.example.org"}, 1,
		},
		"a page ends before the name that the next one starts with": {
			hosts("h%04d.example.org", 1200), []rr.Name{"h0100.example.org", "h0400.example.org"}, 2,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tc.put(t, w)
			sets, err := w.Sets(t.Context(), w.zone, tc.names)
			if err != nil {
				t.Fatal(err)
			}
			checkSets(t, w, tc.names, sets)
			if got := w.count("ListResourceRecordSets"); got != tc.want {
				t.Errorf("%d calls, want %d", got, tc.want)
			}
		})
	}
}

// TestRestThatFitsOnAPage: whoever comes in whatever order, a zone of three pages
// is three calls, if it is known how large it is.
func TestRestThatFitsOnAPage(t *testing.T) {
	t.Parallel()
	for rule, order := range map[string][]int{
		"from the end":        {590, 400, 0, 330},
		"from the middle":     {150, 599, 0, 449, 450},
		"one by one":          {1, 0, 299, 300, 598, 599},
		"after our own write": {590, -1, 400, 0, 330},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.putHosts(t, "h%04d.example.org", 600) // with NS and SOA three pages
			zone, err := w.Zone(t.Context(), w.zone.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range order {
				name := rr.Name(fmt.Sprintf("h%04d.example.org", max(n, 0)))
				if n < 0 {
					if _, err := w.Apply(t.Context(), zone, []reconcile.Change{{New: txt("z.example.org", "1")}}); err != nil {
						t.Fatal(err)
					}
					name = "z.example.org"
				}
				if _, err := w.Sets(t.Context(), zone, []rr.Name{name}); err != nil {
					t.Fatal(err)
				}
			}
			if got := w.count("ListResourceRecordSets"); got != 3 {
				t.Errorf("%d calls, want 3", got)
			}
		})
	}
}

func hosts(pattern string, n int) func(*testing.T, *world) {
	return func(t *testing.T, w *world) { w.putHosts(t, pattern, n) }
}

// checkSets compares what was read with what the zone has.
func checkSets(t *testing.T, w *world, names []rr.Name, got []rr.Set) {
	t.Helper()
	want := map[rr.Key]int{}
	all, _ := w.store.Sets(w.zone.ID)
	for _, s := range all {
		if name := decodeName(s.Name); slices.Contains(names, name) {
			want[rr.Key{Name: name, Type: rr.Type(s.Type)}]++
		}
	}
	have := map[rr.Key]int{}
	for _, s := range got {
		have[s.Key]++
	}
	if !cmp.Equal(want, have) {
		t.Errorf("sets differ from the zone's: %s", cmp.Diff(want, have))
	}
}

func TestOneNameThatFillsPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 1200 {
		typ := []string{"A", "AAAA", "MX", "SRV", "TXT", "CAA", "PTR", "NAPTR", "DS", "TLSA", "SSHFP", "HTTPS"}[i/100]
		err := w.store.Put(w.zone.ID, hostedzone.Set{
			Name: "example.org", Type: typ, TTL: 60, Values: []string{"x"},
			Routing: &hostedzone.Routing{SetIdentifier: fmt.Sprintf("id%03d", i%100), Kind: hostedzone.Weighted},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Sets(t.Context(), w.zone, bundle("example.org"))
	if err != nil || len(got) != 1202 {
		t.Errorf("read %d sets, %v, want 1202", len(got), err)
	}
	if n := w.count("ListResourceRecordSets"); n != 5 {
		t.Errorf("%d calls for 1,202 sets at one name, want 5", n)
	}
}

// TestPageThatEndsAtAnEscapedName has as the first name of the second page one
// of which it is not known whether it sorts as "*" or as "\052".
func TestPageThatEndsAtAnEscapedName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putHosts(t, "0%03d.example.org", 298) // with NS and SOA one page
	w.put(t, "*.example.org", `"wildcard"`)
	for _, step := range []struct {
		name rr.Name
		want int
	}{
		{"example.org", 1}, {"0296.example.org", 0}, {"9.example.org", 1}, {"0297.example.org", 0}, {"a.example.org", 0},
	} {
		if _, err := w.Sets(t.Context(), w.zone, []rr.Name{step.name}); err != nil {
			t.Fatal(err)
		}
		if got := w.count("List"); got != step.want {
			t.Errorf("%d calls for %s, want %d", got, step.name, step.want)
		}
	}
}

// TestCallsOfManyCallers reads an estate as Terraform does, ten domains at a
// time.
func TestCallsOfManyCallers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		domains int
		foreign string // pattern of the names of 1,500 other sets
		want    int
	}{
		"ten in a zone of one page":            {10, "", 1 + 1},
		"a hundred in a zone of three pages":   {100, "", 3},
		"three, far from each other":           {3, "d%04d-x.example.org", 2 * 3},
		"a hundred in a zone of eight pages":   {100, "d%04d-x.example.org", 8 + 1},
		"three between whom there are no sets": {3, "x%04d.example.org", 1 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				if tc.foreign != "" {
					w.putHosts(t, tc.foreign, 1500)
				}
				domains := make([]string, tc.domains)
				for i := range domains {
					domains[i] = fmt.Sprintf("d%04d.example.org", (i*7+3)%tc.domains*(1500/tc.domains))
					w.putBundle(t, domains[i])
				}
				w.before = func(context.Context, string) error { time.Sleep(100 * time.Millisecond); return nil }
				inParallel(10, domains, func(domain string) {
					sets, err := w.Sets(t.Context(), w.zone, bundle(domain))
					if err != nil {
						t.Error(err)
					}
					checkSets(t, w, bundle(domain), sets)
				})
				if got := w.count("ListResourceRecordSets"); got > tc.want {
					t.Errorf("%d calls, want at most %d", got, tc.want)
				} else {
					t.Logf("%d calls", got)
				}
			})
		})
	}
}

// putBundle stores the six sets of one domain.
func (w *world) putBundle(t *testing.T, domain string) {
	t.Helper()
	for _, name := range bundle(domain)[:5] {
		w.put(t, string(name), `"x"`)
	}
	mx := hostedzone.Set{Name: "mail." + domain, Type: "MX", TTL: 300, Values: []string{"10 feedback-smtp.eu-west-1.amazonses.com"}}
	if err := w.store.Put(w.zone.ID, mx); err != nil {
		t.Fatal(err)
	}
}

// inParallel does work for each item, some at a time.
func inParallel[T any](width int, items []T, do func(T)) {
	queue := make(chan T)
	var workers sync.WaitGroup
	for range width {
		workers.Go(func() {
			for item := range queue {
				do(item)
			}
		})
	}
	for _, item := range items {
		queue <- item
	}
	close(queue)
	workers.Wait()
}
