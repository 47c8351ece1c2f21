package route53

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// second makes each change take a second to get there.
func (w *world) second() {
	w.before = func(ctx context.Context, _ string) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
			return nil
		}
	}
}

// applied is what callers get who each create one set at the same time, in the
// order of the names.
type applied struct {
	id  reconcile.ChangeID
	err error
}

func (w *world) createAll(t *testing.T, sets ...*rr.Set) []applied {
	t.Helper()
	out := make([]applied, len(sets))
	var callers sync.WaitGroup
	for i, set := range sets {
		callers.Go(func() {
			out[i].id, out[i].err = w.Apply(t.Context(), w.zone, []reconcile.Change{{New: set}})
		})
		synctest.Wait() // so that they queue in order
	}
	callers.Wait()
	return out
}

func numbered(n int) []*rr.Set {
	sets := make([]*rr.Set, n)
	for i := range sets {
		sets[i] = txt(rr.Name(fmt.Sprintf("n%02d.example.org", i)), "1")
	}
	return sets
}

func TestConcurrentChangesAreSentTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.second()
		w.store.SetProcessingTime(time.Second) // a second request meanwhile would fail
		started := time.Now()
		got := w.createAll(t, numbered(10)...)
		for i, a := range got {
			if a.err != nil || a.id == "" || i > 0 && a.id != got[1].id {
				t.Errorf("caller %d got %+v", i, a)
			}
		}
		if got[0].id == got[1].id {
			t.Error("the first caller waited for the others")
		}
		if calls, took := w.count("Change"), time.Since(started); calls != 2 || took != 2*time.Second {
			t.Errorf("%d calls in %v, want 2 in 2s: the first at once and the others together", calls, took)
		}
	})
}

func TestBadChangeFailsNoneOfItsNeighbours(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(*testing.T, *world)
		code    string
	}{
		"one that Route 53 cannot make": {
			func(t *testing.T, w *world) { w.put(t, "n05.example.org", `"taken"`) }, "InvalidChangeBatch",
		},
		"one that is not allowed": {
			func(_ *testing.T, w *world) {
				w.refusal = func(_, body string) string {
					if strings.Contains(body, "n05.") {
						return "AccessDenied"
					}
					return ""
				}
			}, "AccessDenied",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				tc.prepare(t, w)
				w.second()
				for i, got := range w.createAll(t, numbered(17)...) {
					var api *reconcile.APIError
					if errors.As(got.err, &api); (api != nil && api.Code == tc.code) != (i == 5) {
						t.Errorf("caller %d got %v", i, got.err)
					}
				}
				if got := w.count("Change"); got != 1+1+2*4 {
					t.Errorf("%d calls, want 10: one, and 16 together, halved four times", got)
				}
			})
		})
	}
}

func TestFailureThatBlamesNobodyIsNotRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.second()
		w.refusal = func(string, string) string { return "Throttling" }
		for i, got := range w.createAll(t, numbered(10)...) {
			var api *reconcile.APIError
			if !errors.As(got.err, &api) || api.Code != "Throttling" {
				t.Errorf("caller %d got %v", i, got.err)
			}
		}
		if got := w.count("Change"); got != 2 {
			t.Errorf("%d calls, want 2", got)
		}
	})
}

func TestOneRequestStaysWithinTheLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.second()
		sets := numbered(12)
		for i := range sets {
			for v := range 300 {
				sets[i].Values = append(sets[i].Values, rr.Value{Text: fmt.Sprint("v", v)})
			}
		}
		for i, got := range w.createAll(t, sets...) {
			if got.err != nil {
				t.Errorf("caller %d got %v", i, got.err)
			}
		}
		if got := w.count("Change"); got != 1+4 {
			t.Errorf("%d calls, want 5: one, and 11 times 301 values by threes", got)
		}
	})
}

func TestCallersWhoChangeOneNameTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.second()
		got := w.createAll(t, txt("a.example.org", "0"), txt("b.example.org", "1"), txt("b.example.org", "2"), txt("c.example.org", "3"))
		if got[0].err != nil || got[1].err != nil || got[3].err != nil || !errors.Is(got[2].err, reconcile.ErrRefused) {
			t.Errorf("got %+v, want only the third refused", got)
		}
		if calls := w.count("Change"); calls != 3 || got[1].id != got[3].id {
			t.Errorf("%d calls, want 3, with the second and the fourth caller in one", calls)
		}
	})
}

// TestCallerThatGivesUp has three callers, of whom the first is sent alone and
// the others wait, and takes one away at different times.
func TestCallerThatGivesUp(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		who     int
		after   time.Duration
		calls   int
		missing []string // of the names n00 to n02
	}{
		"before it comes: nothing is sent":            {0, 0, 2, []string{"n00"}},
		"alone and under way: the request is cut off": {0, 500 * time.Millisecond, 2, []string{"n00"}},
		"queued: its changes are not sent":            {1, 500 * time.Millisecond, 2, []string{"n01"}},
		"as the one who sends for others as well":     {1, 1500 * time.Millisecond, 2, nil},
		"while another sends for it":                  {2, 1500 * time.Millisecond, 2, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.second()
				var callers sync.WaitGroup
				for i, set := range numbered(3) {
					ctx := t.Context()
					if i == tc.who {
						var cancel context.CancelFunc
						ctx, cancel = context.WithTimeout(ctx, tc.after)
						defer cancel()
					}
					callers.Go(func() {
						_, err := w.Apply(ctx, w.zone, []reconcile.Change{{New: set}})
						if i != tc.who && err != nil {
							t.Errorf("caller %d got %v", i, err)
						}
						if i == tc.who && err != nil && !errors.Is(err, context.DeadlineExceeded) {
							t.Errorf("the caller that gave up got %v", err)
						}
					})
					synctest.Wait()
				}
				callers.Wait()
				dump := w.store.Dump(w.zone.ID)
				for _, label := range []string{"n00", "n01", "n02"} {
					missing := !strings.Contains(dump, label)
					if missing != strings.Contains(strings.Join(tc.missing, " "), label) {
						t.Errorf("%s missing = %v", label, missing)
					}
				}
				if calls := w.count("Change"); calls != tc.calls {
					t.Errorf("%d calls, want %d", calls, tc.calls)
				}
			})
		})
	}
}

func TestZonesAreChangedIndependently(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.second()
		other := w.store.CreateZone(account, "example.net", false)
		started := time.Now()
		inParallel(2, []reconcile.Zone{w.zone, {ID: other.ID, Name: "example.net"}}, func(zone reconcile.Zone) {
			if _, err := w.Apply(t.Context(), zone, []reconcile.Change{{New: txt("a."+zone.Name, "1")}}); err != nil {
				t.Error(err)
			}
		})
		if took := time.Since(started); took != time.Second {
			t.Errorf("two zones took %v, want 1s", took)
		}
	})
}
