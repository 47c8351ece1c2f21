package spf

import (
	"strconv"
	"strings"
)

// MacroString is a text with macros (RFC 7208 section 7.1). As a domain-spec it
// is kept without the trailing dot, which changes nothing and SHOULD NOT be
// published (section 7.3).
type MacroString []Segment

// SegmentKind says how a segment is written.
type SegmentKind uint8

const (
	// Literal stands for itself.
	Literal SegmentKind = iota
	// Macro is %{...}.
	Macro
	// Percent is %%, a percent sign.
	Percent
	// Space is %_, a space.
	Space
	// EncodedSpace is %-, the characters %20.
	EncodedSpace
)

// Segment is a run of literal characters or one macro-expand.
type Segment struct {
	Kind SegmentKind
	// Letter names the Macro. Upper case means that the value is URL-escaped,
	// so the case is kept (section 7.3).
	Letter byte
	// Reverse reverses the order of the parts.
	Reverse bool
	// Digits is how many right-hand parts are used, 0 for all. Numbers over
	// 65535 are read as 65535: no SMTP line has that many parts.
	Digits uint16
	// Column is the octet where the segment starts in the record, counted from
	// 1; zero in a tree made by a program.
	Column int
	// Literal is the text of a Literal, in the case written.
	Literal string
	// Delimiters are what the value is split at; empty means at dots.
	Delimiters string
}

const (
	// maxDigits is the largest number of parts that a Segment holds.
	maxDigits = 65535
	// domainLetters are the macros of a domain-spec; crt are for explanations
	// only (RFC 7208 section 7.2).
	domainLetters = "slodipvh"
	anyLetters    = domainLetters + "crt"
	delimiters    = ".-+,/_="
)

// String renders the text as it is published.
func (m MacroString) String() string {
	if len(m) == 1 && m[0].Kind == Literal {
		return m[0].Literal
	}
	return string(m.append(nil))
}

func (m MacroString) append(b []byte) []byte {
	for _, s := range m {
		b = s.append(b)
	}
	return b
}

func (s Segment) append(b []byte) []byte {
	switch s.Kind {
	case Literal:
		return append(b, s.Literal...)
	case Percent:
		return append(b, "%%"...)
	case Space:
		return append(b, "%_"...)
	case EncodedSpace:
		return append(b, "%-"...)
	}
	b = append(b, '%', '{', s.Letter)
	if s.Digits > 0 {
		b = strconv.AppendUint(b, uint64(s.Digits), 10)
	}
	if s.Reverse {
		b = append(b, 'r')
	}
	b = append(b, s.Delimiters...)
	return append(b, '}')
}

// literal returns the text if there is no macro in it.
func (m MacroString) literal() (string, bool) {
	if len(m) == 1 && m[0].Kind == Literal {
		return m[0].Literal, true
	}
	return "", false
}

// isDomainMacro reports whether the text is exactly %{d}, which every mechanism
// without a domain-spec means (RFC 7208 section 4.8).
func (m MacroString) isDomainMacro() bool {
	return len(m) == 1 && m[0].Kind == Macro && m[0].Letter == 'd' &&
		m[0].Digits == 0 && !m[0].Reverse && m[0].Delimiters == ""
}

// macroString reads text[start:end] into segments; letters are the macro
// letters that may stand there.
func (p *parser) macroString(start, end int, letters string) MacroString {
	first := len(p.segments)
	from := start
	for i := start; i < end; {
		if p.text[i] != '%' {
			i++
			continue
		}
		p.literal(from, i)
		i = p.expand(i, end, letters)
		from = i
	}
	p.literal(from, end)
	return MacroString(p.segments[first:len(p.segments):len(p.segments)])
}

func (p *parser) literal(from, to int) {
	if from < to {
		p.segments = append(p.segments, Segment{Kind: Literal, Column: from + 1, Literal: p.text[from:to]})
	}
}

// expand reads the macro-expand that starts with the percent sign at i and
// returns the offset after it.
func (p *parser) expand(i, end int, letters string) int {
	next := byte(0)
	if i+1 < end {
		next = p.text[i+1]
	}
	switch next {
	case '%':
		p.segments = append(p.segments, Segment{Kind: Percent, Column: i + 1})
	case '_':
		p.segments = append(p.segments, Segment{Kind: Space, Column: i + 1})
	case '-':
		p.segments = append(p.segments, Segment{Kind: EncodedSpace, Column: i + 1})
	case '{':
		return p.macro(i, end, letters)
	default:
		p.fail(i, min(i+2, end), fault{"S05", "7.3", "a percent sign that starts no macro",
			"write %% for a percent sign, or %{...} with braces for a macro"})
		return i + 1
	}
	return i + 2
}

// macro reads %{ letter digits r delimiters } at i.
func (p *parser) macro(i, end int, letters string) int {
	length := indexEither(p.text[i+2:end], '{', '}')
	if length < 0 || p.text[i+2+length] == '{' {
		p.fail(i, end, fault{"S05", "7.1", "a macro without its closing brace", "add } after the macro"})
		return end
	}
	last := i + 2 + length
	s := Segment{Kind: Macro, Column: i + 1}
	if f, bad := s.read(p.text[i+2:last], letters); bad {
		p.fail(i, last+1, f)
	}
	p.segments = append(p.segments, s)
	return last + 1
}

// read fills the segment from what stands between the braces.
func (s *Segment) read(body, letters string) (fault, bool) {
	if body == "" || strings.IndexByte(letters, lower(body[0])) < 0 {
		return macroLetterFault(body), true
	}
	s.Letter, body = body[0], body[1:]
	n := 0
	value := 0
	for n < len(body) && isDigit(body[n]) {
		value = min(value*10+int(body[n]-'0'), maxDigits)
		n++
	}
	if n > 0 && value == 0 {
		return fault{"S05", "7.3", "a macro that keeps zero parts", "write a number from 1, or none to keep all parts"}, true
	}
	s.Digits, body = uint16(value), body[n:]
	if body != "" && lower(body[0]) == 'r' {
		s.Reverse, body = true, body[1:]
	}
	if strings.Trim(body, delimiters) != "" {
		return fault{"S05", "7.1", "a macro with characters that are no transformer",
			"after the letter write digits, then r, then delimiters out of " + delimiters}, true
	}
	s.Delimiters = body
	return fault{}, false
}

func macroLetterFault(body string) fault {
	f := fault{"S05", "7.2", "an unknown macro letter", "use one of the letters s l o d i p v h"}
	switch {
	case body == "":
		f.what = "a macro without a letter"
	case strings.IndexByte(anyLetters, lower(body[0])) >= 0:
		f.what = "a macro letter that is allowed in explanation texts only"
	}
	return f
}
