package spf

import "testing"

func TestLookups(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want int
	}{
		"a bare record asks nothing":                         {"v=spf1", 0},
		"six kinds of terms ask, section 4.6.4":              {"v=spf1 include:a.b a mx ptr exists:a.b redirect=a.b", 6},
		"networks, all and exp do not, section 4.6.4":        {"v=spf1 ip4:192.0.2.1 ip6:::1 exp=a.b -all", 0},
		"repeated terms ask again, section 4.6.4":            {"v=spf1 a a a -all", 3},
		"what follows all asks nothing, section 5.1":         {"v=spf1 a -all mx include:a.b", 1},
		"redirect beside all asks nothing, section 6.1":      {"v=spf1 redirect=a.b a -all", 1},
		"a modifier named like a mechanism does not ask":     {"v=spf1 include=a.b -all", 0},
		"the default of the provider asks once, section 5.2": {"v=spf1 include:amazonses.com ~all", 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := mustParse(t, test.text).Lookups(); got != test.want {
				t.Errorf("Lookups of %q = %d, want %d", test.text, got, test.want)
			}
		})
	}
}

func TestAuthorizes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want bool
	}{
		"an include passes, section 5.2":                        {"v=spf1 include:amazonses.com ~all", true},
		"with plus as well, section 4.6.2":                      {"v=spf1 mx +include:AmazonSES.com. -all", true},
		"not with another qualifier, section 4.6.2":             {"v=spf1 ?include:amazonses.com ~all", false},
		"not after all, section 5.1":                            {"v=spf1 ~all include:amazonses.com", false},
		"the first include of the name decides, section 4.6.2":  {"v=spf1 -include:amazonses.com include:amazonses.com -all", false},
		"a later one with another qualifier changes nothing":    {"v=spf1 include:amazonses.com -include:amazonses.com -all", true},
		"another domain is another, section 5.2":                {"v=spf1 include:amazonses.com.example.org ~all", false},
		"a modifier named include does not count, section 6":    {"v=spf1 include=amazonses.com ~all", false},
		"an a of that name does not count, section 5.3":         {"v=spf1 a:amazonses.com ~all", false},
		"a name made by macros is not that name, section 7":     {"v=spf1 include:%{d}.amazonses.com ~all", false},
		"an empty record authorises nobody, section 4.7":        {"v=spf1", false},
		"an exists of that name does not count, section 5.7":    {"v=spf1 exists:amazonses.com ~all", false},
		"a redirect to that name is no include, section 6.1":    {"v=spf1 redirect=amazonses.com", false},
		"the trailing dot may stand, RFC 7208 section 7.1":      {"v=spf1 include:amazonses.com. ~all", true},
		"a percent sign in a macro is not the name, section 7.": {"v=spf1 include:amazonses.com%{o} ~all", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := mustParse(t, test.text).Authorizes("AMAZONSES.com."); got != test.want {
				t.Errorf("Authorizes of %q = %v, want %v", test.text, got, test.want)
			}
		})
	}
}

func mustParse(t *testing.T, text string) Record {
	t.Helper()
	record, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return record
}
