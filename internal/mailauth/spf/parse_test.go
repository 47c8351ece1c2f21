package spf

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
)

func TestParseAccepts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"a bare version, section 4.5":                                  {"v=spf1", "v=spf1"},
		"a version in capitals, section 12":                            {"V=SPF1 mx -all", "v=spf1 mx -all"},
		"spaces may be repeated and trail, section 12":                 {"v=spf1  mx   -all ", "v=spf1 mx -all"},
		"names have no case, section 4.6.1":                            {"v=spf1 MX A:Example.com -ALL REDIRECT=X.org", "v=spf1 mx a:Example.com -all redirect=X.org"},
		"plus is the default qualifier, section 4.6.2":                 {"v=spf1 +a ?mx ~ptr -exists:%{i}.x.org", "v=spf1 a ?mx ~ptr -exists:%{i}.x.org"},
		"one length, section 5.3":                                      {"v=spf1 a/24 mx:x.org/0", "v=spf1 a/24 mx:x.org/0"},
		"both lengths, section 5.3":                                    {"v=spf1 a/24//64 mx//0 mx/8//1", "v=spf1 a/24//64 mx//0 mx/8//1"},
		"lengths of a whole address are left out, section 5.6":         {"v=spf1 a/32//128 ip4:1.2.3.4/32 ip6:::1/128", "v=spf1 a ip4:1.2.3.4 ip6:::1"},
		"IPv6 in any form of RFC 4291 section 2.2":                     {"v=spf1 ip6:2001:DB8:0:0::1 ip6:::1.2.3.4", "v=spf1 ip6:2001:db8::1 ip6:::102:304"},
		"host bits stay, section 5.6":                                  {"v=spf1 ip4:192.0.2.7/24", "v=spf1 ip4:192.0.2.7/24"},
		"a trailing dot goes, section 7.3":                             {"v=spf1 include:x.org. redirect=y.org.", "v=spf1 include:x.org redirect=y.org"},
		"a domain may hold colon and slash, section 12":                {"v=spf1 a:foo:bar/baz.example.com", "v=spf1 a:foo:bar/baz.example.com"},
		"a length ends a domain with a slash, section 12":              {"v=spf1 a:foo/24.example.com/24", "v=spf1 a:foo/24.example.com/24"},
		"a slash may be a delimiter, section 7.1":                      {"v=spf1 a:%{l/}/24", "v=spf1 a:%{l/}/24"},
		"a top label may have hyphens, section 7.1":                    {"v=spf1 a:x.xn--zckzah a:x.1-2", "v=spf1 a:x.xn--zckzah a:x.1-2"},
		"an empty macro-string before the top label, section 7.1":      {"v=spf1 a:.com", "v=spf1 a:.com"},
		"a domain may end in any macro, section 7.1":                   {"v=spf1 a:x%{d} a:x%% a:x%_ a:x%-", "v=spf1 a:x%{d} a:x%% a:x%_ a:x%-"},
		"macro letters keep their case, section 7.3":                   {"v=spf1 exists:%{L}.%{l}.%{D2R-+}.x", "v=spf1 exists:%{L}.%{l}.%{D2r-+}.x"},
		"a number may have zeros in front, section 7.1":                {"v=spf1 exists:%{d002}.x.org", "v=spf1 exists:%{d2}.x.org"},
		"a number without bound keeps all parts, section 7.3":          {"v=spf1 exists:%{d99999999999999999999}.x.org", "v=spf1 exists:%{d65535}.x.org"},
		"an unknown modifier is ignored, section 6":                    {"v=spf1 moo.cow-far_out=man:dog/cat foo= -all", "v=spf1 moo.cow-far_out=man:dog/cat foo= -all"},
		"an unknown modifier may repeat, section 6":                    {"v=spf1 foo=1 foo=2", "v=spf1 foo=1 foo=2"},
		"a modifier that RFC 7208 does not know may have any macro":    {"v=spf1 foo=%{c}%{r}%{t}", "v=spf1 foo=%{c}%{r}%{t}"},
		"include with = is an unknown modifier, section 4.6.1":         {"v=spf1 include=x", "v=spf1 include=x"},
		"modifiers may stand anywhere, section 6":                      {"v=spf1 exp=e.x.org redirect=r.x.org mx", "v=spf1 exp=e.x.org redirect=r.x.org mx"},
		"terms after all are read, section 5.1":                        {"v=spf1 -all include:x.org", "v=spf1 -all include:x.org"},
		"labels that DNS cannot have are no matter of the grammar 4.8": {"v=spf1 a:mail.example...com", "v=spf1 a:mail.example...com"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			record, err := Parse(test.text)
			if err != nil || record.String() != test.want {
				t.Errorf("Parse(%q) = %q, %v, want %q", test.text, record, err, test.want)
			}
		})
	}
}

func TestParseTree(t *testing.T) {
	t.Parallel()
	got, err := Parse("v=spf1  ~A:Mail.%{d2r-}.Example.org./24//64 ip6:2001:db8::1/32 Foo=%%x%_%-")
	if err != nil {
		t.Fatal(err)
	}
	want := Record{Terms: []Term{
		Mechanism{
			Position:  Position{Index: 1, Column: 9, Text: "~A:Mail.%{d2r-}.Example.org./24//64"},
			Qualifier: SoftFail, Kind: A, CIDR: NewDualCIDR(24, 64),
			Domain: MacroString{
				{Kind: Literal, Column: 12, Literal: "Mail."},
				{Kind: Macro, Column: 17, Letter: 'd', Digits: 2, Reverse: true, Delimiters: "-"},
				{Kind: Literal, Column: 24, Literal: ".Example.org"},
			},
		},
		Mechanism{
			Position: Position{Index: 2, Column: 45, Text: "ip6:2001:db8::1/32"},
			Kind:     IP6, Network: netip.MustParsePrefix("2001:db8::1/32"),
		},
		Modifier{
			Position: Position{Index: 3, Column: 64, Text: "Foo=%%x%_%-"},
			Name:     "foo",
			Value:    MacroString{{Kind: Percent, Column: 68}, {Kind: Literal, Column: 70, Literal: "x"}, {Kind: Space, Column: 71}, {Kind: EncodedSpace, Column: 73}},
		},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
}

func TestMacroStringString(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"x.org", "%{d}", "x.%{D2r-+}.y.org", "%%%_%-", ""} {
		r := mustParse(t, "v=spf1 foo="+want)
		if m, ok := r.Terms[0].(Modifier); !ok || m.Value.String() != want {
			t.Errorf("got %v, want the value %q", r.Terms[0], want)
		}
	}
}

// refusal is a fault as the tables write it: rule, column, what is found and a
// part of the remedy.
type refusal struct {
	rule   string
	column int
	found  string
	fix    string
}

// refusals are invalid texts and their first faults.
func refusals() map[string]struct {
	text string
	want refusal
} {
	return map[string]struct {
		text string
		want refusal
	}{
		"nothing, section 4.5":                                   {"", refusal{"S01", 1, "", "v=spf1 include:amazonses.com ~all"}},
		"a space before the version, section 4.5":                {" v=spf1 mx -all", refusal{"S01", 1, " ", "remove it"}},
		"a byte order mark, section 4.5":                         {"\ufeffv=spf1 mx -all", refusal{"S01", 1, "\ufeff", "remove it"}},
		"quotation marks, section 4.5":                           {`"v=spf1 mx -all"`, refusal{"S01", 1, `"`, "remove it"}},
		"typographic quotation marks, section 4.5":               {"\u201cv=spf1 mx -all\u201d", refusal{"S01", 1, "\u201c", "remove it"}},
		"text before the version, section 4.5":                   {"spf: v=spf1 mx", refusal{"S01", 1, "spf: ", "remove what stands before"}},
		"another version, section 4.5":                           {"v=spf10 mx -all", refusal{"S01", 7, "0", "one space after v=spf1"}},
		"a semicolon after the version, section 4.5":             {"v=spf1; mx -all", refusal{"S01", 7, ";", "one space after v=spf1"}},
		"a tab after the version, section 4.5":                   {"v=spf1\tmx -all", refusal{"S01", 7, "\t", "one space after v=spf1"}},
		"another text, section 4.5":                              {"google-site-verification=abc", refusal{"S01", 1, "google-site-verifica", "start the text with v=spf1"}},
		"Sender ID, section 3.1":                                 {"spf2.0/pra mx", refusal{"S01", 1, "spf2.0/pra mx", `replace "spf2.0/pra" by v=spf1`}},
		"a tab between terms, section 4.6.1":                     {"v=spf1 mx\t-all", refusal{"S02", 10, "\t", "space"}},
		"a line break, section 4.6.1":                            {"v=spf1 mx\r\n-all", refusal{"S02", 10, "\r\n", "one line"}},
		"a no-break space, section 4.6.1":                        {"v=spf1 mx\u00a0-all", refusal{"S02", 10, "\u00a0", "ordinary space"}},
		"an en dash, section 12":                                 {"v=spf1 mx \u2013all", refusal{"S02", 11, "\u2013", `"-"`}},
		"other letters, section 3.1":                             {"v=spf1 a:b\u00fccher.example -all", refusal{"S02", 11, "\u00fc", "xn--"}},
		"a byte that is no text, section 3.1":                    {"v=spf1 a:x\x80.example -all", refusal{"S02", 11, "\x80", "remove it"}},
		"a zero byte, section 12":                                {"v=spf1 a:x.example\x00", refusal{"S02", 19, "\x00", "remove it"}},
		"an unknown mechanism, section 5":                        {"v=spf1 allow -all", refusal{"S03", 8, "allow", `"all"`}},
		"a mechanism with a full stop, section 5.1":              {"v=spf1 -all.", refusal{"S03", 8, "-all.", `"-all"`}},
		"a mechanism with a comma, section 4.6.1":                {"v=spf1 mx, -all", refusal{"S03", 8, "mx,", `"mx"`}},
		"a tab before a term, section 4.6.1":                     {"v=spf1 \tmx -all", refusal{"S02", 8, "\t", "space"}},
		"a thin space, section 4.6.1":                            {"v=spf1 mx\u2009-all", refusal{"S02", 10, "\u2009", "ordinary space"}},
		"a byte order mark inside, section 12":                   {"v=spf1 \ufeffmx -all", refusal{"S02", 8, "\ufeff", "remove it"}},
		"a typographic quotation mark inside, section 12":        {"v=spf1 a:x.org\u201d -all", refusal{"S02", 15, "\u201d", "remove it"}},
		"a wide colon, section 12":                               {"v=spf1 include\uff1ax.org -all", refusal{"S02", 15, "\uff1a", `":"`}},
		"a single letter with a comma, section 5.3":              {"v=spf1 a, -all", refusal{"S03", 8, "a,", `"a"`}},
		"a letter that is near to nothing, section 5":            {"v=spf1 b -all", refusal{"S03", 8, "b", "remove the term"}},
		"a word that is near to nothing, section 5":              {"v=spf1 reject -all", refusal{"S03", 8, "reject", "remove the term"}},
		"a long word, section 5":                                 {"v=spf1 includeincludeinclude:x.org -all", refusal{"S03", 8, "includeincludeinclude:x.org", "remove the term"}},
		"three letters allow one edit, section 5":                {"v=spf1 max -all", refusal{"S03", 8, "max", `"mx"`}},
		"three letters do not allow two edits, section 5":        {"v=spf1 foo -all", refusal{"S03", 8, "foo", "remove the term"}},
		"two edits in a long word, section 5.7":                  {"v=spf1 exsit:x.org -all", refusal{"S03", 8, "exsit:x.org", `"exists:x.org"`}},
		"two edits in four letters, section 5.7":                 {"v=spf1 exit:x.org -all", refusal{"S03", 8, "exit:x.org", `"exists:x.org"`}},
		"five octets, section 5.6":                               {"v=spf1 ip4:192.0.2.1.1 -all", refusal{"S04", 12, "192.0.2.1.1", `"ip4:192.0.2.0/24"`}},
		"an address range, section 5.6":                          {"v=spf1 ip4:192.0.2.1-192.0.2.9 -all", refusal{"S04", 12, "192.0.2.1-192.0.2.9", `"ip4:192.0.2.0/24"`}},
		"words for an IPv6 address, section 5.6":                 {"v=spf1 ip6:mail -all", refusal{"S04", 12, "mail", `"ip6:2001:db8::/32"`}},
		"a length alone for include, section 5.2":                {"v=spf1 include:/24 -all", refusal{"S03", 16, "/24", "remove the slash"}},
		"a slash right after include, section 5.2":               {"v=spf1 include/24 -all", refusal{"S03", 15, "/24", "remove the slash"}},
		"ipv4 for ip4, section 5.6":                              {"v=spf1 ~ipv4:192.0.2.1 -all", refusal{"S03", 8, "~ipv4:192.0.2.1", `"~ip4:192.0.2.1"`}},
		"ipv6 for ip6, section 5.6":                              {"v=spf1 ipv6:2001:db8::1 -all", refusal{"S03", 8, "ipv6:2001:db8::1", `"ip6:2001:db8::1"`}},
		"ip for ip4, section 5.6":                                {"v=spf1 ip:192.0.2.0/24 -all", refusal{"S03", 8, "ip:192.0.2.0/24", `"ip4:192.0.2.0/24"`}},
		"ip for ip6, section 5.6":                                {"v=spf1 ip:2001:db8::/32 -all", refusal{"S03", 8, "ip:2001:db8::/32", `"ip6:2001:db8::/32"`}},
		"an address alone, section 5.6":                          {"v=spf1 192.0.2.1 -all", refusal{"S03", 8, "192.0.2.1", `"ip4:192.0.2.1"`}},
		"an IPv6 address alone, section 5.6":                     {"v=spf1 2001:db8::1 -all", refusal{"S03", 8, "2001:db8::1", `"ip6:2001:db8::1"`}},
		"a domain alone, section 5.2":                            {"v=spf1 amazonses.com -all", refusal{"S03", 8, "amazonses.com", `"include:amazonses.com"`}},
		"swapped letters, section 5.2":                           {"v=spf1 inlcude:x.org -all", refusal{"S03", 8, "inlcude:x.org", `"include:x.org"`}},
		"redirect with a colon, section 6.1":                     {"v=spf1 redirect:x.org", refusal{"S03", 8, "redirect:x.org", `"redirect=x.org"`}},
		"exp with a colon, section 6.2":                          {"v=spf1 -all exp:x.org", refusal{"S03", 13, "exp:x.org", `"exp=x.org"`}},
		"all with an argument, section 5.1":                      {"v=spf1 all:foo", refusal{"S03", 11, ":foo", `"all"`}},
		"all with a length, section 5.1":                         {"v=spf1 -all/8", refusal{"S03", 12, "/8", `"-all"`}},
		"two qualifiers, section 4.6.1":                          {"v=spf1 --all", refusal{"S03", 8, "--all", `"-all"`}},
		"a qualifier alone, section 4.6.1":                       {"v=spf1 mx - ", refusal{"S03", 11, "-", "without a space"}},
		"include without a domain, section 5.2":                  {"v=spf1 include -all", refusal{"S03", 8, "include", "include:example.com"}},
		"include with an empty domain, section 5.2":              {"v=spf1 include: -all", refusal{"S03", 8, "include:", "include:example.com"}},
		"include with a length, section 5.2":                     {"v=spf1 include:x.org/24 -all", refusal{"S03", 21, "/24", "remove the slash"}},
		"exists with a length, section 5.7":                      {"v=spf1 exists:x.org/24 -all", refusal{"S03", 20, "/24", "remove the slash"}},
		"exists without a domain, section 5.7":                   {"v=spf1 exists -all", refusal{"S03", 8, "exists", "exists:example.com"}},
		"a with an empty domain, section 5.3":                    {"v=spf1 a: -all", refusal{"S03", 8, "a:", `"a" alone`}},
		"a with an empty domain and a length, section 5.3":       {"v=spf1 a:/24 -all", refusal{"S03", 8, "a:/24", `"a" alone`}},
		"ptr with a length, section 5.5":                         {"v=spf1 ptr/0 -all", refusal{"S03", 11, "/0", "remove the slash"}},
		"ip4 without an address, section 5.6":                    {"v=spf1 ip4 -all", refusal{"S03", 8, "ip4", "ip4:192.0.2.0/24"}},
		"ip6 without an address, section 5.6":                    {"v=spf1 -all ip6:", refusal{"S03", 13, "ip6:", "ip6:2001:db8::/32"}},
		"three octets, section 5.6":                              {"v=spf1 ip4:192.0.2 -all", refusal{"S04", 12, "192.0.2", "all four numbers"}},
		"a leading zero, section 5.6":                            {"v=spf1 ip4:192.0.02.1/24 -all", refusal{"S04", 12, "192.0.02.1", `"ip4:192.0.2.1/24"`}},
		"a number over 255 after all, section 4.6":               {"v=spf1 -all ip4:300.1.1.1", refusal{"S04", 17, "300.1.1.1", "0 to 255"}},
		"an address with a port, section 5.6":                    {"v=spf1 ip4:192.0.2.1:8080", refusal{"S04", 12, "192.0.2.1:8080", `":8080"`}},
		"a list of addresses, section 5.6":                       {"v=spf1 ip4:192.0.2.1,192.0.2.2", refusal{"S04", 12, "192.0.2.1,192.0.2.2", "one ip4: term for each"}},
		"a domain for an address, section 5.6":                   {"v=spf1 ip4:mail.example.com", refusal{"S04", 12, "mail.example.com", `"a:mail.example.com"`}},
		"IPv6 in ip4, section 5.6":                               {"v=spf1 ip4:2001:db8::1/64", refusal{"S04", 12, "2001:db8::1", `"ip6:2001:db8::1/64"`}},
		"IPv4 in ip6, section 5.6":                               {"v=spf1 ip6:192.0.2.5 -all", refusal{"S04", 12, "192.0.2.5", `"ip4:192.0.2.5"`}},
		"a zone in ip6, RFC 4291 section 2.2":                    {"v=spf1 ip6:fe80::1%eth0 -all", refusal{"S04", 12, "fe80::1%eth0", `"ip6:fe80::1"`}},
		"brackets in ip6, RFC 4291 section 2.2":                  {"v=spf1 ip6:[2001:db8::1] -all", refusal{"S04", 12, "[2001:db8::1]", `"ip6:2001:db8::1"`}},
		"ip4 length over 32, section 5.6":                        {"v=spf1 ip4:192.0.2.0/33", refusal{"S04", 21, "/33", "0 to 32"}},
		"ip6 length over 128, section 5.6":                       {"v=spf1 ip6:2001:db8::/129", refusal{"S04", 22, "/129", "0 to 128"}},
		"a length with a leading zero, section 5.6":              {"v=spf1 ip4:192.0.2.0/024", refusal{"S04", 21, "/024", "/24"}},
		"the longest length with a leading zero, section 5.6":    {"v=spf1 ip4:192.0.2.0/032", refusal{"S04", 21, "/032", "/32"}},
		"a slash without a length, section 5.6":                  {"v=spf1 ip4:192.0.2.0/", refusal{"S04", 21, "/", "0 to 32"}},
		"a length that is no number, section 5.6":                {"v=spf1 ip4:192.0.2.0/2a", refusal{"S04", 21, "/2a", "0 to 32"}},
		"two lengths for ip4, section 5.6":                       {"v=spf1 ip4:192.0.2.0//32", refusal{"S04", 21, "//32", "one slash"}},
		"a netmask, section 5.6":                                 {"v=spf1 ip4:192.0.2.0/255.255.255.0", refusal{"S04", 21, "/255.255.255.0", "0 to 32"}},
		"one slash before the IPv6 length, section 5.3":          {"v=spf1 a/24/64", refusal{"S04", 9, "/24/64", "a/24//64"}},
		"length of a over 32, section 5.3":                       {"v=spf1 a/33", refusal{"S04", 9, "/33", "0 to 32"}},
		"length of mx over 128, section 5.4":                     {"v=spf1 mx:x.org/24//129", refusal{"S04", 20, "/129", "0 to 128"}},
		"a port in a domain, section 7.1":                        {"v=spf1 a:example.com:8080", refusal{"S05", 10, "example.com:8080", `":8080"`}},
		"an address for a domain, section 7.1":                   {"v=spf1 include:192.0.2.1", refusal{"S05", 16, "192.0.2.1", `"ip4:192.0.2.1"`}},
		"a network for a domain, section 7.1":                    {"v=spf1 a:192.0.2.0/24", refusal{"S05", 10, "192.0.2.0", `"ip4:192.0.2.0/24"`}},
		"a numeric top label, section 7.1":                       {"v=spf1 a:foo.123", refusal{"S05", 10, "foo.123", "example.com"}},
		"a top label that starts with a hyphen, section 7.1":     {"v=spf1 a:example.-com", refusal{"S05", 10, "example.-com", "example.com"}},
		"a single label, section 7.1":                            {"v=spf1 a:localhost", refusal{"S05", 10, "localhost", "example.com"}},
		"a single label with a dot, section 7.1":                 {"v=spf1 a:museum.", refusal{"S05", 10, "museum.", "example.com"}},
		"a literal after a macro without a dot, section 7.1":     {"v=spf1 a:%{d}com", refusal{"S05", 10, "%{d}com", "example.com"}},
		"two dots at the end, section 7.1":                       {"v=spf1 a:example.com..", refusal{"S05", 10, "example.com..", "one dot, or none"}},
		"a comma after a domain, section 7.1":                    {"v=spf1 a:example.com, -all", refusal{"S05", 10, "example.com,", `","`}},
		"a slash in the last label, section 12":                  {"v=spf1 a:x.org/b -all", refusal{"S05", 10, "x.org/b", `"/24//64"`}},
		"one slash before the second length, section 5.3":        {"v=spf1 mx:x.org/24/64", refusal{"S04", 16, "/24/64", `"mx/24//64"`}},
		"parentheses for braces, section 7.3":                    {"v=spf1 -exists:%(ir).sbl.example.com", refusal{"S05", 16, "%(", "braces"}},
		"a percent sign before a dot, section 7.3":               {"v=spf1 exists:foo%.x.y", refusal{"S05", 18, "%.", "%%"}},
		"a percent sign at the end, section 7.3":                 {"v=spf1 exists:foo.x%", refusal{"S05", 20, "%", "%%"}},
		"a macro that is not closed, section 7.1":                {"v=spf1 exists:%{d.spf.test", refusal{"S05", 15, "%{d.spf.test", "}"}},
		"an unknown letter, section 7.2":                         {"v=spf1 exists:%{q}.x.y", refusal{"S05", 15, "%{q}", "s l o d i p v h"}},
		"no letter, section 7.1":                                 {"v=spf1 exists:%{}.x.y", refusal{"S05", 15, "%{}", "s l o d i p v h"}},
		"a letter for explanations, section 7.2":                 {"v=spf1 exists:%{c}.x.y", refusal{"S05", 15, "%{c}", "s l o d i p v h"}},
		"a letter for explanations in exp, section 7.2":          {"v=spf1 -all exp=%{r}.x.y", refusal{"S05", 17, "%{r}", "s l o d i p v h"}},
		"no part kept, section 7.3":                              {"v=spf1 exists:%{d0}.x.y", refusal{"S05", 15, "%{d0}", "from 1"}},
		"transformers in the wrong order, section 7.1":           {"v=spf1 exists:%{dr2}.x.y", refusal{"S05", 15, "%{dr2}", "digits, then r"}},
		"redirect without a domain, section 6.1":                 {"v=spf1 ?all redirect=", refusal{"S05", 13, "redirect=", "after the ="}},
		"exp without a domain, section 6.2":                      {"v=spf1 exp= -all", refusal{"S05", 8, "exp=", "after the ="}},
		"redirect to a policy, section 6.1":                      {"v=spf1 redirect=-all", refusal{"S05", 17, "-all", "example.com"}},
		"two exp, section 6":                                     {"v=spf1 exp=a.x.y -all exp=b.x.y", refusal{"S06", 23, "exp=b.x.y", "keep one exp="}},
		"two redirect, section 6":                                {"v=spf1 redirect=a.x.y Redirect=a.x.y", refusal{"S06", 23, "Redirect=a.x.y", "keep one redirect="}},
		"a modifier with a qualifier, section 4.6.1":             {"v=spf1 -redirect=x.org", refusal{"S06", 8, "-", `"redirect=x.org"`}},
		"a modifier with two qualifiers, section 4.6.1":          {"v=spf1 --redirect=x.org", refusal{"S06", 8, "-", `"redirect=x.org"`}},
		"an unknown modifier with a bad macro after all, sec. 6": {"v=spf1 mx -all foo=%abc", refusal{"S07", 20, "%a", "%%"}},
		"a modifier name that starts with a digit, section 12":   {"v=spf1 1up=foo", refusal{"S07", 8, "1up=", "name"}},
		"a modifier without a name, section 12":                  {"v=spf1 =all", refusal{"S07", 8, "=", "name"}},
		"a name with a slash is no modifier, section 4.6.1":      {"v=spf1 moo.cow/far_out=man", refusal{"S03", 8, "moo.cow/far_out=man", "remove the term"}},
		"text that was split by hand, section 3.3":               {`v=spf1 include:a.org "include:b.org" -all`, refusal{"S18", 22, `"include:b.org"`, "in one piece"}},
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range refusals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(test.text)
			var e *SyntaxError
			if !errors.As(err, &e) {
				t.Fatalf("Parse(%q) = %v, want %v", test.text, err, test.want)
			}
			if faults, ok := errors.AsType[SyntaxErrors](err); !ok || len(faults) != 1 {
				t.Errorf("Parse(%q): %v, want one fault", test.text, err)
			}
			if got := (refusal{e.Rule, e.Column, e.Found, test.want.fix}); got != test.want || !strings.Contains(e.Fix, test.want.fix) {
				t.Errorf("Parse(%q): got %v, fix %q, want %v", test.text, got, e.Fix, test.want)
			}
		})
	}
}

// One pass shows every fault, also where a wrong separator joins terms.
func TestParseReportsAllFaults(t *testing.T) {
	t.Parallel()
	text := "\"v=spf1 ipv4:192.0.2.1\tip4:300.1.1.1 a:%{q}.%{d0}.x/33//129 --all redirect= exp=a.b exp=a.b\""
	_, err := Parse(text)
	var faults SyntaxErrors
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	var got []refusal
	for _, e := range faults {
		got = append(got, refusal{e.Rule, e.Column, e.Found, ""})
	}
	want := []refusal{
		{"S01", 1, `"`, ""}, {"S03", 9, "ipv4:192.0.2.1", ""}, {"S02", 23, "\t", ""}, {"S04", 28, "300.1.1.1", ""},
		{"S05", 40, "%{q}", ""}, {"S05", 45, "%{d0}", ""}, {"S04", 52, "/33", ""}, {"S04", 56, "/129", ""},
		{"S03", 61, "--all", ""}, {"S05", 67, "redirect=", ""}, {"S06", 85, "exp=a.b", ""},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if lines := strings.Count(err.Error(), "; ") + 1; lines != len(want) {
		t.Errorf("the message has %d parts, want %d: %v", lines, len(want), err)
	}
}
