package survey

import (
	"context"
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// explain says in words what is wrong with the record itself.
func (l *look) explain(ctx context.Context, place place, answer resolver.Answer) {
	r := l.result
	switch r.Verdict {
	case Missing:
		l.missing(ctx, answer)
	case Different:
		if len(r.Values) == 0 {
			l.add(Error, fmt.Sprintf("%s is %s, and no value was expected.", r.Key, quoted(r.Seen)), "write the expected value into records")
			return
		}
		l.add(Error, fmt.Sprintf("%s is %s instead of %s.", r.Key, quoted(r.Seen), quoted(r.Values)),
			"publish the expected value in its place; if that was done a moment ago, look again when the old one has expired")
	case Doubled:
		l.add(Error, fmt.Sprintf("%s has %d values, %s: %s.", r.Key, len(r.Seen), quoted(r.Seen), place.spoils()),
			"remove all but "+quoted(r.Values))
	}
}

// missing looks for the usual reasons why a record is not where it should be.
func (l *look) missing(ctx context.Context, answer resolver.Answer) {
	r := l.result
	what := fmt.Sprintf("%s is missing: %s.", r.Key, absence(r.Key, answer))
	fix := fmt.Sprintf("publish it with the value %s; if that was done a moment ago, look again later, since resolvers keep a denial for some time", quoted(r.Values))
	if len(r.Values) == 0 {
		fix = "publish it"
	}
	twice := rr.Key{Name: rr.Name(string(r.Name) + "." + string(l.domain)), Type: r.Type}
	if _, err := rr.ParseName(string(twice.Name)); err == nil {
		if got, err := l.dns.Lookup(ctx, twice); err == nil && len(placeOf(r.Record).within(got.Values)) > 0 {
			what += fmt.Sprintf(" It stands at %s, with the domain twice.", twice.Name)
			fix = fmt.Sprintf("write %q as its name, since that DNS host adds the domain itself", relative(r.Name, l.domain))
		}
	}
	if r.Type == rr.CNAME && l.hidden(ctx) {
		what += " The name has addresses instead: the DNS host answers in its place."
		fix = `switch that off for this record (Cloudflare: proxied = false, "DNS only")`
	}
	l.add(Error, what, fix)
}

// hidden reports whether a host answers with addresses of its own where a CNAME
// was written.
func (l *look) hidden(ctx context.Context) bool {
	got, err := l.dns.Lookup(ctx, rr.Key{Name: l.result.Name, Type: resolver.A})
	return err == nil && len(got.Values) > 0
}

// absence is what exactly DNS denies.
func absence(key rr.Key, answer resolver.Answer) string {
	name := "the name"
	if n := len(answer.Aliases); n > 0 {
		name = fmt.Sprintf("the name is an alias of %s, which", answer.Aliases[n-1])
	}
	switch {
	case !answer.Exists:
		return name + " does not exist"
	case len(answer.Values) > 0:
		return fmt.Sprintf("%s has other %s records only", name, key.Type)
	}
	return fmt.Sprintf("%s has no %s record", name, key.Type)
}

// maxQuoted is how much of a value a message repeats, in octets.
const maxQuoted = 500

func quoted(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		if len(v) > maxQuoted {
			v = v[:maxQuoted] + "..."
		}
		out[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(out, " and ")
}
