package rr

import (
	"fmt"
	"strings"
)

// Limits of RFC 1035 section 2.3.4, in octets of the text form without the
// trailing dot.
const (
	maxName  = 253
	maxLabel = 63
)

// Name is a domain name in canonical form: lower case, no trailing dot. Names
// of this type are compared with ==.
type Name string

// ParseName brings a name into canonical form. It checks lengths and that no
// label is empty; which characters a label may have depends on what the name
// is for, so that is the caller's rule.
func ParseName(text string) (Name, error) {
	name := strings.TrimSuffix(strings.ToLower(text), ".")
	if name == "" {
		return "", fmt.Errorf("name %q is empty", text)
	}
	if len(name) > maxName {
		return "", fmt.Errorf("name %q has %d octets, more than %d (RFC 1035 section 2.3.4)", text, len(name), maxName)
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return "", fmt.Errorf("name %q has an empty label", text)
		case len(label) > maxLabel:
			return "", fmt.Errorf("label %q of name %q has %d octets, more than %d (RFC 1035 section 2.3.4)", label, text, len(label), maxLabel)
		}
	}
	return Name(name), nil
}

// Labels returns the labels from left to right.
func (n Name) Labels() []string { return strings.Split(string(n), ".") }

// Within reports whether n is zone itself or below it. Labels are compared
// whole: notexample.org is not within example.org.
func (n Name) Within(zone Name) bool { return n == zone || n.Below(zone) }

// Below reports whether n is a proper descendant of parent.
func (n Name) Below(parent Name) bool {
	return strings.HasSuffix(string(n), "."+string(parent))
}

// Child returns the name with labels put in front: Child("_dmarc").
func (n Name) Child(labels string) Name {
	return Name(strings.ToLower(labels)) + "." + n
}
