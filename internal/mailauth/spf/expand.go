package spf

import (
	"slices"
	"strings"
)

// At returns the name that a domain-spec means in the record of a domain
// (RFC 7208 section 7.3); the empty one means the domain itself (section 4.8).
// It is false where the name depends on the message, as with every macro but d.
func (m MacroString) At(domain string) (string, bool) {
	if len(m) == 0 {
		return domain, true
	}
	var b strings.Builder
	for _, s := range m {
		switch s.Kind {
		case Literal:
			b.WriteString(s.Literal)
		case Percent:
			b.WriteByte('%')
		case Space:
			b.WriteByte(' ')
		case EncodedSpace:
			b.WriteString("%20")
		default:
			// A domain has no character that the escaping of %{D} would change.
			if lower(s.Letter) != 'd' {
				return "", false
			}
			b.WriteString(s.transform(domain))
		}
	}
	return b.String(), true
}

// transform splits a value at the delimiters, turns the parts round where the
// macro says so, and keeps the last ones of them (section 7.3).
func (s Segment) transform(value string) string {
	delimiters := s.Delimiters
	if delimiters == "" {
		delimiters = "."
	}
	parts := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(delimiters, r) })
	if s.Reverse {
		slices.Reverse(parts)
	}
	if n := int(s.Digits); n > 0 && n < len(parts) {
		parts = parts[len(parts)-n:]
	}
	return strings.Join(parts, ".")
}
