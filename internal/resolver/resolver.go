// Package resolver asks name servers what they say of a name, and keeps apart
// what they deny and what they did not answer. It knows no mail, and judges no
// answer.
package resolver

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/flight"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// The types that can be asked for beside those of package rr (RFC 1035 section
// 3.4.1, RFC 3596 section 2.1).
const (
	A    rr.Type = "A"
	AAAA rr.Type = "AAAA"
)

const (
	// maxAtOnce is how many questions are under way at a time.
	maxAtOnce = 8
	// maxQuestions is how many questions a Resolver sends in its life, so that
	// no zone can make it work without end.
	maxQuestions = 300
	// maxChain is how many CNAME records are followed; BIND stops there, too.
	maxChain = 16
)

// Resolver asks servers, and remembers what they said: each question goes out
// once. Whoever wants to look again makes a new one. It is safe for concurrent
// use.
type Resolver struct {
	servers []netip.AddrPort
	rounds  []time.Duration
	slots   chan struct{}

	mu    sync.Mutex // guards asked
	asked map[rr.Key]*flight.Once[outcome]
}

// outcome is a reply, or why there is none.
type outcome struct {
	reply reply
	err   error
}

// New returns a resolver that asks the servers one after the other until one
// answers. Each of the rounds is how long a server may take then; without any
// there are two, of 2 and 4 seconds.
func New(servers []netip.AddrPort, rounds ...time.Duration) *Resolver {
	if len(rounds) == 0 {
		rounds = []time.Duration{2 * time.Second, 4 * time.Second}
	}
	return &Resolver{
		servers: slices.Clone(servers),
		rounds:  rounds,
		slots:   make(chan struct{}, maxAtOnce),
		asked:   map[rr.Key]*flight.Once[outcome]{},
	}
}

// Answer is what DNS says of a name and a type.
type Answer struct {
	// Exists is whether the name is there at all, be it without the type; with
	// aliases it is said of the last of them (RFC 6604 section 3).
	Exists bool
	// Aliases are the names that CNAME records led to, in their order.
	Aliases []rr.Name
	// Values are in canonical form, see rr.Canonical, and sorted.
	Values []string
}

// Lookup asks for the records of a type at a name, and follows CNAME records
// unless they are what is asked for. That there are none is an answer; an error
// is an *Unanswered.
func (r *Resolver) Lookup(ctx context.Context, key rr.Key) (Answer, error) {
	var answer Answer
	name := key.Name
	for {
		reply, err := r.reply(ctx, rr.Key{Name: name, Type: key.Type})
		if err != nil {
			return Answer{}, err
		}
		next, err := answer.follow(reply, name, key)
		if err != nil || next == "" {
			return answer, err
		}
		name = next
	}
}

// follow goes along the aliases in a reply to a question about a name. It
// returns the name to ask for next where the reply ends at an alias, as those of
// servers do that know only the beginning (RFC 1034 section 4.3.2).
func (a *Answer) follow(reply reply, name rr.Name, key rr.Key) (rr.Name, error) {
	for at := name; ; {
		if values := reply.values(rr.Key{Name: at, Type: key.Type}); len(values) > 0 {
			a.Values, a.Exists = values, true
			return "", nil
		}
		target, aliased := reply.alias(at)
		if !aliased || key.Type == rr.CNAME {
			if at == name || reply.denies() {
				a.Exists = !reply.nameError()
				return "", nil
			}
			return at, nil
		}
		if target == key.Name || slices.Contains(a.Aliases, target) || len(a.Aliases) == maxChain {
			return "", &Unanswered{Key: key, Reasons: []string{circle(key.Name, append(a.Aliases, target))}}
		}
		a.Aliases = append(a.Aliases, target)
		at = target
	}
}

// reply is what the first server says that answers, now or before.
func (r *Resolver) reply(ctx context.Context, key rr.Key) (reply, error) {
	once, err := r.question(key)
	if err != nil {
		return reply{}, err
	}
	got, err := once.Get(ctx, func(ctx context.Context) (outcome, error) {
		select {
		case r.slots <- struct{}{}:
			defer func() { <-r.slots }()
		case <-ctx.Done():
			return outcome{}, ctx.Err()
		}
		reply, err := r.ask(ctx, key)
		return outcome{reply, err}, nil
	})
	if err != nil {
		return reply{}, &Unanswered{Key: key, Reasons: []string{"the time was up before it was asked"}, cause: err}
	}
	return got.reply, got.err
}

// question finds a question that was asked before, or makes it one.
func (r *Resolver) question(key rr.Key) (*flight.Once[outcome], error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if once, ok := r.asked[key]; ok {
		return once, nil
	}
	if len(r.asked) == maxQuestions {
		return nil, &Unanswered{Key: key, Reasons: []string{"too many questions were asked before"}}
	}
	once := new(flight.Once[outcome])
	r.asked[key] = once
	return once, nil
}
