package route53

import (
	"context"
	"errors"
	"sync"

	"github.com/mailauth/terraform-provider-mailauth/internal/flight"
)

// errLost is what callers get who waited for another's call that panicked.
var errLost = errors.New("the call that was waited for did not return")

// answers are values that are asked for once per key, see flight.Once, until
// they are forgotten. The zero value is ready.
type answers[K comparable, V any] struct {
	mu    sync.Mutex // guards byKey
	byKey map[K]*flight.Once[V]
}

func (a *answers[K, V]) get(ctx context.Context, key K, load func(context.Context) (V, error)) (V, error) {
	return a.once(key).Get(ctx, load)
}

func (a *answers[K, V]) once(key K) *flight.Once[V] {
	a.mu.Lock()
	defer a.mu.Unlock()
	once, ok := a.byKey[key]
	if !ok {
		once = &flight.Once[V]{}
		if a.byKey == nil {
			a.byKey = map[K]*flight.Once[V]{}
		}
		a.byKey[key] = once
	}
	return once
}

// forget makes the next caller load again, even while a load is under way.
func (a *answers[K, V]) forget(key K) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.byKey, key)
}
