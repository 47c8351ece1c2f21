package spf

import (
	"net/netip"
	"strings"
)

// unknownTerm explains a term whose name is no mechanism. body is the term
// without its qualifier.
func unknownTerm(term, body string, qualified bool) fault {
	f := fault{"S03", "4.6.1", "an unknown mechanism",
		"use all, include, a, mx, ip4, ip6 or exists, or remove the term"}
	switch {
	case body == "":
		f.what, f.fix = "a qualifier without a mechanism", "write it right before the mechanism, without a space: "+quote(term+"all")
	case qualified && isQualifier(body[0]):
		f.what, f.fix = "two qualifiers", "write one: "+quote(excerpt(body))
	case strings.Contains(body, `"`):
		return fault{"S18", "3.3", "a quotation mark inside the record",
			"write the record in one piece without quotation marks; it is split where DNS needs it"}
	default:
		if guess := correct(body); guess != "" {
			f.fix = "did you mean " + quote(excerpt(term[:len(term)-len(body)]+guess)) + "?"
		}
	}
	return f
}

func isQualifier(c byte) bool {
	_, ok := qualifierOf(c)
	return ok
}

// correct guesses the mechanism that was meant, or "".
func correct(body string) string {
	if guess := bareArgument(body); guess != "" {
		return guess
	}
	name, rest := body, ""
	if n := strings.IndexAny(body, ":/="); n >= 0 {
		name, rest = body[:n], body[n:]
	}
	word := strings.ToLower(strings.Trim(name, ",;.'"))
	switch {
	case (word == Redirect || word == Exp) && strings.HasPrefix(rest, ":"):
		return word + "=" + rest[1:]
	case strings.HasPrefix(word, "ip") && strings.HasPrefix(rest, ":"):
		if guess := bareArgument(rest[1:]); guess != "" {
			return guess
		}
	}
	if kind := nearest(word); kind != "" {
		return kind + strings.TrimRight(rest, ",;")
	}
	return ""
}

// bareArgument guesses the mechanism of an address or a domain without one.
func bareArgument(s string) string {
	s = strings.Trim(s, ",;[]")
	address, _, _ := strings.Cut(s, "/")
	if ip, err := netip.ParseAddr(strings.Trim(address, "[]")); err == nil && ip.Zone() == "" {
		if ip.Is4() {
			return "ip4:" + s
		}
		return "ip6:" + s
	}
	if dot := strings.LastIndexByte(s, '.'); dot > 0 && isTopLabel(s[dot+1:]) && !strings.ContainsAny(s, ":/=%") {
		return "include:" + s
	}
	return ""
}

// nearest finds the name at a distance of one or two edits, or "". A word of
// three letters allows one edit only: everything is near to "a".
func nearest(word string) string {
	if len(word) < 2 || len(word) > 12 {
		if equalFold(word, "a") {
			return "a"
		}
		return ""
	}
	best, limit := "", 2
	if len(word) < 4 {
		limit = 1
	}
	for k := All; k <= Exists; k++ {
		name := k.String()
		if len(name) < 2 {
			continue
		}
		if d := distance(word, name); d <= limit {
			best, limit = name, d-1
		}
	}
	return best
}

// distance counts insertions, deletions, substitutions and swaps of
// neighbours that turn a into b.
func distance(a, b string) int {
	older := make([]int, len(b)+1)
	old := make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(old[j+1]+1, row[j]+1, old[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], older[j-1]+1)
			}
		}
		older, old = old, row
	}
	return old[len(b)]
}

// addressFault explains what is wrong with the address of ip4 or ip6; length
// is the text after it, from the slash.
func addressFault(kind Kind, address, length string) fault {
	family := "IPv4"
	if kind == IP6 {
		family = "IPv6"
	}
	f := fault{"S04", "5.6", "not an " + family + " address", "write an address such as " + quote(exampleNetwork(kind))}
	bare := strings.Trim(address, "[]")
	ip, err := netip.ParseAddr(bare)
	host, port, hasPort := strings.Cut(address, ":")
	switch {
	case err == nil && ip.Zone() != "":
		f.what, f.fix = "an address with a zone", "write "+quote("ip6:"+ip.WithZone("").String()+length)
	case err == nil && ip.Is4() != (kind == IP4):
		f.what = "an address of the other family, not " + family
		f.fix = "write " + quote(bareArgument(bare)+length)
	case err == nil:
		f.what, f.fix = "an address in brackets", "write "+quote(kind.String()+":"+bare+length)
	case kind == IP4 && hasPort && isIP4(host):
		f.what, f.fix = "an address with a port", "remove "+quote(":"+port)
	case strings.ContainsAny(address, ",;"):
		f.what, f.fix = "a list of addresses", "write one "+kind.String()+": term for each address, with a space between them"
	case kind == IP4:
		explainIP4(&f, address, length)
	}
	return f
}

func isIP4(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Is4()
}

// explainIP4 tells apart the usual mistakes in dotted quads.
func explainIP4(f *fault, address, length string) {
	octets := strings.Split(strings.TrimSuffix(address, "."), ".")
	if strings.Trim(address, "0123456789.") != "" {
		if guess := bareArgument(address); guess != "" {
			f.what, f.fix = "a domain where an address belongs", "write "+quote("a:"+address+length)
		}
		return
	}
	stripped := make([]string, len(octets))
	for i, o := range octets {
		if stripped[i] = strings.TrimLeft(o, "0"); stripped[i] == "" && o != "" {
			stripped[i] = "0"
		}
	}
	repaired := strings.Join(stripped, ".")
	switch {
	case len(octets) < 4 && length == "":
		f.what = "an IPv4 address with fewer than four numbers"
		f.fix = "write all four numbers and a length for a network, such as " + quote("ip4:192.0.2.0/24")
	case len(octets) != 4:
		f.what = "an IPv4 address that has not four numbers"
	case isIP4(repaired) && repaired != address:
		f.what, f.fix = "an IPv4 address with a superfluous zero or dot", "write "+quote("ip4:"+repaired+length)
	default:
		f.what = "an IPv4 address with a number over 255 or an empty one"
		f.fix = "write four numbers from 0 to 255"
	}
}

// domainFault explains a domain-spec that does not end in a top label; length
// is the text after it, label what stands after its last dot, if dotted.
func domainFault(domain, length, label string, dotted bool) fault {
	f := fault{"S05", "7.1", "a domain that does not end in a top-level label", "write a full domain name such as example.com"}
	address, _, _ := strings.Cut(domain, "/")
	ip, err := netip.ParseAddr(strings.Trim(address, "[]"))
	name, rest, colon := strings.Cut(label, ":")
	head, _, slash := strings.Cut(label, "/")
	switch {
	case err == nil && ip.Zone() == "":
		f.what, f.fix = "an address where a domain belongs", "write "+quote(bareArgument(domain)+length)
	case !dotted:
		f.what = "a domain of a single label"
	case colon && isTopLabel(name) && strings.Trim(rest, "0123456789") == "":
		f.what, f.fix = "a domain with a port", "remove "+quote(":"+rest)
	case slash && isTopLabel(head):
		f.what, f.fix = "a domain with a slash in its last label", "remove "+quote(label[len(head):])+`, or write lengths as "/24", "//64" or "/24//64"`
	case label == "":
		f.what, f.fix = "a domain that ends in two dots", "write one dot, or none"
	case strings.Trim(label, "0123456789") == "":
		f.what = "a domain whose last label is a number"
	case strings.HasSuffix(label, ",") || strings.HasSuffix(label, ";"):
		f.what, f.fix = "a domain with punctuation after it", "remove "+quote(label[len(label)-1:])+"; a space separates terms"
	}
	return f
}
