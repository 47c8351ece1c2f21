package route53

import (
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestNames(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		stored string
		name   rr.Name
	}{
		"the trailing dot goes":                  {"example.org.", "example.org"},
		"underscore and hyphen are plain":        {"_dmarc.a-b.example.org.", "_dmarc.a-b.example.org"},
		"a wildcard is readable":                 {`\052.example.org.`, "*.example.org"},
		"so is an at sign":                       {`\100.example.org.`, "@.example.org"},
		"a dot within a label stays apart":       {`a\056b.example.org.`, `a\056b.example.org`},
		"so does a backslash":                    {`\134052.example.org.`, `\134052.example.org`},
		"octets that do not print stay escaped":  {`\000\040\177\303.example.org.`, `\000\040\177\303.example.org`},
		"an escape with a digit after it is one": {`\0521.example.org.`, "*1.example.org"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := decodeName(tc.stored); got != tc.name {
				t.Errorf("decodeName(%s) = %q, want %q", tc.stored, got, tc.name)
			}
			if got := encodeName(tc.name); got != tc.stored {
				t.Errorf("encodeName(%q) = %s, want %s", tc.name, got, tc.stored)
			}
		})
	}
	if got := decodeName("WWW.Example.ORG"); got != "www.example.org" {
		t.Errorf("a name in capitals and without a dot is read as %q", got)
	}
}

func TestPlacesFollowTheReversedLabels(t *testing.T) {
	t.Parallel()
	inOrder := []string{
		"example-a.org.", // a hyphen is before the dot
		"example.org.",
		"a.example.org.", "_dmarc.a.example.org.", "b.a.example.org.", "a1.example.org.",
		"example1.org.",
	}
	want := make([]place, len(inOrder))
	for i, stored := range inOrder {
		want[i] = placeOf(stored)
		if got := want[i].stored(); got != stored {
			t.Errorf("the name at the place of %s is %s", stored, got)
		}
	}
	if !slices.IsSorted(want) {
		t.Errorf("%q are not in order", want)
	}
}

func FuzzName(f *testing.F) {
	f.Add("_dmarc.example.org")
	f.Add(`*.a\056b.example.org`)
	f.Fuzz(func(t *testing.T, text string) {
		name := decodeName(text)
		if again := decodeName(encodeName(name)); encodeName(again) != encodeName(name) {
			t.Errorf("%q is stored as %s and read back as %q", name, encodeName(name), again)
		}
	})
}
