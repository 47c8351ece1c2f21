package mailauth

import (
	"strings"
	"testing"
)

// TestAdviceOnSpelling has texts that mean the same as what is wanted. Only what
// the wanted text does not have itself is found against them.
func TestAdviceOnSpelling(t *testing.T) {
	t.Parallel()
	for rule, tc := range map[string]struct {
		kind            Kind
		want, published string
		rules           string
	}{
		"the wanted text itself has no finding, whatever it is":     {SPF, "v=spf1 ptr  ~all ", "v=spf1 ptr  ~all ", ""},
		"another text without fault has none":                       {SPF, "v=spf1 mx ~all", "V=SPF1 +MX ~ALL", ""},
		"two spaces are found":                                      {SPF, "v=spf1 mx ~all", "v=spf1 mx  ~all", "S22"},
		"a space at the end is found":                               {MailFromSPF, DefaultMailFromSPF, DefaultMailFromSPF + " ", "S22"},
		"what the wanted text has as well is not told again":        {SPF, "v=spf1 ptr ~all", "v=spf1 PTR  ~all", "S22"},
		"what is a fault of another sort is told":                   {SPF, "v=spf1 ip4:10.0.0.0/8 ~all", "v=spf1 ip4:10.0.0.1/8 ~all", "S17"},
		"an obsolete tag is found":                                  {DMARCPolicy, "v=DMARC1; p=none", "v=DMARC1; p=none; pct=100", "D09"},
		"a void value is found though it would be an error to us":   {DMARCPolicy, "v=DMARC1; p=none", "v=DMARC1; p=none; adkim=strict", "D10"},
		"that nobody gets reports is told of the wanted text alone": {DMARCPolicy, "v=DMARC1; p=none", "v=DMARC1;p=none", ""},
		"a host has no spelling":                                    {MailFromMX, "10 a.example", "10 A.example", ""},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			var rules []string
			for _, f := range tc.kind.AdviceOnSpelling(tc.want, tc.published) {
				rules = append(rules, f.Rule)
			}
			if got := strings.Join(rules, " "); got != tc.rules {
				t.Errorf("found %q, want %q", got, tc.rules)
			}
		})
	}
}
