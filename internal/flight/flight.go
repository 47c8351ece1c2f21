// Package flight lets concurrent callers share one call and keeps what it
// returned. It knows nothing of what is called.
package flight

import (
	"context"
	"errors"
	"sync"
)

// Once is a value that is loaded at its first use. The zero Once is ready.
type Once[T any] struct {
	mu     sync.Mutex // guards flight
	flight *flight[T]
}

type flight[T any] struct {
	done  chan struct{}
	value T
	err   error
}

// Get returns the value, which load makes unless it is there already. Callers
// that come meanwhile wait for the one that loads and share its failure; a
// failure is not kept, so a later caller tries again. Callers wait no longer
// than their own ctx, and one whose ctx goes on tries again where the loading
// caller's ctx ended.
func (o *Once[T]) Get(ctx context.Context, load func(context.Context) (T, error)) (T, error) {
	for {
		f, mine := o.join()
		if mine {
			o.fly(ctx, f, load)
			return f.value, f.err
		}
		if err := f.await(ctx); err != nil {
			var none T
			return none, err
		}
		if f.err == nil || ctx.Err() != nil || !cancelled(f.err) {
			return f.value, f.err
		}
	}
}

// await returns when the flight has landed. One that has landed before is there
// for a ctx that is over, too.
func (f *flight[T]) await(ctx context.Context) error {
	select {
	case <-f.done:
		return nil
	default:
	}
	select {
	case <-f.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// join returns the flight under way or landed, or a new one that is the
// caller's to fly.
func (o *Once[T]) join() (f *flight[T], mine bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.flight != nil {
		return o.flight, false
	}
	o.flight = &flight[T]{done: make(chan struct{}), err: errLost}
	return o.flight, true
}

// errLost is what waiting callers get where load panics.
var errLost = errors.New("the call that was waited for did not return")

func (o *Once[T]) fly(ctx context.Context, f *flight[T], load func(context.Context) (T, error)) {
	defer func() {
		if f.err != nil {
			o.mu.Lock()
			o.flight = nil
			o.mu.Unlock()
		}
		close(f.done)
	}()
	f.value, f.err = load(ctx)
}

func cancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
