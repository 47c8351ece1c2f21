package spf

import "strings"

// mechanism reads text[at:end], what follows the qualifier.
func (p *parser) mechanism(at, end int, qualifier Qualifier, qualified bool) {
	nameEnd := end
	if n := indexEither(p.text[at:end], ':', '/'); n >= 0 {
		nameEnd = at + n
	}
	kind, known := kindOf(p.text[at:nameEnd])
	if !known {
		p.fail(p.from, end, unknownTerm(p.text[p.from:end], p.text[at:end], qualified))
		return
	}
	faults := len(p.faults)
	m := Mechanism{Position: p.position(), Qualifier: qualifier, Kind: kind}
	switch kind {
	case All:
		p.nothing(nameEnd, end, kind)
	case IP4, IP6:
		m.Network = p.network(nameEnd, end, kind)
	case A, MX:
		m.Domain, m.CIDR = p.domainAndCIDR(nameEnd, end, kind)
	default:
		m.Domain = p.domainOnly(nameEnd, end, kind)
	}
	if len(p.faults) == faults {
		p.record.Terms = append(p.record.Terms, m)
	}
}

// nothing checks that no argument follows.
func (p *parser) nothing(from, to int, kind Kind) {
	if from < to {
		p.fail(from, to, fault{"S03", kind.section(), kind.String() + " with an argument, which it does not take",
			"write " + quote(p.text[p.from:from])})
	}
}

// domainOnly reads the argument of include, exists and ptr.
func (p *parser) domainOnly(from, to int, kind Kind) MacroString {
	if from == to {
		if kind != PTR {
			p.fail(p.from, to, missingDomain(kind))
		}
		return nil
	}
	if p.text[from] == '/' {
		p.fail(from, to, superfluousLength(kind))
		return nil
	}
	if from+1 == to {
		p.fail(p.from, to, missingDomain(kind))
		return nil
	}
	if start := from + cidrStart(p.text[from:to]); start < to {
		p.fail(start, to, superfluousLength(kind))
		to = start
	}
	if from+1 == to {
		return nil
	}
	return p.domainSpec(from+1, to)
}

func missingDomain(kind Kind) fault {
	fix := "write a domain after the colon: " + quote(kind.String()+":example.com")
	if kind == A || kind == MX || kind == PTR {
		fix = "write a domain after the colon, or " + quote(kind.String()) + " alone for the domain of the record"
	}
	return fault{"S03", kind.section(), kind.String() + " without a domain", fix}
}

func superfluousLength(kind Kind) fault {
	return fault{"S03", kind.section(), kind.String() + " with a prefix length, which it does not take",
		"remove the slash and what follows it"}
}

// domainAndCIDR reads the argument of a and mx.
func (p *parser) domainAndCIDR(from, to int, kind Kind) (MacroString, DualCIDR) {
	start := from + cidrStart(p.text[from:to])
	// No domain ends in a slash and digits, so these are meant as a length.
	if first := lengthStart(p.text[from:start]); first >= 0 {
		p.fail(from+first, to, fault{"S04", "5.6", "prefix lengths that are not /n, //n or /n//n",
			"write the IPv4 length after one slash and the IPv6 length after two: " + quote(kind.String()+"/24//64")})
		return nil, DualCIDR{}
	}
	if from < start && p.text[from] == '/' {
		p.fail(from, to, fault{"S04", "5.6", "a slash without a prefix length", "write a number after the slash, such as /24"})
		return nil, DualCIDR{}
	}
	cidr := p.dualCIDR(start, to)
	switch {
	case from == start:
		return nil, cidr
	case from+1 == start:
		p.fail(p.from, to, missingDomain(kind))
		return nil, cidr
	}
	return p.domainSpec(from+1, start), cidr
}

// domainSpec reads a domain-spec: a macro-string that ends in a macro or in a
// dot and a top label (RFC 7208 section 7.1).
func (p *parser) domainSpec(from, to int) MacroString {
	faults := len(p.faults)
	m := p.macroString(from, to, domainLetters)
	if len(p.faults) > faults || m[len(m)-1].Kind != Literal {
		return m
	}
	last := &m[len(m)-1]
	last.Literal = strings.TrimSuffix(last.Literal, ".")
	dot := strings.LastIndexByte(last.Literal, '.')
	if dot < 0 || !isTopLabel(last.Literal[dot+1:]) {
		p.fail(from, to, domainFault(p.text[from:to], p.text[to:p.to], last.Literal[dot+1:], dot >= 0))
	}
	return m
}

// isTopLabel reports letters, digits and inner hyphens that are not digits
// only (RFC 7208 section 7.1).
func isTopLabel(label string) bool {
	if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	numeric := true
	for i := range len(label) {
		switch c := label[i]; {
		case isAlpha(c), c == '-':
			numeric = false
		case !isDigit(c):
			return false
		}
	}
	return !numeric
}
