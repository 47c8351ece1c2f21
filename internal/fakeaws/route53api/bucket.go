package route53api

import (
	"sync"
	"time"
)

// Bucket is the request rate of Route 53: a token bucket for each account over all operations. It is safe for
// concurrent use.
type Bucket struct {
	now   func() time.Time
	rate  float64 // tokens per second
	burst float64

	mu    sync.Mutex // guards level
	level map[string]bucketLevel
}

type bucketLevel struct {
	tokens float64
	at     time.Time
}

// NewBucket returns buckets that hold burst requests and refill at rate requests per second of the clock.
func NewBucket(now func() time.Time, rate float64, burst int) *Bucket {
	return &Bucket{now: now, rate: rate, burst: float64(burst), level: map[string]bucketLevel{}}
}

// Allow takes one request from the account's bucket and reports false if it is empty.
func (b *Bucket) Allow(account, _ string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	level, ok := b.level[account]
	if !ok {
		level = bucketLevel{tokens: b.burst, at: now}
	}
	level.tokens = min(b.burst, level.tokens+now.Sub(level.at).Seconds()*b.rate)
	level.at = now
	allowed := level.tokens >= 1
	if allowed {
		level.tokens--
	}
	b.level[account] = level
	return allowed
}
