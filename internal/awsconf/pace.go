package awsconf

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/smithy-go"
)

// rhythm is how the requests of a client are spaced from the first one on that
// the service throttles.
type rhythm struct {
	// first is the distance after the first complaint. Each success brings it
	// nearer to shortest, each further complaint to longest.
	first, shortest, longest time.Duration
}

// All operations of SES but those that send share one request per second
// (Developer Guide, "Service quotas"), those of Route 53 ten, and five until
// July 2026 (Developer Guide, "API throttling"). A twentieth is left over for
// requests that travel faster than the one before.
func sesRhythm() rhythm {
	return rhythm{first: 1050 * time.Millisecond, shortest: 1050 * time.Millisecond, longest: 8 * time.Second}
}

func route53Rhythm() rhythm {
	return rhythm{first: 210 * time.Millisecond, shortest: 105 * time.Millisecond, longest: 2 * time.Second}
}

// keepPace is the adaptive mode. The SDK's own starts from nothing, and takes
// twice the time and twice the refusals to learn what is documented.
func keepPace(_ string, options any) {
	switch o := options.(type) {
	case *sesv2.Options:
		o.Retryer = paced(o.Retryer, sesRhythm())
	case *route53.Options:
		o.Retryer = paced(o.Retryer, route53Rhythm())
	}
}

func paced(retryer aws.Retryer, r rhythm) aws.Retryer {
	if v2, ok := retryer.(aws.RetryerV2); ok {
		return pacer{RetryerV2: v2, pace: &pace{rhythm: r}}
	}
	return retryer
}

// pacer is a retryer that spaces attempts; for all else it leaves the word to
// the one that it wraps.
type pacer struct {
	aws.RetryerV2
	pace *pace
}

// GetAttemptToken is asked before each attempt; what it returns is told how the
// attempt ended.
func (p pacer) GetAttemptToken(ctx context.Context) (func(error) error, error) {
	sent, err := p.pace.wait(ctx)
	if err != nil {
		return nil, err
	}
	release, err := p.RetryerV2.GetAttemptToken(ctx)
	if err != nil {
		return nil, err
	}
	return func(failure error) error {
		p.pace.heard(sent, failure)
		return release(failure)
	}, nil
}

// pace is the spacing of one client, whose requests wait for each other:
//
//	until                          distance
//	the first complaint            none
//	a complaint about what was     none -> first, else a quarter longer
//	sent since the last change
//	a success                      a twentieth shorter
type pace struct {
	rhythm rhythm

	mu       sync.Mutex    // guards everything below
	distance time.Duration // 0 until the first complaint
	next     time.Time     // when the next attempt may be sent
	changed  time.Time     // when the distance last grew
}

// wait returns the time at which the attempt is sent.
func (p *pace) wait(ctx context.Context) (time.Time, error) {
	at := p.reserve()
	pause := time.NewTimer(time.Until(at))
	defer pause.Stop()
	select {
	case <-pause.C:
		return at, nil
	case <-ctx.Done():
		return at, ctx.Err()
	}
}

func (p *pace) reserve() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := time.Now()
	if p.next.After(at) {
		at = p.next
	}
	p.next = at.Add(p.distance)
	return at
}

func (p *pace) heard(sent time.Time, failure error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case failure == nil:
		if p.distance > 0 {
			p.distance = max(p.distance-p.distance/20, p.rhythm.shortest)
		}
	case throttled(failure) && !sent.Before(p.changed):
		if p.distance == 0 {
			p.distance = p.rhythm.first
		} else {
			p.distance = min(p.distance+p.distance/4, p.rhythm.longest)
		}
		p.changed = time.Now()
		if soonest := p.changed.Add(p.distance); p.next.Before(soonest) {
			p.next = soonest
		}
	}
}

// throttled reports whether a rate was exceeded. The SDK's list of such codes
// has others that are about something else: LimitExceededException about a
// number of identities, PriorRequestNotComplete about one zone.
func throttled(err error) bool {
	answer, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return false
	}
	switch answer.ErrorCode() {
	case "TooManyRequestsException", "Throttling", "ThrottlingException", "RequestLimitExceeded":
		return true
	default:
		return false
	}
}
