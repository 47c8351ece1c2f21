package awsconf

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// limited is a service with a token bucket, 50 ms away.
type limited struct {
	perSecond float64
	burst     float64

	mu       sync.Mutex // guards everything below
	tokens   float64
	filled   time.Time
	accepted int
	refused  int
}

func (l *limited) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(50 * time.Millisecond)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.filled.IsZero() {
		l.tokens = l.burst
	} else {
		l.tokens = min(l.burst, l.tokens+now.Sub(l.filled).Seconds()*l.perSecond)
	}
	l.filled = now
	if l.tokens < 1 {
		l.refused++
		return throttle(r)
	}
	l.tokens--
	l.accepted++
	return succeed(r)
}

// TestPace: many requests at once through a narrow pipe take hardly longer than
// the pipe demands, are hardly ever refused, and none of them fails.
func TestPace(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		service  *limited
		requests int // of each of ten callers
		refused  int // at most
		within   time.Duration
	}{
		"SES without a burst":                  {&limited{perSecond: 1, burst: 1}, 3, 5, 36 * time.Second},
		"SES without a burst, for long":        {&limited{perSecond: 1, burst: 1}, 100, 5, 1110 * time.Second},
		"SES with a burst":                     {&limited{perSecond: 1, burst: 20}, 3, 12, 14 * time.Second},
		"a service that has no limit in sight": {&limited{perSecond: 1000, burst: 1000}, 10, 0, time.Second},
		"SES with half of its rate used by CI": {&limited{perSecond: 0.5, burst: 1}, 10, 60, 360 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				send(t, configFor(t, offline(), tc.service.RoundTrip), tc.requests)
				took := time.Since(start)
				t.Logf("%d accepted, %d refused, %s", tc.service.accepted, tc.service.refused, took)
				if tc.service.refused > tc.refused || took > tc.within {
					t.Errorf("%d of %d were refused in %s, want %d and %s at most",
						tc.service.refused, tc.service.accepted, took, tc.refused, tc.within)
				}
			})
		})
	}
}

// TestPaceIsOfTheAdaptiveMode: the standard mode repeats what is refused and
// spaces nothing.
func TestPaceIsOfTheAdaptiveMode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		settings := offline()
		settings.RetryMode = "standard"
		service := &limited{perSecond: 1, burst: 1}
		send(t, configFor(t, settings, service.RoundTrip), 3)
		if service.refused < service.accepted {
			t.Errorf("%d of %d were refused, want more than were accepted", service.refused, service.accepted)
		}
	})
}

// TestPaceIsPerService: SES that throttles does not slow Route 53 down.
func TestPaceIsPerService(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &limited{perSecond: 1, burst: 1}
		cfg := configFor(t, offline(), service.RoundTrip)
		send(t, cfg, 1)
		cfg.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return response(r, http.StatusNotFound, "NoSuchHostedZone", ""), nil
		})}
		zones := route53.NewFromConfig(cfg)
		start := time.Now()
		for range 10 {
			_, _ = zones.GetHostedZone(t.Context(), &route53.GetHostedZoneInput{Id: aws.String("Z1")})
		}
		if took := time.Since(start); took > 0 {
			t.Errorf("ten requests to Route 53 took %s", took)
		}
	})
}

// send sends so many requests to SES from each of ten callers.
func send(t *testing.T, cfg aws.Config, requests int) {
	t.Helper()
	client := sesv2.NewFromConfig(cfg)
	var callers sync.WaitGroup
	for range 10 {
		callers.Go(func() {
			for range requests {
				if _, err := client.GetAccount(t.Context(), &sesv2.GetAccountInput{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	callers.Wait()
}

// TestPaceWaitsNoLongerThanTheContext: a request whose context ends while it
// waits for its turn ends.
func TestPaceWaitsNoLongerThanTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &pace{rhythm: sesRhythm(), distance: time.Hour}
		if _, err := p.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := p.wait(ctx); err == nil || time.Since(start) != time.Second {
			t.Errorf("got %v after %s, want the context's error after a second", err, time.Since(start))
		}
	})
}
