// Package taglist reads the "tag=value; tag=value" text that DMARC and DKIM
// records share (RFC 6376 section 3.2) and keeps all of it: order, unknown
// tags, duplicates, broken segments and the column of each. It knows no tag
// and refuses no text: what a segment means is for the packages above.
package taglist

import "strings"

// Space is the set of octets that count as white space around names and
// values. Never more than these: a no-break space is part of a name.
type Space string

const (
	// WSP is the white space of DMARC (RFC 9989 section 4.8).
	WSP Space = " \t"
	// FWS is the folding white space of DKIM (RFC 6376 section 2.8).
	FWS Space = " \t\r\n"
)

// Kind says what stands between two semicolons.
type Kind int

const (
	// Pair is a name, "=" and a value; both may be empty or malformed.
	Pair Kind = iota
	// Bare is text without "=".
	Bare
	// Empty is nothing, or white space only.
	Empty
	// End is the nothing behind a final semicolon, which both grammars allow.
	End
)

// Segment is what stands between two semicolons.
type Segment struct {
	// Kind says which of the other fields have a meaning.
	Kind Kind
	// Raw is the segment as written, with its white space.
	Raw string
	// Name is the trimmed text before the first "=", or all of a Bare segment.
	Name string
	// Value is the trimmed text behind the first "="; empty unless a Pair.
	Value string
	// Column is the 1-based octet of the name; for Empty and End, of the
	// octet behind the semicolon before it.
	Column int
	// ValueColumn is the 1-based octet of the value, 0 unless a Pair.
	ValueColumn int
}

// List is a text cut at its semicolons; it has at least one segment.
type List []Segment

// Parse cuts text at every semicolon, as neither grammar can quote one.
func Parse(text string, space Space) List {
	list := make(List, 0, strings.Count(text, ";")+1)
	for start := 0; ; {
		end := strings.IndexByte(text[start:], ';')
		if end < 0 {
			last := segment(text[start:], start, space)
			if last.Kind == Empty && start > 0 {
				last.Kind = End
			}
			return append(list, last)
		}
		list = append(list, segment(text[start:start+end], start, space))
		start += end + 1
	}
}

func segment(raw string, offset int, space Space) Segment {
	name, value, pair := strings.Cut(raw, "=")
	trimmed, skipped := space.trim(name)
	s := Segment{Kind: Pair, Raw: raw, Name: trimmed, Column: offset + skipped + 1}
	switch {
	case pair:
		s.Value, skipped = space.trim(value)
		s.ValueColumn = offset + len(name) + 1 + skipped + 1
	case trimmed != "":
		s.Kind = Bare
	default:
		s.Kind, s.Column = Empty, offset+1
	}
	return s
}

// trim returns s without outer white space, and how much stood before it.
// Text that is only white space has its place behind it.
func (space Space) trim(s string) (string, int) {
	start, end := 0, len(s)
	for start < end && space.has(s[start]) {
		start++
	}
	for end > start && space.has(s[end-1]) {
		end--
	}
	return s[start:end], start
}

func (space Space) has(c byte) bool {
	return c <= ' ' && strings.IndexByte(string(space), c) >= 0
}

// String is the text the list was read from, octet for octet.
func (l List) String() string {
	var b strings.Builder
	for i, s := range l {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(s.Raw)
	}
	return b.String()
}

// Find returns the first pair of exactly this name.
func (l List) Find(name string) (Segment, bool) {
	for _, s := range l {
		if s.Kind == Pair && s.Name == name {
			return s, true
		}
	}
	return Segment{}, false
}

// ValidName reports whether s is a tag-name: a letter, then letters, digits
// and underscores (RFC 6376 section 3.2).
func ValidName(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		case i > 0 && ('0' <= c && c <= '9' || c == '_'):
		default:
			return false
		}
	}
	return s != ""
}

// ValidValue reports whether s has only what a tag-value may have: printable
// ASCII without ";", and the given white space.
func ValidValue(s string, space Space) bool {
	for i := range len(s) {
		if c := s[i]; c == ';' || (c < 0x20 || c > 0x7e) && !space.has(c) {
			return false
		}
	}
	return true
}

// Fold lower-cases the ASCII letters of s and nothing else. [strings.ToLower]
// would turn the Kelvin sign into a "k" and so accept a tag no receiver knows.
func Fold(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			return fold(s)
		}
	}
	return s
}

func fold(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
