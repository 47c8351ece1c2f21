package dkim

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// Check returns what the text of a DKIM key record says against itself, in the
// order of the columns; remarks about the whole come last. Rules:
//
//	K01  v is DKIM1 and first
//	K02  tags have the form name=value, in printable ASCII
//	K03  no tag twice
//	K04  p is a key of the type that k names
//	K05  the key is not revoked
//	K06  RSA keys have 1024 to 4096 bits
//	K07  h allows sha256
//	K08  s allows email
//	K09  t has no testing flag, and no unknown one
//	K10  k is rsa or ed25519
//	K11  no unknown tag
//	M08  RSA keys have 2048 bits
//	M10  no g and no x, which are no key tags
func Check(text string) []advice.Finding {
	c := checker{list: taglist.Parse(text, taglist.FWS)}
	c.version()
	c.segments()
	c.key()
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
	list   taglist.List
	record KeyRecord
	p      taglist.Segment
	found  []advice.Finding
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

func (c *checker) version() {
	s, wrong := wrongVersion(c.list)
	switch {
	case wrong && s.Value != "DKIM1":
		c.error("K01", s.ValueColumn, "Wrong version of a DKIM key record",
			fmt.Sprintf("v has the value %q; verifiers discard the record (RFC 6376 section 3.6.1).", s.Value), "write v=DKIM1")
	case wrong:
		c.error("K01", s.Column, "DKIM version that is not first",
			"v stands behind another tag (RFC 6376 section 3.6.1).", "move v=DKIM1 to the beginning")
	}
	if _, ok := c.list.Find("v"); !ok {
		c.warn("K01", 0, "DKIM key record without a version",
			"v is recommended (RFC 6376 section 3.6.1); some tools do not recognize a key record without it.",
			"write v=DKIM1 at the beginning")
	}
}

func (c *checker) segments() {
	c.record.Type = RSA
	seen := map[string]bool{}
	for i, s := range c.list {
		switch {
		case s.Kind == taglist.Empty:
			if i > 0 || len(c.list) > 1 {
				c.warn("K02", s.Column, "Empty tag in the DKIM key record",
					"there is nothing between two semicolons (RFC 6376 section 3.2).", "delete one of the semicolons")
			}
		case s.Kind == taglist.Bare:
			c.error("K02", s.Column, "DKIM key tag without a value",
				fmt.Sprintf("%q has no %q (RFC 6376 section 3.2).", s.Name, "="), "write it as name=value, or delete it")
		case s.Kind == taglist.Pair && !taglist.ValidName(s.Name):
			c.error("K02", s.Column, "Malformed DKIM key tag name",
				fmt.Sprintf("%q is not a tag name: a letter, then letters, digits and underscores (RFC 6376 section 3.2).", s.Name),
				"write name=value, with a semicolon before the name if another tag precedes it")
		case s.Kind == taglist.Pair && seen[s.Name]:
			c.error("K03", s.Column, "DKIM key tag written twice",
				fmt.Sprintf("%q occurs before; a repeated tag invalidates the whole record (RFC 6376 section 3.2).", s.Name),
				fmt.Sprintf("keep one %s tag", s.Name))
		case s.Kind == taglist.Pair:
			seen[s.Name] = true
			c.record.read(s)
			c.tag(s)
		}
	}
}

func (c *checker) tag(s taglist.Segment) {
	if !taglist.ValidValue(s.Value, taglist.FWS) {
		c.error("K02", s.ValueColumn, "Character that DKIM does not allow",
			fmt.Sprintf("the value of %s has characters other than printable ASCII (RFC 6376 section 3.2).", s.Name), "type plain ASCII")
	}
	switch s.Name {
	case "v", "n":
	case "p":
		c.p = s
	case "k":
		c.keyType(s)
	case "h":
		c.hashes(s)
	case "s":
		if services := words(s.Value); !slices.Contains(services, "email") && !slices.Contains(services, "*") {
			c.error("K08", s.ValueColumn, "DKIM key that is not for mail",
				fmt.Sprintf("s has the value %q; verifiers of mail ignore the record (RFC 6376 section 3.6.1).", s.Value), "write s=email, or delete s")
		}
	case "t":
		c.flags(s)
	case "g":
		c.warn("M10", s.Column, "Tag g that DKIM has dropped",
			"g restricted local parts in RFC 4871; RFC 6376 has dropped it and verifiers ignore it.", "delete it")
	case "x":
		c.warn("M10", s.Column, "Tag x that belongs into a signature",
			"x is the expiry of a DKIM-Signature (RFC 6376 section 3.5); in a key record it is unknown and ignored: the key does not expire.", "delete it, and revoke the key with an empty p when it is to end")
	default:
		c.unknown(s)
	}
}

func (c *checker) unknown(s taglist.Segment) {
	fix := "delete it"
	if folded := taglist.Fold(s.Name); folded != s.Name && len(folded) == 1 && strings.Contains("vhknpst", folded) {
		fix = fmt.Sprintf("write %s=%s: names are in lower case", folded, s.Value)
	}
	c.warn("K11", s.Column, "Unknown DKIM key tag",
		fmt.Sprintf("%q is no key tag; verifiers ignore it (RFC 6376 section 3.6.1).", s.Name), fix)
}
