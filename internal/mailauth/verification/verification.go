// Package verification says why Amazon SES has not verified a domain, in words
// that a person can act on: what SES says, which records it looks for and what
// stands in their place, and where the way to them leads astray. It asks nobody.
package verification

import (
	"fmt"
	"strings"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Case is what is known of a domain that SES has not verified.
type Case struct {
	Domain rr.Name
	// Verification, DKIM and MailFrom are statuses in SES's spelling; MailFrom
	// is empty where no MAIL FROM domain is set.
	Verification, DKIM, MailFrom string
	Report                       Report
	// Records are those of the domain; what SES does not look for is passed
	// over.
	Records []mailauth.Record
	// Zone is nil where DNS is managed elsewhere.
	Zone *Zone
	// Waits says that an apply waits for the verification.
	Waits bool
}

// Report is what SES says of its search.
type Report struct {
	// ErrorType is in SES's spelling. SES leaves it standing after a success.
	ErrorType string
	// LastChecked and LastSuccess are zero where there was none yet.
	LastChecked, LastSuccess time.Time
	// NameServer is the primary one of the SOA record that SES found above the
	// domain, and Serial that record's serial; empty and 0 where SES found none.
	NameServer rr.Name
	Serial     int64
	// KeysMade is when SES made the DKIM keys, zero where it does not say.
	KeysMade time.Time
}

// Zone is the hosted zone that the records are published in.
type Zone struct {
	ID   string
	Name rr.Name
	// Sets is everything that stands at Names.
	Sets []rr.Set
	// Unread says that the zone did not answer.
	Unread bool
}

func (z Zone) String() string { return fmt.Sprintf("zone %s (%s)", z.ID, z.Name) }

// Explanation is the answer, in the three parts of a diagnostic.
type Explanation struct {
	Summary, Found, Fix string
}

// SES's words for a state.
const (
	success     = "SUCCESS"
	failed      = "FAILED"
	temporarily = "TEMPORARY_FAILURE"
)

// phase is where a verification as a whole stands.
type phase int

const (
	// searching: SES looks for records that it has not found yet.
	searching phase = iota
	// lost: SES had found the records, and looks for them again.
	lost
	// ended: SES has given up until it is told to look again.
	ended
)

func (c Case) phase() phase {
	statuses := []string{c.Verification, c.DKIM}
	if c.MailFrom != "" {
		statuses = append(statuses, c.MailFrom)
	}
	out := lost
	for _, s := range statuses {
		switch s {
		case failed:
			return ended
		case success, temporarily:
		default:
			out = searching
		}
	}
	return out
}

// seeksKeys reports whether SES misses records of DKIM, by which it verifies
// the domain as well.
func (c Case) seeksKeys() bool { return c.Verification != success || c.DKIM != success }

func (c Case) seeksMX() bool { return c.MailFrom != "" && c.MailFrom != success }

// Explain says why a domain is not verified and what to do about it.
func Explain(c Case) Explanation {
	causes := c.causes()
	paragraphs := []string{c.opening(), c.report(), c.table()}
	for _, cause := range causes {
		paragraphs = append(paragraphs, cause.found)
	}
	paragraphs = append(paragraphs, c.deadline())
	return Explanation{Summary: c.summary(), Found: joined(paragraphs), Fix: c.fix(causes)}
}

func joined(paragraphs []string) string {
	var out []string
	for _, p := range paragraphs {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}

func (c Case) summary() string {
	switch c.phase() {
	case ended:
		return "Failed verification of " + string(c.Domain)
	case lost:
		return "SES has trouble with " + string(c.Domain)
	default:
		return "Pending verification of " + string(c.Domain)
	}
}

func (c Case) opening() string {
	begins := fmt.Sprintf("SES has not verified %s yet", c.Domain)
	switch c.phase() {
	case ended:
		begins = fmt.Sprintf("SES has given up on %s", c.Domain)
	case lost:
		begins = fmt.Sprintf("SES does not find all records of %s any more", c.Domain)
	}
	states := fmt.Sprintf("verification %s, DKIM %s", word(c.Verification), word(c.DKIM))
	if c.MailFrom != "" {
		states += ", MAIL FROM " + c.MailFrom
	}
	return begins + ": " + states + "."
}

func word(status string) string {
	if status == "" {
		return "not started"
	}
	return status
}

// How long SES looks for records that it has not found yet, and for those that
// it had found: of DKIM and of MAIL FROM (SES Developer Guide, "Troubleshooting
// DKIM" and "Using a custom MAIL FROM domain").
const searchTime = 72 * time.Hour

func (c Case) deadline() string {
	switch c.phase() {
	case ended:
		return "SES looks for 72 hours, and after it has given up only when it is told to look again, which an apply does."
	case lost:
		return c.grace()
	}
	out := "SES looks for 72 hours and then gives up (FAILED)"
	// It may have been told to look again since, so this is the earliest.
	made := c.Report.KeysMade
	if end := made.Add(searchTime); c.seeksKeys() && !made.IsZero() && end.After(c.Report.LastChecked) {
		out += ", here not before " + moment(end)
	}
	return out + "; an apply after that makes it look again."
}

func (c Case) grace() string {
	var out []string
	if c.seeksKeys() {
		out = append(out, "five days for the DKIM records, until it stops to sign")
	}
	if c.seeksMX() {
		out = append(out, "72 hours for the MX record, until it gives the MAIL FROM domain up")
	}
	return "SES goes on looking: " + strings.Join(out, ", and ") + " (FAILED)."
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
