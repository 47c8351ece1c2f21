package spf

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// remark is a finding as the tables write it, with a part of the remedy.
type remark struct {
	rule     string
	severity advice.Severity
	column   int
	fix      string
}

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		domain, text string
		want         []remark
	}{
		"the default of the provider is beyond reproach": {"", "v=spf1 include:amazonses.com ~all", nil},
		"a record with every good term, sections 5 and 6": {
			"example.com",
			"v=spf1 a mx:x.org/24 ip4:8.8.8.0/24 ip6:2600::/32 exists:%{ir}.x.org include:y.org -all exp=e.x.org ra=postmaster", nil,
		},
		"redirect is an ending, section 6.1": {"", "v=spf1 mx redirect=x.org", nil},
		"all faults of the grammar are errors, section 4.6": {
			"", "v=spf1 ipv4:192.0.2.1 a/24/64 redirect=",
			[]remark{{"S03", advice.Error, 8, `"ip4:192.0.2.1"`}, {"S04", advice.Error, 24, "/24//64"}, {"S05", advice.Error, 31, "after the ="}},
		},
		"a valid term is judged beside an invalid one": {
			"", "v=spf1 +all mx,",
			[]remark{{"S12", advice.Error, 8, "~all"}, {"S03", advice.Error, 13, `"mx"`}},
		},
		"an invalid record is not blamed for its ending": {"", "v=spf1 mx -al1", []remark{{"S03", advice.Error, 11, `"-all"`}}},
		"an unknown modifier, section 6":                 {"", "v=spf1 mx foo=bar -all", []remark{{"S07", advice.Warning, 11, "remove it"}}},
		"include with =, section 4.6.1":                  {"", "v=spf1 include=x.org -all", []remark{{"S07", advice.Warning, 8, `"include:x.org"`}}},
		"ip4 with =, section 4.6.1":                      {"", "v=spf1 ip4=8.8.8.8 -all", []remark{{"S07", advice.Warning, 8, `"ip4:8.8.8.8"`}}},
		"ipv4 with =, section 4.6.1":                     {"", "v=spf1 ipv4=8.8.8.8 -all", []remark{{"S07", advice.Warning, 8, `"ip4:8.8.8.8"`}}},
		"all with =, section 4.6.1":                      {"", "v=spf1 all=fail -all", []remark{{"S07", advice.Warning, 8, `"all" without a value`}}},
		"a misspelt redirect, section 6.1":               {"", "v=spf1 mx redirct=x.org -all", []remark{{"S07", advice.Warning, 11, `"redirect=x.org"`}}},
		"a second version, section 4.5":                  {"", "v=spf1 mx v=spf1 -all", []remark{{"S07", advice.Warning, 11, `remove "v=spf1"`}}},
		"the modifiers of RFC 6652 are known":            {"", "v=spf1 mx ra=a rp=1 rr=all -all", nil},
		"eleven lookups, section 4.6.4":                  {"", "v=spf1 " + lookups(11) + "-all", []remark{{"S08", advice.Error, 0, "no longer used"}}},
		"ten lookups, section 4.6.4":                     {"", "v=spf1 " + lookups(10) + "-all", []remark{{"S09", advice.Warning, 0, "no longer used"}}},
		"eight lookups, section 4.6.4":                   {"", "v=spf1 " + lookups(8) + "-all", []remark{{"S09", advice.Warning, 0, "no longer used"}}},
		"seven lookups, section 4.6.4":                   {"", "v=spf1 " + lookups(7) + "-all", nil},
		"lookups after all do not count, section 5.1":    {"", "v=spf1 " + lookups(7) + "-all a:x.org", []remark{{"S14", advice.Warning, 97, "remove it"}}},
		"an include of itself, section 5.2":              {"Example.com.", "v=spf1 include:example.COM ~all", []remark{{"S11", advice.Error, 8, "the domain whose record is meant"}}},
		"a redirect to itself, section 6.1":              {"example.com", "v=spf1 redirect=example.com", []remark{{"S11", advice.Error, 8, "the domain whose record is meant"}}},
		"an include of itself by macro, section 5.2":     {"", "v=spf1 include:%{d} ~all", []remark{{"S11", advice.Error, 8, "the domain whose record is meant"}}},
		"an include of another domain, section 5.2":      {"example.com", "v=spf1 include:mail.example.com include:_spf.%{d} ~all", nil},
		"+all, section 11.4":                             {"", "v=spf1 mx +all", []remark{{"S12", advice.Error, 11, `"~all"`}}},
		"all, section 11.4":                              {"", "v=spf1 all", []remark{{"S12", advice.Error, 8, `"~all"`}}},
		"every IPv4 address, section 11.4":               {"", "v=spf1 ip4:0.0.0.0/0 -all", []remark{{"S12", advice.Error, 8, "networks"}}},
		"every IPv6 address, section 11.4":               {"", "v=spf1 ip6:::/0 -all", []remark{{"S12", advice.Error, 8, "networks"}}},
		"every address by a, section 5.3":                {"", "v=spf1 a/0 -all", []remark{{"S12", advice.Error, 8, "networks"}}},
		"every address by mx, section 5.4":               {"", "v=spf1 mx//0 -all", []remark{{"S12", advice.Error, 8, "networks"}}},
		"every address refused, section 5.6":             {"", "v=spf1 mx -ip4:0.0.0.0/0 -all", nil},
		"+all after -all, section 5.1":                   {"", "v=spf1 -all +all", []remark{{"S14", advice.Warning, 13, "remove it"}}},
		"?all, section 8.2":                              {"", "v=spf1 mx ?all", []remark{{"S13", advice.Warning, 11, `"~all"`}}},
		"no ending, section 4.7":                         {"", "v=spf1 mx", []remark{{"S13", advice.Warning, 0, `"~all"`}}},
		"a bare record, section 4.7":                     {"", "v=spf1", []remark{{"S13", advice.Warning, 0, `"~all"`}}},
		"a term after all, section 5.1":                  {"", "v=spf1 -all mx", []remark{{"S14", advice.Warning, 13, "move all to the end"}}},
		"redirect beside all, section 6.1":               {"", "v=spf1 redirect=x.org -all", []remark{{"S14", advice.Warning, 8, "remove it"}}},
		"exp after all, section 6":                       {"", "v=spf1 -all exp=x.org", nil},
		"ptr, section 5.5":                               {"", "v=spf1 ptr -all", []remark{{"S15", advice.Warning, 8, "ip4:"}}},
		"the macro p, section 7.2":                       {"", "v=spf1 exists:%{i}.%{p}.x.org -all", []remark{{"S15", advice.Warning, 20, "another macro"}}},
		"the macro P in redirect, section 7.2":           {"", "v=spf1 redirect=%{P}.x.org", []remark{{"S15", advice.Warning, 17, "another macro"}}},
		"450 octets, section 3.4":                        {"", sized(450), nil},
		"451 octets, section 3.4":                        {"", sized(451), []remark{{"S16", advice.Warning, 0, "another name"}}},
		"451 octets with the name, section 3.4":          {"x.org", sized(446), []remark{{"S16", advice.Warning, 0, "another name"}}},
		"4,000 octets, Route 53":                         {"", sized(4000), []remark{{"S16", advice.Warning, 0, "another name"}}},
		"4,001 octets, Route 53":                         {"", sized(4001), []remark{{"S16", advice.Error, 0, "another name"}}},
		"host bits, section 5.6":                         {"", "v=spf1 ~ip4:8.8.8.8/24 -all", []remark{{"S17", advice.Warning, 8, `"~ip4:8.8.8.0/24"`}}},
		"a private network, RFC 1918":                    {"", "v=spf1 ip4:192.168.1.0/24 -all", []remark{{"S17", advice.Warning, 8, "public"}}},
		"a documentation network, RFC 5737":              {"", "v=spf1 ip4:203.0.113.9 -all", []remark{{"S17", advice.Warning, 8, "public"}}},
		"a documentation network, RFC 3849":              {"", "v=spf1 ip6:2001:db8::/48 -all", []remark{{"S17", advice.Warning, 8, "public"}}},
		"loopback, RFC 6890":                             {"", "v=spf1 ip4:127.0.0.1 ip6:::1 -all", []remark{{"S17", advice.Warning, 8, "public"}, {"S17", advice.Warning, 22, "public"}}},
		"a mapped address, section 5":                    {"", "v=spf1 ip6:::ffff:8.8.8.8 -all", []remark{{"S17", advice.Warning, 8, "public"}}},
		"all mapped addresses, section 5":                {"", "v=spf1 ip6:::ffff:0.0.0.0/96 -all", []remark{{"S17", advice.Warning, 8, "public"}}},
		"a network around a private one, RFC 1918":       {"", "v=spf1 ip4:8.0.0.0/6 -all", nil},
		"the network beside a private one, RFC 1918":     {"", "v=spf1 ip4:11.0.0.0/8 -all", nil},
		"a modifier near redirect, section 6.1":          {"", "v=spf1 -all direct=x.org", []remark{{"S07", advice.Warning, 13, `"redirect=x.org"`}}},
		"a modifier far from redirect, section 6":        {"", "v=spf1 -all direc=x.org", []remark{{"S07", advice.Warning, 13, "remove it"}}},
		"a repeated term, section 5":                     {"", "v=spf1 mx MX:%{d} -all", []remark{{"S17", advice.Warning, 11, "remove it"}}},
		"a term repeated with another qualifier":         {"", "v=spf1 mx -mx -all", []remark{{"S17", advice.Warning, 11, "remove it"}}},
		"a network within an earlier one, section 5.6":   {"", "v=spf1 ip4:8.8.0.0/16 a ip4:8.8.8.8 -all", []remark{{"S17", advice.Warning, 25, "remove it"}}},
		"a network around an earlier one, section 5.6":   {"", "v=spf1 ip4:8.8.8.8 ip4:8.8.0.0/16 -all", nil},
		"text split by hand, section 3.3": {
			"", `v=spf1 include:a.org" "include:b.org -all`,
			[]remark{{"S05", advice.Error, 16, "example.com"}, {"S18", advice.Error, 23, "in one piece"}},
		},
		"an address of the web, section 4.8":             {"", "v=spf1 include:https://x.org -all", []remark{{"S05", advice.Warning, 8, "example.com"}}},
		"an empty label, section 4.8":                    {"", "v=spf1 redirect=mail..x.org", []remark{{"S05", advice.Warning, 8, "example.com"}}},
		"a label of 64 octets, section 4.8":              {"", "v=spf1 a:" + strings.Repeat("x", 64) + ".org -all", []remark{{"S05", advice.Warning, 8, "example.com"}}},
		"a label of 63 octets with underscore, RFC 1035": {"", "v=spf1 a:_" + strings.Repeat("x", 62) + ".org -all", nil},
		"Sender ID, section 3.1": {
			"", "spf2.0/pra include:x.org -all",
			[]remark{{"S01", advice.Error, 1, "v=spf1"}, {"S21", advice.Warning, 1, "publish an SPF record"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compare(t, CheckAt(test.domain, test.text), test.want)
		})
	}
}

func compare(t *testing.T, findings []advice.Finding, want []remark) {
	t.Helper()
	var got []remark
	for i, f := range findings {
		r := remark{f.Rule, f.Severity, f.Column, f.Fix}
		if i < len(want) && strings.Contains(f.Fix, want[i].fix) {
			r.fix = want[i].fix
		}
		got = append(got, r)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// lookups is n includes of different domains.
func lookups(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("include:" + string(rune('a'+i)) + ".x ")
	}
	return b.String()
}

// sized is a good record of n octets, without lookups; spaces fill it up.
func sized(n int) string {
	var b strings.Builder
	b.WriteString("v=spf1")
	for i := 0; b.Len() < n-30; i++ {
		fmt.Fprintf(&b, " ip4:8.%d.%d.0/24", i/256, i%256)
	}
	return b.String() + strings.Repeat(" ", n-b.Len()-len("~all")) + "~all"
}

func TestCheckMailFrom(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want []remark
	}{
		"the default of the provider":                        {"v=spf1 include:amazonses.com ~all", nil},
		"without the include":                                {"v=spf1 mx ~all", []remark{{"S19", advice.Error, 0, "include:amazonses.com"}}},
		"the include with a qualifier, section 4.6.2":        {"v=spf1 ~include:amazonses.com ~all", []remark{{"S19", advice.Error, 8, `without "~"`}}},
		"the include after all, section 5.1":                 {"v=spf1 ~all include:amazonses.com", []remark{{"S19", advice.Error, 13, "before all"}}},
		"-all, RFC 9989 section 7.1":                         {"v=spf1 include:amazonses.com -all", []remark{{"S20", advice.Warning, 30, `"~all"`}}},
		"-all without the include":                           {"v=spf1 -all", []remark{{"S19", advice.Error, 0, "include:amazonses.com"}, {"S20", advice.Warning, 8, `"~all"`}}},
		"an include with = is none":                          {"v=spf1 include=amazonses.com ~all", []remark{{"S19", advice.Error, 0, "include:amazonses.com"}}},
		"-all after another all is not looked at, section 5": {"v=spf1 include:amazonses.com ~all -all", nil},
		"an invalid text is left to Check":                   {"v=spf1 includes:amazonses.com -all", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compare(t, CheckMailFrom(test.text), test.want)
		})
	}
}

// The message has to name what is wrong, the place, what was found, the rule
// and the remedy, since it is all that a person sees in a plan.
func TestCheckSpeaksPlainly(t *testing.T) {
	t.Parallel()
	findings := Check("v=spf1 ip4:192.0.2.0/024 ~all")
	want := []advice.Finding{{
		Rule: "S04", Severity: advice.Error, Column: 21,
		Summary: "Invalid SPF record: a prefix length with a leading zero",
		Detail: `Column 21 has a prefix length with a leading zero: found "/024" in "ip4:192.0.2.0/024". ` +
			"Receivers treat the whole record as an error (RFC 7208 section 5.6).",
		Fix: "write /24",
	}}
	if !slices.Equal(findings, want) {
		t.Errorf("got  %+v\nwant %+v", findings, want)
	}
}
