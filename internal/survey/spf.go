package survey

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const (
	// maxLookups, maxVoid and maxHosts are the limits of RFC 7208 section 4.6.4.
	maxLookups = 10
	maxVoid    = 2
	maxHosts   = 10
	// manyLookups is from where on a record is close to its limit.
	manyLookups = 8
	// maxCounted ends the count of a record that is far beyond the limit.
	maxCounted = 100
)

// Cost is what an SPF record makes receivers ask for in the worst case, where
// nothing matches before its end.
type Cost struct {
	// Lookups are the terms that ask DNS, with those of included records.
	Lookups int
	// Void are those of them to which there is nothing, not counting the
	// addresses of mail hosts.
	Void int
}

// spf follows the record as receivers do.
func (l *look) spf(ctx context.Context, text string) {
	record, err := spf.Parse(text)
	if err != nil {
		l.add(Error, fmt.Sprintf("%s is %s, which receivers treat as an error: %s.", l.result.Key, quoted(l.result.Seen), flat(err)), "publish a valid record")
		return
	}
	w := walk{look: l}
	w.record(ctx, []rr.Name{l.result.Name}, record)
	if w.broken {
		return
	}
	if !w.partial {
		l.result.SPF = &w.cost
	}
	w.judge()
}

// walk is the way through a record and those that it includes.
type walk struct {
	*look
	cost Cost
	// broken is that receivers stop with an error on the way, partial that
	// nobody answered something.
	broken, partial bool
	// shares are the lookups of the terms of the record itself.
	shares []share
}

type share struct {
	term    string
	lookups int
}

// record counts a record. The trail are the domains whose records led here, and
// its own last.
func (w *walk) record(ctx context.Context, trail []rr.Name, record spf.Record) {
	for _, term := range record.Asking() {
		before := w.cost.Lookups
		if before >= maxCounted {
			return
		}
		w.cost.Lookups++
		w.term(ctx, trail, term)
		if len(trail) == 1 {
			w.shares = append(w.shares, share{term.String(), w.cost.Lookups - before})
		}
	}
}

func (w *walk) term(ctx context.Context, trail []rr.Name, term spf.Term) {
	here := trail[len(trail)-1]
	kind, spec := spf.Include, spf.MacroString(nil)
	switch t := term.(type) {
	case spf.Mechanism:
		kind, spec = t.Kind, t.Domain
	case spf.Modifier:
		spec = t.Value
	}
	text, known := spec.At(string(here))
	name, err := rr.ParseName(text)
	switch {
	case !known && kind == spf.Include:
		w.add(Warning, fmt.Sprintf("The name in %q of the SPF record of %s depends on the message, so the lookups behind it are not counted.", term, here), "")
	case !known || kind == spf.PTR:
	case err != nil:
		w.fail(here, fmt.Sprintf("%q leads to no name that could be asked for", term))
	case kind == spf.Include:
		w.include(ctx, trail, term, name)
	default:
		w.addresses(ctx, here, term, kind, name)
	}
}

// include goes on in the record of another domain (RFC 7208 sections 5.2, 6.1).
func (w *walk) include(ctx context.Context, trail []rr.Name, term spf.Term, name rr.Name) {
	here := trail[len(trail)-1]
	if slices.Contains(trail, name) {
		w.fail(here, fmt.Sprintf("%q leads back to %s in a circle", term, name))
		return
	}
	answer, err := w.dns.Lookup(ctx, rr.Key{Name: name, Type: rr.TXT})
	if err != nil {
		w.open(err, fmt.Sprintf("So it is not known what %q of the SPF record of %s adds.", term, here))
		return
	}
	if len(answer.Values) == 0 {
		w.cost.Void++
	}
	var records []string
	for _, text := range answer.Values {
		if spf.IsRecord(text) {
			records = append(records, text)
		}
	}
	switch len(records) {
	case 0:
		w.fail(here, fmt.Sprintf("%q leads to no SPF record", term))
		return
	case 1:
	default:
		w.fail(here, fmt.Sprintf("%q leads to %d SPF records, of which there must be one", term, len(records)))
		return
	}
	record, err := spf.Parse(records[0])
	if err != nil {
		w.fail(here, fmt.Sprintf("%q leads to an invalid SPF record: %s", term, flat(err)))
		return
	}
	w.record(ctx, append(slices.Clip(trail), name), record)
}

// addresses looks whether there is something to compare with. The addresses of
// mail hosts are left out: receivers count them differently.
func (w *walk) addresses(ctx context.Context, here rr.Name, term spf.Term, kind spf.Kind, name rr.Name) {
	asked := map[spf.Kind][]rr.Type{spf.MX: {rr.MX}, spf.Exists: {resolver.A}, spf.A: {resolver.A, resolver.AAAA}}[kind]
	found := 0
	for _, typ := range asked {
		answer, err := w.dns.Lookup(ctx, rr.Key{Name: name, Type: typ})
		if err != nil {
			w.open(err, fmt.Sprintf("So it is not known what %q of the SPF record of %s matches.", term, here))
			return
		}
		found += len(answer.Values)
	}
	switch {
	case found == 0:
		w.cost.Void++
	case kind == spf.MX && found > maxHosts:
		w.fail(here, fmt.Sprintf("%q has %d mail hosts, and more than %d are an error (section 4.6.4)", term, found, maxHosts))
	}
}

// open tells of something that nobody answered.
func (w *walk) open(err error, purpose string) {
	w.partial = true
	w.unanswered(err, purpose)
}

// fail tells of something that makes receivers stop.
func (w *walk) fail(here rr.Name, what string) {
	w.broken = true
	w.add(Error, fmt.Sprintf("In the SPF record of %s %s: receivers end with an error and SPF passes for nobody (RFC 7208 sections 4.6.4 and 5.2).", here, what),
		"mend or remove that term; in a record of somebody else only they can")
}

func (w *walk) judge() {
	name := w.result.Name
	switch n := w.cost.Lookups; {
	case n > maxLookups:
		w.add(Error, fmt.Sprintf("The SPF record of %s needs %s DNS lookups with the records that it includes; receivers stop at %d with an error (RFC 7208 section 4.6.4). %s",
			name, counted(n), maxLookups, w.largest()), "remove senders that are no longer used, or replace a and mx by ip4: and ip6: networks")
	case n >= manyLookups:
		w.add(Warning, fmt.Sprintf("The SPF record of %s needs %d DNS lookups with the records that it includes, and receivers stop at %d: the next sender may be one too many (RFC 7208 section 4.6.4). %s",
			name, n, maxLookups, w.largest()), "")
	}
	if w.cost.Void > maxVoid {
		w.add(Warning, fmt.Sprintf("The SPF record of %s asks for %d names that have nothing to give; receivers may stop after %d with an error (RFC 7208 section 4.6.4).",
			name, w.cost.Void, maxVoid), "remove the terms whose names are gone")
	}
}

func counted(n int) string {
	if n >= maxCounted {
		return fmt.Sprintf("%d or more", n)
	}
	return fmt.Sprint(n)
}

// largest names the terms that cost most.
func (w *walk) largest() string {
	slices.SortStableFunc(w.shares, func(a, b share) int { return cmp.Compare(b.lookups, a.lookups) })
	var out []string
	for _, s := range w.shares[:min(3, len(w.shares))] {
		out = append(out, fmt.Sprintf("%s (%d)", s.term, s.lookups))
	}
	return "Most are of " + strings.Join(out, ", ") + "."
}

// flat is the first fault of a record, in one line.
func flat(err error) string {
	var faults spf.SyntaxErrors
	if errors.As(err, &faults) && len(faults) > 0 {
		return faults[0].Error()
	}
	return err.Error()
}
