package dmarc

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// String renders the record in the one order this project writes: v, p, sp,
// np, adkim, aspf, fo, rua, ruf, psd, t, then the historic pct, rf and ri if
// set, then unknown tags as they came. Defaults are left out, the separator
// is "; " and nothing follows the last tag. That text means the same under
// RFC 9989 and RFC 7489, whose section 6.3 wants p right behind v.
func (r Record) String() string {
	var b strings.Builder
	b.WriteString("v=DMARC1")
	write := func(name, value string) {
		b.WriteString("; " + name + "=" + value)
	}
	optional := func(name, value, standard string) {
		if value != "" && value != standard {
			write(name, value)
		}
	}
	optional("p", string(r.Policy), "")
	optional("sp", string(r.SubdomainPolicy), "")
	optional("np", string(r.NonexistentPolicy), "")
	optional("adkim", string(r.DKIMAlignment), string(Relaxed))
	optional("aspf", string(r.SPFAlignment), string(Relaxed))
	optional("fo", strings.Join(r.FailureOptions, ":"), "0")
	optional("rua", strings.Join(r.RUA, ","), "")
	optional("ruf", strings.Join(r.RUF, ","), "")
	optional("psd", r.PSD, "u")
	if r.Testing {
		write("t", "y")
	}
	if r.Percent != nil {
		write("pct", strconv.Itoa(*r.Percent))
	}
	optional("rf", r.ReportFormat, "")
	if r.ReportInterval != nil {
		write("ri", strconv.Itoa(*r.ReportInterval))
	}
	for _, t := range r.Unknown {
		write(t.Name, t.Value)
	}
	return b.String()
}

// Equal reports whether receivers do the same with two texts. A text they
// ignore equals itself, or another that lacks a policy but is otherwise the
// same, and never one they use.
func Equal(a, b string) bool {
	if a == b {
		return true
	}
	ra, errA := Parse(a)
	rb, errB := Parse(b)
	return readable(errA) && readable(errB) && ra.Equal(rb)
}

// readable also takes a record without a policy: its empty Policy keeps it
// from being equal to one that has a policy.
func readable(err error) bool {
	return err == nil || errors.Is(err, ErrNoPolicy)
}

// Equal reports whether two records mean the same to receivers of RFC 9989
// and of RFC 7489. Order and repetition of URIs, the case of domains, defaults
// written out and unknown tags make no difference; a size limit and the
// historic pct and ri do, as long as RFC 7489 receivers exist.
func (r Record) Equal(other Record) bool {
	return r.normal() == other.normal()
}

// normal is a record with every default in place and every set in order.
type normal struct {
	p, sp, np, adkim, aspf, psd string
	rua, ruf, fo                string
	testing                     bool
	percent, interval           int
}

func (r Record) normal() normal {
	or := func(value, standard string) string {
		if value == "" {
			return standard
		}
		return strings.ToLower(value)
	}
	n := normal{
		p:     or(string(r.Policy), ""),
		adkim: or(string(r.DKIMAlignment), "r"),
		aspf:  or(string(r.SPFAlignment), "r"),
		psd:   or(r.PSD, "u"),
		rua:   set(r.RUA, normalURI),
		ruf:   set(r.RUF, normalURI),

		percent:  100,
		interval: 86400,
	}
	n.sp = or(string(r.SubdomainPolicy), n.p)
	n.np = or(string(r.NonexistentPolicy), n.sp)
	// No effect on a policy that is none (RFC 9989 section 4.7 t).
	none := string(None)
	n.testing = r.Testing && (n.p != none || n.sp != none || n.np != none)
	// Ignored unless ruf is specified (RFC 9989 section 4.7 fo).
	if n.ruf != "" {
		n.fo = or(set(r.FailureOptions, strings.ToLower), "0")
	}
	if r.Percent != nil {
		n.percent = *r.Percent
	}
	if r.ReportInterval != nil {
		n.interval = *r.ReportInterval
	}
	return n
}

func normalURI(text string) string {
	u, problem := parseURI(text)
	if problem != "" {
		return text
	}
	return u.normal()
}

// set is a list as a text that depends neither on order nor on repetition.
// No member contains a comma.
func set(list []string, normal func(string) string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = normal(s)
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ",")
}
