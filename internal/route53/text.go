package route53

import (
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// quoteText spells the text of a TXT record as Route 53 takes it: quoted
// character-strings of at most 255 octets with a space between them; a quote
// and a backslash are escaped by a backslash, what is not printable ASCII by a
// backslash and three octal digits (Developer Guide, "TXT record type").
func quoteText(text string) string {
	var b strings.Builder
	for i, chunk := range rr.Chunks(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteByte('"')
		for _, c := range []byte(chunk) {
			switch {
			case c == '"', c == '\\':
				b.WriteByte('\\')
				b.WriteByte(c)
			case c < ' ' || c > '~':
				fmt.Fprintf(&b, `\%03o`, c)
			default:
				b.WriteByte(c)
			}
		}
		b.WriteByte('"')
	}
	return b.String()
}

// unquoteText returns the octets of all character-strings of a TXT value,
// joined. Route 53 echoes values as they were written, by whichever hand and
// however long ago, so everything has a meaning: a value that does not start
// with a quote is taken as it stands, spaces included, and a quote that is
// missing at the end is assumed.
func unquoteText(wire string) string {
	rest := strings.TrimLeft(wire, " \t")
	if !strings.HasPrefix(rest, `"`) {
		return unescape(strings.TrimRight(rest, " \t"))
	}
	var text []byte
	for rest != "" {
		var c []byte
		c, rest = characterString(rest)
		text = append(text, c...)
		rest = strings.TrimLeft(rest, " \t")
	}
	return string(text)
}

// characterString reads the string at the start of text: what is between
// quotes, or, where there is none at the start, what is before a space or a
// quote.
func characterString(text string) (content []byte, rest string) {
	quoted := text[0] == '"'
	if quoted {
		text = text[1:]
	}
	for text != "" {
		switch c := text[0]; {
		case c == '"' && quoted:
			return content, text[1:]
		case !quoted && (c == '"' || c == ' ' || c == '\t'):
			return content, text
		}
		c, width := octet(text)
		content, text = append(content, c), text[width:]
	}
	return content, ""
}

// unescape resolves all escapes of text.
func unescape(text string) string {
	var b strings.Builder
	for text != "" {
		c, width := octet(text)
		b.WriteByte(c)
		text = text[width:]
	}
	return b.String()
}

// octet reads one octet, escaped or not; a backslash at the very end is itself.
func octet(text string) (c byte, width int) {
	if c, width := octal(text); width > 0 {
		return c, width
	}
	if text[0] == '\\' && len(text) > 1 {
		return text[1], 2
	}
	return text[0], 1
}
