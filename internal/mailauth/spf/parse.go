package spf

import "strings"

// parser goes once over a text. It works on offsets from 0; columns in the tree
// and in errors count from 1.
type parser struct {
	text   string
	record Record
	// segments is one block for the macro-strings of all terms, so that a
	// record costs few allocations.
	segments []Segment
	faults   SyntaxErrors
	// redirects and exps count the modifiers that may stand once.
	redirects, exps int
	// from and to are the bounds of the term in hand, for its errors.
	from, to int
}

// fault is the part of a SyntaxError that does not depend on the place.
type fault struct{ rule, section, what, fix string }

// fail records a fault found at text[from:to].
func (p *parser) fail(from, to int, f fault) {
	p.faults = append(p.faults, &SyntaxError{
		Column: from + 1, Term: p.text[p.from:p.to], Rule: f.rule, Section: f.section,
		What: f.what, Found: p.text[from:to], Fix: f.fix,
	})
}

// parse returns the terms that could be read and all faults of the text.
func parse(text string) (Record, SyntaxErrors) {
	p := &parser{text: text}
	from, to := p.version()
	if n := strings.Count(text[from:to], " "); n > 0 {
		p.record.Terms = make([]Term, 0, n)
		p.segments = make([]Segment, 0, n+2*strings.Count(text[from:to], "%"))
	}
	for from < to {
		if text[from] == ' ' {
			from++
			continue
		}
		end := to
		if n := strings.IndexByte(text[from:to], ' '); n >= 0 {
			end = from + n
		}
		p.word(from, end)
		from = end
	}
	p.faults.sort()
	return p.record, p.faults
}

// word reads what stands between two spaces: one term, unless there are
// characters that no record may have.
func (p *parser) word(from, to int) {
	bad := illegal(p.text[from:to])
	if bad < 0 {
		p.term(from, to)
		return
	}
	for start := from; from < to; {
		bad = illegal(p.text[from:to])
		if bad < 0 {
			p.term(from, to)
			return
		}
		p.from, p.to = start, to
		width := illegalRun(p.text[from+bad : to])
		run := p.text[from+bad : from+bad+width]
		p.fail(from+bad, from+bad+width, illegalFault(run))
		if !looksLikeSpace(run) {
			// What stands around it is not a term of its own.
			return
		}
		if bad > 0 {
			p.term(from, from+bad)
		}
		from += bad + width
	}
}

// term reads text[from:to], visible ASCII without spaces.
//
// A modifier has "=" right after its name and before any ":" or "/"
// (RFC 7208 section 4.6.1); everything else is a mechanism.
func (p *parser) term(from, to int) {
	p.from, p.to = from, to
	at := from
	qualifier, qualified := qualifierOf(p.text[at])
	if qualified {
		at++
	}
	end := at
	for end < to && isNameByte(p.text[end]) {
		end++
	}
	if end < to && p.text[end] == '=' {
		p.modifier(at, end, to, qualified)
		return
	}
	p.mechanism(at, to, qualifier, qualified)
}

// isNameByte reports the characters of a name (RFC 7208 section 12).
func isNameByte(c byte) bool {
	return isAlpha(c) || isDigit(c) || c == '-' || c == '_' || c == '.'
}

func (p *parser) position() Position {
	return Position{Index: len(p.record.Terms) + 1, Column: p.from + 1, Text: p.text[p.from:p.to]}
}

// modifier reads the name up to the "=" at eq and the value up to end.
func (p *parser) modifier(at, eq, end int, qualified bool) {
	name := strings.ToLower(p.text[at:eq])
	if qualified && name != "" {
		p.fail(p.from, at, fault{"S06", "4.6.1", "a modifier with a qualifier",
			"write " + quote(excerpt(strings.TrimLeft(p.text[at:end], "+-?~")))})
	} else if name == "" || !isAlpha(name[0]) {
		p.fail(at, eq+1, fault{"S07", "4.6.1", "a modifier name that does not start with a letter",
			"write a name such as redirect before the =, or remove the term"})
		return
	}
	faults := len(p.faults)
	m := Modifier{Position: p.position(), Name: name}
	switch name {
	case Redirect:
		p.once(&p.redirects, name)
		m.Value = p.modifierDomain(eq+1, end, "6.1")
	case Exp:
		p.once(&p.exps, name)
		m.Value = p.modifierDomain(eq+1, end, "6.2")
	default:
		m.Value = p.macroString(eq+1, end, anyLetters)
		for _, e := range p.faults[faults:] {
			e.Rule = "S07"
		}
	}
	if len(p.faults) == faults {
		p.record.Terms = append(p.record.Terms, m)
	}
}

// once refuses the second redirect or exp (RFC 7208 section 6).
func (p *parser) once(count *int, name string) {
	*count++
	if *count > 1 {
		p.fail(p.from, p.to, fault{"S06", "6", "a second " + name + " modifier", "keep one " + name + "= and remove the others"})
	}
}

func (p *parser) modifierDomain(from, to int, section string) MacroString {
	if from == to {
		p.fail(p.from, p.to, fault{"S05", section, "a modifier without a domain", "write a domain after the ="})
		return nil
	}
	return p.domainSpec(from, to)
}

func quote(s string) string { return `"` + s + `"` }
