package spf

import (
	"net/netip"
	"strconv"
	"strings"
)

const (
	maxIP4Length = 32
	maxIP6Length = 128
)

// network reads the argument of ip4 and ip6, which starts with the colon at
// from (RFC 7208 section 5.6).
func (p *parser) network(from, to int, kind Kind) netip.Prefix {
	if from == to || p.text[from] == '/' || from+1 == to {
		p.fail(p.from, to, fault{"S03", "5.6", kind.String() + " without an address", "write " + quote(exampleNetwork(kind))})
		return netip.Prefix{}
	}
	slash := to
	if n := strings.IndexByte(p.text[from:to], '/'); n >= 0 {
		slash = from + n
	}
	address := p.text[from+1 : slash]
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Is4() != (kind == IP4) || ip.Zone() != "" {
		p.fail(from+1, slash, addressFault(kind, address, p.text[slash:to]))
		if err == nil {
			// The length belongs to the other family.
			return netip.Prefix{}
		}
	}
	length := maxIP6Length
	if kind == IP4 {
		length = maxIP4Length
	}
	if slash < to {
		length = p.length(slash+1, to, length)
	}
	return netip.PrefixFrom(ip, length)
}

func exampleNetwork(kind Kind) string {
	if kind == IP4 {
		return "ip4:192.0.2.0/24"
	}
	return "ip6:2001:db8::/32"
}

// cidrStart finds where the lengths at the end of an argument start:
// "/24", "//64" or "/24//64". It is len(s) where there are none. A slash may
// also be part of the domain (RFC 7208 section 12, macro-literal).
func cidrStart(s string) int {
	slash := lengthStart(s)
	if slash < 0 {
		return len(s)
	}
	if slash == 0 || s[slash-1] != '/' {
		return slash
	}
	slash--
	if first := lengthStart(s[:slash]); first >= 0 && first+1 < slash && (first == 0 || s[first-1] != '/') {
		return first
	}
	return slash
}

// lengthStart finds the slash of a trailing slash and digits, or -1.
func lengthStart(s string) int {
	i := len(s)
	for i > 0 && isDigit(s[i-1]) {
		i--
	}
	if i > 0 && s[i-1] == '/' {
		return i - 1
	}
	return -1
}

// dualCIDR reads text[from:to], which cidrStart has delimited.
func (p *parser) dualCIDR(from, to int) DualCIDR {
	if from == to {
		return DualCIDR{}
	}
	double := strings.Index(p.text[from:to], "//")
	switch {
	case double < 0:
		return NewDualCIDR(p.length(from+1, to, maxIP4Length), maxIP6Length)
	case double == 0:
		return NewDualCIDR(maxIP4Length, p.length(from+2, to, maxIP6Length))
	}
	return NewDualCIDR(p.length(from+1, from+double, maxIP4Length), p.length(from+double+2, to, maxIP6Length))
}

// length reads a prefix length: a number from 0 to limit without leading zero.
// It returns the limit where there is a fault.
func (p *parser) length(from, to, limit int) int {
	digits := p.text[from:to]
	value := 0
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			value = -1
			break
		}
		value = min(value*10+int(digits[i]-'0'), limit+1)
	}
	if digits != "" && 0 <= value && value <= limit && (digits[0] != '0' || len(digits) == 1) {
		return value
	}
	p.fail(from-1, to, lengthFault(digits, value, limit))
	return limit
}

// lengthFault explains a prefix length; value is -1 where it is not a number.
func lengthFault(digits string, value, limit int) fault {
	f := fault{"S04", "5.6", "a prefix length over " + strconv.Itoa(limit),
		"write a number from 0 to " + strconv.Itoa(limit) + " after the slash"}
	switch {
	case digits == "":
		f.what = "a slash without a prefix length"
	case strings.Contains(digits, "/"):
		f.what, f.fix = "a second prefix length, which only a and mx take", "write one slash and one length"
	case value < 0:
		f.what = "a prefix length that is not a number"
	case value <= limit:
		f.what, f.fix = "a prefix length with a leading zero", "write /"+strconv.Itoa(value)
	}
	return f
}
