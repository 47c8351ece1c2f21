package dmarc

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// Check returns what the text of a DMARC record says against itself, in the
// order of the columns; remarks about the whole come last. It needs neither
// DNS nor the domain the record is for. The text this project publishes by
// default, "v=DMARC1; p=none", has one finding: D15, that nobody receives
// reports.
func Check(text string) []advice.Finding {
	c := checker{list: taglist.Parse(text, taglist.WSP)}
	c.record, c.policiesValid = readAll(c.list)
	c.characters(text)
	if c.version() {
		c.segments()
		c.combinations()
		if isVersion(c.list[0]) {
			c.policyMissing()
			c.reportsMissing()
		}
	}
	slices.SortStableFunc(c.found, func(a, b advice.Finding) int {
		return cmp.Compare(place(a), place(b))
	})
	return c.found
}

// place puts remarks about the whole text, column 0, behind all others.
func place(f advice.Finding) int {
	if f.Column == 0 {
		return math.MaxInt
	}
	return f.Column
}

// checker gathers the findings about one text.
type checker struct {
	list          taglist.List
	record        Record
	policiesValid bool
	// first is the first segment of each tag; Column 0 where it is absent.
	first [tagCount]taglist.Segment
	found []advice.Finding
}

func (c *checker) add(severity advice.Severity, rule string, column int, summary, detail, fix string) {
	if column > 0 {
		detail = fmt.Sprintf("Column %d: %s", column, detail)
	}
	c.found = append(c.found, advice.Finding{
		Rule: rule, Severity: severity, Column: column,
		Summary: summary, Detail: detail, Fix: fix,
	})
}

func (c *checker) error(rule string, column int, summary, detail, fix string) {
	c.add(advice.Error, rule, column, summary, detail, fix)
}

func (c *checker) warn(rule string, column int, summary, detail, fix string) {
	c.add(advice.Warning, rule, column, summary, detail, fix)
}

// version checks D01. It reports false for a text that is so little of a
// DMARC record that remarks about the rest would only distract.
func (c *checker) version() bool {
	first := c.list[0]
	if isVersion(first) {
		if first.Column > 1 {
			c.warn("D01", 1, "White space before the DMARC version",
				"some receivers take a value that begins with white space for something other than a DMARC record (RFC 9989 section 4.8).",
				"delete what stands before v=DMARC1")
		}
		return true
	}
	column, detail, fix := c.versionProblem(first)
	c.error("D01", column, "No DMARC version at the beginning",
		detail+" Receivers ignore such a record (RFC 9989 section 4.7).", fix)
	return slices.ContainsFunc(c.list, func(s taglist.Segment) bool {
		return s.Kind == taglist.Pair && (tagOf(s.Name) == tagP || tagOf(s.Name) == tagV)
	})
}

func (c *checker) versionProblem(first taglist.Segment) (column int, detail, fix string) {
	const begin = `begin the record with "v=DMARC1; "`
	if first.Kind == taglist.Pair && tagOf(first.Name) == tagV {
		detail := fmt.Sprintf("v has the value %q.", first.Value)
		switch after, ok := strings.CutPrefix(first.Value, "DMARC1"); {
		case taglist.Fold(first.Value) == "dmarc1":
			return first.ValueColumn, detail, "write v=DMARC1, in upper case"
		case ok && strings.Contains(after, "="):
			return first.ValueColumn, detail, "separate the tags by semicolons: v=DMARC1; " + strings.TrimLeft(after, " \t,")
		case ok:
			return first.ValueColumn, detail, fmt.Sprintf("delete %q: nothing but a semicolon follows v=DMARC1", after)
		}
		return first.ValueColumn, detail, "write v=DMARC1; there is no other version"
	}
	for _, s := range c.list {
		if s.Kind == taglist.Pair && tagOf(s.Name) == tagV {
			return s.Column, "v is not the first tag.", "move v=DMARC1 to the beginning"
		}
	}
	if strings.HasPrefix(first.Name, `"`) || strings.HasPrefix(first.Name, "'") {
		return 1, "the text begins with a quotation mark.", "delete the quotation marks inside the text"
	}
	return 1, "the text does not begin with v=DMARC1.", begin
}

// characters checks D02, each character once.
func (c *checker) characters(text string) {
	var seen []rune
	for i, r := range text {
		if r == '\t' || r >= 0x20 && r <= 0x7e || slices.Contains(seen, r) {
			continue
		}
		seen = append(seen, r)
		c.error("D02", i+1, "Character that DMARC does not allow",
			fmt.Sprintf("%s, which is not printable ASCII; receivers drop the tag it stands in (RFC 9989 section 4.8).", runeName(r)),
			runeFix(r))
	}
	if i := strings.Index(text, `\;`); i >= 0 {
		c.error("D02", i+1, "Backslash before a semicolon",
			"the backslash becomes part of the value before it; only zone files escape semicolons.",
			`delete the backslash: write ";"`)
	}
}

func runeName(r rune) string {
	switch r {
	case '\n', '\r':
		return "a line break"
	case 0xfffd:
		return "an octet that is not UTF-8"
	case 0xa0:
		return "a no-break space (U+00A0)"
	case 0x200b, 0x200c, 0x200d, 0x2060:
		return fmt.Sprintf("an invisible character (U+%04X)", r)
	case 0xfeff:
		return "a byte order mark (U+FEFF)"
	case 0x2018, 0x2019, 0x201c, 0x201d, 0x201e:
		return fmt.Sprintf("a curly quotation mark (U+%04X)", r)
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212:
		return fmt.Sprintf("a typographic dash (U+%04X)", r)
	}
	return fmt.Sprintf("%+q (U+%04X)", r, r)
}

func runeFix(r rune) string {
	switch r {
	case 0xa0, '\n', '\r':
		return "type a plain space instead, or nothing"
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212:
		return `type a plain hyphen "-" instead`
	}
	return "delete it, or type the plain ASCII character that was meant"
}

// segments walks the list once: D05 to D08 and every rule about one value.
func (c *checker) segments() {
	unknown := map[string]bool{}
	for i, s := range c.list {
		switch {
		case s.Kind == taglist.Empty && i > 0:
			c.warn("D07", s.Column, "Empty tag in the DMARC record",
				"there is nothing between two semicolons; some receivers reject the record for it (RFC 9989 section 4.8).",
				"delete one of the semicolons")
		case s.Kind == taglist.Bare && i > 0:
			c.bare(s)
		case s.Kind == taglist.Pair && !taglist.ValidName(s.Name):
			// D01 has told about the first, D02 about what is not printable.
			if i > 0 && taglist.ValidValue(s.Name, taglist.WSP) {
				c.badName(s)
			}
		case s.Kind == taglist.Pair && tagOf(s.Name) == tagUnknown:
			c.unknown(s, unknown[s.Name])
			unknown[s.Name] = true
		case s.Kind == taglist.Pair:
			c.known(s)
		}
	}
}

func (c *checker) bare(s taglist.Segment) {
	fix := "write it as name=value, or delete it"
	if tagOf(s.Name) != tagUnknown {
		fix = fmt.Sprintf("write %s= and a value, or delete it", taglist.Fold(s.Name))
	} else if name, value, ok := strings.Cut(s.Name, ":"); ok && tagOf(name) != tagUnknown {
		fix = fmt.Sprintf("write %s=%s", taglist.Fold(name), strings.TrimLeft(value, " "))
	}
	c.error("D07", s.Column, "DMARC tag without a value",
		fmt.Sprintf("%q has no %q; receivers drop it (RFC 9989 section 4.8).", s.Name, "="), fix)
}

func (c *checker) badName(s taglist.Segment) {
	detail := fmt.Sprintf("%q is not a tag name, which has letters only; receivers drop the tag (RFC 9989 section 4.8).", s.Name)
	if s.Name == "" {
		detail = fmt.Sprintf("the value %q has no name before its %q; receivers drop it (RFC 9989 section 4.8).", s.Value, "=")
	}
	c.error("D07", s.Column, "Malformed DMARC tag name", detail,
		"write name=value, with a semicolon before the name if another tag precedes it")
}

func (c *checker) duplicate(s taglist.Segment) {
	c.error("D06", s.Column, "DMARC tag written twice",
		fmt.Sprintf("%q occurs before; a repeated tag invalidates the whole record (RFC 6376 section 3.2).", s.Name),
		fmt.Sprintf("keep one %s tag", s.Name))
}

func (c *checker) unknown(s taglist.Segment, again bool) {
	if again {
		c.duplicate(s)
		return
	}
	fix := "delete it"
	if near := taglist.Nearest(s.Name, names()); len(near) > 0 {
		fix = fmt.Sprintf("write %s=%s if that is what was meant, or delete it", strings.Join(near, "= or "), s.Value)
	}
	c.warn("D08", s.Column, "Unknown DMARC tag",
		fmt.Sprintf("%q is no DMARC tag; receivers ignore it (RFC 9989 section 4.7).", s.Name), fix)
}

func (c *checker) known(s taglist.Segment) {
	t := tagOf(s.Name)
	if c.first[t].Column > 0 {
		c.duplicate(s)
		return
	}
	c.first[t] = s
	if name := taglist.Fold(s.Name); name != s.Name {
		c.warn("D08", s.Column, "DMARC tag name in upper case",
			fmt.Sprintf("some receivers do not know the tag %q (RFC 6376 section 3.2 reads names case-sensitively).", s.Name),
			fmt.Sprintf("write %s=%s", name, s.Value))
	}
	c.value(t, s)
}
