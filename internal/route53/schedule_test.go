package route53

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// port is a hosted zone whose requests take effect, and are answered, exactly
// when a schedule says so. It keeps, at each place, all that ever stood there.
type port struct {
	split  place // a page ends here
	lose   bool  // the answer to the first change gets lost
	events int   // how much has happened so far: the time

	mu      sync.Mutex // guards everything below
	history map[place][]version
	pending map[string]chan struct{} // requests that wait for the schedule
}

// version is what stood at a place from an event on; "" is nothing.
type version struct {
	text string
	from int
}

// await blocks a request until the schedule goes on with it, or its context
// ends.
func (p *port) await(ctx context.Context, what string) error {
	gate := make(chan struct{})
	p.mu.Lock()
	p.pending[what] = gate
	p.mu.Unlock()
	select {
	case <-gate:
		return nil
	case <-ctx.Done():
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.pending, what)
		return ctx.Err()
	}
}

// at returns what stands at a place now.
func (p *port) at(where place) string {
	versions := p.history[where]
	if len(versions) == 0 {
		return ""
	}
	return versions[len(versions)-1].text
}

// read is a ListResourceRecordSets.
func (p *port) read(ctx context.Context, from place) (page, error) {
	if err := p.await(ctx, "2 read takes effect"); err != nil {
		return page{}, err
	}
	out := page{from: from, to: end, sets: map[place][]rr.Set{}}
	if from < p.split {
		out.to = p.split
	}
	p.mu.Lock()
	for where := range p.history {
		if text := p.at(where); text != "" && out.holds(where) {
			out.sets[where] = []rr.Set{*txt(nameAt(where), text)}
		}
	}
	p.mu.Unlock()
	return out, p.await(ctx, "3 read is answered")
}

// change is a ChangeResourceRecordSets: all or nothing, by compare-and-swap.
func (p *port) change(ctx context.Context, b batch) (reconcile.ChangeID, error) {
	if err := p.await(ctx, "4 change takes effect"); err != nil {
		return "", err
	}
	err := p.swap(b)
	if lost := p.await(ctx, "5 change is answered"); lost != nil {
		return "", lost
	}
	if err == nil && p.lose {
		p.lose = false
		return "", errLost
	}
	return "C", err
}

func (p *port) swap(b batch) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := map[place]string{}
	for _, c := range b {
		where := placeOf(*c.ResourceRecordSet.Name)
		have, touched := next[where]
		if !touched {
			have = p.at(where)
		}
		text := decodeSet(*c.ResourceRecordSet).Texts()[0]
		switch {
		case c.Action == types.ChangeActionDelete && have == text:
			next[where] = ""
		case c.Action == types.ChangeActionCreate && have == "":
			next[where] = text
		default:
			return &reconcile.APIError{Sentinel: reconcile.ErrRefused}
		}
	}
	for where, text := range next {
		p.history[where] = append(p.history[where], version{text, p.events})
	}
	return nil
}

func nameAt(where place) rr.Name { return decodeName(where.stored()) }

// actor is a caller of the code under test, from its start to its end.
type actor struct {
	act       func(context.Context)
	cancel    context.CancelFunc
	impatient bool // the schedule may cancel it
	started   int  // 0 before
	ended     int  // 0 before
	cancelled bool
}

// schedule decides what happens next wherever several things may. Running the
// same scenario again and again with the schedule's next path goes through every
// order in which requests of actors can start, take effect and be answered.
type schedule struct {
	path  []int // choices, of which the last run made so many
	width []int // how many there were at each
}

// next changes the path to one that was not gone; it reports false after the
// last.
func (s *schedule) next() bool {
	for i := len(s.width) - 1; i >= 0; i-- {
		if s.path[i]+1 < s.width[i] {
			s.path = append(slices.Clone(s.path[:i]), s.path[i]+1)
			return true
		}
	}
	return false
}

// run goes one path to its end. It must be called in a synctest bubble.
func (s *schedule) run(p *port, actors []*actor) error {
	var running sync.WaitGroup
	s.width = nil
	for {
		synctest.Wait()
		options := enabled(p, actors)
		if len(options) == 0 {
			break
		}
		if len(s.path) == len(s.width) {
			s.path = append(s.path, 0)
		}
		choice := s.path[len(s.width)]
		s.width = append(s.width, len(options))
		if choice >= len(options) {
			return fmt.Errorf("the same path has led somewhere else: choice %d of %v", choice, options)
		}
		p.events++
		follow(p, actors, options[choice], &running)
	}
	for i, a := range actors {
		if a.ended == 0 {
			return fmt.Errorf("actor %d waits for ever", i)
		}
	}
	running.Wait()
	return nil
}

// enabled are the things that may happen next, sorted.
func enabled(p *port, actors []*actor) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for i, a := range actors {
		if a.started == 0 {
			out = append(out, fmt.Sprintf("0 start %d", i))
		} else if a.impatient && !a.cancelled && a.ended == 0 {
			out = append(out, fmt.Sprintf("1 cancel %d", i))
		}
	}
	for what := range p.pending {
		out = append(out, what)
	}
	slices.Sort(out)
	return out
}

// follow lets one thing happen.
func follow(p *port, actors []*actor, what string, running *sync.WaitGroup) {
	var i int
	switch {
	case strings.HasPrefix(what, "0 "):
		// The format is that of enabled.
		_, _ = fmt.Sscanf(what, "0 start %d", &i)
		a := actors[i]
		ctx, cancel := context.WithCancel(context.Background())
		a.cancel, a.started = cancel, p.events
		running.Go(func() {
			defer cancel()
			a.act(ctx)
			a.ended = p.events
		})
	case strings.HasPrefix(what, "1 "):
		_, _ = fmt.Sscanf(what, "1 cancel %d", &i)
		actors[i].cancelled = true
		actors[i].cancel()
	default:
		p.mu.Lock()
		gate := p.pending[what]
		delete(p.pending, what)
		p.mu.Unlock()
		close(gate)
	}
}
