package domain

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// TestAwait shows which absence is believed, and when.
func TestAwait(t *testing.T) {
	t.Parallel()
	lost := errors.New("no answer")
	for name, tc := range map[string]struct {
		// age is how long ago the identity was made and not shown, negative for a
		// clock that was set back; unmade is that it was not.
		age    time.Duration
		unmade bool
		// shows is when SES shows it, lag from now on.
		shows time.Duration
		err   error
		took  time.Duration
		gone  bool
	}{
		"what is there is there":                      {shows: 0},
		"what was made moments ago is waited for":     {shows: 3 * time.Second, took: 3 * time.Second},
		"but not for long":                            {shows: time.Hour, took: 11 * time.Second, gone: true},
		"what was made some time ago is gone":         {age: time.Minute, shows: time.Hour, gone: true},
		"what was seen since is gone":                 {unmade: true, shows: time.Hour, gone: true},
		"a clock that was set back makes nobody wait": {age: -time.Hour, shows: 2 * time.Hour, gone: true},
		"an answer that did not come is told at once": {shows: time.Hour, err: lost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				own := ownership{Unseen: began.Add(-tc.age)}
				if tc.unmade {
					own.Unseen = time.Time{}
				}
				seen, err := own.await(t.Context(), func() (reconcile.Observation, error) {
					if time.Since(began) < tc.shows {
						return reconcile.Observation{}, tc.err
					}
					return reconcile.Observation{Identity: &reconcile.Identity{}}, tc.err
				})
				if took := time.Since(began); !errors.Is(err, tc.err) || took != tc.took || (seen.Identity == nil) != (tc.gone || tc.err != nil) {
					t.Errorf("got %v, %v after %s", seen.Identity, err, took)
				}
			})
		})
	}
}

// TestAwaitInterrupted: who interrupts a wait does not learn that it is gone.
func TestAwaitInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	own := ownership{Unseen: time.Now()}
	_, err := own.await(ctx, func() (reconcile.Observation, error) {
		cancel()
		return reconcile.Observation{}, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("await = %v", err)
	}
}
