package functions_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestTXTChunks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"nothing is one empty string":                {"", []string{""}},
		"short text is one string":                   {"v=spf1 -all", []string{"v=spf1 -all"}},
		"a string has at most 255 octets":            {strings.Repeat("a", 255) + "b", []string{strings.Repeat("a", 255), "b"}},
		"255 octets are one string":                  {strings.Repeat("a", 255), []string{strings.Repeat("a", 255)}},
		"there may be many":                          {strings.Repeat("a", 600), []string{strings.Repeat("a", 255), strings.Repeat("a", 255), strings.Repeat("a", 90)}},
		"a character of several octets stays in one": {strings.Repeat("a", 254) + "é", []string{strings.Repeat("a", 254), "é"}},
		"as does one that fits to the last octet":    {strings.Repeat("a", 253) + "éb", []string{strings.Repeat("a", 253) + "é", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, cut(t, tc.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// cut is what txt_chunks returns.
func cut(t testing.TB, s string) []string {
	t.Helper()
	value, err := call(t, "txt_chunks", text(s))
	if err != nil {
		t.Fatal(err)
	}
	list, _ := plain(t, value).([]any)
	var out []string
	for _, e := range list {
		str, _ := e.(string)
		out = append(out, str)
	}
	return out
}

// FuzzTXTChunks: the strings joined are the text, and those of ASCII are the
// ones that the provider itself publishes.
func FuzzTXTChunks(f *testing.F) {
	f.Add("v=spf1 -all")
	f.Add(strings.Repeat("a", 700))
	f.Add(strings.Repeat("é", 200) + strings.Repeat("€", 200) + strings.Repeat("😀", 200))
	f.Fuzz(func(t *testing.T, s string) {
		strs := cut(t, s)
		for _, str := range strs {
			if len(str) > rr.MaxCharacterString || utf8.ValidString(s) && !utf8.ValidString(str) {
				t.Errorf("%q is one of %q", str, s)
			}
		}
		if strings.Join(strs, "") != s {
			t.Errorf("%q is cut into %q", s, strs)
		}
		if len(s) == len([]rune(s)) && utf8.ValidString(s) && !cmp.Equal(strs, rr.Chunks(s)) {
			t.Errorf("%q is cut into %q, and published as %q", s, strs, rr.Chunks(s))
		}
	})
}

func TestMailFromMX(t *testing.T) {
	t.Parallel()
	for region, expected := range map[string]string{
		"eu-west-1":       "10 feedback-smtp.eu-west-1.amazonses.com",
		"us-gov-west-1":   "10 feedback-smtp.us-gov-west-1.amazonses.com",
		"xx-somewhere-12": "10 feedback-smtp.xx-somewhere-12.amazonses.com",
	} {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			want(t, `"`+expected+`"`, "mail_from_mx", text(region))
		})
	}
}

func TestMailFromMX_refuses(t *testing.T) {
	t.Parallel()
	const other = `write the name of a region such as "eu-west-1"`
	for name, tc := range map[string]struct{ region, fix string }{
		"nothing":              {"", other},
		"a city":               {"Ireland", other},
		"a part of a name":     {"eu-west", other},
		"a gap in a name":      {"eu--1", other},
		"a host":               {"email.eu-west-1.amazonaws.com", other},
		"an availability zone": {"eu-west-1a", `write "eu-west-1", the region of that availability zone`},
		"capitals and spaces":  {" EU-West-1", `write "eu-west-1"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, 0, `"`+tc.region+`" is no region of AWS. To fix: `+tc.fix, "mail_from_mx", text(tc.region))
		})
	}
}
