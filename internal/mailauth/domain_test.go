package mailauth

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestCheckDomain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, fix string }{
		"a domain is taken":                        {"example.org", ""},
		"capitals and a trailing dot are no fault": {"Example.ORG.", ""},
		"digits and inner hyphens are taken":       {"4-you.example.org", ""},
		"an A-label is taken":                      {"xn--mnchen-3ya.example", ""},
		"nothing is refused":                       {"", "write the domain"},
		"a top-level domain is refused":            {"org", "whole domain"},
		"an underscore is refused":                 {"_dmarc.example.org", "letters, digits"},
		"a wildcard is refused":                    {"*.example.org", "letters, digits"},
		"an empty label is refused":                {"a..example.org", "such as example.org"},
		"a hyphen at the edge is refused":          {"-a.example.org", "letters, digits"},
		"a space is refused":                       {"exa mple.org", "letters, digits"},
		"an address is refused":                    {"192.0.2.1", "write the domain"},
		"a mail address is told its domain":        {"me@example.org", `"example.org"`},
		"a U-label is told its A-label":            {"münchen.example", `"xn--mnchen-3ya.example"`},
		"a long label is refused":                  {strings.Repeat("a", 64) + ".org", "such as example.org"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings := CheckDomain(tc.text)
			switch {
			case tc.fix == "" && len(findings) > 0:
				t.Errorf("%q is refused: %+v", tc.text, findings)
			case tc.fix != "" && (len(findings) == 0 || !strings.Contains(findings[0].Fix, tc.fix)):
				t.Errorf("%q: got %+v, want a remedy with %q", tc.text, findings, tc.fix)
			}
		})
	}
}

func TestMailFromDomainIsStrictlyBelow(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"mail.example.org": true, "Mail.Example.org.": true, "a.b.example.org": true,
		"example.org": false, "mail.example.net": false, "mail.notexample.org": false, "org": false,
	} {
		if got := len(CheckMailFromDomain(rr.Name("example.org"), text)) == 0; got != ok {
			t.Errorf("MAIL FROM %q below example.org: taken = %v, want %v", text, got, ok)
		}
	}
}
