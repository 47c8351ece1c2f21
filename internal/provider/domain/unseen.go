package domain

import (
	"context"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

const (
	// unseenTime is how long after an apply it is not believed that the identity
	// which that has made is gone, if SES had not shown it by then. SES promises
	// no read after write. A wait for the verification has seen it.
	unseenTime = 10 * time.Second
	// unseenPause is the pause between two looks.
	unseenPause = time.Second
)

// await looks at a domain, and looks again while an identity is missing that was
// made so short a time ago that SES may not show it yet: to believe that it is
// gone would take the resource out of the state, or make the next apply fail on
// an identity that exists.
func (o *ownership) await(ctx context.Context, look func() (reconcile.Observation, error)) (reconcile.Observation, error) {
	for {
		seen, err := look()
		if err != nil {
			return seen, err
		}
		// A clock that was set back in between would make this wait for long.
		age := time.Since(o.Unseen)
		if seen.Identity != nil || age < 0 || age > unseenTime {
			return seen, nil
		}
		select {
		case <-time.After(unseenPause):
		case <-ctx.Done():
			return seen, ctx.Err()
		}
	}
}
