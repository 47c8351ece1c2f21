package route53

import (
	"context"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// How long changes are held back for others that are announced. Terraform works
// on ten resources at once, whose requests SES lets through at one per second;
// without a hold each domain's records would come too late for the request that
// the domain before it sends. So they wait while others keep coming, and go
// when nobody has come for maxGap or the first has waited for maxHold. The
// pipe of SES meanwhile works for the others: only the last of a run of
// resources may end later for it, and nobody waits for a resource that does
// something else.
const (
	maxGap  = 4 * time.Second
	maxHold = 20 * time.Second
)

// Announce says that the caller will soon Apply changes to a zone; see
// reconcile.Zones.
func (z *Zones) Announce(zone reconcile.Zone) (done func()) {
	w := &z.shared(zoneID(zone)).writes
	w.announce(+1)
	return sync.OnceFunc(func() { w.announce(-1) })
}

func (w *writes) announce(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.announced += n
	w.wakeLocked()
}

// holdLocked returns for how long the queue should still wait, 0 if it should
// not.
func (w *writes) holdLocked(now time.Time) time.Duration {
	n := len(w.queue)
	if n == 0 || n >= w.announced {
		return 0
	}
	until := w.queue[0].queued.Add(maxHold)
	if gap := w.queue[n-1].queued.Add(maxGap); gap.Before(until) {
		until = gap
	}
	return until.Sub(now)
}

func (w *writes) wakeLocked() {
	if w.changed != nil {
		close(w.changed)
	}
	w.changed = make(chan struct{})
}

// pause waits for others, not longer than limit if that is not 0.
func pause(ctx context.Context, others <-chan struct{}, limit time.Duration) error {
	var over <-chan time.Time
	if limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-others:
	case <-over:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}
