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
	// fixed is whether requests are spaced before any complaint.
	fixed bool
	// first is the distance after the first complaint. Each success brings it
	// nearer to shortest, each further complaint to longest.
	first, shortest, longest time.Duration
}

// All operations of SES but those that send share one request per second
// (Developer Guide, "Service quotas"), those of Route 53 ten, and five until
// July 2026 (Developer Guide, "API throttling"). A tenth of SES's and a
// twentieth of Route 53's, which forgives bursts, is left over for requests that
// travel faster than the one before: a refusal costs more time than that.
func sesRhythm() rhythm {
	return rhythm{first: 1100 * time.Millisecond, shortest: 1100 * time.Millisecond, longest: 8 * time.Second}
}

func route53Rhythm() rhythm {
	return rhythm{first: 210 * time.Millisecond, shortest: 105 * time.Millisecond, longest: 2 * time.Second}
}

// Rates are how many requests per second are sent at most, from the first one
// on; 0 leaves the rate to be found out. They are for who shares an account with
// others, whose requests count as well.
type Rates struct{ SESv2, Route53 float64 }

// keep returns what paces the clients of a process. In the adaptive mode all are
// paced, else those that have a rate. The SDK's own adaptive mode starts from
// nothing, and takes twice the time and twice the refusals to learn what is
// documented.
func (r Rates) keep(adaptive bool) func(string, any) {
	return func(_ string, options any) {
		switch o := options.(type) {
		case *sesv2.Options:
			if adaptive || r.SESv2 > 0 {
				o.Retryer = paced(o.Retryer, sesRhythm().at(r.SESv2))
			}
		case *route53.Options:
			if adaptive || r.Route53 > 0 {
				o.Retryer = paced(o.Retryer, route53Rhythm().at(r.Route53))
			}
		}
	}
}

// at is the rhythm of a fixed rate per second; of none, r itself. It still gives
// way where even that is too much.
func (r rhythm) at(rate float64) rhythm {
	if rate <= 0 {
		return r
	}
	distance := time.Duration(float64(time.Second) / rate)
	return rhythm{fixed: true, first: distance, shortest: distance, longest: max(r.longest, 4*distance)}
}

func paced(retryer aws.Retryer, r rhythm) aws.Retryer {
	if v2, ok := retryer.(aws.RetryerV2); ok {
		return pacer{RetryerV2: v2, pace: newPace(r)}
	}
	return retryer
}

func newPace(r rhythm) *pace {
	p := &pace{rhythm: r}
	if r.fixed {
		p.distance = r.first
	}
	return p
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
		p.pace.heard(sent, err)
		return nil, err
	}
	return func(failure error) error {
		p.pace.heard(sent, failure)
		return release(failure)
	}, nil
}

// pace is the spacing of one client, whose requests wait for each other:
//
//	until                          distance                      under way at once
//	the first complaint            none                          two, and one more for each success
//	a complaint about what was     none -> first, else a quarter any
//	sent since the last change     longer
//	a success                      a twentieth shorter           any
//
// So the first complaint comes when few requests are there to be refused with
// the one that it is about, and where there is none nobody waits for long.
type pace struct {
	rhythm rhythm

	mu       sync.Mutex    // guards everything below
	distance time.Duration // 0 until the first complaint
	next     time.Time     // when the next attempt may be sent
	changed  time.Time     // when the distance last grew
	underway int           // attempts that were sent and not heard of
	answered int           // successes, as far as they count
	heardOf  chan struct{} // closed when an attempt has ended
}

// untested is how many attempts are sent before anything is known of a limit.
const untested = 2

// wait returns the time at which the attempt is sent.
func (p *pace) wait(ctx context.Context) (time.Time, error) {
	for {
		at, full := p.reserve()
		if full == nil {
			return at, p.until(ctx, at)
		}
		select {
		case <-full:
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		}
	}
}

func (p *pace) until(ctx context.Context, at time.Time) error {
	pause := time.NewTimer(time.Until(at))
	defer pause.Stop()
	select {
	case <-pause.C:
		return nil
	case <-ctx.Done():
		p.heard(at, ctx.Err())
		return ctx.Err()
	}
}

// reserve returns when an attempt may be sent or, where too many are under way,
// what is closed when one of them has ended.
func (p *pace) reserve() (at time.Time, full <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.distance == 0 && p.underway >= untested+p.answered {
		if p.heardOf == nil {
			p.heardOf = make(chan struct{})
		}
		return time.Time{}, p.heardOf
	}
	p.underway++
	at = time.Now()
	if p.next.After(at) {
		at = p.next
	}
	p.next = at.Add(p.distance)
	return at, nil
}

func (p *pace) heard(sent time.Time, failure error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.underway--
	if p.heardOf != nil {
		close(p.heardOf)
		p.heardOf = nil
	}
	switch {
	case failure == nil:
		p.answered++
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
