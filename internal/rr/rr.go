// Package rr is the DNS vocabulary of this provider: names, record sets, their
// values and when two values mean the same. It knows no zone host and no mail.
package rr

import (
	"slices"
	"strings"
)

// Type is a resource record type in its wire spelling.
type Type string

// The types that mail authentication publishes (RFC 1035 section 3.2.2).
const (
	CNAME Type = "CNAME"
	MX    Type = "MX"
	TXT   Type = "TXT"
)

// Key names an RRset: all records of one type at one name (RFC 2181 section 5).
type Key struct {
	Name Name
	Type Type
}

// String is the key as people say it: "MX mail.example.org".
func (k Key) String() string { return string(k.Type) + " " + string(k.Name) }

// Value is the data of one resource record.
type Value struct {
	// Text is its meaning in canonical form, see Canonical: of TXT the
	// character-strings joined, of CNAME the host, of MX "10 host".
	Text string
	// Wire is how the host of the zone stores it. A value that was read keeps
	// it, so that writing it back changes no byte; of a new value it is empty
	// and the host's adapter encodes Text.
	Wire string
}

// Set is an RRset as a zone holds it.
type Set struct {
	Key
	// TTL is in seconds; all records of a set share it.
	TTL    int64
	Values []Value
	// Routing is empty for a plain set. Otherwise it says in words why the set
	// is more than its values ("alias", "weighted"), and it must not be written.
	Routing string
}

// Texts returns the meanings of the values in the order of the set.
func (s Set) Texts() []string {
	out := make([]string, len(s.Values))
	for i, v := range s.Values {
		out[i] = v.Text
	}
	return out
}

// Clone returns a copy that shares no memory with s.
func (s Set) Clone() Set {
	s.Values = slices.Clone(s.Values)
	return s
}

// Canonical is the form in which values of a type are compared. Hosts lose
// their case and their trailing dot (RFC 4343), an MX keeps one space between
// preference and host; text is returned as it is, since every octet of a TXT
// record counts. Data that is not of the type's form is returned trimmed.
func Canonical(t Type, text string) string {
	switch t {
	case CNAME:
		return canonicalHost(strings.TrimSpace(text))
	case MX:
		fields := strings.Fields(text)
		if len(fields) != 2 {
			return strings.TrimSpace(text)
		}
		return canonicalNumber(fields[0]) + " " + canonicalHost(fields[1])
	default:
		return text
	}
}

func canonicalHost(host string) string {
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

// canonicalNumber drops the leading zeros that some zone editors keep.
func canonicalNumber(digits string) string {
	if trimmed := strings.TrimLeft(digits, "0"); trimmed != "" {
		return trimmed
	}
	return "0"
}
