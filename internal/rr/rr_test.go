package rr

import (
	"slices"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		typ        Type
		text, want string
	}{
		"a CNAME loses case and trailing dot":            {CNAME, "Tok.DKIM.amazonses.com.", "tok.dkim.amazonses.com"},
		"an MX loses case, dot and double space":         {MX, "10  Feedback-SMTP.eu-west-1.amazonses.com.", "10 feedback-smtp.eu-west-1.amazonses.com"},
		"an MX preference loses leading zeros":           {MX, "010 mx.example.org", "10 mx.example.org"},
		"an MX preference of zero stays":                 {MX, "0 .", "0 "},
		"text keeps every octet":                         {TXT, "V=spf1  A. ", "V=spf1  A. "},
		"an MX without a preference is left as it reads": {MX, " mx.Example.org ", "mx.Example.org"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Canonical(tc.typ, tc.text); got != tc.want {
				t.Errorf("Canonical(%s, %q) = %q, want %q", tc.typ, tc.text, got, tc.want)
			}
		})
	}
}

func TestParseName(t *testing.T) {
	t.Parallel()
	label63, label64 := strings.Repeat("a", 63), strings.Repeat("a", 64)
	tests := map[string]struct {
		text string
		want Name
		bad  bool
	}{
		"case and one trailing dot go":         {"Example.ORG.", "example.org", false},
		"two trailing dots are an empty label": {"example.org..", "", true},
		"an empty label is refused":            {"a..b", "", true},
		"the empty name is refused":            {"", "", true},
		"the root is refused":                  {".", "", true},
		"a label of 63 octets fits":            {label63 + ".org", Name(label63 + ".org"), false},
		"a label of 64 octets does not":        {label64 + ".org", "", true},
		"253 octets fit":                       {strings.Repeat("a.", 126) + "b", Name(strings.Repeat("a.", 126) + "b"), false},
		"254 octets do not":                    {strings.Repeat("a.", 126) + "bb", "", true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseName(tc.text)
			if got != tc.want || (err != nil) != tc.bad {
				t.Errorf("ParseName(%q) = %q, %v", tc.text, got, err)
			}
		})
	}
}

func TestWithinComparesWholeLabels(t *testing.T) {
	t.Parallel()
	zone := Name("example.org")
	for name, want := range map[Name]bool{
		"example.org": true, "a.example.org": true, "notexample.org": false, "org": false,
	} {
		if got := name.Within(zone); got != want {
			t.Errorf("%q within %q = %v, want %v", name, zone, got, want)
		}
	}
	if zone.Below(zone) {
		t.Error("a name is below itself")
	}
}

func TestChunksJoinToTheText(t *testing.T) {
	t.Parallel()
	for _, length := range []int{0, 1, 255, 256, 510, 511} {
		text := strings.Repeat("x", length)
		chunks := Chunks(text)
		if strings.Join(chunks, "") != text {
			t.Errorf("%d octets do not survive", length)
		}
		if slices.ContainsFunc(chunks, func(c string) bool { return len(c) > MaxCharacterString }) {
			t.Errorf("%d octets make a string that is too long", length)
		}
		if want := max(1, (length+254)/255); len(chunks) != want {
			t.Errorf("%d octets make %d strings, want %d", length, len(chunks), want)
		}
	}
}
