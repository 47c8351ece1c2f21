package dmarc

import (
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// uri is one entry of rua or ruf: dmarc-uri or obs-dmarc-uri.
type uri struct {
	// scheme is folded: "mailto".
	scheme string
	// rest is what follows the colon, without the size.
	rest string
	// size is the obsolete limit with its "!", folded: "!10m".
	size string
}

// entry is a piece between two commas of rua or ruf, valid or not.
type entry struct {
	text   string
	column int
}

// entries cuts the value of rua or ruf at its commas. A comma cannot be part
// of a URI (RFC 9989 section 4.8).
func entries(value string, column int) []entry {
	out := make([]entry, 0, strings.Count(value, ",")+1)
	for start, more := 0, true; more; {
		var piece string
		piece, _, more = strings.Cut(value[start:], ",")
		text := strings.TrimLeft(piece, " \t")
		skipped := len(piece) - len(text)
		out = append(out, entry{strings.TrimRight(text, " \t"), column + start + skipped})
		start += len(piece) + 1
	}
	return out
}

// validURIs returns the entries receivers would use: an invalid one is
// ignored without harm to the others.
func validURIs(value string) []string {
	list := entries(value, 0)
	out := make([]string, 0, len(list))
	for _, e := range list {
		if _, problem := parseURI(e.text); problem == "" {
			out = append(out, e.text)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// parseURI reads one entry. The problem is what is wrong with it, empty if
// nothing is.
func parseURI(text string) (u uri, problem string) {
	if text == "" {
		return u, "it is empty"
	}
	address, size, sized := strings.Cut(text, "!")
	if sized {
		if !validSize(size) {
			return u, `"!" is followed by something other than digits and one of k, m, g, t; an exclamation point in a URI is written %21`
		}
		u.size = "!" + taglist.Fold(size)
	}
	scheme, rest, ok := strings.Cut(address, ":")
	if !ok || !validScheme(scheme) {
		return u, `it has no scheme such as "mailto:"`
	}
	u.scheme, u.rest = taglist.Fold(scheme), rest
	if problem := badCharacter(rest); problem != "" {
		return u, problem
	}
	if u.scheme == "mailto" {
		return u, u.mailProblem()
	}
	if u.host() == "" {
		return u, "it names no host"
	}
	return u, ""
}

// validSize takes the part of obs-dmarc-report-size behind the "!".
func validSize(s string) bool {
	digits := strings.TrimRight(s, "kmgtKMGT")
	if len(s)-len(digits) > 1 || digits == "" {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

// validScheme is scheme of RFC 3986 section 3.1.
func validScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || !strings.Contains("0123456789+-.", s[i:i+1])) {
			return false
		}
	}
	return s != ""
}

// badCharacter looks for what RFC 3986 section 2 leaves out of a URI, and for
// a percent sign that encodes nothing.
func badCharacter(s string) string {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return `"%" is not followed by two hexadecimal digits`
			}
			i += 2
		case c == ' ' || c == '\t':
			return "it contains white space"
		case c < 0x20 || c > 0x7e:
			return fmt.Sprintf("it contains the octet 0x%02X, which is not printable ASCII", c)
		case c == '"' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`' || '{' <= c && c <= '}':
			return fmt.Sprintf("it contains %q, which a URI writes as %%%02X", c, c)
		}
	}
	return ""
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// mailProblem demands what a report needs: one local part and one domain.
func (u uri) mailProblem() string {
	address, _, _ := strings.Cut(u.rest, "?")
	local, domain, ok := strings.Cut(address, "@")
	switch {
	case !ok || local == "":
		return `"mailto:" is not followed by an address such as reports@example.com`
	case strings.Contains(domain, "@"):
		return `it has more than one "@"`
	case !validHost(domain):
		return fmt.Sprintf("%q is not a domain name", domain)
	}
	return ""
}

// host is the domain reports go to, folded and without a final dot; empty if
// the URI names none.
func (u uri) host() string {
	host, _, _ := strings.Cut(u.rest, "?")
	if u.scheme == "mailto" {
		_, host, _ = strings.Cut(host, "@")
	} else {
		authority, ok := strings.CutPrefix(u.rest, "//")
		if !ok {
			return ""
		}
		if end := strings.IndexAny(authority, "/?#"); end >= 0 {
			authority = authority[:end]
		}
		host, _, _ = strings.Cut(authority[strings.LastIndexByte(authority, '@')+1:], ":")
	}
	return strings.TrimSuffix(taglist.Fold(host), ".")
}

// normal is the form in which two URIs that reach the same mailbox under the
// same limit are the same text. The local part keeps its case.
func (u uri) normal() string {
	rest := u.rest
	if u.scheme == "mailto" {
		address, query, asked := strings.Cut(rest, "?")
		local, _, _ := strings.Cut(address, "@")
		rest = local + "@" + u.host()
		if asked {
			rest += "?" + query
		}
	}
	return u.scheme + ":" + rest + u.size
}

// validHost takes letters, digits, hyphens and underscores in labels of 1 to
// 63 octets, 253 in all (RFC 1035 section 2.3.4), with or without a final dot.
func validHost(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if s == "" || len(s) > 253 {
		return false
	}
	label := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '.' && label > 0:
			label = 0
			continue
		case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
			label++
		default:
			return false
		}
		if label > 63 {
			return false
		}
	}
	return label > 0
}
