package dmarc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// value checks the value of a known tag by its own grammar (RFC 9989 section
// 4.8, table 2).
func (c *checker) value(t tag, s taglist.Segment) {
	switch t {
	case tagP, tagSP, tagNP:
		c.policy(s)
	case tagADKIM, tagASPF:
		c.letter(s, "r, s", "r")
	case tagT:
		c.letter(s, "y, n", "n")
	case tagPSD:
		c.letter(s, "y, n, u", "u")
		c.publicSuffix(s)
	case tagFO:
		c.failureOptions(s)
	case tagRUA, tagRUF:
		c.uris(s)
	case tagPCT:
		c.percent(s)
	case tagRI:
		c.interval(s)
	case tagRF:
		c.warn("D09", s.Column, "Historic DMARC tag rf",
			"rf is no longer part of DMARC (RFC 9989 section 9.3); its only value was afrf, the default.", "delete it")
	}
}

// policy checks D03.
func (c *checker) policy(s taglist.Segment) {
	var p Policy
	if setPolicy(&p, s.Value) {
		return
	}
	name := taglist.Fold(s.Name)
	effect := "receivers do not apply DMARC to the domain at all"
	if len(c.record.RUA) > 0 {
		effect = "receivers treat the whole record as p=none"
	}
	fix := fmt.Sprintf("write %[1]s=none, %[1]s=quarantine or %[1]s=reject", name)
	if near := taglist.Nearest(s.Value, []string{string(None), string(Quarantine), string(Reject)}); len(near) == 1 {
		fix = fmt.Sprintf("write %s=%s", name, near[0])
	}
	c.error("D03", s.ValueColumn, "Invalid DMARC policy",
		fmt.Sprintf("%s has the value %q; %s (RFC 9989 section 4.10.1).", name, s.Value, effect), fix)
}

// letter checks D10 for the tags whose value is one letter.
func (c *checker) letter(s taglist.Segment, allowed, standard string) {
	value, name := taglist.Fold(s.Value), taglist.Fold(s.Name)
	letters := strings.Split(allowed, ", ")
	if slices.Contains(letters, value) {
		return
	}
	fix := fmt.Sprintf("write one of %s, or delete the tag", allowed)
	if value != "" && slices.Contains(letters, value[:1]) {
		fix = fmt.Sprintf("write %s=%s", name, value[:1])
	}
	c.error("D10", s.ValueColumn, "Invalid value of the DMARC tag "+name,
		fmt.Sprintf("%s has the value %q; receivers use the default %s=%s, and some drop the whole record (RFC 9989 section 4.8).", name, s.Value, name, standard), fix)
}

// publicSuffix checks D20.
func (c *checker) publicSuffix(s taglist.Segment) {
	switch taglist.Fold(s.Value) {
	case "y":
		c.error("D20", s.ValueColumn, "Domain declared a public suffix",
			"psd=y says that others register names below this domain, as with com or co.uk; mail whose MAIL FROM or signature is a subdomain is no longer aligned with the domain (RFC 9989 section 4.10.2).",
			"delete psd=y, unless the domain is a registry")
	case "n":
		c.warn("D20", s.ValueColumn, "Domain declared an Organizational Domain",
			"psd=n ends the search for the Organizational Domain here; mail is no longer aligned with a domain above or beside this one (RFC 9989 section 4.10.2).",
			"delete psd=n, unless this subdomain is to stand apart from the domain above it")
	}
}

// failureOptions checks D10 and, for 0 beside 1, D11.
func (c *checker) failureOptions(s taglist.Segment) {
	options, ok := parseFO(s.Value)
	if !ok {
		fix := "write fo=0 or fo=1, with d and s behind colons as wanted: fo=1:d:s"
		if meant := meantFO(s.Value); meant != "" {
			fix = fmt.Sprintf("write fo=%s", meant)
		}
		c.error("D10", s.ValueColumn, "Invalid value of the DMARC tag fo",
			fmt.Sprintf("fo has the value %q; it is each of 0, 1, d and s at most once, with colons and no space between. Receivers use the default fo=0, and some drop the whole record (RFC 9989 section 4.8).", s.Value), fix)
		return
	}
	if slices.Contains(options, "0") && slices.Contains(options, "1") {
		c.warn("D11", s.ValueColumn, "Failure options 0 and 1 together",
			"0 and 1 exclude each other in RFC 9989 section 4.7; RFC 7489 allowed both, so receivers differ.",
			"write fo=1 for a report on every failure, or fo=0 for one when all checks fail")
	}
}

// meantFO is the option list that spaces, commas and repetitions hide.
func meantFO(value string) string {
	fields := strings.FieldsFunc(taglist.Fold(value), func(r rune) bool {
		return strings.ContainsRune(" \t,:", r)
	})
	var once []string
	for _, f := range fields {
		if !slices.Contains(once, f) {
			once = append(once, f)
		}
	}
	meant := strings.Join(once, ":")
	if _, ok := parseFO(meant); !ok {
		return ""
	}
	return meant
}

// uris checks D12 and D13.
func (c *checker) uris(s taglist.Segment) {
	name := taglist.Fold(s.Name)
	list := entries(s.Value, s.ValueColumn)
	for _, e := range list {
		u, problem := parseURI(e.text)
		if problem == "" {
			c.oddURI(name, e, u)
			continue
		}
		fix := "write mailto: and an address, several with commas between: mailto:reports@example.com"
		switch {
		case e.text == "":
			fix = "delete the superfluous comma, or the whole tag if it is empty"
		case strings.Contains(e.text, "@") && !strings.Contains(e.text, ":"):
			if _, problem := parseURI("mailto:" + e.text); problem == "" {
				fix = fmt.Sprintf("write mailto:%s", e.text)
			}
		}
		c.error("D12", e.column, "Invalid report address in "+name,
			fmt.Sprintf("%q cannot receive reports: %s. Receivers ignore it (RFC 9989 section 4.8).", e.text, problem), fix)
	}
	if len(list) > 2 {
		c.warn("D13", list[2].column, "More than two report addresses in "+name,
			fmt.Sprintf("there are %d; receivers need not send to more than two (RFC 7489 section 6.2).", len(list)),
			"keep two, and let a mailbox forward to the others")
	}
}

// oddURI checks D13 for a valid URI.
func (c *checker) oddURI(name string, e entry, u uri) {
	if u.size != "" {
		c.warn("D13", e.column, "Size limit in "+name,
			fmt.Sprintf("%q limits the size of reports; receivers of RFC 9989 ignore the limit, those of RFC 7489 send nothing larger (RFC 9989 section 4.8).", u.size),
			fmt.Sprintf("write %s", e.text[:strings.IndexByte(e.text, '!')]))
	}
	switch {
	case u.scheme != "mailto":
		c.warn("D13", e.column, "Report address in "+name+" that is no mailbox",
			fmt.Sprintf("receivers need only support mailto, and ignore the scheme %q otherwise (RFC 9989 section 4.7).", u.scheme),
			"write mailto: and an address")
	case strings.Contains(u.rest, "?"):
		address, _, _ := strings.Cut(u.rest, "?")
		c.warn("D13", e.column, "Header fields in the report address in "+name,
			fmt.Sprintf("receivers ignore what follows the question mark in %q, or the whole address.", e.text),
			fmt.Sprintf("write mailto:%s", address))
	}
}

// percent and interval check D09.
func (c *checker) percent(s taglist.Segment) {
	n, ok := parsePercent(s.Value)
	switch {
	case !ok:
		c.error("D09", s.ValueColumn, "Invalid value of the historic DMARC tag pct",
			fmt.Sprintf("pct has the value %q, which is no number from 0 to 100; some receivers drop the whole record (RFC 7489 section 6.3).", s.Value), "delete it")
	case n < 100:
		c.warn("D09", s.Column, "Historic DMARC tag pct",
			fmt.Sprintf("receivers of RFC 9989 ignore pct=%d and apply the policy to all mail (sections 9.3 and A.6).", n),
			"delete it; write t=y to ask for the next weaker policy")
	default:
		c.warn("D09", s.Column, "Historic DMARC tag pct",
			"pct is no longer part of DMARC (RFC 9989 section 9.3), and 100 was its default.", "delete it")
	}
}

func (c *checker) interval(s taglist.Segment) {
	if _, ok := parseInterval(s.Value); !ok {
		c.error("D09", s.ValueColumn, "Invalid value of the historic DMARC tag ri",
			fmt.Sprintf("ri has the value %q, which is no number of seconds; some receivers drop the whole record (RFC 7489 section 6.3).", s.Value), "delete it")
		return
	}
	c.warn("D09", s.Column, "Historic DMARC tag ri",
		"ri is no longer part of DMARC (RFC 9989 section 9.3); receivers report once a day.", "delete it")
}

// policyMissing checks D04 and D05.
func (c *checker) policyMissing() {
	p := c.first[tagP]
	if p.Column > 0 {
		c.policyPlace(p)
		return
	}
	if len(c.record.RUA) > 0 {
		c.warn("D04", 0, "DMARC record without a policy",
			"there is no p tag, so receivers act as if it were p=none (RFC 9989 section 4.10.1).",
			"write p=none behind v=DMARC1")
		return
	}
	c.error("D04", 0, "DMARC record without a policy",
		"there is no p tag and no valid rua, so receivers do not apply DMARC (RFC 9989 section 4.10.1).",
		"write p=none behind v=DMARC1")
}

func (c *checker) policyPlace(p taglist.Segment) {
	for _, s := range c.list[1:] {
		if s.Column == p.Column {
			return
		}
		if s.Kind == taglist.Pair {
			c.warn("D05", p.Column, "DMARC policy not behind the version",
				"RFC 7489 section 6.3 requires p right behind v, and some receivers reject the record otherwise; RFC 9989 does not.",
				fmt.Sprintf("move p=%s behind v=DMARC1", p.Value))
			return
		}
	}
}

// reportsMissing checks D15.
func (c *checker) reportsMissing() {
	if c.first[tagRUA].Column == 0 {
		c.warn("D15", 0, "DMARC record without aggregate reports",
			"there is no rua tag, so nobody learns which servers send as this domain (RFC 9989 sections 5.1.3 and 8).",
			"add rua=mailto: and an address that reads reports")
	}
}

// combinations checks D11 and D21, which take two tags.
func (c *checker) combinations() {
	if fo := c.first[tagFO]; fo.Column > 0 && c.first[tagRUF].Column == 0 {
		c.warn("D11", fo.Column, "Failure options without an address",
			"receivers ignore fo where there is no ruf (RFC 9989 section 4.7).",
			"add ruf=mailto: and an address, or delete fo")
	}
	enforced := max(c.record.Policy.rank(), c.record.SubdomainPolicy.rank(), c.record.NonexistentPolicy.rank()) > 0
	if c.record.Testing && enforced && c.policiesValid {
		c.warn("D21", c.first[tagT].Column, "Test mode that older receivers do not know",
			"receivers of RFC 9989 apply the next weaker policy for t=y; those of RFC 7489 enforce the policy in full (RFC 9989 section A.6).",
			"write the weaker policy itself until all mail passes")
	}
}
