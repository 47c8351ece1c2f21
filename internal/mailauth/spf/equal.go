package spf

import (
	"bytes"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Equal reports whether two texts mean the same record, so that replacing one
// by the other changes nothing for any receiver. An invalid text is equal to
// the identical text only.
func Equal(a, b string) bool {
	if a == b {
		return true
	}
	x, errs := parse(a)
	if len(errs) > 0 {
		return false
	}
	y, errs := parse(b)
	return len(errs) == 0 && x.Equal(y)
}

// Equal reports whether the records mean the same:
//
//	case of names and of domains          no matter  RFC 7208 section 4.6.1
//	case of a macro letter                matters    section 7.3, URL escaping
//	"+", trailing dot, /32, //128         no matter  sections 4.6.2, 7.3, 5.6
//	host bits of a network                no matter  section 5.6
//	a, mx, ptr alone or with :%{d}        no matter  section 4.8
//	mechanisms after all                  no matter  section 5.1
//	redirect beside all                   no matter  section 6.1
//	neither all nor redirect, or ?all     no matter  section 4.7
//	neighbouring ip4, ip6 of a qualifier  as a set   they ask no DNS
//	order of other mechanisms             matters    sections 4.6.2, 4.6.4, 5.2
//	place of a modifier                   no matter  section 6
//	unknown modifier                      no matter  section 6
//	ra, rp, rr                            matter     RFC 6652 section 3
func (r Record) Equal(other Record) bool {
	return bytes.Equal(r.normal(), other.normal())
}

// normal is a text that is the same for records that mean the same.
func (r Record) normal() []byte {
	b := make([]byte, 0, 256)
	mechanisms, ending := r.effective()
	for i := 0; i < len(mechanisms); {
		run := networkRun(mechanisms[i:])
		if run == 0 {
			b = mechanisms[i].normal(append(b, ' '))
			i++
			continue
		}
		b = appendRun(b, mechanisms[i:i+run])
		i += run
	}
	switch {
	case ending.redirect != nil:
		b = ending.redirect.Value.fold(append(b, " redirect="...))
	case !ending.all:
		b = append(b, " ?all"...)
	}
	return r.appendModifiers(b)
}

// ending is what decides where no mechanism has matched. The redirect is nil
// if there is none or if an all makes receivers ignore it.
type ending struct {
	all      bool
	redirect *Modifier
}

// effective returns the mechanisms up to and with the first all, and what
// follows them (RFC 7208 sections 5.1 and 6.1).
func (r Record) effective() ([]Mechanism, ending) {
	mechanisms := make([]Mechanism, 0, len(r.Terms))
	var end ending
	for _, t := range r.Terms {
		switch t := t.(type) {
		case Mechanism:
			if !end.all {
				mechanisms = append(mechanisms, t)
			}
			end.all = end.all || t.Kind == All
		case Modifier:
			if t.Name == Redirect && end.redirect == nil {
				end.redirect = &t
			}
		}
	}
	if end.all {
		end.redirect = nil
	}
	return mechanisms, end
}

// networkRun counts the mechanisms at the start that compare with a network
// under one qualifier.
func networkRun(mechanisms []Mechanism) int {
	n := 0
	for n < len(mechanisms) && (mechanisms[n].Kind == IP4 || mechanisms[n].Kind == IP6) &&
		mechanisms[n].Qualifier == mechanisms[0].Qualifier {
		n++
	}
	return n
}

// appendRun writes a run sorted and without repetition: no DNS is asked, so the
// result is the same for every address whatever the order.
func appendRun(b []byte, run []Mechanism) []byte {
	networks := make([]netip.Prefix, len(run))
	for i, m := range run {
		networks[i] = m.Network.Masked()
	}
	slices.SortFunc(networks, netip.Prefix.Compare)
	for _, n := range slices.Compact(networks) {
		b = Mechanism{Qualifier: run[0].Qualifier, Kind: run[0].Kind, Network: n}.normal(append(b, ' '))
	}
	return b
}

// normal writes the mechanism without the freedoms that Equal lists.
func (m Mechanism) normal(b []byte) []byte {
	return m.normalArgument(append(b, m.Qualifier.String()...))
}

// normalArgument is normal without the qualifier.
func (m Mechanism) normalArgument(b []byte) []byte {
	switch {
	case m.Kind == IP4 || m.Kind == IP6:
		return m.Network.Masked().AppendTo(append(b, "ip:"...))
	case m.Kind == All:
		return append(b, "all"...)
	}
	b = append(append(b, m.Kind.String()...), ':')
	if len(m.Domain) == 0 || m.Domain.isDomainMacro() {
		b = append(b, "%{d}"...)
	} else {
		b = m.Domain.fold(b)
	}
	// No domain has a zero byte, so the lengths cannot be taken for a part of it.
	b = strconv.AppendInt(append(b, 0), int64(m.CIDR.IP4()), 10)
	return strconv.AppendInt(append(b, '/'), int64(m.CIDR.IP6()), 10)
}

// fold writes the text with its literals in lower case; DNS compares names
// without case, but a macro letter in upper case means something else.
func (m MacroString) fold(b []byte) []byte {
	for _, s := range m {
		if s.Kind == Literal {
			s.Literal = strings.ToLower(s.Literal)
		}
		b = s.append(b)
	}
	return b
}

// appendModifiers writes exp and the reporting modifiers of RFC 6652, whose
// values name a mailbox and keep their case.
func (r Record) appendModifiers(b []byte) []byte {
	for _, name := range [...]string{Exp, "ra", "rp", "rr"} {
		for _, t := range r.Terms {
			m, ok := t.(Modifier)
			if !ok || m.Name != name {
				continue
			}
			b = append(append(append(b, ' '), name...), '=')
			if name == Exp {
				b = m.Value.fold(b)
			} else {
				b = m.Value.append(b)
			}
		}
	}
	return b
}
