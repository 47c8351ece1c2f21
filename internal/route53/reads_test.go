package route53

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestWhatWasReadIsSharedUntilItIsOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.put(t, "a.example.org", `"1"`)
		look := func(wait time.Duration, want string, calls int) {
			t.Helper()
			time.Sleep(wait)
			if got := w.text(t, w.Zones, "a.example.org"); got != want {
				t.Errorf("read %q, want %q", got, want)
			}
			if got := w.count("List"); got != calls {
				t.Errorf("%d calls, want %d", got, calls)
			}
		}
		look(0, "1", 1)
		w.put(t, "a.example.org", `"2"`)
		look(maxIdle, "1", 0)
		look(maxIdle+1, "2", 1)
		w.put(t, "a.example.org", `"3"`)
		for range maxAge / maxIdle {
			look(maxIdle, "2", 0)
		}
		look(1, "3", 1)
	})
}

func TestOurWritesAreSeenAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(t, "a.example.org", `"1"`)
	if got := w.text(t, w.Zones, "a.example.org") + w.text(t, w.Zones, "b.example.org"); got != "1" {
		t.Fatalf("read %q", got)
	}
	if _, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: txt("b.example.org", "2")}}); err != nil {
		t.Fatal(err)
	}
	w.count("List")
	if got := w.text(t, w.Zones, "a.example.org"); got != "1" || w.count("List") != 0 {
		t.Errorf("read %q, or asked again for what was not written", got)
	}
	if got := w.text(t, w.Zones, "b.example.org"); got != "2" || w.count("List") != 0 {
		t.Errorf("read %q after writing 2, or asked what was written", got)
	}
	old, err := w.Sets(t.Context(), w.zone, []rr.Name{"b.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{Old: &old[0]}}); err != nil {
		t.Errorf("what was written is not what stands there: %v", err)
	}
	if got := w.text(t, w.Zones, "b.example.org"); got != "" || w.count("List") != 0 {
		t.Errorf("read %q after deleting, or asked what was deleted", got)
	}
}

// TestRefusalClearsTheImage is what makes a compare-and-swap that rests on an
// old read succeed at the second try.
func TestRefusalClearsTheImage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if got := w.text(t, w.Zones, "a.example.org") + w.text(t, w.Zones, "b.example.org"); got != "" {
		t.Fatalf("read %q", got)
	}
	w.put(t, "a.example.org", `"other"`)
	w.put(t, "b.example.org", `"other"`)
	_, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: txt("a.example.org", "1")}})
	if !errors.Is(err, reconcile.ErrRefused) {
		t.Fatalf("got %v, want ErrRefused", err)
	}
	for _, name := range []rr.Name{"a.example.org", "b.example.org"} {
		if got := w.text(t, w.Zones, name); got != "other" {
			t.Errorf("read %q at %s after a refusal, want what is there", got, name)
		}
	}
}

func TestReadThatBeganBeforeAWriteEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		gate := make(chan struct{})
		w.after = func(_ context.Context, operation string) error {
			if operation == "ListResourceRecordSets" {
				<-gate
			}
			return nil
		}
		var early sync.WaitGroup
		early.Go(func() { w.text(t, w.Zones, "a.example.org") })
		synctest.Wait() // the page is on its way, without the set
		if _, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: txt("a.example.org", "1")}}); err != nil {
			t.Error(err)
		}
		early.Go(func() {
			if got := w.text(t, w.Zones, "a.example.org"); got != "1" {
				t.Errorf("read %q after writing 1", got)
			}
		})
		synctest.Wait()
		close(gate)
		early.Wait()
		if got := w.text(t, w.Zones, "a.example.org"); got != "1" || w.count("List") != 2 {
			t.Errorf("read %q later, want 1 from the second page", got)
		}
	})
}

func TestReaderThatGivesUpHarmsNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.put(t, "a.example.org", `"1"`)
		w.before = func(ctx context.Context, _ string) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Minute):
				return nil
			}
		}
		var callers sync.WaitGroup
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for _, reader := range []context.Context{ctx, t.Context(), t.Context()} {
			callers.Go(func() {
				sets, err := w.Sets(reader, w.zone, []rr.Name{"a.example.org"})
				switch {
				case reader == ctx && !errors.Is(err, context.DeadlineExceeded):
					t.Errorf("the reader whose time was up got %v", err)
				case reader != ctx && (err != nil || len(sets) != 1):
					t.Errorf("another got %v, %v", sets, err)
				}
			})
			synctest.Wait()
		}
		callers.Wait()
	})
}

func TestFailureIsSharedByWhoWaitsForIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.refusal = func(string, string) string { return "Throttling" }
		w.before = func(context.Context, string) error { time.Sleep(time.Second); return nil }
		inParallel(10, make([]int, 10), func(int) {
			var api *reconcile.APIError
			if _, err := w.Sets(t.Context(), w.zone, bundle("example.org")); !errors.As(err, &api) || api.Code != "Throttling" {
				t.Errorf("got %v, want Throttling", err)
			}
		})
		if got := w.count("List"); got != 1 {
			t.Errorf("%d calls fail in turn, want 1 for all", got)
		}
	})
}

// TestReadsAndWritesInAnyOrder lets callers read and write at the same time,
// with requests that take any time to get there and back, and checks that
// nobody reads what was already overwritten when the read began.
func TestReadsAndWritesInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { newHistory(t, seed).run() })
		})
	}
}

// history is what was written to some names: at each, the numbers from 1 on.
type history struct {
	t *testing.T
	*world

	mu      sync.Mutex // guards everything below
	rng     *rand.Rand
	written map[rr.Name]int // the last number whose write has ended
}

func newHistory(t *testing.T, seed uint64) *history {
	h := &history{t: t, world: newWorld(t), rng: rand.New(rand.NewPCG(seed, 0)), written: map[rr.Name]int{}}
	if seed%8 == 0 {
		h.putHosts(t, "n2-%03d.example.org", 310)
	}
	h.before = func(context.Context, string) error { h.dawdle(); return nil }
	h.after = h.before
	return h
}

func (h *history) random(n int) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rng.IntN(n)
}

func (h *history) dawdle() { time.Sleep(time.Duration(h.random(30)) * time.Millisecond) }

func (h *history) name(i int) rr.Name { return rr.Name(fmt.Sprintf("n%d.example.org", i)) }

func (h *history) run() {
	var callers sync.WaitGroup
	for i := range 4 {
		callers.Go(func() { h.write(h.name(i)) })
		callers.Go(h.read)
	}
	callers.Wait()
}

func (h *history) write(name rr.Name) {
	var old *rr.Set
	for number := 1; number <= 6; number++ {
		h.dawdle()
		if h.random(4) == 0 {
			// Refused, because there never is such a set.
			_, err := h.Apply(h.t.Context(), h.zone, []reconcile.Change{{Old: txt(name, "-1")}})
			if !errors.Is(err, reconcile.ErrRefused) {
				h.t.Errorf("got %v, want ErrRefused", err)
			}
		}
		next := txt(name, strconv.Itoa(number))
		if _, err := h.Apply(h.t.Context(), h.zone, []reconcile.Change{{Old: old, New: next}}); err != nil {
			h.t.Errorf("write %d to %s: %v", number, name, err)
		}
		old = next
		h.mu.Lock()
		h.written[name] = number
		h.mu.Unlock()
	}
}

func (h *history) read() {
	for range 10 {
		h.dawdle()
		names := []rr.Name{h.name(h.random(4)), h.name(h.random(4))}
		h.mu.Lock()
		before := maps.Clone(h.written)
		h.mu.Unlock()
		sets, err := h.Sets(h.t.Context(), h.zone, names)
		if err != nil {
			h.t.Error(err)
		}
		got := map[rr.Name]int{}
		for _, s := range sets {
			got[s.Name], _ = strconv.Atoi(strings.Join(s.Texts(), ""))
		}
		for _, name := range names {
			if got[name] < before[name] {
				h.t.Errorf("read %d at %s, but %d was written before", got[name], name, before[name])
			}
		}
	}
}
