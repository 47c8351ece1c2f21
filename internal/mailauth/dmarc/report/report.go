// Package report reads DMARC aggregate reports (RFC 9990, RFC 7489 appendix C)
// and adds them up. It fetches no mail and stores nothing.
package report

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/netip"
	"time"
)

// DefaultLimit is a size, in octets, that reports of large receivers stay
// below and that memory bears.
const DefaultLimit = 32 << 20

// Why a report cannot be read. Compare with [errors.Is]; the error text names
// the line.
var (
	// ErrTooLarge says that the report, compressed or not, is over the limit.
	ErrTooLarge = errors.New("dmarc report: larger than the limit")
	// ErrContainer says that the compression is damaged or unknown.
	ErrContainer = errors.New("dmarc report: unreadable container")
	// ErrMalformed says that the text is no aggregate report.
	ErrMalformed = errors.New("dmarc report: malformed")
)

// Feedback is one report: what one receiver saw of one domain in one period.
type Feedback struct {
	// Namespace is that of the root element: empty, or a name such as
	// "urn:ietf:params:xml:ns:dmarc-2.0" (RFC 9990 section 6.1).
	Namespace string
	// Version is "1.0" or what RFC 7489 receivers write, often empty.
	Version string
	// Metadata tells who reports, and on which period.
	Metadata Metadata
	// Policy is the DMARC record the receiver found.
	Policy Policy
	// Rows are the records, in the order written.
	Rows []Row
}

// Metadata is the report_metadata element (RFC 9990 section 3.1.1.3).
type Metadata struct {
	// OrgName is the reporting organization.
	OrgName string
	// Email is how to reach it.
	Email string
	// ExtraContactInfo is another way to reach it.
	ExtraContactInfo string
	// ReportID is unique among the reports of this organization.
	ReportID string
	// Begin is when the period starts, in UTC; zero if not said.
	Begin time.Time
	// End is when the period ends, in UTC; zero if not said.
	End time.Time
	// Errors is what the receiver had to say about the DMARC record.
	Errors []string
	// Generator is the software.
	Generator string
}

// Policy is the policy_published element (RFC 9990 section 3.1.1.5). Values
// are folded, and empty where the receiver left them out.
type Policy struct {
	// Domain is where the record was found.
	Domain string
	// DiscoveryMethod is "psl" or "treewalk".
	DiscoveryMethod string
	// P is the policy for the domain, SP for subdomains, NP for those that
	// do not exist.
	P, SP, NP string
	// ADKIM and ASPF are the alignment modes, "r" or "s".
	ADKIM, ASPF string
	// FO are the failure options.
	FO string
	// Testing is t=y.
	Testing bool
	// Percent is the pct of RFC 7489; empty in RFC 9990 reports.
	Percent string
}

// Disposition is what a receiver did with messages.
type Disposition string

const (
	// None is no action.
	None Disposition = "none"
	// Pass is no action, on mail that passed under an enforcing policy
	// (RFC 9990 appendix A).
	Pass Disposition = "pass"
	// Quarantine is mail marked as suspicious.
	Quarantine Disposition = "quarantine"
	// Reject is mail refused.
	Reject Disposition = "reject"
)

// Row is a record element: messages from one address with one outcome.
type Row struct {
	// SourceIP is the connecting address.
	SourceIP netip.Addr
	// Count is the number of messages.
	Count int64
	// Disposition is what the receiver did with them.
	Disposition Disposition
	// DKIMAligned says that an aligned signature passed (policy_evaluated).
	DKIMAligned bool
	// SPFAligned says that SPF passed for an aligned domain.
	SPFAligned bool
	// Reasons are why the disposition is not the published policy.
	Reasons []Reason
	// HeaderFrom is the domain of the From field, folded.
	HeaderFrom string
	// EnvelopeFrom is the MAIL FROM domain, folded; empty for bounces.
	EnvelopeFrom string
	// EnvelopeTo is the recipient's domain, folded.
	EnvelopeTo string
	// DKIM are the signatures as verified, aligned or not.
	DKIM []DKIMResult
	// SPF are the SPF results, aligned or not.
	SPF []SPFResult
}

// Reason is why a receiver departed from the policy.
type Reason struct {
	// Type is "mailing_list", "policy_test_mode" or the like.
	Type string
	// Comment is for people.
	Comment string
}

// DKIMResult is the verification of one signature.
type DKIMResult struct {
	// Domain is the d= tag and Selector the s= tag.
	Domain, Selector string
	// Result is "pass", "fail" or another of RFC 8601 section 2.7.1.
	Result string
	// HumanResult is for people.
	HumanResult string
}

// SPFResult is the outcome of one SPF check.
type SPFResult struct {
	// Domain is what was checked.
	Domain string
	// Scope is "mfrom", and "helo" in RFC 7489 reports.
	Scope string
	// Result is "pass", "softfail" or another of RFC 8601 section 2.7.2.
	Result string
	// HumanResult is for people.
	HumanResult string
}

// Read reads one report: XML, plain or in gzip or in a zip archive of one XML
// file. Neither what r gives nor what it unpacks to may exceed limit octets
// (RFC 9990 section 8.1). The error is one of [ErrTooLarge], [ErrContainer]
// and [ErrMalformed], wrapped, or that of r.
func Read(r io.Reader, limit int64) (Feedback, error) {
	source := &noting{from: &limited{from: r, left: limit}}
	in := bufio.NewReader(source)
	// A short file has fewer octets than asked for, which is no error here.
	magic, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return Feedback{}, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return readGzip(in, limit)
	case bytes.HasPrefix(magic, []byte("PK\x03\x04")), bytes.HasPrefix(magic, []byte("PK\x05\x06")):
		return readZip(in, limit)
	}
	feedback, err := parse(in)
	if source.err != nil {
		return Feedback{}, source.err
	}
	return feedback, err
}
