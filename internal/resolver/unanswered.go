package resolver

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Unanswered says that nobody knows: no server answered, so a record may be
// there or not.
type Unanswered struct {
	// Key is the question.
	Key rr.Key
	// Reasons are why, for each server that was asked.
	Reasons []string

	cause error
}

// Error tells the question and the reasons.
func (u *Unanswered) Error() string {
	return fmt.Sprintf("no answer to %s: %s", u.Key, strings.Join(u.Reasons, "; "))
}

// Unwrap is the end of the context, if that was it.
func (u *Unanswered) Unwrap() error { return u.cause }

// fault is why a server did not answer a question.
type fault struct {
	reason string
	// final faults are the same the next time.
	final bool
}

func (f *fault) Error() string { return f.reason }

func late(patience time.Duration, others bool) *fault {
	if others {
		return &fault{reason: fmt.Sprintf("sent something else than an answer within %s", patience)}
	}
	return &fault{reason: fmt.Sprintf("did not answer within %s", patience)}
}

// label is an address as people know it: without the port, if it is DNS's own.
func label(server netip.AddrPort) string {
	if server.Port() == dnsPort {
		return server.Addr().String()
	}
	return server.String()
}

func circle(name rr.Name, aliases []rr.Name) string {
	if len(aliases) > maxChain {
		return fmt.Sprintf("more than %d CNAME records follow each other", maxChain)
	}
	text := string(name)
	for _, alias := range aliases {
		text += " to " + string(alias)
	}
	return "its CNAME records go in a circle: from " + text
}
