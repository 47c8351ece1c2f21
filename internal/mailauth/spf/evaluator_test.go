package spf

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// The results of check_host() (RFC 7208 section 2.6).
const (
	none      = "none"
	neutral   = "neutral"
	pass      = "pass"
	fail      = "fail"
	softFail  = "softfail"
	tempError = "temperror"
	permError = "permerror"
)

// evaluation is check_host() over the tree (RFC 7208 section 4), for judging
// the parser by what records do. Receivers have their own.
type evaluation struct {
	zone    zone
	ip      netip.Addr
	sender  string
	helo    string
	lookups int
	voids   int
}

// verdict is a result with the explanation of a fail, "DEFAULT" where the
// record gives none (section 6.2).
type verdict struct{ result, explanation string }

// evaluate runs the initial processing of section 4.3.
func evaluate(z zone, ip netip.Addr, sender, helo string) verdict {
	if sender == "" {
		sender = helo
	}
	at := strings.LastIndexByte(sender, '@')
	local, domain := "", sender
	if at >= 0 {
		local, domain = sender[:at], sender[at+1:]
	}
	if local == "" {
		local = "postmaster"
	}
	e := &evaluation{zone: z, ip: ip.Unmap(), sender: local + "@" + domain, helo: helo}
	return e.checkHost(domain)
}

func (e *evaluation) checkHost(domain string) verdict {
	domain = strings.TrimSuffix(domain, ".")
	if !isQueryable(domain) || !strings.Contains(domain, ".") {
		return verdict{result: none}
	}
	values, err := e.zone.lookup(domain, "TXT")
	if err != nil {
		return verdict{result: tempError}
	}
	values = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return !IsRecord(s) })
	switch len(values) {
	case 0:
		return verdict{result: none}
	case 1:
	default:
		return verdict{result: permError}
	}
	record, err := Parse(values[0])
	if err != nil {
		return verdict{result: permError}
	}
	return e.record(record, domain)
}

func (e *evaluation) record(r Record, domain string) verdict {
	mechanisms, end := r.effective()
	for _, m := range mechanisms {
		matched, failure := e.matches(m, domain)
		if failure != "" {
			return verdict{result: failure}
		}
		if !matched {
			continue
		}
		v := verdict{result: [...]string{pass, neutral, softFail, fail}[m.Qualifier]}
		if m.Qualifier == Fail {
			v.explanation = e.explain(r, domain)
		}
		return v
	}
	if end.redirect == nil {
		return verdict{result: neutral}
	}
	if e.lookups++; e.lookups > maxLookups {
		return verdict{result: permError}
	}
	v := e.checkHost(e.target(end.redirect.Value, domain))
	if v.result == none {
		return verdict{result: permError}
	}
	return v
}

// matches returns whether the mechanism matches, or the error that ends all.
func (e *evaluation) matches(m Mechanism, domain string) (bool, string) {
	if m.Kind.looksUp() {
		if e.lookups++; e.lookups > maxLookups {
			return false, permError
		}
	}
	target := domain
	if len(m.Domain) > 0 {
		target = e.target(m.Domain, domain)
	}
	switch m.Kind {
	case All:
		return true, ""
	case IP4, IP6:
		return m.Network.Masked().Contains(e.ip), ""
	case Include:
		return e.include(target)
	case A:
		addresses, failure := e.query(target, e.addressType())
		return e.among(addresses, m.CIDR), failure
	case MX:
		return e.mx(target, m.CIDR)
	case PTR:
		return e.ptr(target)
	}
	addresses, failure := e.query(target, "A")
	return len(addresses) > 0, failure
}

func (e *evaluation) include(target string) (bool, string) {
	switch v := e.checkHost(target); v.result {
	case pass:
		return true, ""
	case tempError:
		return false, tempError
	case permError, none:
		return false, permError
	}
	return false, ""
}

func (e *evaluation) mx(target string, cidr DualCIDR) (bool, string) {
	hosts, failure := e.query(target, "MX")
	if failure != "" || len(hosts) > maxLookups {
		return false, cmpString(failure, permError)
	}
	for _, host := range hosts {
		if host == "" {
			continue // A null MX (RFC 7505).
		}
		addresses, failure := e.query(host, e.addressType())
		if failure != "" || e.among(addresses, cidr) {
			return failure == "", failure
		}
	}
	return false, ""
}

func cmpString(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (e *evaluation) addressType() string {
	if e.ip.Is4() {
		return "A"
	}
	return "AAAA"
}

// query looks up and counts void lookups (section 4.6.4).
func (e *evaluation) query(name, kind string) ([]string, string) {
	values, err := e.zone.lookup(name, kind)
	if err != nil {
		return nil, tempError
	}
	if len(values) == 0 {
		if e.voids++; e.voids > 2 {
			return nil, permError
		}
	}
	return values, ""
}

func (e *evaluation) among(addresses []string, cidr DualCIDR) bool {
	bits := cidr.IP6()
	if e.ip.Is4() {
		bits = cidr.IP4()
	}
	return slices.ContainsFunc(addresses, func(a string) bool {
		return netip.PrefixFrom(netip.MustParseAddr(a), bits).Masked().Contains(e.ip)
	})
}

// ptr counts the reverse lookup as void where it gives nothing; an error of it
// is no match.
func (e *evaluation) ptr(target string) (bool, string) {
	if _, failure := e.query(reverseName(e.ip), "PTR"); failure == permError {
		return false, permError
	}
	return slices.ContainsFunc(e.validated(), func(name string) bool { return isWithin(name, target) }), ""
}

// validated is the procedure of section 5.5.
func (e *evaluation) validated() []string {
	names, err := e.zone.lookup(reverseName(e.ip), "PTR")
	if err != nil {
		return nil
	}
	var valid []string
	for _, name := range names[:min(len(names), 10)] {
		addresses, err := e.zone.lookup(name, e.addressType())
		if err == nil && e.among(addresses, DualCIDR{}) {
			valid = append(valid, strings.TrimSuffix(name, "."))
		}
	}
	return valid
}

// reverseName is where the PTR records of an address are.
func reverseName(ip netip.Addr) string {
	labels := strings.Split(dotted(ip), ".")
	slices.Reverse(labels)
	if ip.Is4() {
		return strings.Join(labels, ".") + ".in-addr.arpa"
	}
	return strings.Join(labels, ".") + ".ip6.arpa"
}

func isWithin(name, domain string) bool {
	name, domain = strings.ToLower(name), strings.ToLower(domain)
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// explain follows section 6.2.
func (e *evaluation) explain(r Record, domain string) string {
	for _, t := range r.Terms {
		m, ok := t.(Modifier)
		if !ok || m.Name != Exp {
			continue
		}
		texts, err := e.zone.lookup(e.target(m.Value, domain), "TXT")
		if err != nil || len(texts) != 1 {
			break
		}
		words := strings.Split(texts[0], " ")
		for i, word := range words {
			p := &parser{text: word}
			macros := p.macroString(0, len(word), anyLetters)
			if len(p.faults) > 0 || illegal(word) >= 0 {
				return "DEFAULT"
			}
			words[i] = e.expand(macros, domain)
		}
		return strings.Join(words, " ")
	}
	return "DEFAULT"
}

// target expands a domain-spec and cuts labels at the left of names that are
// too long (section 7.3).
func (e *evaluation) target(m MacroString, domain string) string {
	name := e.expand(m, domain)
	for len(name) > 253 {
		_, rest, dot := strings.Cut(name, ".")
		if !dot {
			break
		}
		name = rest
	}
	return strings.TrimSuffix(name, ".")
}

func (e *evaluation) expand(m MacroString, domain string) string {
	var b strings.Builder
	for _, s := range m {
		switch s.Kind {
		case Literal:
			b.WriteString(s.Literal)
		case Percent:
			b.WriteByte('%')
		case Space:
			b.WriteByte(' ')
		case EncodedSpace:
			b.WriteString("%20")
		case Macro:
			b.WriteString(e.macro(s, domain))
		}
	}
	return b.String()
}

func (e *evaluation) macro(s Segment, domain string) string {
	value := e.value(lower(s.Letter), domain)
	if s.Digits > 0 || s.Reverse || s.Delimiters != "" {
		split := cmpString(s.Delimiters, ".")
		parts := splitAny(value, split)
		if s.Reverse {
			slices.Reverse(parts)
		}
		if s.Digits > 0 && int(s.Digits) < len(parts) {
			parts = parts[len(parts)-int(s.Digits):]
		}
		value = strings.Join(parts, ".")
	}
	if s.Letter != lower(s.Letter) {
		value = strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
	}
	return value
}

func splitAny(s, delimiters string) []string {
	var parts []string
	for {
		i := strings.IndexAny(s, delimiters)
		if i < 0 {
			return append(parts, s)
		}
		parts, s = append(parts, s[:i]), s[i+1:]
	}
}

func (e *evaluation) value(letter byte, domain string) string {
	at := strings.LastIndexByte(e.sender, '@')
	switch letter {
	case 's':
		return e.sender
	case 'l':
		return e.sender[:at]
	case 'o':
		return e.sender[at+1:]
	case 'd':
		return domain
	case 'i':
		return dotted(e.ip)
	case 'c':
		return e.ip.String()
	case 'h':
		return e.helo
	case 'p':
		return e.validatedName(domain)
	case 'v':
		if e.ip.Is4() {
			return "in-addr"
		}
		return "ip6"
	case 't':
		return "1700000000"
	}
	return "unknown"
}

// validatedName prefers the domain, then names below it (section 7.3, "p").
func (e *evaluation) validatedName(domain string) string {
	names := e.validated()
	for _, accept := range []func(string) bool{
		func(n string) bool { return strings.EqualFold(n, domain) },
		func(n string) bool { return isWithin(n, domain) },
		func(string) bool { return true },
	} {
		if i := slices.IndexFunc(names, accept); i >= 0 {
			return names[i]
		}
	}
	return "unknown"
}

// dotted is the value of the macro i: nibbles for IPv6.
func dotted(ip netip.Addr) string {
	if ip.Is4() {
		return ip.String()
	}
	var nibbles []string
	for _, b := range ip.As16() {
		nibbles = append(nibbles, fmt.Sprintf("%X", b>>4), fmt.Sprintf("%X", b&15))
	}
	return strings.Join(nibbles, ".")
}
