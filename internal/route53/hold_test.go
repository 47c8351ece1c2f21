package route53

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// TestHold lets callers come at certain seconds and tells when which of them are
// sent together.
func TestHold(t *testing.T) {
	t.Parallel()
	type caller struct {
		comes int  // the second at which it applies its change, -1 for never
		loses bool // it takes its announcement back then instead
		quiet bool // it has not announced itself
	}
	for name, tc := range map[string]struct {
		callers []caller
		calls   int
		last    int // the second at which all are through
	}{
		"a lone caller waits for nobody":                      {[]caller{{}}, 1, 0},
		"nobody waits for callers who are not announced":      {[]caller{{comes: 0, quiet: true}, {comes: 2, quiet: true}}, 2, 2},
		"all who are announced go together":                   {[]caller{{comes: 0}, {comes: 3}, {comes: 6}}, 1, 6},
		"nobody waits long for one who does not come":         {[]caller{{comes: 0}, {comes: 1}, {comes: -1}}, 1, 5},
		"one who will not come is not waited for":             {[]caller{{comes: 0}, {comes: 2, loses: true}}, 1, 2},
		"nobody is held for ever while others keep coming":    {[]caller{{comes: 0}, {comes: 3}, {comes: 6}, {comes: 9}, {comes: 12}, {comes: 15}, {comes: 18}, {comes: 21}}, 2, 21},
		"a caller who is not announced fills a place as well": {[]caller{{comes: 0}, {comes: 1, quiet: true}, {comes: 2}}, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				started := time.Now()
				sets := numbered(len(tc.callers))
				var running sync.WaitGroup
				for i, c := range tc.callers {
					done := func() {}
					if !c.quiet {
						done = w.Announce(w.zone)
					}
					if c.comes < 0 {
						continue
					}
					running.Go(func() {
						time.Sleep(time.Duration(c.comes) * time.Second)
						defer done()
						if c.loses {
							return
						}
						if _, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: sets[i]}}); err != nil {
							t.Errorf("caller %d got %v", i, err)
						}
					})
				}
				running.Wait()
				took := time.Since(started)
				if calls := w.count("Change"); calls != tc.calls || took != time.Duration(tc.last)*time.Second {
					t.Errorf("%d calls in %v, want %d in %ds", calls, took, tc.calls, tc.last)
				}
			})
		})
	}
}

func TestCallerThatGivesUpWhileItIsHeld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		sets := numbered(3)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		contexts := []context.Context{ctx, t.Context(), t.Context()}
		var callers sync.WaitGroup
		for i, set := range sets {
			done := w.Announce(w.zone)
			callers.Go(func() {
				defer done()
				time.Sleep(time.Duration(i) * 2 * time.Second)
				_, err := w.Apply(contexts[i], w.zone, []reconcile.Change{{New: set}})
				if gaveUp := i == 0; gaveUp != errors.Is(err, context.DeadlineExceeded) || !gaveUp && err != nil {
					t.Errorf("caller %d got %v", i, err)
				}
			})
		}
		callers.Wait()
		if calls := w.count("Change"); calls != 1 {
			t.Errorf("%d calls, want one for the two who stayed", calls)
		}
		if got := w.text(t, w.Zones, sets[0].Name); got != "" {
			t.Errorf("what was given up was sent: %q", got)
		}
	})
}
