package spf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// maxLabel is the longest label of a DNS name (RFC 1035 section 2.3.4).
const maxLabel = 63

// termByTerm looks at each term for itself.
func (c *checker) termByTerm() {
	all := false
	for _, t := range c.record.Terms {
		switch t := t.(type) {
		case Mechanism:
			if !all {
				c.openToAll(t)
			}
			all = all || t.Kind == All
			c.reverse(t.Pos(), t.Kind == PTR, t.Domain)
			c.name(t.Pos(), t.Domain)
			if t.Kind == Include {
				c.selfReference(t.Pos(), t.Domain)
			}
			c.network(t)
		case Modifier:
			c.modifier(t)
		}
	}
}

func (c *checker) modifier(m Modifier) {
	c.reverse(m.Pos(), false, m.Value)
	switch m.Name {
	case Redirect:
		c.selfReference(m.Pos(), m.Value)
		c.name(m.Pos(), m.Value)
	case Exp:
		c.name(m.Pos(), m.Value)
	case "ra", "rp", "rr":
		// Defined by RFC 6652 section 3.
	default:
		c.unknownModifier(m)
	}
}

// unknownModifier warns of a name that receivers ignore, which is how a
// mechanism with "=" instead of ":" goes unnoticed (RFC 7208 section 6).
func (c *checker) unknownModifier(m Modifier) {
	f := advice.Finding{
		Rule: "S07", Severity: advice.Warning, Column: m.Column,
		Summary: "SPF record with an unknown modifier",
		Detail: fmt.Sprintf("%q at column %d is a modifier that RFC 7208 does not define, because of its equals sign; "+
			"receivers ignore it (RFC 7208 section 6).", excerpt(m.Text), m.Column),
		Fix: "remove it",
	}
	value := m.Value.String()
	switch kind, known := kindOf(m.Name); {
	case m.Name == "v":
		f.Fix = fmt.Sprintf("remove %q: the version stands once, at the start", excerpt(m.Text))
	case known && kind == All:
		f.Fix = `write "all" without a value`
	case known:
		f.Fix = fmt.Sprintf("did you mean %q?", kind.String()+":"+value)
	default:
		if guess := nearModifier(m.Name); guess != "" {
			f.Fix = fmt.Sprintf("did you mean %q?", guess+"="+value)
		} else if guess := nearest(m.Name); guess != "" {
			f.Fix = fmt.Sprintf("did you mean %q?", guess+":"+value)
		}
	}
	c.add(f)
}

func nearModifier(name string) string {
	if distance(name, Redirect) <= 2 {
		return Redirect
	}
	return ""
}

// openToAll finds mechanisms by which every sender passes: legal, but every
// forged message then has SPF pass, aligned (RFC 7208 section 11.4).
func (c *checker) openToAll(m Mechanism) {
	if m.Qualifier != Pass {
		return
	}
	why := ""
	switch {
	case m.Kind == All:
		why = "lets every sender of the world pass"
	case (m.Kind == IP4 || m.Kind == IP6) && m.Network.IsValid() && m.Network.Bits() == 0,
		(m.Kind == A || m.Kind == MX) && (m.CIDR.IP4() == 0 || m.CIDR.IP6() == 0):
		why = "lets every address of its family pass"
	default:
		return
	}
	fix := `write "~all"`
	if m.Kind != All {
		fix = "write the networks that send for the domain, or remove the term"
	}
	c.add(advice.Finding{
		Rule: "S12", Severity: advice.Error, Column: m.Column,
		Summary: "SPF record that everybody passes",
		Detail: fmt.Sprintf("%q at column %d %s, so SPF passes for every forged message of the domain "+
			"(RFC 7208 sections 5.1 and 11.4).", excerpt(m.Text), m.Column, why),
		Fix: fix,
	})
}

// reverse warns of what needs the reverse mapping of the sender's address.
func (c *checker) reverse(pos Position, ptr bool, domain MacroString) {
	f := advice.Finding{Rule: "S15", Severity: advice.Warning, Column: pos.Column}
	if ptr {
		f.Summary = "SPF record with the ptr mechanism"
		f.Detail = fmt.Sprintf("%q at column %d is slow and unreliable, and some receivers skip it; "+
			"it SHOULD NOT be published (RFC 7208 section 5.5).", excerpt(pos.Text), pos.Column)
		f.Fix = "write the sending networks with ip4: and ip6:, or name the hosts with a:"
		c.add(f)
		return
	}
	for _, s := range domain {
		if s.Kind == Macro && lower(s.Letter) == 'p' {
			f.Column = s.Column
			f.Summary = "SPF record with the macro p"
			f.Detail = fmt.Sprintf("%q at column %d uses the macro p, which SHOULD NOT be published "+
				"(RFC 7208 section 7.2).", excerpt(pos.Text), pos.Column)
			f.Fix = "use another macro, such as %{i} or %{d}"
			c.add(f)
			return
		}
	}
}

// selfReference finds a record that asks for itself until the limit of lookups
// makes it an error (RFC 7208 sections 5.2 and 6.1).
func (c *checker) selfReference(pos Position, domain MacroString) {
	if !domain.isDomainMacro() && (c.domain == "" || !domain.names(c.domain)) {
		return
	}
	c.add(advice.Finding{
		Rule: "S11", Severity: advice.Error, Column: pos.Column,
		Summary: "SPF record that refers to itself",
		Detail: fmt.Sprintf("%q at column %d makes receivers read this record again until they give up with an error "+
			"(RFC 7208 sections 4.6.4, 5.2 and 6.1).", excerpt(pos.Text), pos.Column),
		Fix: "remove it, or name the domain whose record is meant",
	})
}

// name warns of domains that the grammar allows and DNS or hosts do not: the
// result is undefined (RFC 7208 section 4.8).
func (c *checker) name(pos Position, domain MacroString) {
	name, ok := domain.literal()
	if !ok {
		return
	}
	what := ""
	if i := strings.IndexFunc(name, notInHostName); i >= 0 {
		what = fmt.Sprintf("the character %q", name[i:i+1])
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			what = "an empty label"
		case len(label) > maxLabel:
			what = fmt.Sprintf("a label of %d octets, over %d", len(label), maxLabel)
		}
	}
	if what == "" {
		return
	}
	c.add(advice.Finding{
		Rule: "S05", Severity: advice.Warning, Column: pos.Column,
		Summary: "SPF record with a domain that cannot exist",
		Detail: fmt.Sprintf("%q at column %d names a domain with %s; receivers differ in what they make of it "+
			"(RFC 7208 section 4.8).", excerpt(pos.Text), pos.Column, what),
		Fix: "write a host or domain name such as example.com",
	})
}

func notInHostName(r rune) bool {
	return r > '~' || !isNameByte(byte(r))
}

// sortFindings orders by column, so that advice reads like the text.
func sortFindings(findings []advice.Finding) {
	slices.SortStableFunc(findings, func(a, b advice.Finding) int { return cmp.Compare(a.Column, b.Column) })
}
