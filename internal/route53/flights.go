package route53

import (
	"context"
	"errors"
	"sync"
)

// errLost is what those get who waited for a call that panicked.
var errLost = errors.New("the call that was waited for did not return")

// flights lets callers who ask for the same share one answer. An answer is
// kept for the life of the process until it is forgotten; an error is given to
// all who wait for it and then forgotten.
//
//	who asks           | answer kept | flight on its way | what happens
//	anyone             | yes         | -                 | gets the answer
//	first              | no          | no                | flies, under its own context
//	next               | no          | yes               | waits for it or for the end of its context
//	next, first gave up| no          | no                | one of those who wait flies
type flights[K comparable, V any] struct {
	mu      sync.Mutex // guards everything below
	kept    map[K]V
	flying  map[K]*flight[V]
	changed uint64 // how often something was forgotten
}

type flight[V any] struct {
	landed  chan struct{} // closed when value and err are set
	gaveUp  bool
	value   V
	err     error
	changed uint64
}

// do returns the answer for a key, by ask unless it is known or on its way.
func (f *flights[K, V]) do(ctx context.Context, key K, ask func(context.Context) (V, error)) (V, error) {
	for {
		f.mu.Lock()
		if value, ok := f.kept[key]; ok {
			f.mu.Unlock()
			return value, nil
		}
		other, ok := f.flying[key]
		if !ok {
			own := f.startLocked(key)
			f.mu.Unlock()
			f.fly(ctx, key, own, ask)
			return own.value, own.err
		}
		f.mu.Unlock()
		select {
		case <-other.landed:
		case <-ctx.Done():
			var none V
			return none, context.Cause(ctx)
		}
		if !other.gaveUp {
			return other.value, other.err
		}
	}
}

func (f *flights[K, V]) startLocked(key K) *flight[V] {
	if f.flying == nil {
		f.flying, f.kept = map[K]*flight[V]{}, map[K]V{}
	}
	own := &flight[V]{landed: make(chan struct{}), gaveUp: true, changed: f.changed}
	f.flying[key] = own
	return own
}

func (f *flights[K, V]) fly(ctx context.Context, key K, own *flight[V], ask func(context.Context) (V, error)) {
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.flying, key)
		if !own.gaveUp && own.err == nil && own.changed == f.changed {
			f.kept[key] = own.value
		}
		close(own.landed)
	}()
	own.value, own.err = ask(ctx)
	own.gaveUp = own.err != nil && ctx.Err() != nil
}

// known returns the answer for a key if it is kept.
func (f *flights[K, V]) known(key K) (V, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	value, ok := f.kept[key]
	return value, ok
}

// forget drops the answer for a key; one that is on its way is not kept.
func (f *flights[K, V]) forget(key K) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.kept, key)
	f.changed++
}
