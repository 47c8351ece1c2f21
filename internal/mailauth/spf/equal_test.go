package spf

import "testing"

func TestEqual(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		a, b string
		want bool
	}{
		"neighbouring networks are a set, section 5.6":                    {"v=spf1 ip4:192.0.2.1 ip4:192.0.2.9 -all", "v=spf1 ip4:192.0.2.9 ip4:192.0.2.1 -all", true},
		"ip4 and ip6 are in one set, section 5.6":                         {"v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all", "v=spf1 ip6:2001:db8::1 ip4:192.0.2.1 -all", true},
		"a modifier between networks does not part them, section 6":       {"v=spf1 ip4:192.0.2.1 exp=e.x.y ip4:192.0.2.9 -all", "v=spf1 ip4:192.0.2.9 ip4:192.0.2.1 -all exp=e.x.y", true},
		"another qualifier parts networks, section 4.6.2":                 {"v=spf1 ip4:192.0.2.0/24 -ip4:192.0.2.1 -all", "v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/24 -all", false},
		"another mechanism parts networks, section 4.6.4":                 {"v=spf1 ip4:192.0.2.1 a ip4:192.0.2.9 -all", "v=spf1 ip4:192.0.2.9 a ip4:192.0.2.1 -all", false},
		"includes keep their order, section 5.2":                          {"v=spf1 include:a.example include:b.example -all", "v=spf1 include:b.example include:a.example -all", false},
		"a alone is the domain, section 4.8":                              {"v=spf1 a mx ptr -all", "v=spf1 a:%{d} mx:%{d} ptr:%{d} -all", true},
		"a alone is not the escaped domain, section 7.3":                  {"v=spf1 a -all", "v=spf1 a:%{D} -all", false},
		"a alone is no named domain, section 4.8":                         {"v=spf1 a -all", "v=spf1 a:example.com -all", false},
		"an unknown modifier is nothing, section 6":                       {"v=spf1 mx -all foo=bar", "v=spf1 mx -all", true},
		"ra is known, RFC 6652":                                           {"v=spf1 mx -all ra=postmaster", "v=spf1 mx -all", false},
		"rp is known, RFC 6652":                                           {"v=spf1 mx -all rp=50", "v=spf1 mx -all rp=100", false},
		"rr is known, RFC 6652":                                           {"v=spf1 mx -all rr=all", "v=spf1 mx -all", false},
		"the mailbox of ra keeps its case, RFC 6652":                      {"v=spf1 mx -all ra=Joe", "v=spf1 mx -all ra=joe", false},
		"the order of ra and rp is nothing, section 6":                    {"v=spf1 mx -all ra=a rp=5", "v=spf1 rp=5 mx ra=a -all", true},
		"a repeated network is nothing, section 5.6":                      {"v=spf1 ip4:192.0.2.1 ip4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all", true},
		"a repeated include stays, section 4.6.4":                         {"v=spf1 include:a.example include:a.example -all", "v=spf1 include:a.example -all", false},
		"a trailing dot is nothing, section 7.1":                          {"v=spf1 include:amazonses.com. -all", "v=spf1 include:amazonses.com -all", true},
		"what follows all is nothing, section 5.1":                        {"v=spf1 -all include:amazonses.com", "v=spf1 -all", true},
		"a second all is nothing, section 5.1":                            {"v=spf1 ~all -all", "v=spf1 ~all", true},
		"redirect beside all is nothing, section 6.1":                     {"v=spf1 redirect=x.org mx ~all", "v=spf1 mx ~all", true},
		"redirect without all counts, section 6.1":                        {"v=spf1 mx redirect=x.org", "v=spf1 mx", false},
		"the place of redirect is nothing, section 6":                     {"v=spf1 redirect=x.org mx", "v=spf1 mx redirect=x.org", true},
		"the case of a redirect is nothing, section 4.6.1":                {"v=spf1 REDIRECT=X.org.", "v=spf1 redirect=x.org", true},
		"no ending is ?all, section 4.7":                                  {"v=spf1 mx", "v=spf1 mx ?all", true},
		"no ending is not ~all, section 4.7":                              {"v=spf1 mx", "v=spf1 mx ~all", false},
		"exp counts, section 6.2":                                         {"v=spf1 -all exp=a.x.y", "v=spf1 -all exp=b.x.y", false},
		"the place and case of exp are nothing, section 6.2":              {"v=spf1 exp=A.x.y -all", "v=spf1 -all EXP=a.x.y", true},
		"plus is the default, section 4.6.2":                              {"v=spf1 +mx -all", "v=spf1 mx -all", true},
		"qualifiers count, section 4.6.2":                                 {"v=spf1 mx -all", "v=spf1 mx ~all", false},
		"names have no case, section 4.6.1":                               {"V=SPF1 MX Include:X.Org -ALL", "v=spf1 mx include:x.org -all", true},
		"spaces are nothing, section 12":                                  {"v=spf1   mx  -all ", "v=spf1 mx -all", true},
		"macro letters have a case, section 7.3":                          {"v=spf1 exists:%{L}.x.y -all", "v=spf1 exists:%{l}.x.y -all", false},
		"transformers have no case, section 12":                           {"v=spf1 exists:%{lR}.X.y -all", "v=spf1 exists:%{lr}.x.y -all", true},
		"delimiters count, section 7.3":                                   {"v=spf1 exists:%{l-}.x.y -all", "v=spf1 exists:%{l+}.x.y -all", false},
		"host bits are nothing, section 5.6":                              {"v=spf1 ip4:192.0.2.7/24 -all", "v=spf1 ip4:192.0.2.0/24 -all", true},
		"/32 and /128 are nothing, section 5.6":                           {"v=spf1 ip4:192.0.2.7/32 ip6:::1/128 -all", "v=spf1 ip4:192.0.2.7 ip6:::1 -all", true},
		"/32 and //128 of a are nothing, section 5.3":                     {"v=spf1 a/32//128 mx/32 -all", "v=spf1 a mx -all", true},
		"lengths of a count, section 5.3":                                 {"v=spf1 a//64 -all", "v=spf1 a -all", false},
		"another form of an IPv6 address is nothing, RFC 4291":            {"v=spf1 ip6:2001:0DB8:0::1 -all", "v=spf1 ip6:2001:db8::1 -all", true},
		"a mapped address is not the IPv4 address, section 5":             {"v=spf1 ip6:::ffff:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all", false},
		"an invalid text is equal to itself":                              {"v=spf1 ipv4:192.0.2.1", "v=spf1 ipv4:192.0.2.1", true},
		"an invalid text is not equal to one that differs by a space":     {"v=spf1 ipv4:192.0.2.1", "v=spf1  ipv4:192.0.2.1", false},
		"an invalid text is not equal to a valid one":                     {"v=spf1 mx -all ip4:300.1.1.1", "v=spf1 mx -all", false},
		"a slash in a domain is not a length, section 12":                 {"v=spf1 a:x/24.org -all", "v=spf1 a:x.org/24 -all", false},
		"include= is not include:, section 4.6.1":                         {"v=spf1 include=x.org -all", "v=spf1 include:x.org -all", false},
		"a literal percent sign is not the space it may stand for, s. 7":  {"v=spf1 exists:a%_.x.y -all", "v=spf1 exists:a%-.x.y -all", false},
		"unknown modifiers do not hide a difference elsewhere, section 6": {"v=spf1 foo=bar a -all", "v=spf1 foo=bar mx -all", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if Equal(test.a, test.b) != test.want || Equal(test.b, test.a) != test.want {
				t.Errorf("Equal(%q, %q) = %v and %v, want %v", test.a, test.b, Equal(test.a, test.b), Equal(test.b, test.a), test.want)
			}
		})
	}
}
