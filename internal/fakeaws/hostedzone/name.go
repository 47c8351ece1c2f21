package hostedzone

import (
	"fmt"
	"slices"
	"strings"
)

// NameError says why a text is not a domain name, in the words of Route 53.
type NameError struct {
	Problem string // such as "DomainLabelEmpty (Domain label is empty)"
	Input   string
}

// Error returns the problem as Route 53 reports it.
func (e *NameError) Error() string {
	return fmt.Sprintf("FATAL problem: %s encountered with '%s'", e.Problem, e.Input)
}

const (
	maxLabel = 63  // octets, RFC 1035 section 2.3.4
	maxName  = 255 // octets on the wire, RFC 1035 section 2.3.4
)

// CanonicalName returns a name as Route 53 stores it: lower case, with a trailing dot, and every octet other than
// a-z, 0-9, hyphen and underscore as a backslash and three octal digits (Developer Guide, "DNS domain name format").
// The error is a *NameError.
func CanonicalName(s string) (string, error) {
	if s == "." {
		return ".", nil
	}
	labels, err := decodeLabels(s)
	if err != nil {
		return "", err
	}
	wire := 1
	for i, label := range labels {
		switch {
		case label == "":
			return "", &NameError{"DomainLabelEmpty (Domain label is empty)", s}
		case len(label) > maxLabel:
			return "", &NameError{"DomainLabelTooLong (Domain label is too long)", label}
		}
		wire += len(label) + 1
		labels[i] = escapeLabel(label)
	}
	if wire > maxName {
		return "", &NameError{"DomainNameTooLong (Domain name is too long)", s}
	}
	return strings.Join(labels, ".") + ".", nil
}

// NameFromWire returns the stored form of a name whose labels are plain octets joined by dots, as a DNS message
// carries them; a backslash in it stands for itself.
func NameFromWire(s string) string {
	if s == "." {
		return s
	}
	labels := strings.Split(strings.TrimSuffix(s, "."), ".")
	for i, label := range labels {
		labels[i] = escapeLabel(label)
	}
	return strings.Join(labels, ".") + "."
}

// NameToWire is the inverse of NameFromWire. It reports false for a name that has a dot inside a label.
func NameToWire(canonical string) (string, bool) {
	if canonical == "." {
		return canonical, true
	}
	labels, err := decodeLabels(canonical)
	if err != nil || slices.ContainsFunc(labels, func(l string) bool { return strings.Contains(l, ".") }) {
		return "", false
	}
	return strings.Join(labels, ".") + ".", true
}

// decodeLabels splits a name at its dots and resolves escapes: a backslash with three octal digits, or with any
// other character, which then stands for itself.
func decodeLabels(s string) ([]string, error) {
	var labels []string
	var label []byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.':
			labels = append(labels, string(label))
			label = label[:0]
		case c == '\\':
			b, n := unescape(s[i:])
			if n == 0 {
				return nil, &NameError{"InvalidEscape (Escape code is incomplete)", s}
			}
			label = append(label, b)
			i += n - 1
		default:
			label = append(label, c)
		}
	}
	if len(label) > 0 || s == "" {
		labels = append(labels, string(label))
	}
	return labels, nil
}

// unescape reads one escape at the start of s, which begins with a backslash, and returns its octet and length;
// length 0 means that s ends before the escape does.
func unescape(s string) (byte, int) {
	if len(s) >= 4 && isOctal(s[1], '3') && isOctal(s[2], '7') && isOctal(s[3], '7') {
		return (s[1]-'0')<<6 | (s[2]-'0')<<3 | (s[3] - '0'), 4
	}
	if len(s) >= 2 {
		return s[1], 2
	}
	return 0, 0
}

func isOctal(c, highest byte) bool { return '0' <= c && c <= highest }

func escapeLabel(label string) string {
	var b strings.Builder
	for i := range len(label) {
		c := label[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if isPlain(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return b.String()
}

func isPlain(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// sortKey returns the reversed labels of a stored name with a trailing dot, the order of ListResourceRecordSets:
// "www.example.com." sorts as "com.example.www.". All names below a name share its key as prefix.
func sortKey(canonical string) string {
	if canonical == "." {
		return ""
	}
	labels := strings.Split(strings.TrimSuffix(canonical, "."), ".")
	slices.Reverse(labels)
	return strings.Join(labels, ".") + "."
}

// within says whether a stored name is the zone's own name or below it.
func within(name, zone string) bool {
	return name == zone || strings.HasSuffix(name, "."+zone)
}

// parent returns the name without its first label, and false at a top-level name.
func parent(name string) (string, bool) {
	_, rest, _ := strings.Cut(name, ".")
	return rest, rest != ""
}
