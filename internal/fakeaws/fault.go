package fakeaws

import (
	"net/http"
	"slices"
	"time"
)

// Effect is what a Rule does to a call.
type Effect string

// The effects of rules.
const (
	// Answer refuses the call with the rule's status, code and message.
	Answer Effect = ""
	// Cut closes the connection before anything is done.
	Cut Effect = "cut"
	// Lose does what was asked and closes the connection instead of answering.
	Lose Effect = "lose"
	// Hang never answers; it ends when the client gives up.
	Hang Effect = "hang"
	// HangAfter does what was asked and never answers.
	HangAfter Effect = "hang after"
	// Garble does what was asked and answers with a page for people.
	Garble Effect = "garble"
	// Delay does what was asked after the time of the rule.
	Delay Effect = "delay"
	// Stale does what was asked, and lets what is read of the same service since,
	// for the time of the rule, be as it was before this call: a copy that lags
	// behind. Only GetChange tells of what happens now. (Route 53 promises that
	// ListResourceRecordSets does not lag: API reference there.)
	Stale Effect = "stale"
	// Late does what was asked, and where that made an identity hides it for the
	// time of the rule: no request finds it, but to create it again is refused.
	Late Effect = "late"
	// Pass lets the call have its way, for a Do that only watches.
	Pass Effect = "pass"
)

// Rule makes calls fail.
type Rule struct {
	// Operation is "ses:CreateEmailIdentity"; empty is every operation.
	Operation string
	// Call is which matching call since Fail it is, from 1; 0 is every one.
	Call int
	// Account limits the rule to one account; empty is all.
	Account string
	// Status is the HTTP status; 0 is the one that belongs to Code.
	Status int
	// Code and Message are what the service says.
	Code, Message string
	// Effect is what happens instead of an answer with Code.
	Effect Effect
	// For is how long the effects Delay, Stale and Late last.
	For time.Duration
	// Do is called when the rule strikes, before its effect; nil is nothing.
	Do func()
}

type activeRule struct {
	Rule
	seen int
}

// Fail adds a rule, and returns what removes it. Every rule counts its own
// calls; the first that strikes decides.
func (w *World) Fail(r Rule) (remove func()) {
	active := &activeRule{Rule: r}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rules = append(w.rules, active)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.rules = slices.DeleteFunc(w.rules, func(a *activeRule) bool { return a == active })
	}
}

// ClearFaults removes all rules, and ends what they have begun.
func (w *World) ClearFaults() {
	w.mu.Lock()
	w.rules = nil
	clear(w.past)
	w.mu.Unlock()
	// SES may have its own lock and want this one.
	w.ses.Reveal()
}

func (w *World) strike(x *exchange) (Rule, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var hit Rule
	found := false
	for _, a := range w.rules {
		if a.Operation != "" && a.Operation != x.action() || a.Account != "" && a.Account != x.principal.Account {
			continue
		}
		a.seen++
		if !found && (a.Call == 0 || a.Call == a.seen) {
			hit, found = a.Rule, true
		}
	}
	return hit, found
}

// fault lets a rule have its way.
func (w *World) fault(next handler) handler {
	return func(rw http.ResponseWriter, r *http.Request, x *exchange) {
		rule, ok := w.strike(x)
		if !ok {
			next(rw, r, x)
			return
		}
		if rule.Do != nil {
			rule.Do()
		}
		switch rule.Effect {
		case Answer:
			x.fail(rw, rule.Status, rule.Code, rule.Message)
		case Cut:
			cut(rw)
		case Hang:
			<-r.Context().Done()
			cut(rw)
		case Lose, HangAfter, Garble:
			next(discard{}, r, x)
			rule.Effect.answer(rw, r)
		default:
			w.let(rule, rw, r, x, next)
		}
	}
}

// answer is what becomes of the answer to a call that was carried out.
func (e Effect) answer(rw http.ResponseWriter, r *http.Request) {
	if e == Garble {
		rw.Header().Set("Content-Type", "text/html")
		// A client that went away is no concern of the world.
		_, _ = rw.Write([]byte("<html><body>It works!</body>"))
		return
	}
	if e == HangAfter {
		<-r.Context().Done()
	}
	cut(rw)
}

// let carries a call out and answers it, with what the rule has it begin.
func (w *World) let(rule Rule, rw http.ResponseWriter, r *http.Request, x *exchange, next handler) {
	switch rule.Effect {
	case Delay:
		select {
		case <-time.After(rule.For):
		case <-r.Context().Done():
		}
	case Stale:
		w.remember(x.service, rule.For)
	}
	_, existed := w.ses.Get(createdBy(x))
	next(rw, r, x)
	if rule.Effect == Late && !existed {
		w.ses.Hide(createdBy(x), w.Now().Add(rule.For))
	}
}

// cut closes the connection under an answer that never comes.
func cut(rw http.ResponseWriter) {
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		// Without a connection of its own (HTTP/2, a recorder) a request ends so.
		panic(http.ErrAbortHandler)
	}
	_ = conn.Close()
}

// discard takes an answer that nobody will read.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}
