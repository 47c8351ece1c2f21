package spf

import (
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

const (
	// maxUDP is the size up to which name and TXT values of a DNS answer fit
	// into one packet everywhere (RFC 7208 section 3.4).
	maxUDP = 450
	// maxValue is the longest TXT value that Route 53 takes (Route 53 Developer
	// Guide, "Supported DNS record types", TXT).
	maxValue = 4000
	// manyLookups is where a record gets close to the limit.
	manyLookups = 8
)

// Check gives all advice on a text that needs neither DNS nor the name where it
// is published: the faults of Parse as errors, and what the grammar allows but
// receivers or forgers would make use of. Findings come in column order, those
// about the whole first.
func Check(text string) []advice.Finding { return CheckAt("", text) }

// CheckAt is Check for a record at a known domain: it also finds a record that
// includes itself, and counts the name into the size.
func CheckAt(domain, text string) []advice.Finding {
	record, faults := parse(text)
	c := checker{domain: strings.TrimSuffix(domain, "."), text: text, record: record}
	for _, e := range faults {
		c.syntax(e)
	}
	c.size()
	c.termByTerm()
	if len(faults) == 0 {
		c.whole()
	}
	sortFindings(c.findings)
	return c.findings
}

// checker collects the findings about one text.
type checker struct {
	domain   string
	text     string
	record   Record
	findings []advice.Finding
}

func (c *checker) add(f advice.Finding) { c.findings = append(c.findings, f) }

// syntax turns a fault of the grammar into a finding.
func (c *checker) syntax(e *SyntaxError) {
	detail := fmt.Sprintf("Column %d has %s: found %q", e.Column, e.What, excerpt(e.Found))
	if e.Term != "" && e.Term != e.Found {
		detail += fmt.Sprintf(" in %q", excerpt(e.Term))
	}
	c.add(advice.Finding{
		Rule: e.Rule, Severity: advice.Error, Column: e.Column,
		Summary: "Invalid SPF record: " + e.What,
		Detail:  detail + ". Receivers treat the whole record as an error (RFC 7208 section " + e.Section + ").",
		Fix:     e.Fix,
	})
	if e.Rule == "S01" && isSenderID(c.text) {
		c.add(advice.Finding{
			Rule: "S21", Severity: advice.Warning, Column: 1,
			Summary: "Sender ID text instead of SPF",
			Detail:  fmt.Sprintf("%q is the version of Sender ID (RFC 4406), which is historic (RFC 7208 section 3.1).", excerpt(firstWord(c.text))),
			Fix:     "remove the Sender ID text and publish an SPF record",
		})
	}
}

// size looks at the length of the text.
func (c *checker) size() {
	total := len(c.text) + len(c.domain)
	switch {
	case len(c.text) > maxValue:
		c.add(advice.Finding{
			Rule: "S16", Severity: advice.Error,
			Summary: "SPF record too long for Route 53",
			Detail:  fmt.Sprintf("The text has %d octets; Route 53 takes at most %d in one value.", len(c.text), maxValue),
			Fix:     "move terms to another name and refer to it with include:",
		})
	case total > maxUDP:
		c.add(advice.Finding{
			Rule: "S16", Severity: advice.Warning,
			Summary: "SPF record that may not fit into a DNS packet",
			Detail: fmt.Sprintf("Name and text have %d octets; over %d, with all other TXT values at the name counted in, "+
				"some receivers get no answer (RFC 7208 section 3.4).", total, maxUDP),
			Fix: "remove terms, or move them to another name and refer to it with include:",
		})
	}
}

// whole looks at what the terms make together; it needs a valid record.
func (c *checker) whole() {
	c.lookups()
	c.ending()
	c.afterAll()
	c.duplicates()
}

// lookups counts against RFC 7208 section 4.6.4.
func (c *checker) lookups() {
	n := c.record.Lookups()
	switch {
	case n > maxLookups:
		c.add(advice.Finding{
			Rule: "S08", Severity: advice.Error,
			Summary: "SPF record with more than 10 DNS lookups",
			Detail: fmt.Sprintf("The record itself has %d terms that ask DNS (include, a, mx, ptr, exists, redirect), "+
				"those of included records not counted; receivers stop at %d with an error (RFC 7208 section 4.6.4).", n, maxLookups),
			Fix: "remove senders that are no longer used, or replace a and mx by ip4: and ip6: networks",
		})
	case n >= manyLookups:
		c.add(advice.Finding{
			Rule: "S09", Severity: advice.Warning,
			Summary: "SPF record close to the limit of 10 DNS lookups",
			Detail: fmt.Sprintf("The record itself has %d terms that ask DNS, and the records it includes add theirs; "+
				"receivers stop at %d with an error (RFC 7208 section 4.6.4).", n, maxLookups),
			Fix: "remove senders that are no longer used, or replace a and mx by ip4: and ip6: networks",
		})
	}
}

// ending looks at what happens to senders that no mechanism names.
func (c *checker) ending() {
	mechanisms, end := c.record.effective()
	switch {
	case end.all:
		all := mechanisms[len(mechanisms)-1]
		if all.Qualifier == Neutral {
			c.add(advice.Finding{
				Rule: "S13", Severity: advice.Warning, Column: all.Column,
				Summary: "SPF record without a policy",
				Detail:  "?all makes no statement about other senders; receivers treat it as no record at all (RFC 7208 section 8.2).",
				Fix:     `write "~all" at the end`,
			})
		}
	case end.redirect == nil:
		c.add(advice.Finding{
			Rule: "S13", Severity: advice.Warning,
			Summary: "SPF record without an ending",
			Detail:  "There is neither all nor redirect, so the record makes no statement about other senders (RFC 7208 section 4.7).",
			Fix:     `write "~all" at the end`,
		})
	}
}

// afterAll finds the terms that receivers ignore because of an all.
func (c *checker) afterAll() {
	mechanisms, end := c.record.effective()
	if !end.all {
		return
	}
	all := mechanisms[len(mechanisms)-1]
	for _, t := range c.record.Terms {
		pos := t.Pos()
		switch t := t.(type) {
		case Mechanism:
			if pos.Index <= all.Index {
				continue
			}
			c.ignored(pos, "term after all", "mechanisms after all are ignored (RFC 7208 section 5.1)")
		case Modifier:
			if t.Name == Redirect {
				c.ignored(pos, "redirect beside all", "redirect is ignored where there is an all (RFC 7208 section 6.1)")
			}
		}
	}
}

func (c *checker) ignored(pos Position, what, why string) {
	c.add(advice.Finding{
		Rule: "S14", Severity: advice.Warning, Column: pos.Column,
		Summary: "SPF record with a " + what,
		Detail:  fmt.Sprintf("%q at column %d has no effect: %s.", excerpt(pos.Text), pos.Column, why),
		Fix:     "remove it, or move all to the end",
	})
}
