package awsconf

import (
	"context"
	"maps"
	"sync"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// Traffic counts what is asked of AWS, by the SDK's name of the service:
// "SESv2", "Route 53", "STS". The zero value is ready, and safe for concurrent
// use.
type Traffic struct {
	mu        sync.Mutex // guards byService
	byService map[string]Count
}

// Count is what was asked of one service.
type Count struct {
	// Calls are all attempts, and Throttled those that were refused because a
	// rate was exceeded.
	Calls, Throttled int
	// Waited is for how long callers have waited for their turn, or to try
	// again; of callers who wait at the same time each counts.
	Waited time.Duration
}

// Counts returns what was asked so far.
func (t *Traffic) Counts() map[string]Count {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.byService)
}

func (t *Traffic) add(service string, c Count) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byService == nil {
		t.byService = map[string]Count{}
	}
	sum := t.byService[service]
	t.byService[service] = Count{sum.Calls + c.Calls, sum.Throttled + c.Throttled, sum.Waited + c.Waited}
}

// watch counts the attempts of every request, and the time between them.
func (t *Traffic) watch(stack *middleware.Stack) error {
	if err := stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Traffic", t.request), middleware.Before); err != nil {
		return err
	}
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("TrafficAttempt", t.attempt), "Retry", middleware.After)
}

type underwayKey struct{}

func (t *Traffic) request(
	ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
) (middleware.InitializeOutput, middleware.Metadata, error) {
	var underway time.Duration
	start := time.Now()
	out, metadata, err := next.HandleInitialize(middleware.WithStackValue(ctx, underwayKey{}, &underway), in)
	t.add(awsmiddleware.GetServiceID(ctx), Count{Waited: time.Since(start) - underway})
	return out, metadata, err
}

func (t *Traffic) attempt(
	ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
) (middleware.FinalizeOutput, middleware.Metadata, error) {
	start := time.Now()
	out, metadata, err := next.HandleFinalize(ctx, in)
	if underway, ok := middleware.GetStackValue(ctx, underwayKey{}).(*time.Duration); ok {
		*underway += time.Since(start)
	}
	c := Count{Calls: 1}
	if throttled(err) {
		c.Throttled = 1
	}
	t.add(awsmiddleware.GetServiceID(ctx), c)
	return out, metadata, err
}
