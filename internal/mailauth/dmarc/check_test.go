package dmarc

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// expected is what a finding has to be; says is part of its text.
type expected struct {
	rule     string
	severity advice.Severity
	column   int
	says     string
}

func compare(t *testing.T, got []advice.Finding, want []expected) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	for i, w := range want {
		g := got[i]
		if g.Rule != w.rule || g.Severity != w.severity || g.Column != w.column || !strings.Contains(g.Text(), w.says) {
			t.Errorf("got  %+v\nwant %+v", g, w)
		}
		if g.Summary == "" || strings.HasSuffix(g.Summary, ".") || !strings.HasSuffix(g.Detail, ".") ||
			g.Fix == "" || strings.HasSuffix(g.Fix, ".") || g.Path != "" || !strings.Contains(g.Detail, "RFC") && g.Rule != "D02" && g.Rule != "D13" {
			t.Errorf("the form of %+v is not that of advice", g)
		}
	}
}

const (
	e = advice.Error
	w = advice.Warning
)

func TestCheckOfTheDefaultFindsOnlyThatNobodyReads(t *testing.T) {
	t.Parallel()
	compare(t, Check(Record{Policy: None}.String()), []expected{{"D15", w, 0, "rua=mailto:"}})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const rua = "; rua=mailto:a@example.com"
	tests := map[string]struct {
		text string
		want []expected
	}{
		"a good record": {"v=DMARC1; p=reject; sp=quarantine; np=reject; adkim=s; aspf=r; fo=1:d:s; rua=mailto:a@example.com, mailto:b@example.com; ruf=mailto:f@example.com; t=n; psd=u;", nil},

		"D01 9989 4.7 v: the value in lower case":        {"v=dmarc1; p=none" + rua, []expected{{"D01", e, 3, "write v=DMARC1, in upper case"}}},
		"D01 9989 4.7 v: not first":                      {"p=none; v=DMARC1" + rua, []expected{{"D01", e, 9, "move v=DMARC1"}}},
		"D01 9989 4.7 v: missing":                        {"p=none" + rua, []expected{{"D01", e, 1, "begin the record"}}},
		"D01 9989 4.8: quoted":                           {`"v=DMARC1; p=none` + rua, []expected{{"D01", e, 1, "quotation marks"}}},
		"D01 9989 4.8: no semicolon":                     {"v=DMARC1 p=none", []expected{{"D01", e, 3, "v=DMARC1; p=none"}}},
		"D01 9989 4.7 v: another version":                {"v=DMARC2; p=none" + rua, []expected{{"D01", e, 3, "no other version"}}},
		"D01 9989 4.7 v: more behind the version":        {"v=DMARC1,; p=none" + rua, []expected{{"D01", e, 3, `delete ","`}}},
		"D01: something else altogether":                 {"google-site-verification=abc", []expected{{"D01", e, 1, "v=DMARC1"}}},
		"D01: nothing":                                   {"", []expected{{"D01", e, 1, "v=DMARC1"}}},
		"D01 9989 4.8: white space first":                {" v=DMARC1; p=none" + rua, []expected{{"D01", w, 1, "delete"}}},
		"D02 9989 4.8: a no-break space, once":           {"v=DMARC1;\u00a0p=none;\u00a0t=n" + rua, []expected{{"D02", e, 10, "no-break space (U+00A0)"}, {"D04", w, 0, ""}}},
		"D02 9989 4.8: curly quotation marks":            {"v=DMARC1; p=“none”" + rua, []expected{{"D02", e, 13, "U+201C"}, {"D03", e, 13, ""}, {"D02", e, 20, "U+201D"}}},
		"D02 9989 4.8: a line break":                     {"v=DMARC1; p=none; \nt=n" + rua, []expected{{"D02", e, 19, "line break"}}},
		"D02 9989 4.8: an octet that is no character":    {"v=DMARC1; p=none; x=\xff" + rua, []expected{{"D08", w, 19, ""}, {"D02", e, 21, "not UTF-8"}}},
		"D02 9989 4.8: an invisible character":           {"v=DMARC1; p=none; x=\u200b" + rua, []expected{{"D08", w, 19, ""}, {"D02", e, 21, "invisible"}}},
		"D02 9989 4.8: a dash":                           {"v=DMARC1; p=none; x=–" + rua, []expected{{"D08", w, 19, ""}, {"D02", e, 21, "plain hyphen"}}},
		"D02 9989 4.8: any other character":              {"v=DMARC1; p=none; x=é" + rua, []expected{{"D08", w, 19, ""}, {"D02", e, 21, "U+00E9"}}},
		"D02: a semicolon escaped as in a zone file":     {`v=DMARC1\; p=none` + rua, []expected{{"D01", e, 3, `delete "\\"`}, {"D02", e, 9, "delete the backslash"}}},
		"D02: a byte order mark":                         {"\ufeffv=DMARC1; p=none" + rua, []expected{{"D02", e, 1, "byte order mark"}, {"D01", e, 1, ""}}},
		"D03 9989 4.10.1: p with rua":                    {"v=DMARC1; p=monitor" + rua, []expected{{"D03", e, 13, "whole record as p=none"}}},
		"D03 9989 4.10.1: p without rua":                 {"v=DMARC1; p=monitor", []expected{{"D03", e, 13, "do not apply DMARC"}, {"D15", w, 0, ""}}},
		"D03: a policy with one letter wrong":            {"v=DMARC1; p=rejct" + rua, []expected{{"D03", e, 13, "write p=reject"}}},
		"D03 9989 4.10.1: an invalid sp":                 {"v=DMARC1; p=reject; sp=all" + rua, []expected{{"D03", e, 24, "sp=quarantine"}}},
		"D03 9989 4.10.1: an empty np":                   {"v=DMARC1; p=reject; np=" + rua, []expected{{"D03", e, 24, `np has the value ""`}}},
		"D04 9989 4.10.1: no p with rua":                 {"v=DMARC1" + rua, []expected{{"D04", w, 0, "p=none"}}},
		"D04 9989 4.10.1: no p without rua":              {"v=DMARC1", []expected{{"D04", e, 0, "p=none"}, {"D15", w, 0, ""}}},
		"D05 7489 6.3: p behind another tag":             {"v=DMARC1; rua=mailto:a@example.com; p=none", []expected{{"D05", w, 37, "move p=none"}}},
		"D06 RFC 6376 3.2: p twice":                      {"v=DMARC1; p=none; p=reject" + rua, []expected{{"D06", e, 19, "keep one p"}}},
		"D06 RFC 6376 3.2: an unknown tag twice":         {"v=DMARC1; p=none; xx=1; xx=2" + rua, []expected{{"D08", w, 19, ""}, {"D06", e, 25, "keep one xx"}}},
		"D07 9989 4.8: no equals sign":                   {"v=DMARC1; p=none; sp" + rua, []expected{{"D07", e, 19, "write sp="}}},
		"D07 9989 4.8: a colon for the equals sign":      {"v=DMARC1; p=none; sp: reject" + rua, []expected{{"D07", e, 19, "write sp=reject"}}},
		"D07 9989 4.8: a word":                           {"v=DMARC1; p=none; hello" + rua, []expected{{"D07", e, 19, `"hello"`}}},
		"D07 9989 4.8: no name":                          {"v=DMARC1; p=none; =reject" + rua, []expected{{"D07", e, 19, `"reject"`}}},
		"D07 9989 4.8: a name of two words":              {"v=DMARC1; p=none; s p=reject" + rua, []expected{{"D07", e, 19, `"s p"`}}},
		"D07 9989 4.8: an empty tag":                     {"v=DMARC1;; p=none" + rua + ";;", []expected{{"D07", w, 10, "delete one"}, {"D07", w, 45, "delete one"}}},
		"D08 9989 4.7: an unknown tag":                   {"v=DMARC1; p=none; foo=1" + rua, []expected{{"D08", w, 19, `"foo"`}}},
		"D08 9989 4.7: a tag misspelt":                   {"v=DMARC1; p=none; apsf=s" + rua, []expected{{"D08", w, 19, "write aspf=s"}}},
		"D08 9989 4.7: a tag misspelt between two":       {"v=DMARC1; p=none; rus=mailto:a@example.com", []expected{{"D08", w, 19, "write rua= or ruf=mailto:a@example.com"}, {"D15", w, 0, ""}}},
		"D08 RFC 6376 3.2: upper case":                   {"V=DMARC1; P=none" + rua, []expected{{"D08", w, 1, "write v=DMARC1"}, {"D08", w, 11, "write p=none"}}},
		"D09 9989 9.3: pct":                              {"v=DMARC1; p=none; pct=100" + rua, []expected{{"D09", w, 19, "delete it"}}},
		"D09 9989 A.6: pct below 100":                    {"v=DMARC1; p=none; pct=20" + rua, []expected{{"D09", w, 19, "t=y"}}},
		"D09 7489 6.3: pct over 100":                     {"v=DMARC1; p=none; pct=200" + rua, []expected{{"D09", e, 23, `"200"`}}},
		"D09 9989 9.3: ri":                               {"v=DMARC1; p=none; ri=0" + rua, []expected{{"D09", w, 19, "once a day"}}},
		"D09 7489 6.3: ri in words":                      {"v=DMARC1; p=none; ri=1h" + rua, []expected{{"D09", e, 22, `"1h"`}}},
		"D09 9989 9.3: rf":                               {"v=DMARC1; p=none; rf=iodef" + rua, []expected{{"D09", w, 19, "afrf"}}},
		"D10 9989 4.8: adkim spelled out":                {"v=DMARC1; p=none; adkim=strict" + rua, []expected{{"D10", e, 25, "write adkim=s"}}},
		"D10 9989 4.8: aspf of another letter":           {"v=DMARC1; p=none; aspf=x" + rua, []expected{{"D10", e, 24, "one of r, s"}}},
		"D10 9989 4.8: t spelled out":                    {"v=DMARC1; p=none; t=yes" + rua, []expected{{"D10", e, 21, "write t=y"}}},
		"D10 9989 4.8: psd empty":                        {"v=DMARC1; p=none; psd=" + rua, []expected{{"D10", e, 23, "one of y, n, u"}}},
		"D10 9989 4.8 dmarc-fo: commas and spaces":       {"v=DMARC1; p=none; fo=1, d; ruf=mailto:f@example.com" + rua, []expected{{"D10", e, 22, "write fo=1:d"}}},
		"D10 9989 4.8 dmarc-fo: nothing meant":           {"v=DMARC1; p=none; fo=all; ruf=mailto:f@example.com" + rua, []expected{{"D10", e, 22, "fo=1:d:s"}}},
		"D11 9989 4.7 fo: without ruf":                   {"v=DMARC1; p=none; fo=1" + rua, []expected{{"D11", w, 19, "add ruf"}}},
		"D11 9989 4.7 fo: 0 beside 1":                    {"v=DMARC1; p=none; fo=0:1; ruf=mailto:f@example.com" + rua, []expected{{"D11", w, 22, "exclude"}}},
		"D12 9989 4.8: no scheme":                        {"v=DMARC1; p=none; rua=a@example.com", []expected{{"D12", e, 23, "write mailto:a@example.com"}}},
		"D12 9989 4.8: an empty entry":                   {"v=DMARC1; p=none" + rua + ",", []expected{{"D12", e, 44, "superfluous comma"}}},
		"D12 9989 4.8: an empty tag":                     {"v=DMARC1; p=none; rua=", []expected{{"D12", e, 23, "whole tag"}}},
		"D12 9989 4.8: a space instead of a comma":       {"v=DMARC1; p=none" + rua + " mailto:b@example.com", []expected{{"D12", e, 23, "white space"}}},
		"D12 9989 4.8: mailto without an address":        {"v=DMARC1; p=none; rua=mailto:example.com", []expected{{"D12", e, 23, "reports@example.com"}}},
		"D12 9989 4.8: mailto without a local part":      {"v=DMARC1; p=none; rua=mailto:@example.com", []expected{{"D12", e, 23, "reports@example.com"}}},
		"D12 9989 4.8: mailto without a domain":          {"v=DMARC1; p=none; rua=mailto:a@", []expected{{"D12", e, 23, "not a domain name"}}},
		"D12 9989 4.8: two at signs":                     {"v=DMARC1; p=none; rua=mailto:a@b@example.com", []expected{{"D12", e, 23, "more than one"}}},
		"D12 9989 4.8: an exclamation mark":              {"v=DMARC1; p=none; rua=mailto:a!b@example.com", []expected{{"D12", e, 23, "%21"}}},
		"D12 9989 4.8: a size that is none":              {"v=DMARC1; p=none" + rua + "!10x", []expected{{"D12", e, 23, "k, m, g, t"}}},
		"D12 RFC 3986 2.1: a lone percent sign":          {"v=DMARC1; p=none; rua=mailto:100%@example.com", []expected{{"D12", e, 23, "hexadecimal"}}},
		"D12 RFC 3986 2: an address in angle brackets":   {"v=DMARC1; p=none; ruf=mailto:<f@example.com>" + rua, []expected{{"D12", e, 23, "%3C"}}},
		"D12 9989 4.8: http without a host":              {"v=DMARC1; p=none; rua=https:///x", []expected{{"D12", e, 23, "no host"}}},
		"D13 9989 4.8: a size limit":                     {"v=DMARC1; p=none" + rua + "!10m", []expected{{"D13", w, 23, "write mailto:a@example.com"}}},
		"D13 9989 4.7 rua: another scheme":               {"v=DMARC1; p=none; rua=https://example.com/r", []expected{{"D13", w, 23, `"https"`}}},
		"D13: header fields":                             {"v=DMARC1; p=none" + rua + "?subject=x", []expected{{"D13", w, 23, "write mailto:a@example.com"}}},
		"D13 7489 6.2: three addresses":                  {"v=DMARC1; p=none" + rua + ",mailto:b@example.com,mailto:c@example.com", []expected{{"D13", w, 65, "there are 3"}}},
		"D15 9989 5.1.3: no rua":                         {"v=DMARC1; p=reject", []expected{{"D15", w, 0, "rua=mailto:"}}},
		"D20 9989 4.7 psd: y":                            {"v=DMARC1; p=none; psd=y" + rua, []expected{{"D20", e, 23, "delete psd=y"}}},
		"D20 9989 4.7 psd: n":                            {"v=DMARC1; p=none; psd=n" + rua, []expected{{"D20", w, 23, "delete psd=n"}}},
		"D21 9989 A.6: t=y with enforcement":             {"v=DMARC1; p=reject; t=y" + rua, []expected{{"D21", w, 21, "RFC 7489"}}},
		"D21 9989 A.6: t=y with enforcement below":       {"v=DMARC1; p=none; sp=reject; t=y" + rua, []expected{{"D21", w, 30, "RFC 7489"}}},
		"D21 9989 4.7 t: no enforcement, nothing to say": {"v=DMARC1; p=none; t=y" + rua, nil},
		"five mistakes, five columns, five remedies": {
			"v=DMARC1; p=rejct; adkim=strict; rau=x; pct=fifty; rua=a@example.com",
			[]expected{{"D03", e, 13, "write p=reject"}, {"D10", e, 26, "write adkim=s"}, {"D08", w, 34, "write rua=x"}, {"D09", e, 45, "delete it"}, {"D12", e, 56, "write mailto:a@example.com"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compare(t, Check(test.text), test.want)
		})
	}
}

func TestCheckPublished(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		domain, text string
		want         []expected
	}{
		"D14 9990 4: addresses of the own domain":              {"example.com", "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@Mail.Example.COM; ruf=https://r.example.com/x", nil},
		"D14 9990 4: from a subdomain to the domain above":     {"news.example.co.uk", "v=DMARC1; p=none; rua=mailto:a@example.co.uk", nil},
		"D14 9990 4: a neighbour below one public suffix":      {"example.co.uk", "v=DMARC1; p=none; rua=mailto:a@other.co.uk", []expected{{"D14", w, 23, "example.co.uk._report._dmarc.other.co.uk"}}},
		"D14 9990 4: another domain, once per host":            {"Example.COM.", "v=DMARC1; p=none; rua=mailto:a@R.example.net,mailto:b@r.example.net; ruf=mailto:c@r.example.org", []expected{{"D14", w, 23, `example.com._report._dmarc.r.example.net has the TXT value "v=DMARC1"`}, {"D14", w, 74, "r.example.org"}}},
		"D14 9990 4: another scheme":                           {"example.com", "v=DMARC1; p=none; rua=https://u@r.example.net:8443/x", []expected{{"D14", w, 23, "example.com._report._dmarc.r.example.net"}}},
		"D14 9990 4 step 4: a name DNS cannot hold":            {strings.Repeat("a23456789.", 20) + "example.com", "v=DMARC1; p=none; rua=mailto:a@reports.of.everybody.example.net", []expected{{"D14", w, 23, "longer than DNS allows"}, {"D24", w, 0, ""}}},
		"D14: an invalid address is for Check":                 {"example.com", "v=DMARC1; p=none; rua=a@example.net", nil},
		"D18 9989 4.7 sp: weaker than p":                       {"example.com", "v=DMARC1; p=reject; sp=none", []expected{{"D18", w, 21, "write sp=reject"}}},
		"D18 9989 4.7 sp: quarantine below reject":             {"example.com", "v=DMARC1; p=reject; sp=quarantine", []expected{{"D18", w, 21, "sp=quarantine is weaker than p=reject"}}},
		"D18 9989 4.7 np: weaker than sp":                      {"example.com", "v=DMARC1; p=none; sp=reject; np=quarantine", []expected{{"D18", w, 30, "np=quarantine is weaker than sp=reject"}}},
		"D18 9989 4.7 np: weaker than p where there is no sp":  {"example.com", "v=DMARC1; p=quarantine; np=none", []expected{{"D18", w, 25, "names that do not exist"}}},
		"D18: stronger below is fine":                          {"example.com", "v=DMARC1; p=none; sp=quarantine; np=reject", nil},
		"D18: an invalid policy is for Check":                  {"example.com", "v=DMARC1; p=reject; sp=non; np=none", nil},
		"D19 9989 4.7 sp: ignored below the Organizational":    {"news.example.com", "v=DMARC1; p=reject; sp=none; np=none", []expected{{"D19", w, 21, "example.com"}, {"D19", w, 30, "delete it here"}}},
		"D24 9989 4.10 step 4: seven labels are still reached": {"a.b.c.d.e.example.com", "v=DMARC1; p=none", nil},
		"D24 9989 4.10 step 4: eight labels are not":           {"a.b.c.d.e.f.example.com", "v=DMARC1; p=none", []expected{{"D24", w, 0, "8 labels"}}},
		"a domain that is none":                                {"ex ample", "v=DMARC1; p=reject; sp=none", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compare(t, CheckPublished(test.domain, test.text), test.want)
		})
	}
}

func TestOrganizationalDomain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ domain, want string }{
		"7489 3.2: the domain itself":                {"example.com", "example.com"},
		"7489 3.2: a subdomain":                      {"a.mail.example.com", "example.com"},
		"7489 3.2: a suffix of two labels":           {"mail.example.co.uk", "example.co.uk"},
		"the list is in lower case":                  {"Mail.EXAMPLE.CO.UK", "example.co.uk"},
		"the list knows no final dot":                {"mail.example.co.uk.", "example.co.uk"},
		"9989 4.10.2: a public suffix is its own":    {"co.uk", "co.uk"},
		"a top-level domain nobody has registered":   {"mail.example.invalid", "example.invalid"},
		"an underscore, as in names of records":      {"_dmarc.example.com", "example.com"},
		"an A-label":                                 {"mail.xn--bcher-kva.example.com", "example.com"},
		"one label":                                  {"localhost", "localhost"},
		"not a name: an empty label":                 {"a..com", ""},
		"not a name: a leading dot":                  {".example.com", ""},
		"not a name: a space":                        {"exa mple.com", ""},
		"not a name: a U-label":                      {"bücher.example", ""},
		"not a name: a label of 64 octets":           {strings.Repeat("a", 64) + ".com", ""},
		"not a name: 254 octets":                     {strings.Repeat("a.", 126) + "aa", ""},
		"not a name: nothing":                        {"", ""},
		"not a name: a dot":                          {".", ""},
		"253 octets are a name; so is what is in it": {strings.Repeat("a.", 125) + "com", "a.com"},
		"63 octets are a label":                      {strings.Repeat("a", 63) + ".com", strings.Repeat("a", 63) + ".com"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := OrganizationalDomain(test.domain)
			if got != test.want || (err != nil) != (test.want == "") {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
		})
	}
}
