// Package survey says what public DNS shows of the records that mail
// authentication needs, and what receivers make of it: whether they are there,
// whether SPF stays within its limits, whether a DKIM record leads to a key and
// whether others agree to receive reports. It changes nothing, and what nobody
// answered it never calls missing.
package survey

import (
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// DNS is who is asked. It asks each question once, however often it is put.
type DNS interface {
	// Lookup is as of resolver.Resolver: an error says that nobody answered.
	Lookup(ctx context.Context, key rr.Key) (resolver.Answer, error)
}

// Record is a record that is expected.
type Record struct {
	rr.Key
	// Values are expected in canonical form, see rr.Canonical. None are those of
	// a record that is known to be missing.
	Values []string
}

// Verdict is what became of a record.
type Verdict string

// The verdicts. Values are compared by their meaning, and what others keep at
// the same name counts for nothing.
const (
	// OK is that what is expected is there, and nothing that spoils it.
	OK Verdict = "ok"
	// Missing is that no such record is there, as DNS says.
	Missing Verdict = "missing"
	// Different is that another value is in the place of the record.
	Different Verdict = "different"
	// Doubled is that there are more values than receivers accept.
	Doubled Verdict = "doubled"
	// Unanswered is that nobody knows.
	Unanswered Verdict = "unanswered"
)

// Result is what DNS shows of one record.
type Result struct {
	Record
	// Seen are the values in the place of the record, sorted.
	Seen    []string
	Verdict Verdict
	// SPF is the cost of an SPF record, nil of others and of one that receivers
	// cannot follow.
	SPF *Cost
}

// Severity is what a finding means.
type Severity string

// The severities.
const (
	// Error is about what breaks the record, or what it is there for.
	Error Severity = "error"
	// Unknown is about what nobody answered.
	Unknown Severity = "unanswered"
	// Warning is about what works, and may not for long.
	Warning Severity = "warning"
)

// Finding is one remark.
type Finding struct {
	// Record is the key of the record it is about.
	Record   string
	Severity Severity
	// Text is what is wrong, with names and values, and what to do.
	Text string
}

// Report is what DNS shows of all records.
type Report struct {
	Results map[string]Result
	// Findings are in the order of the records' keys.
	Findings []Finding
}

// OK reports whether every record is as expected and nothing but warnings was
// found.
func (r Report) OK() bool {
	for _, result := range r.Results {
		if result.Verdict != OK {
			return false
		}
	}
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity != Warning })
}

// Look asks DNS for the records of a domain, all at once, until ctx ends; what
// is not answered by then is unanswered.
func Look(ctx context.Context, dns DNS, domain rr.Name, records map[string]Record) Report {
	keys := slices.Sorted(maps.Keys(records))
	seen := make([]look, len(keys))
	var running sync.WaitGroup
	for i, key := range keys {
		seen[i] = look{dns: dns, domain: domain, key: key, result: Result{Record: records[key]}}
		running.Go(func() {
			defer seen[i].hold()
			seen[i].at(ctx)
		})
	}
	running.Wait()
	for _, l := range seen {
		if l.panicked != "" {
			panic(l.panicked)
		}
	}
	report := Report{Results: make(map[string]Result, len(keys))}
	signed := slices.ContainsFunc(seen, func(l look) bool { return l.signing == keyFound })
	for _, l := range seen {
		report.Results[l.key] = l.result
		report.Findings = append(report.Findings, l.findings...)
		report.Findings = append(report.Findings, l.unsigned(signed)...)
	}
	return report
}

// look is the look at one record.
type look struct {
	dns    DNS
	domain rr.Name
	key    string

	result   Result
	findings []Finding
	// signing is what a DKIM record leads to.
	signing signing
	// panicked is a panic of this look, with its stack.
	panicked string
}

// hold keeps a panic for the caller of Look: in a goroutine nobody could recover
// from it, and it would end the whole provider. It is to be deferred.
func (l *look) hold() {
	if cause := recover(); cause != nil {
		l.panicked = fmt.Sprintf("%v\n%s", cause, debug.Stack())
	}
}

func (l *look) add(severity Severity, what, fix string) {
	l.findings = append(l.findings, finding(l.key, severity, what, fix))
}

// unanswered tells of a question that nobody answered.
func (l *look) unanswered(err error, purpose string) {
	l.add(Unknown, err.Error()+". "+purpose, "look again later, or ask other resolvers")
}

func finding(record string, severity Severity, what, fix string) Finding {
	text := strings.TrimRight(what, " ")
	if fix != "" {
		text += " To fix: " + fix + "."
	}
	return Finding{record, severity, strings.ToUpper(text[:1]) + text[1:]}
}

// at looks at the record, and at what it leads to.
func (l *look) at(ctx context.Context) {
	record := l.result.Record
	place := placeOf(record)
	answer, err := l.dns.Lookup(ctx, record.Key)
	if err != nil {
		l.result.Verdict = Unanswered
		l.unanswered(err, "So it is not known whether the record is there.")
		return
	}
	l.result.Seen = place.within(answer.Values)
	l.result.Verdict = place.judge(record.Values, l.result.Seen)
	l.explain(ctx, place, answer)
	l.follow(ctx, place)
}

// follow looks at what the values that are seen do for mail.
func (l *look) follow(ctx context.Context, place place) {
	switch {
	case len(l.result.Seen) != 1:
	case place.purpose == forSPF:
		l.spf(ctx, l.result.Seen[0])
	case place.purpose == forDMARC:
		l.dmarc(ctx, l.result.Seen[0])
	case place.purpose == forKey:
		l.ownKey(l.result.Seen[0])
	case place.purpose == forSigning && l.result.Verdict == OK:
		l.signature(ctx, rr.Name(l.result.Seen[0]))
	}
}
