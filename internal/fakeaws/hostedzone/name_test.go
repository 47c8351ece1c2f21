package hostedzone

import (
	"errors"
	"strings"
	"testing"
)

func TestCanonicalName(t *testing.T) {
	t.Parallel()
	label63 := strings.Repeat("a", 63)
	long := strings.Repeat(label63+".", 3)
	tests := map[string]struct {
		in, want, problem string
	}{
		"lower case and a dot":                 {in: "WWW.Example.com", want: "www.example.com."},
		"a final dot stays one":                {in: "www.example.com.", want: "www.example.com."},
		"underscore and hyphen are plain":      {in: "_dmarc.a-b.example.com", want: "_dmarc.a-b.example.com."},
		"an asterisk is escaped":               {in: "*.example.com", want: `\052.example.com.`},
		"an escape is kept":                    {in: `\052.example.com`, want: `\052.example.com.`},
		"an escaped letter is a letter":        {in: `\101.example.com`, want: "a.example.com."},
		"an escaped dot does not split labels": {in: `a\.b.example.com`, want: `a\056b.example.com.`},
		"octets above 127 are escaped":         {in: "\xe4.example.com", want: `\344.example.com.`},
		"a label of 63":                        {in: label63 + ".com", want: label63 + ".com."},
		"a label of 64":                        {in: label63 + "a.com", problem: "DomainLabelTooLong (Domain label is too long)"},
		"255 octets on the wire":               {in: long + strings.Repeat("b", 61), want: long + strings.Repeat("b", 61) + "."},
		"256 octets on the wire":               {in: long + strings.Repeat("b", 62), problem: "DomainNameTooLong (Domain name is too long)"},
		"an empty label inside":                {in: "a..com", problem: "DomainLabelEmpty (Domain label is empty)"},
		"an empty label in front":              {in: ".com", problem: "DomainLabelEmpty (Domain label is empty)"},
		"two final dots":                       {in: "com..", problem: "DomainLabelEmpty (Domain label is empty)"},
		"nothing":                              {in: "", problem: "DomainLabelEmpty (Domain label is empty)"},
		"an unfinished escape":                 {in: `com\`, problem: "InvalidEscape (Escape code is incomplete)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := CanonicalName(test.in)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			var problem string
			if nameErr := (*NameError)(nil); errors.As(err, &nameErr) {
				problem = nameErr.Problem
			}
			if problem != test.problem {
				t.Errorf("got problem %q, want %q", problem, test.problem)
			}
		})
	}
}

func TestWireNames(t *testing.T) {
	t.Parallel()
	for wire, canonical := range map[string]string{
		".":                  ".",
		"Www.Example.com.":   "www.example.com.",
		"*.example.com.":     `\052.example.com.`,
		`a\052.example.com.`: `a\134052.example.com.`,
	} {
		if got := NameFromWire(wire); got != canonical {
			t.Errorf("NameFromWire(%q) is %q, want %q", wire, got, canonical)
		}
		if got, ok := NameToWire(canonical); !ok || !strings.EqualFold(got, wire) {
			t.Errorf("NameToWire(%q) is %q, want %q", canonical, got, wire)
		}
	}
	if _, ok := NameToWire(`a\056b.example.com.`); ok {
		t.Error("a label with a dot in it has a wire form")
	}
}

func FuzzCanonicalName(f *testing.F) {
	f.Add("WWW.example.com")
	f.Add(`*.a\.b\052.com.`)
	f.Add(".")
	f.Fuzz(func(t *testing.T, name string) {
		once, err := CanonicalName(name)
		if err != nil {
			return
		}
		if again, err := CanonicalName(once); err != nil || again != once {
			t.Errorf("%q is stored as %q, which reads back as %q, %v", name, once, again, err)
		}
	})
}
