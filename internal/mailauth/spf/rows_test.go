package spf

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// valid stands for any result of a record that could be evaluated.
const valid = "valid"

// rows are records on which implementations disagree or that people write
// wrongly, with what check_host() has to make of them at example.com in
// rowZone: none, permerror or valid.
func rows() map[string]struct{ text, want string } {
	return map[string]struct{ text, want string }{
		"a tab after the version, section 4.5":          {"v=spf1\tmx -all", none},
		"a tab between terms, section 4.6.1":            {"v=spf1 mx\t-all", permError},
		"the version in capitals, section 12":           {"V=SPF1 mx -all", valid},
		"a leading space, section 4.5":                  {" v=spf1 mx -all", none},
		"two exp, section 6":                            {"v=spf1 exp=a.x.y -all exp=b.x.y", permError},
		"a bad unknown modifier after all, section 6":   {"v=spf1 mx -all foo=%abc", permError},
		"a length with a leading zero, section 5.6":     {"v=spf1 ip4:192.0.2.0/024 -all", permError},
		"IPv6 in ip4, section 5.6":                      {"v=spf1 ip4:2001:db8::1 -all", permError},
		"IPv4 in ip6, section 5.6":                      {"v=spf1 ip6:192.0.2.5 -all", permError},
		"an error after all, section 4.6":               {"v=spf1 -all ip4:300.1.1.1", permError},
		"both lengths, section 5.3":                     {"v=spf1 a/24//64 -all", valid},
		"one slash before the IPv6 length, section 5.3": {"v=spf1 a/24/64 -all", permError},
		"all with an argument, section 5.1":             {"v=spf1 all:foo", permError},
		"a qualified redirect, section 4.6.1":           {"v=spf1 -redirect=pass.example", permError},
		"an empty redirect, section 6.1":                {"v=spf1 redirect=", permError},
		"an open macro, section 7.1":                    {"v=spf1 exists:%{d.spf.test -all", permError},
		"a macro for exp only, section 7.2":             {"v=spf1 exists:%{c}.x.y -all", permError},
		"a macro without parts, section 7.3":            {"v=spf1 exists:%{d0}.x.y -all", permError},
		"a numeric top label, section 7.1":              {"v=spf1 a:foo.123 -all", permError},
		"a single label, section 7.1":                   {"v=spf1 a:localhost -all", permError},
		"a trailing dot, section 7.1":                   {"v=spf1 a:pass.example. -all", valid},
		"eleven lookups, section 4.6.4":                 {"v=spf1 " + strings.Repeat("a:pass.example/32 ", 11) + "-all", permError},
		"ten lookups, section 4.6.4":                    {"v=spf1 " + strings.Repeat("a:pass.example/32 ", 10) + "-all", valid},
		"twelve nested lookups, section 4.6.4":          {"v=spf1 include:six.example include:six.example -all", permError},
		"three void lookups, section 4.6.4":             {"v=spf1 a:v1.example a:v2.example a:v3.example -all", permError},
		"two void lookups, section 4.6.4":               {"v=spf1 a:v1.example a:v2.example -all", valid},
		"eleven MX hosts, section 4.6.4":                {"v=spf1 mx:eleven.example -all", permError},
		"a bare version, section 4.5":                   {"v=spf1", valid},
		"double spaces, section 12":                     {"v=spf1  mx   -all  ", valid},
		"another version, section 4.5":                  {"v=spf10 mx -all", none},
		"a semicolon after the version, section 4.5":    {"v=spf1; mx -all", none},
		"quotation marks, section 4.5":                  {`"v=spf1 mx -all"`, none},
		"a comma after a mechanism, section 4.6.1":      {"v=spf1 mx, -all", permError},
		"ipv4, section 5.6":                             {"v=spf1 ipv4:192.0.2.1 -all", permError},
		"ip, section 5.6":                               {"v=spf1 ip:192.0.2.1 -all", permError},
		"ip4 without an address, section 5.6":           {"v=spf1 ip4 -all", permError},
		"/33, section 5.6":                              {"v=spf1 ip4:192.0.2.1/33 -all", permError},
		"/129, section 5.6":                             {"v=spf1 ip6:2001:db8::/129 -all", permError},
		"three octets, section 5.6":                     {"v=spf1 ip4:192.0.2 -all", permError},
		"an octet with a leading zero, section 5.6":     {"v=spf1 ip4:192.0.02.1 -all", permError},
		"a with an empty domain, section 5.3":           {"v=spf1 a: -all", permError},
		"include alone, section 5.2":                    {"v=spf1 include -all", permError},
		"include with an empty domain, section 5.2":     {"v=spf1 include: -all", permError},
		"include of an address, section 7.1":            {"v=spf1 include:1.2.3.4 -all", permError},
		"include with a length, section 5.2":            {"v=spf1 include:pass.example/24 -all", permError},
		"two qualifiers, section 4.6.1":                 {"v=spf1 --all", permError},
		"a qualifier apart, section 4.6.1":              {"v=spf1 - all", permError},
		"all with a full stop, section 5.1":             {"v=spf1 all.", permError},
		"redirect with a colon, section 6.1":            {"v=spf1 redirect:pass.example", permError},
		"two redirect, section 6":                       {"v=spf1 redirect=pass.example redirect=pass.example", permError},
		"include without SPF, section 5.2":              {"v=spf1 include:plain.example -all", permError},
		"an include loop, section 4.6.4":                {"v=spf1 include:loop.example -all", permError},
		"a no-break space, section 4.6.1":               {"v=spf1 mx\u00a0-all", permError},
		"other letters, section 3.1":                    {"v=spf1 a:b\u00fccher.example -all", permError},
		"an unknown macro, section 7.2":                 {"v=spf1 exists:%{q}.x.y -all", permError},
		"a percent sign before a dot, section 7.3":      {"v=spf1 a:a%.x -all", permError},
		"include with =, section 4.6.1":                 {"v=spf1 include=pass.example -all", valid},
		"an unknown modifier, section 6":                {"v=spf1 foo=bar -all", valid},
		"redirect beside all, section 6.1":              {"v=spf1 redirect=plain.example -all", valid},
		"redirect without SPF, section 6.1":             {"v=spf1 redirect=plain.example", permError},
		"a mechanism after all, section 5.1":            {"v=spf1 -all include:plain.example", valid},
	}
}

// rowZone is the DNS of rows; the record itself is added at example.com.
func rowZone() zone {
	z := zone{
		"example.com":   {"A": {"192.0.2.200"}, "MX": {"pass.example"}},
		"pass.example":  {"A": {"192.0.2.77"}, "TXT": {"v=spf1 ip4:192.0.2.1 -all"}},
		"plain.example": {"A": {"192.0.2.78"}, "TXT": {"no policy"}},
		"loop.example":  {"TXT": {"v=spf1 include:loop.example -all"}},
		"six.example":   {"TXT": {"v=spf1 " + strings.Repeat("a:pass.example ", 5) + "-all"}},
	}
	hosts := make([]string, 11)
	for i := range hosts {
		hosts[i] = fmt.Sprintf("mx%d.example", i)
		z[hosts[i]] = map[string][]string{"A": {fmt.Sprintf("192.0.2.%d", 100+i)}}
	}
	z["eleven.example"] = map[string][]string{"MX": hosts}
	return z
}

func TestRows(t *testing.T) {
	t.Parallel()
	for name, row := range rows() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := rowOutcome(row.text)
			if got != row.want && (row.want != valid || got == none || got == permError || got == tempError) {
				t.Errorf("%q evaluates to %s, want %s", row.text, got, row.want)
			}
		})
	}
}

func rowOutcome(text string) string {
	z := rowZone()
	z["example.com"]["TXT"] = []string{text}
	return evaluate(z, netip.MustParseAddr("192.0.2.1"), "user@example.com", "mail.example.net").result
}

func TestTwoRecordsAtOneName(t *testing.T) {
	t.Parallel()
	z := zone{"example.com": {"TXT": {"v=spf1 -all", "other", "V=SPF1 +all"}}}
	got := evaluate(z, netip.MustParseAddr("192.0.2.1"), "user@example.com", "mail.example.net").result
	if got != permError {
		t.Errorf("two records evaluate to %s, want permerror (section 4.5)", got)
	}
}
