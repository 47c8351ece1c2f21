package spf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// SyntaxError is one place where a text leaves the grammar of RFC 7208.
type SyntaxError struct {
	// Column is the octet of the fault in the text, counted from 1.
	Column int
	// Term is the term with the fault as written; empty for the version.
	Term string
	// Rule is the identifier under which the fault is documented, such as "S04".
	Rule string
	// Section is the section of RFC 7208 that forbids it.
	Section string
	// What is wrong: a noun phrase.
	What string
	// Found is the text at the column.
	Found string
	// Fix is what to type instead.
	Fix string
}

// Error says what is wrong, what was found and where.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("column %d: %s, found %q (RFC 7208 section %s)", e.Column, e.What, excerpt(e.Found), e.Section)
}

// maxExcerpt is how much of a text a message repeats, so that messages about a
// hostile text stay short.
const maxExcerpt = 80

// excerpt is the start of a text, for messages.
func excerpt(s string) string {
	if len(s) <= maxExcerpt {
		return s
	}
	return strings.ToValidUTF8(s[:maxExcerpt], "") + "..."
}

// SyntaxErrors are all faults of one text, at least one, in column order.
type SyntaxErrors []*SyntaxError

// Error joins the faults with a semicolon.
func (es SyntaxErrors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap gives the faults to errors.As and errors.Is.
func (es SyntaxErrors) Unwrap() []error {
	out := make([]error, len(es))
	for i, e := range es {
		out[i] = e
	}
	return out
}

func (es SyntaxErrors) sort() {
	slices.SortStableFunc(es, func(a, b *SyntaxError) int { return cmp.Compare(a.Column, b.Column) })
}
