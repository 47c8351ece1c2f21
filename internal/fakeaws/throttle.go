package fakeaws

import (
	"net/http"
	"time"
)

// Rate is a token bucket: so many requests per second in the long run, and so
// many at once after a rest.
type Rate struct {
	PerSecond float64
	Burst     int
}

type bucketKey struct{ limit, account, region string }

type bucket struct {
	tokens float64
	filled time.Time
}

// Throttle limits a service ("ses", "route53") or one operation
// ("route53:CreateHostedZone") per account, and SES per region as well; a zero
// Rate lifts the limit. AWS's own: Rate{1, 1} for SES (the burst is not
// documented), Rate{10, 50} for Route 53, Rate{5, 5} there before July 2026.
func (w *World) Throttle(what string, r Rate) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for k := range w.buckets {
		if k.limit == what {
			delete(w.buckets, k)
		}
	}
	delete(w.limits, what)
	if r != (Rate{}) {
		w.limits[what] = r
	}
}

// throttle refuses what is over a rate: 429 of SES, 400 of Route 53, without
// Retry-After.
func (w *World) throttle(next handler) handler {
	return func(rw http.ResponseWriter, r *http.Request, x *exchange) {
		if w.admit(x) {
			next(rw, r, x)
			return
		}
		status := http.StatusBadRequest
		if x.service == serviceSES {
			status = http.StatusTooManyRequests
		}
		x.refuse(rw, status, throttled, "Rate exceeded")
	}
}

// admit takes a token of every limit that x falls under, if all have one.
// SendEmail has a rate of its own, the sending quota (Developer Guide, "Service
// quotas").
func (w *World) admit(x *exchange) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	var due []*bucket
	for _, limit := range []string{x.service, x.action()} {
		rate, ok := w.limits[limit]
		if !ok || limit == serviceSES && x.operation == "SendEmail" {
			continue
		}
		b := w.bucketLocked(limit, x, rate)
		if b.tokens < 1 {
			return false
		}
		due = append(due, b)
	}
	for _, b := range due {
		b.tokens--
	}
	return true
}

func (w *World) bucketLocked(limit string, x *exchange, rate Rate) *bucket {
	k := bucketKey{limit: limit, account: x.principal.Account}
	if x.service == serviceSES {
		k.region = x.region
	}
	now := w.Now()
	b := w.buckets[k]
	if b == nil {
		b = &bucket{tokens: float64(rate.Burst), filled: now}
		w.buckets[k] = b
	}
	b.tokens = min(float64(rate.Burst), b.tokens+now.Sub(b.filled).Seconds()*rate.PerSecond)
	b.filled = now
	return b
}
