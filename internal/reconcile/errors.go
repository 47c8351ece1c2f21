package reconcile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// What a port answers, as opposed to an answer that did not come. ErrTooLarge is
// known before anything is asked.
var (
	ErrNotFound     = errors.New("identity does not exist")
	ErrExists       = errors.New("identity exists already")
	ErrZoneNotFound = errors.New("hosted zone does not exist")
	ErrRefused      = errors.New("change of record sets refused")
	ErrTooLarge     = errors.New("larger than the DNS host takes")
)

// APIError is a request that the service, or the way to it, refused.
type APIError struct {
	// Service is "SES", "Route 53" or "STS".
	Service string
	// Operation is the API's name for the request, "CreateEmailIdentity".
	Operation string
	// Code is the service's error code, empty where no answer came.
	Code string
	// Message is the service's own text.
	Message string
	// Subject is what the request was about: a domain or a zone id.
	Subject string
	// Attempts is how often the request was sent, 0 where that is not known.
	Attempts int
	// Is tells the sentinel that the error amounts to, or nil.
	Sentinel error
	// Needs is what IAM has to allow for the request; nil unless it was denied.
	Needs *Permission
	// Err is the error as the client library gave it.
	Err error
}

// Error names the operation, the subject and the service's own words.
func (e *APIError) Error() string {
	what := e.Message
	if what == "" && e.Err != nil {
		what = e.Err.Error()
	}
	if e.Code != "" {
		what = e.Code + ": " + what
	}
	return fmt.Sprintf("%s %s for %s: %s", e.Service, e.Operation, e.Subject, what)
}

// Permission is what the policy of the caller has to allow.
type Permission struct {
	// Actions are as in "ses:CreateEmailIdentity", Resources ARNs or "*".
	Actions, Resources []string
	// Keys are the values of condition keys that the request had, for policies
	// that have a Condition; nil where there are no such keys.
	Keys map[string][]string
}

// Unwrap gives errors.Is the sentinel and errors.As the library's error.
func (e *APIError) Unwrap() []error {
	var out []error
	for _, err := range []error{e.Sentinel, e.Err} {
		if err != nil {
			out = append(out, err)
		}
	}
	return out
}

// UnconfirmedError says that every change was accepted, and that only the
// confirmation is missing that all name servers answer with it.
type UnconfirmedError struct {
	// Err is why nobody confirmed it.
	Err error
}

func (e *UnconfirmedError) Error() string {
	return "name servers did not confirm the change: " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *UnconfirmedError) Unwrap() error { return e.Err }

// denied reports whether IAM has refused a request.
func denied(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.Needs != nil
}

// NoZoneError says that no public hosted zone holds a domain.
type NoZoneError struct {
	Domain rr.Name
	// Public are the names of the public zones that there are.
	Public []rr.Name
	// Private are private zones that would hold the domain but that mail
	// receivers cannot see.
	Private []Zone
}

func (e *NoZoneError) Error() string {
	return fmt.Sprintf("no public hosted zone holds %s", e.Domain)
}

// AmbiguousZoneError says that several public hosted zones have the name that
// fits a domain best.
type AmbiguousZoneError struct {
	Domain rr.Name
	Zones  []Zone
}

func (e *AmbiguousZoneError) Error() string {
	ids := make([]string, len(e.Zones))
	for i, z := range e.Zones {
		ids[i] = z.ID
	}
	return fmt.Sprintf("%d public hosted zones are named %s: %s", len(e.Zones), e.Zones[0].Name, strings.Join(ids, ", "))
}

// ConflictError says that places of the bundle are taken by somebody else.
type ConflictError struct {
	// Identity is whether SES has an identity of the domain already, which was
	// not to be taken over.
	Identity  bool
	Conflicts []Conflict
}

func (e *ConflictError) Error() string {
	var lines []string
	if e.Identity {
		lines = append(lines, ErrExists.Error())
	}
	for _, c := range e.Conflicts {
		lines = append(lines, c.String())
	}
	return strings.Join(lines, "; ")
}
