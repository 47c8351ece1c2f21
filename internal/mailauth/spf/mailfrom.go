package spf

import (
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// sesDomain is what a custom MAIL FROM domain has to include (Amazon SES
// Developer Guide, "Using a custom MAIL FROM domain").
const sesDomain = "amazonses.com"

// CheckMailFrom gives the advice that applies only to the SPF record of an SES
// MAIL FROM domain, S19 and S20; Check gives the rest. It says nothing about a
// text that Parse refuses.
func CheckMailFrom(text string) []advice.Finding {
	record, err := Parse(text)
	if err != nil {
		return nil
	}
	var findings []advice.Finding
	if !record.Authorizes(sesDomain) {
		findings = append(findings, unauthorized(record))
	}
	mechanisms, end := record.effective()
	if !end.all {
		return findings
	}
	if all := mechanisms[len(mechanisms)-1]; all.Qualifier == Fail {
		findings = append(findings, advice.Finding{
			Rule: "S20", Severity: advice.Warning, Column: all.Column,
			Summary: "MAIL FROM domain with -all",
			Detail: "With -all some receivers reject forwarded mail on SPF alone, before they look at DKIM and DMARC " +
				"(RFC 9989 section 7.1).",
			Fix: `write "~all", as SES suggests`,
		})
	}
	sortFindings(findings)
	return findings
}

// unauthorized says why mail of SES does not pass.
func unauthorized(record Record) advice.Finding {
	f := advice.Finding{
		Rule: "S19", Severity: advice.Error,
		Summary: "MAIL FROM record that does not authorise SES",
		Detail:  "There is no include:" + sesDomain + ", so mail that SES sends does not pass SPF.",
		Fix:     `write "include:` + sesDomain + `" before all: "v=spf1 include:` + sesDomain + ` ~all"`,
	}
	if m, found := record.include(sesDomain); found {
		f.Column = m.Column
		f.Detail = fmt.Sprintf("%q at column %d gives mail of SES another result than pass.", excerpt(m.Text), m.Column)
		f.Fix = `write "include:` + sesDomain + `" without "` + m.Qualifier.String() + `"`
		return f
	}
	for _, t := range record.Terms {
		if m, ok := t.(Mechanism); ok && m.Kind == Include && m.Domain.names(sesDomain) {
			f.Column = m.Column
			f.Detail = fmt.Sprintf("%q at column %d stands after all, where receivers ignore it (RFC 7208 section 5.1).", excerpt(m.Text), m.Column)
			f.Fix = "move it before all"
		}
	}
	return f
}
