// Package dmarc reads, writes, compares and checks DMARC Policy Records
// (RFC 9989) as receivers of either RFC 9989 or RFC 7489 take them. It does
// not ask DNS, and evaluates no message.
package dmarc

import (
	"errors"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// What makes receivers ignore a whole record. Compare with [errors.Is]; the
// error text names the column.
var (
	// ErrNotDMARC says that the text does not begin with v=DMARC1, so it is
	// some other TXT value (RFC 9989 section 4.7 v).
	ErrNotDMARC = errors.New("dmarc: not a DMARC record")
	// ErrDuplicateTag says that a tag name occurs twice, which invalidates
	// the whole list (RFC 6376 section 3.2).
	ErrDuplicateTag = errors.New("dmarc: duplicate tag")
	// ErrNoPolicy says that the policy is missing or invalid and no rua
	// makes up for it, so receivers do not apply DMARC (RFC 9989 section
	// 4.10.1). Such a text still serves as authorization of a third party to
	// receive reports.
	ErrNoPolicy = errors.New("dmarc: no valid policy")
)

// Policy is what a Domain Owner asks receivers to do with failing mail.
type Policy string

const (
	// None asks for nothing.
	None Policy = "none"
	// Quarantine calls failing mail suspicious.
	Quarantine Policy = "quarantine"
	// Reject calls failing mail not valid.
	Reject Policy = "reject"
)

// rank orders policies by how much they enforce.
func (p Policy) rank() int {
	switch p {
	case Quarantine:
		return 1
	case Reject:
		return 2
	}
	return 0
}

// Alignment is how near an authenticated domain has to be to the From domain
// (RFC 9989 section 4.4).
type Alignment string

const (
	// Relaxed asks for the same Organizational Domain; it is the default.
	Relaxed Alignment = "r"
	// Strict asks for the same domain.
	Strict Alignment = "s"
)

// Tag is a tag that neither RFC 9989 nor RFC 7489 defines.
type Tag struct {
	// Name is as written, with its upper and lower case.
	Name string
	// Value is as written, without the white space around it.
	Value string
}

// Record is a DMARC Policy Record (RFC 9989 section 4.7). The zero value of
// every field but Policy stands for the default of its tag; [Parse] writes
// the defaults out, except where "absent" has a meaning of its own.
type Record struct {
	// Policy is the p tag. Empty only in a text that is no policy record.
	Policy Policy
	// SubdomainPolicy is the sp tag, empty if absent: Policy applies.
	SubdomainPolicy Policy
	// NonexistentPolicy is the np tag, empty if absent: SubdomainPolicy
	// applies, or else Policy.
	NonexistentPolicy Policy
	// DKIMAlignment is the adkim tag.
	DKIMAlignment Alignment
	// SPFAlignment is the aspf tag.
	SPFAlignment Alignment
	// RUA are the URIs for aggregate reports, as written: "mailto:…".
	RUA []string
	// RUF are the URIs for failure reports, as written.
	RUF []string
	// FailureOptions is the fo tag: "0", "1", "d", "s" in the order written.
	FailureOptions []string
	// Testing is t=y.
	Testing bool
	// PSD is the psd tag: "y", "n" or "u".
	PSD string
	// Percent is the historic pct tag, 0 to 100; nil if absent.
	Percent *int
	// ReportFormat is the historic rf tag, of which "afrf" is the only
	// value; empty if absent.
	ReportFormat string
	// ReportInterval is the historic ri tag in seconds; nil if absent.
	ReportInterval *int
	// Unknown are well-formed tags nobody defines, in the order written.
	Unknown []Tag
}

// IsRecord reports whether text, the joined strings of one TXT value, is a
// DMARC record, be it broken further on: its first tag is v with the value
// DMARC1 (RFC 9989 section 4.10 step 2). Leading white space and an upper
// case V pass, as most receivers accept both; "v=dmarc1" does not.
func IsRecord(text string) bool {
	first, _, _ := strings.Cut(text, ";")
	return isVersion(taglist.Parse(first, taglist.WSP)[0])
}

func isVersion(s taglist.Segment) bool {
	return s.Kind == taglist.Pair && tagOf(s.Name) == tagV && s.Value == "DMARC1"
}

// Tags returns the raw tag list of text, for a caller that needs what [Parse]
// leaves out: order, columns, duplicates, broken segments.
func Tags(text string) taglist.List {
	return taglist.Parse(text, taglist.WSP)
}

// tag is a tag that RFC 9989 or RFC 7489 defines.
type tag int

const (
	tagUnknown tag = iota
	tagV
	tagP
	tagSP
	tagNP
	tagADKIM
	tagASPF
	tagFO
	tagRUA
	tagRUF
	tagPSD
	tagT
	tagPCT
	tagRF
	tagRI
	tagCount
)

// tagOf takes names of either case: RFC 6376 section 3.2 reads them
// case-sensitively, RFC 5234 section 2.3 does not, and most receivers follow
// the latter.
func tagOf(name string) tag {
	switch taglist.Fold(name) {
	case "v":
		return tagV
	case "p":
		return tagP
	case "sp":
		return tagSP
	case "np":
		return tagNP
	case "adkim":
		return tagADKIM
	case "aspf":
		return tagASPF
	case "fo":
		return tagFO
	case "rua":
		return tagRUA
	case "ruf":
		return tagRUF
	case "psd":
		return tagPSD
	case "t":
		return tagT
	case "pct":
		return tagPCT
	case "rf":
		return tagRF
	case "ri":
		return tagRI
	}
	return tagUnknown
}

// names lists the tags in the order in which they are written.
func names() []string {
	return []string{
		"v", "p", "sp", "np", "adkim", "aspf", "fo",
		"rua", "ruf", "psd", "t", "pct", "rf", "ri",
	}
}
