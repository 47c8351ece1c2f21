package hostedzone

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

const (
	maxTXTValue        = 4000 // characters of one value, quotes and escapes included
	maxCharacterString = 255  // octets, RFC 1035 section 3.3
)

// valueProblem says what is wrong with a value of a type in Route 53's words, or "". Types that the fake's users do
// not write are taken as they are.
func valueProblem(typ, value string) string {
	switch typ {
	case "A":
		return addressProblem(value, netip.Addr.Is4, "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)")
	case "AAAA":
		return addressProblem(value, netip.Addr.Is6, "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)")
	case "CNAME", "NS", "PTR":
		return hostProblem(value)
	case "MX":
		return mxProblem(value)
	case "SRV":
		if len(strings.Fields(value)) != 4 {
			return "SRVRRDATANotFourFields (SRV record doesn't have 4 fields)"
		}
	case "TXT", "SPF":
		_, problem := parseText(value)
		return problem
	}
	return ""
}

func addressProblem(value string, family func(netip.Addr) bool, problem string) string {
	if strings.ContainsAny(value, " \t") {
		return "ARRDATANotSingleField (Value contains spaces)"
	}
	address, err := netip.ParseAddr(value)
	if err != nil || !family(address) || address.Zone() != "" {
		return problem
	}
	return ""
}

func hostProblem(value string) string {
	if strings.ContainsAny(value, " \t") {
		return "ARRDATANotSingleField (Value contains spaces)"
	}
	if _, err := CanonicalName(value); err != nil {
		if nameErr := (*NameError)(nil); errors.As(err, &nameErr) {
			return nameErr.Problem
		}
	}
	return ""
}

func mxProblem(value string) string {
	fields := strings.Fields(value)
	if len(fields) != 2 {
		return "MXRRDATANotTwoFields (MX record doesn't have 2 fields)"
	}
	if _, err := strconv.ParseUint(fields[0], 10, 16); err != nil {
		return "MXRRDATAIllegalPriority (Priority is not a number from 0 to 65535)"
	}
	return hostProblem(fields[1])
}

// parseText returns the octets of the character-strings of a TXT value, or the problem in Route 53's words
// (Developer Guide, "Supported DNS record types", TXT).
func parseText(value string) ([]string, string) {
	if len(value) > maxTXTValue {
		return nil, "TXTRDATATooLong (Value is too long)"
	}
	var texts []string
	rest := strings.Trim(value, " \t")
	for {
		text, after, problem := quoted(rest)
		if problem != "" {
			return nil, problem
		}
		texts = append(texts, text)
		if after == "" {
			return texts, ""
		}
		rest = strings.TrimLeft(after, " \t")
		if rest == after { // two strings need a space between them
			return nil, notQuoted
		}
	}
}

const notQuoted = "InvalidCharacterString (Value should be enclosed in quotation marks)"

// quoted reads one character-string and returns what follows its closing quotation mark.
func quoted(s string) (text, rest, problem string) {
	if !strings.HasPrefix(s, `"`) {
		return "", "", notQuoted
	}
	var octets []byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			if len(octets) > maxCharacterString {
				return "", "", "CharacterStringTooLong (Value is too long)"
			}
			return string(octets), s[i+1:], ""
		case c == '\\':
			octet, n := unescape(s[i:])
			if n == 0 {
				return "", "", notQuoted
			}
			octets = append(octets, octet)
			i += n - 1
		case c < ' ' || c > '~':
			// Control characters and octets from 177 octal on have to be escaped.
			return "", "", "InvalidCharacterString (Value contains characters that must be escaped)"
		default:
			octets = append(octets, c)
		}
	}
	return "", "", notQuoted
}
