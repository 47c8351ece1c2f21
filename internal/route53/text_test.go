package route53

import (
	"strings"
	"testing"
)

func TestQuoteText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 255)
	tests := map[string]struct{ text, want string }{
		"text is put in quotes":                           {"v=spf1 -all", `"v=spf1 -all"`},
		"empty text is one empty string":                  {"", `""`},
		"quotes and backslashes are escaped":              {`a"b\c`, `"a\"b\\c"`},
		"what is not printable ASCII is octal":            {"\x00\t\x7fü", `"\000\011\177\303\274"`},
		"255 octets are one string":                       {long, `"` + long + `"`},
		"256 octets are two":                              {long + "y", `"` + long + `" "y"`},
		"octets count before they are escaped":            {strings.Repeat("ü", 128), `"` + strings.Repeat(`\303\274`, 127) + `\303" "\274"`},
		"digits after an escape do not become part of it": {"\x011", `"\0011"`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := quoteText(tc.text); got != tc.want {
				t.Errorf("quoteText(%q) = %s, want %s", tc.text, got, tc.want)
			}
		})
	}
}

func TestUnquoteText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ wire, want string }{
		"strings are joined without a space":        {`"v=DKIM1; p=AB" "CD"`, "v=DKIM1; p=ABCD"},
		"strings need no space between them":        {`"a""b"`, "ab"},
		"spaces around and between mean nothing":    {"  \"a\" \t \"b\" ", "ab"},
		"spaces within quotes stay":                 {`" a  b "`, " a  b "},
		"an escaped quote does not end a string":    {`"a\"b"`, `a"b`},
		"an escaped backslash does not escape":      {`"a\\" "b"`, `a\b`},
		"three octal digits are one octet":          {`"\303\274\0401"`, "ü 1"},
		"three digits that are no octet are digits": {`"\777\08"`, "77708"},
		"a string without quotes is taken whole":    {`v=spf1 include:a.example ~all`, "v=spf1 include:a.example ~all"},
		"it may have quotes further on":             {`a "b"`, `a "b"`},
		"words between strings are strings":         {`"a" b"c"`, "abc"},
		"the last quote may be missing":             {`"a" "b `, "ab "},
		"a backslash at the end is itself":          {`"a\`, `a\`},
		"nothing is empty text":                     {``, ""},
		"an empty string is empty text":             {`""`, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := unquoteText(tc.wire); got != tc.want {
				t.Errorf("unquoteText(%s) = %q, want %q", tc.wire, got, tc.want)
			}
		})
	}
}

func FuzzQuoteText(f *testing.F) {
	f.Add("v=spf1 include:amazonses.com ~all")
	f.Add(`"\303\274" "` + strings.Repeat("\xff", 300))
	f.Fuzz(func(t *testing.T, text string) {
		wire := quoteText(text)
		if got := unquoteText(wire); got != text {
			t.Errorf("%q is sent as %s and read back as %q", text, wire, got)
		}
		if i := strings.IndexFunc(wire, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
			t.Errorf("%q is sent as %q, which is not printable ASCII at %d", text, wire, i)
		}
		unquoteText(text)
	})
}
