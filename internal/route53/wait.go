package route53

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// The waits between two looks at a change, each a second longer than the one
// before; but once a change was seen to take some time, the second look at a
// later one comes when nearly as much has passed. Route 53 is usually through
// within a minute (API Reference, GetChange), and its requests are few per
// second.
const (
	firstPoll = 2 * time.Second
	pollStep  = time.Second
	mostPoll  = 10 * time.Second
)

// Wait returns when all of Route 53's name servers answer with the change. All
// who wait for one change share the looks at it; see reconcile.Zones.
func (z *Zones) Wait(ctx context.Context, change reconcile.ChangeID) error {
	if change == "" {
		return nil
	}
	_, err := z.insync.get(logged(ctx), change, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, z.poll(ctx, change)
	})
	return err
}

// poll looks at a change until it is everywhere.
func (z *Zones) poll(ctx context.Context, change reconcile.ChangeID) error {
	began := z.lags.begun(change, z.now())
	for pause := firstPoll; ; pause = min(pause+pollStep, mostPoll) {
		out, err := z.client.GetChange(ctx, &route53.GetChangeInput{Id: aws.String(string(change))})
		if err != nil {
			return z.apiError("GetChange", string(change), err)
		}
		status := types.ChangeStatus("")
		if out.ChangeInfo != nil {
			status = out.ChangeInfo.Status
		}
		debug(ctx, "looked at change", map[string]any{"change": string(change), "status": string(status)})
		lag := z.now().Sub(began)
		if status == types.ChangeStatusInsync {
			z.lags.ended(change, lag, pause > firstPoll)
			info(ctx, "change is on all name servers", map[string]any{"change": string(change), "waited": lag.String()})
			return nil
		}
		if pause == firstPoll {
			info(ctx, "waiting for all name servers to have a change", map[string]any{"change": string(change)})
		}
		select {
		case <-time.After(max(pause, z.lags.usual()-lag)):
		case <-ctx.Done():
			return z.apiError("GetChange", string(change), context.Cause(ctx))
		}
	}
}

// lags remember how long changes take, so that nobody looks again before the
// next one can be through. The zero value knows nothing.
type lags struct {
	mu       sync.Mutex // guards everything below
	sent     map[reconcile.ChangeID]time.Time
	shortest time.Duration
}

// began notes when a change was accepted.
func (l *lags) began(change reconcile.ChangeID, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sent == nil {
		l.sent = map[reconcile.ChangeID]time.Time{}
	}
	l.sent[change] = now
}

// begun returns when a change was accepted, now if that is not known.
func (l *lags) begun(change reconcile.ChangeID, now time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if sent, ok := l.sent[change]; ok {
		return sent
	}
	return now
}

// ended notes that a change is through, and how long that took if it was seen
// not to be before.
func (l *lags) ended(change reconcile.ChangeID, lag time.Duration, seen bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.sent, change)
	if seen && (l.shortest == 0 || lag < l.shortest) {
		l.shortest = lag
	}
}

// usual is nearly what the fastest change took: looks come at intervals, so it
// was through some time before.
func (l *lags) usual() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shortest - l.shortest/10
}
