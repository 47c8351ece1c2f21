package dmarc

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// Parse reads text, the joined strings of one TXT value, as a receiver does
// (RFC 9989 section 4.8): unknown tags are set aside, and what is malformed
// counts as absent. An invalid p, sp or np turns the record into p=none if
// there is a valid rua (section 4.10.1). The error is one of [ErrNotDMARC],
// [ErrDuplicateTag] and [ErrNoPolicy], wrapped; beside the last, the Record
// holds what could be read, with an empty Policy.
func Parse(text string) (Record, error) {
	list := taglist.Parse(text, taglist.WSP)
	if !isVersion(list[0]) {
		return Record{}, fmt.Errorf("%w: it does not begin with v=DMARC1", ErrNotDMARC)
	}
	if s, ok := list.Duplicate(key); ok {
		return Record{}, fmt.Errorf("%w: %q again in column %d", ErrDuplicateTag, s.Name, s.Column)
	}
	r, valid := readAll(list)
	if r.Policy != "" && valid {
		return r, nil
	}
	r.Policy, r.SubdomainPolicy, r.NonexistentPolicy = "", "", ""
	if len(r.RUA) == 0 {
		return r, fmt.Errorf("%w: p is missing, or p, sp or np is none of none, quarantine and reject", ErrNoPolicy)
	}
	r.Policy = None
	return r, nil
}

// readAll fills a record over the defaults. It reports false where a policy
// is present and invalid.
func readAll(list taglist.List) (Record, bool) {
	r := Record{
		DKIMAlignment: Relaxed, SPFAlignment: Relaxed,
		FailureOptions: []string{"0"}, PSD: "u",
	}
	// More segments than there are tags: the others are unknown, or nothing.
	if surplus := len(list) - int(tagCount); surplus > 0 {
		r.Unknown = make([]Tag, 0, surplus)
	}
	valid := true
	for _, s := range list {
		if s.Kind == taglist.Pair {
			valid = r.read(s) && valid
		}
	}
	if len(r.Unknown) == 0 {
		r.Unknown = nil
	}
	return r, valid
}

// key is the name by which tags are compared: those that are known in either
// case are the same tag, others only if they are the same text.
func key(name string) string {
	if tagOf(name) != tagUnknown {
		return taglist.Fold(name)
	}
	return name
}

// read takes one tag into the record. It reports false where the value is
// invalid and section 4.10.1 gives up the whole policy for it.
func (r *Record) read(s taglist.Segment) bool {
	switch tagOf(s.Name) {
	case tagP:
		return setPolicy(&r.Policy, s.Value)
	case tagSP:
		return setPolicy(&r.SubdomainPolicy, s.Value)
	case tagNP:
		return setPolicy(&r.NonexistentPolicy, s.Value)
	case tagADKIM:
		setAlignment(&r.DKIMAlignment, s.Value)
	case tagASPF:
		setAlignment(&r.SPFAlignment, s.Value)
	case tagRUA:
		r.RUA = validURIs(s.Value)
	case tagRUF:
		r.RUF = validURIs(s.Value)
	case tagFO:
		if fo, ok := parseFO(s.Value); ok {
			r.FailureOptions = fo
		}
	case tagT:
		r.Testing = taglist.Fold(s.Value) == "y"
	case tagPSD:
		if v := taglist.Fold(s.Value); v == "y" || v == "n" {
			r.PSD = v
		}
	default:
		r.readHistoric(s)
	}
	return true
}

// readHistoric takes the tags that RFC 9989 section 9.3 retired, which
// receivers of RFC 7489 still honour, and those that nobody defines.
func (r *Record) readHistoric(s taglist.Segment) {
	switch tagOf(s.Name) {
	case tagPCT:
		if n, ok := parsePercent(s.Value); ok {
			r.Percent = &n
		}
	case tagRI:
		if n, ok := parseInterval(s.Value); ok && n > 0 {
			r.ReportInterval = &n
		}
	case tagRF:
		if v := taglist.Fold(s.Value); v == "afrf" {
			r.ReportFormat = v
		}
	case tagUnknown:
		if taglist.ValidName(s.Name) && taglist.ValidValue(s.Value, "") {
			r.Unknown = append(r.Unknown, Tag{Name: s.Name, Value: s.Value})
		}
	}
}

// setPolicy reads dmarc-request, whose literals have no case.
func setPolicy(to *Policy, value string) bool {
	switch p := Policy(taglist.Fold(value)); p {
	case None, Quarantine, Reject:
		*to = p
		return true
	}
	return false
}

// setAlignment reads dmarc-rors; "strict" spelled out is a syntax error and
// leaves the default.
func setAlignment(to *Alignment, value string) {
	switch a := Alignment(taglist.Fold(value)); a {
	case Relaxed, Strict:
		*to = a
	}
}

// parseFO reads dmarc-fo: each of 0, 1, d and s at most once, with a colon
// and no white space between. 0 with 1 passes although RFC 9989 excludes it,
// because RFC 7489 receivers honour both: it differs from either alone.
func parseFO(value string) ([]string, bool) {
	var options []string
	for rest, more := taglist.Fold(value), true; more; {
		var option string
		option, rest, more = strings.Cut(rest, ":")
		switch option {
		case "0", "1", "d", "s":
		default:
			return nil, false
		}
		for _, o := range options {
			if o == option {
				return nil, false
			}
		}
		options = append(options, option)
	}
	return options, true
}

// parsePercent reads 1*3DIGIT from 0 to 100 (RFC 7489 section 6.4).
func parsePercent(value string) (int, bool) {
	n, err := strconv.ParseUint(value, 10, 16)
	return int(n), err == nil && len(value) <= 3 && n <= 100
}

// parseInterval reads 32 bits of seconds (RFC 7489 section 6.3 ri).
func parseInterval(value string) (int, bool) {
	n, err := strconv.ParseUint(value, 10, 32)
	return int(n), err == nil && int(n) >= 0
}
