package hostedzone

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestValueProblem(t *testing.T) {
	t.Parallel()
	const invalid = "Invalid Resource Record: 'FATAL problem: "
	a255, a256 := strings.Repeat("a", 255), strings.Repeat("a", 256)
	tests := map[string]struct {
		typ, value, want string // want "" if the value is accepted
	}{
		"TXT without quotes": {"TXT", "v=spf1 -all",
			invalid + "InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'v=spf1 -all''"},
		"TXT without closing quote": {"TXT", `"v=spf1`,
			invalid + `InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '"v=spf1''`},
		"TXT with a bare word after a string":  {"TXT", `"a" b`, invalid + `InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '"a" b''`},
		"TXT strings without a space between":  {"TXT", `"a""b"`, invalid + `InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '"a""b"''`},
		"TXT string of 255":                    {"TXT", `"` + a255 + `"`, ""},
		"TXT string of 256":                    {"TXT", `"` + a256 + `"`, invalid + `CharacterStringTooLong (Value is too long) encountered with '"` + a256 + `"''`},
		"TXT of several strings over 255":      {"TXT", `"` + a255 + `" "` + a255 + `"`, ""},
		"TXT escapes count as one octet":       {"TXT", `"` + strings.Repeat(`\303`, 255) + `"`, ""},
		"TXT with an escaped quote":            {"TXT", `"say \"hi\""`, ""},
		"TXT that ends in an escape":           {"TXT", `"a\"`, invalid + `InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '"a\"''`},
		"TXT with an octet to be escaped":      {"TXT", "\"\u00e4\"", invalid + "InvalidCharacterString (Value contains characters that must be escaped) encountered with '\"\u00e4\"''"},
		"TXT empty string":                     {"TXT", `""`, ""},
		"TXT of nothing":                       {"TXT", "", invalid + "InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '''"},
		"SPF is checked like TXT":              {"SPF", "v=spf1 -all", invalid + "InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'v=spf1 -all''"},
		"A that is no address":                 {"A", "192.0.2.256", invalid + "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2.256''"},
		"A with an IPv6 address":               {"A", "2001:db8::1", invalid + "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '2001:db8::1''"},
		"A with two addresses in a value":      {"A", "192.0.2.1 192.0.2.2", invalid + "ARRDATANotSingleField (Value contains spaces) encountered with '192.0.2.1 192.0.2.2''"},
		"AAAA":                                 {"AAAA", "2001:db8::1", ""},
		"AAAA with an IPv4 address":            {"AAAA", "192.0.2.1", invalid + "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address) encountered with '192.0.2.1''"},
		"CNAME with a space":                   {"CNAME", "a b", invalid + "ARRDATANotSingleField (Value contains spaces) encountered with 'a b''"},
		"CNAME with an empty label":            {"CNAME", "a..b", invalid + "DomainLabelEmpty (Domain label is empty) encountered with 'a..b''"},
		"CNAME with a long label":              {"CNAME", strings.Repeat("a", 64) + ".b", invalid + "DomainLabelTooLong (Domain label is too long) encountered with '" + strings.Repeat("a", 64) + ".b''"},
		"MX":                                   {"MX", "10 mail.example.com", ""},
		"MX to the root, which refuses mail":   {"MX", "0 .", ""},
		"MX without priority":                  {"MX", "mail.example.com", invalid + "MXRRDATANotTwoFields (MX record doesn't have 2 fields) encountered with 'mail.example.com''"},
		"MX with a priority over 65535":        {"MX", "65536 a.b", invalid + "MXRRDATAIllegalPriority (Priority is not a number from 0 to 65535) encountered with '65536 a.b''"},
		"SRV without port":                     {"SRV", "1 2 host", invalid + "SRVRRDATANotFourFields (SRV record doesn't have 4 fields) encountered with '1 2 host''"},
		"a type that nobody here looks inside": {"CAA", "whatever", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(simple("x.example.com", test.typ, test.value).valueFaults(), "; ")
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestTXTOver4000(t *testing.T) {
	t.Parallel()
	value := strings.TrimSpace(strings.Repeat(`"`+strings.Repeat("a", 247)+`" `, 16)) // 3,999 characters
	if faults := simple("x.example.com", "TXT", value+" ").valueFaults(); len(faults) != 0 {
		t.Errorf("4,000 characters are refused: %.80s", faults)
	}
	faults := simple("x.example.com", "TXT", value+"  ").valueFaults()
	if len(faults) != 1 || !strings.HasPrefix(faults[0], "Invalid Resource Record: 'FATAL problem: TXTRDATATooLong ") {
		t.Errorf("4,001 characters: got %.200s", faults)
	}
}

func TestCNAMEHasOneValue(t *testing.T) {
	t.Parallel()
	s, z := newZone(t)
	if _, err := s.Change(z.ID, batch(create(simple("x.example.com", "CNAME", "a.b", "c.d")))); err == nil {
		t.Error("a simple CNAME with two values is accepted")
	}
}

func TestParseText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value string
		want  []string
	}{
		"one string":                      {`"v=spf1 -all"`, []string{"v=spf1 -all"}},
		"strings are not joined":          {`"a" "b c"`, []string{"a", "b c"}},
		"octal escapes become octets":     {`"ex\344mple"`, []string{"ex\xe4mple"}},
		"a backslash escapes a quote":     {`"a\"b\\c"`, []string{`a"b\c`}},
		"case and inner spaces are kept":  {`"A  b"`, []string{"A  b"}},
		"spaces around strings are not":   {`  "a"   "b" `, []string{"a", "b"}},
		"digits after a full escape stay": {`"\0601"`, []string{"01"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, problem := parseText(test.value)
			if problem != "" || !slices.Equal(got, test.want) {
				t.Errorf("got %q, %s, want %q", got, problem, test.want)
			}
		})
	}
}

func FuzzParseText(f *testing.F) {
	f.Add(`"a" "b"`)
	f.Add(`"ex\344mple \" \\ \0601"`)
	f.Add(`"" "`)
	f.Fuzz(func(t *testing.T, value string) {
		once, problem := parseText(value)
		if problem != "" {
			return
		}
		written := make([]string, len(once))
		for i, text := range once {
			var b strings.Builder
			for _, octet := range []byte(text) {
				fmt.Fprintf(&b, `\%03o`, octet)
			}
			written[i] = `"` + b.String() + `"`
		}
		again := strings.Join(written, " ")
		if len(again) > maxTXTValue {
			return
		}
		if twice, problem := parseText(again); problem != "" || !slices.Equal(once, twice) {
			t.Errorf("%q reads as %q, and written as octets as %q, %s", value, once, twice, problem)
		}
	})
}
