package route53

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Route 53 returns a name in lower case with a trailing dot, and every
// character other than a-z, 0-9, hyphen and underscore as a backslash and three
// octal digits (Developer Guide, "DNS domain name format"). "Stored" is that
// form here.

// decodeName reads a stored name. An octet that would be taken for something
// else when it stands plain (a dot within a label, a backslash) or that does
// not print stays escaped, so that different names stay different.
func decodeName(stored string) rr.Name {
	var b strings.Builder
	name := strings.TrimSuffix(stored, ".")
	for i := 0; i < len(name); i++ {
		c, width := octal(name[i:])
		if width == 0 {
			b.WriteByte(name[i])
			continue
		}
		if c > ' ' && c < 0x7f && c != '.' && c != '\\' {
			b.WriteByte(c)
		} else {
			b.WriteString(name[i : i+width])
		}
		i += width - 1
	}
	return rr.Name(strings.ToLower(b.String()))
}

// encodeName is the inverse of decodeName.
func encodeName(name rr.Name) string {
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		c := name[i]
		_, width := octal(string(name[i:]))
		switch {
		case width > 0:
			b.WriteString(string(name[i : i+width]))
			i += width - 1
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return b.String() + "."
}

// octal reads an escape of three octal digits at the start of text; width is 0
// where there is none.
func octal(text string) (c byte, width int) {
	if len(text) < 4 || text[0] != '\\' || text[1] < '0' || text[1] > '3' {
		return 0, 0
	}
	for _, digit := range []byte(text[1:4]) {
		if digit < '0' || digit > '7' {
			return 0, 0
		}
		c = c<<3 | (digit - '0')
	}
	return c, 4
}

// place is where a name stands in a zone: sets are listed in ASCII order of the
// stored name with its labels reversed and a trailing dot, "com.example.www."
// (API Reference, ListResourceRecordSets). Places compare as strings.
type place string

func placeOf(stored string) place {
	labels := strings.Split(strings.TrimSuffix(stored, "."), ".")
	slices.Reverse(labels)
	return place(strings.Join(labels, ".") + ".")
}

// after is the place that follows directly, before any other name's.
func (p place) after() place { return p + "\x00" }

// stored is the name at a place, or the one that it directly follows.
func (p place) stored() string {
	labels := strings.Split(strings.TrimRight(string(p), "\x00."), ".")
	slices.Reverse(labels)
	return strings.Join(labels, ".") + "."
}
