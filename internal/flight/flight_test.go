package flight_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/flight"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestCallersAtOnceShareOneLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var once flight.Once[int]
		loads := 0
		gate := make(chan struct{})
		var callers sync.WaitGroup
		for range 10 {
			callers.Go(func() {
				got, err := once.Get(t.Context(), func(context.Context) (int, error) {
					loads++
					<-gate
					return 7, nil
				})
				if got != 7 || err != nil {
					t.Errorf("got %d, %v, want 7", got, err)
				}
			})
		}
		synctest.Wait()
		close(gate)
		callers.Wait()
		if loads != 1 {
			t.Errorf("loaded %d times, want once", loads)
		}
	})
}

func TestFailureIsSharedButNotKept(t *testing.T) {
	t.Parallel()
	var once flight.Once[int]
	broken := errors.New("broken")
	if _, err := once.Get(t.Context(), func(context.Context) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	got, err := once.Get(t.Context(), func(context.Context) (int, error) { return 7, nil })
	if got != 7 || err != nil {
		t.Errorf("got %d, %v after a failure, want 7", got, err)
	}
	got, err = once.Get(t.Context(), func(context.Context) (int, error) { return 8, nil })
	if got != 7 || err != nil {
		t.Errorf("got %d, %v after a success, want the 7 that was kept", got, err)
	}
}

func TestWaitingCallerOutlivesTheCancelledLoader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var once flight.Once[int]
		loader, cancel := context.WithCancel(t.Context())
		var callers sync.WaitGroup
		callers.Go(func() {
			_, err := once.Get(loader, func(ctx context.Context) (int, error) {
				<-ctx.Done()
				return 0, ctx.Err()
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("loader got %v, want its own cancellation", err)
			}
		})
		synctest.Wait()
		callers.Go(func() {
			got, err := once.Get(t.Context(), func(context.Context) (int, error) { return 7, nil })
			if got != 7 || err != nil {
				t.Errorf("waiting caller got %d, %v, want 7", got, err)
			}
		})
		synctest.Wait()
		cancel()
		callers.Wait()
	})
}

func TestCallerWaitsNoLongerThanItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var once flight.Once[int]
		gate := make(chan struct{})
		var loader sync.WaitGroup
		loader.Go(func() {
			_, _ = once.Get(t.Context(), func(context.Context) (int, error) { <-gate; return 7, nil })
		})
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := once.Get(ctx, func(context.Context) (int, error) { return 8, nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the caller's own cancellation", err)
		}
		close(gate)
		loader.Wait()
	})
}
