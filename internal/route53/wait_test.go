package route53

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

func TestWait(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		delay, want time.Duration
		calls       int
	}{
		"a change that is there is looked at once": {0, 0, 1},
		"the second look is after two seconds":     {time.Second, 2 * time.Second, 2},
		"the third after three more":               {3 * time.Second, 5 * time.Second, 3},
		"later ones every ten":                     {70 * time.Second, 74 * time.Second, 12},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.store.SetInsyncDelay(tc.delay)
				id, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: txt("a.example.org", "1")}})
				if err != nil {
					t.Fatal(err)
				}
				started := time.Now()
				inParallel(5, make([]int, 10), func(int) {
					if err := w.Wait(t.Context(), id); err != nil {
						t.Error(err)
					}
				})
				if waited, calls := time.Since(started), w.count("GetChange"); waited != tc.want || calls != tc.calls {
					t.Errorf("ten callers waited %v with %d calls, want %v with %d", waited, calls, tc.want, tc.calls)
				}
			})
		})
	}
}

// TestWaitLearns: a second change is looked at again when it can be through.
func TestWaitLearns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.store.SetInsyncDelay(30 * time.Second)
		for i, want := range []struct {
			waited time.Duration
			calls  int
		}{{35 * time.Second, 8}, {31500 * time.Millisecond, 2}, {31350 * time.Millisecond, 3}} {
			id, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: numbered(3)[i]}})
			if err != nil {
				t.Fatal(err)
			}
			started := time.Now()
			if err := w.Wait(t.Context(), id); err != nil {
				t.Error(err)
			}
			if waited, calls := time.Since(started), w.count("GetChange"); waited != want.waited || calls != want.calls {
				t.Errorf("change %d: waited %v with %d calls, want %v with %d", i, waited, calls, want.waited, want.calls)
			}
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.store.SetInsyncDelay(time.Minute)
		id, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: txt("a.example.org", "1")}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		inParallel(2, []context.Context{ctx, t.Context()}, func(ctx context.Context) {
			err := w.Wait(ctx, id)
			if patient := ctx == t.Context(); patient != (err == nil) || !patient && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("patient = %v, got %v", patient, err)
			}
		})
	})
}

func TestWaitForAnUnknownChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var api *reconcile.APIError
	if err := w.Wait(t.Context(), "C1"); !errors.As(err, &api) || api.Code != "NoSuchChange" || api.Subject != "C1" {
		t.Errorf("got %v, want NoSuchChange for C1", err)
	}
}
