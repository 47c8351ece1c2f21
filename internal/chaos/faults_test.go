package chaos_test

import (
	"strings"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// reach is how far a fault goes.
type reach int

const (
	// once is a fault that the SDK's next attempt overcomes: nobody hears of it.
	once reach = iota
	// lasting is one that stands from then on: the operation ends in an error.
	lasting
	// fatal ends the process without a word: what it did is not in the state.
	fatal
	// stopping is what Ctrl-C does: the process is told to end, and does.
	stopping
)

// fault is one way in which requests go wrong.
type fault struct {
	name  string
	reach reach
	// refusal is what AWS says, or does; empty is a fault of the wire.
	refusal fakeaws.Rule
	// wire is a fault of the wire.
	wire fate
	// cause is a part of the error that names it.
	cause string
	// at limits it to operations, all where it is empty.
	at []string
}

// ofAWS reports whether it is AWS where the fault is, and not the wire.
func (f fault) ofAWS() bool { return f.refusal.Code != "" || f.refusal.Effect != "" }

func (f fault) concerns(operation string) bool {
	if len(f.at) == 0 {
		return true
	}
	for _, prefix := range f.at {
		if strings.HasPrefix(operation, prefix) {
			return true
		}
	}
	return false
}

// faults are the columns of the table.
func faults() []fault {
	return []fault{
		{name: "500 once", reach: once, refusal: fakeaws.Rule{Status: 500, Code: "InternalFailure"}},
		{name: "503 once", reach: once, refusal: fakeaws.Rule{Status: 503, Code: "ServiceUnavailable"}},
		{name: "throttled once (Throttling)", reach: once, refusal: fakeaws.Rule{Status: 400, Code: "Throttling", Message: "Rate exceeded"}},
		{name: "throttled once (TooManyRequestsException)", reach: once, refusal: fakeaws.Rule{Status: 429, Code: "TooManyRequestsException", Message: "Rate exceeded"}, at: []string{"ses:"}},
		{name: "PriorRequestNotComplete once", reach: once, refusal: fakeaws.Rule{Status: 400, Code: "PriorRequestNotComplete"}, at: []string{"route53:Change"}},
		{name: "ConcurrentModificationException once", reach: once, refusal: fakeaws.Rule{Status: 500, Code: "ConcurrentModificationException"}, at: []string{"ses:Put", "ses:Create", "ses:Delete", "ses:Tag", "ses:Untag"}},
		{name: "cut before the effect, once", reach: once, wire: fate{unsent: true}},
		{name: "cut after the effect, once", reach: once, wire: fate{unanswered: true}},

		{name: "stale reads from then on, for a second", reach: once, refusal: fakeaws.Rule{Effect: fakeaws.Stale, For: time.Second}, at: []string{"ses:", "route53:"}},
		{name: "not found for a second after create", reach: once, refusal: fakeaws.Rule{Effect: fakeaws.Late, For: time.Second}, at: []string{"ses:CreateEmailIdentity"}},

		{name: "500 from then on", reach: lasting, refusal: fakeaws.Rule{Status: 500, Code: "InternalFailure"}, cause: "InternalFailure"},
		{name: "AccessDenied from then on", reach: lasting, refusal: fakeaws.Rule{Status: 403, Code: "AccessDeniedException", Message: "not authorized"}, cause: "AccessDenied"},
		{name: "ExpiredToken from then on", reach: lasting, refusal: fakeaws.Rule{Status: 403, Code: "ExpiredToken", Message: "The security token included in the request is expired"}, cause: "ExpiredToken"},
		{name: "cut before the effect, from then on", reach: lasting, wire: fate{unsent: true}, cause: "EOF"},
		{name: "cut after the effect, from then on", reach: lasting, wire: fate{unanswered: true}, cause: "EOF"},
		{name: "garbage from then on", reach: lasting, wire: fate{garbled: true}, cause: "is not what AWS answers"},

		{name: "killed before the effect", reach: fatal, wire: fate{unsent: true}},
		{name: "killed after the effect", reach: fatal, wire: fate{unanswered: true}},
		{name: "interrupted before the effect", reach: stopping, wire: fate{unsent: true}},
		{name: "interrupted after the effect", reach: stopping, wire: fate{unanswered: true}},
		{name: "interrupted after the answer", reach: stopping},
	}
}
