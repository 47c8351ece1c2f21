package spf

import "net/netip"

// Record is the syntax tree of one SPF record: its terms in the order written.
// The zero value is the bare record "v=spf1".
type Record struct {
	Terms []Term
}

// Term is a Mechanism or a Modifier (RFC 7208 section 4.6.1).
type Term interface {
	// String renders the term in the form to publish.
	String() string
	// Pos is where the term was read; zero for a term made by a program.
	Pos() Position
	isTerm()
}

// Position is the place of a term in the text it was read from.
type Position struct {
	// Index counts the terms of the record from 1, without the version.
	Index int
	// Column is the octet where the term starts, counted from 1.
	Column int
	// Text is the term as written.
	Text string
}

// Pos returns the position itself, for the types that embed it.
func (p Position) Pos() Position { return p }

// Qualifier is the result of a mechanism that matches (RFC 7208 section 4.6.2).
type Qualifier uint8

const (
	// Pass is "+", the default where no qualifier is written.
	Pass Qualifier = iota
	// Neutral is "?".
	Neutral
	// SoftFail is "~".
	SoftFail
	// Fail is "-".
	Fail
)

// String is the character that is written for the qualifier.
func (q Qualifier) String() string { return "+?~-"[q : q+1] }

// stricter reports whether q lets less mail through than other.
func (q Qualifier) stricter(other Qualifier) bool { return q > other }

func qualifierOf(c byte) (Qualifier, bool) {
	switch c {
	case '+':
		return Pass, true
	case '?':
		return Neutral, true
	case '~':
		return SoftFail, true
	case '-':
		return Fail, true
	}
	return Pass, false
}

// Kind is one of the eight mechanisms (RFC 7208 section 5).
type Kind uint8

const (
	// All matches always (section 5.1).
	All Kind = iota
	// Include asks the record of another domain (section 5.2).
	Include
	// A compares with the addresses of a name (section 5.3).
	A
	// MX compares with the addresses of the mail hosts of a name (section 5.4).
	MX
	// PTR looks at the reverse mapping of the address; do not use (section 5.5).
	PTR
	// IP4 compares with an IPv4 network (section 5.6).
	IP4
	// IP6 compares with an IPv6 network (section 5.6).
	IP6
	// Exists asks whether a name has an A record (section 5.7).
	Exists
)

// String is the name of the mechanism in lower case.
func (k Kind) String() string {
	switch k {
	case All:
		return "all"
	case Include:
		return "include"
	case A:
		return "a"
	case MX:
		return "mx"
	case PTR:
		return "ptr"
	case IP4:
		return "ip4"
	case IP6:
		return "ip6"
	}
	return "exists"
}

// section is where RFC 7208 defines the mechanism.
func (k Kind) section() string {
	return [...]string{"5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.6", "5.7"}[k]
}

// looksUp reports whether the mechanism counts against the ten DNS lookups of
// RFC 7208 section 4.6.4.
func (k Kind) looksUp() bool { return k != All && k != IP4 && k != IP6 }

// kindOf finds a mechanism by its name in any case.
func kindOf(name string) (Kind, bool) {
	for k := All; k <= Exists; k++ {
		if equalFold(name, k.String()) {
			return k, true
		}
	}
	return All, false
}

// Mechanism is a directive of a record: a qualifier and what it applies to.
type Mechanism struct {
	Position
	Qualifier Qualifier
	Kind      Kind
	// CIDR holds the lengths of a and mx.
	CIDR DualCIDR
	// Domain is the domain-spec of include, a, mx, ptr and exists; empty where
	// a, mx or ptr stand alone and mean the domain of the record.
	Domain MacroString
	// Network is what ip4 and ip6 compare with, host bits as written.
	Network netip.Prefix
}

func (Mechanism) isTerm() {}

// The names of the modifiers that RFC 7208 defines (sections 6.1 and 6.2).
const (
	Redirect = "redirect"
	Exp      = "exp"
)

// Modifier is a name and a value (RFC 7208 section 6).
type Modifier struct {
	Position
	// Name is in lower case: Redirect, Exp, or one that RFC 7208 does not know.
	Name string
	// Value is the domain-spec of redirect and exp, otherwise any macro-string,
	// which may be empty.
	Value MacroString
}

func (Modifier) isTerm() {}

// DualCIDR is the pair of prefix lengths of a and mx. The zero value compares
// whole addresses, as where no length is written.
type DualCIDR struct {
	// Counting the bits that are not compared makes zero the default.
	ignored4, ignored6 uint8
}

// NewDualCIDR takes the lengths for IPv4 (0 to 32) and IPv6 (0 to 128); others
// are cut to that range.
func NewDualCIDR(ip4, ip6 int) DualCIDR {
	return DualCIDR{
		ignored4: uint8(32 - min(max(ip4, 0), 32)),
		ignored6: uint8(128 - min(max(ip6, 0), 128)),
	}
}

// IP4 is the number of bits compared of an IPv4 address.
func (c DualCIDR) IP4() int { return 32 - int(c.ignored4) }

// IP6 is the number of bits compared of an IPv6 address.
func (c DualCIDR) IP6() int { return 128 - int(c.ignored6) }
