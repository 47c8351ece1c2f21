package mailauth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
)

// AdviceOnSpelling returns what can be said against a text that is published
// for a record of this kind, and not against the one that is wanted and means
// the same.
func (k Kind) AdviceOnSpelling(want, published string) []advice.Finding {
	check := k.family().check
	if want == published || check == nil {
		return nil
	}
	known := check(want)
	return slices.DeleteFunc(check(published), func(f advice.Finding) bool {
		return slices.ContainsFunc(known, func(o advice.Finding) bool { return o.Rule == f.Rule && o.Summary == f.Summary })
	})
}

func checkSPF(text string) []advice.Finding { return append(spf.Check(text), checkSpaces(text)...) }

// checkSpaces finds what the grammar of SPF allows and simple parsers stumble
// over. It is said only of text that nobody has written into a configuration.
func checkSpaces(text string) []advice.Finding {
	column := strings.Index(text, "  ")
	if column < 0 && strings.HasSuffix(text, " ") {
		column = len(text) - 1
	}
	if column < 0 {
		return nil
	}
	return []advice.Finding{{
		Rule: "S22", Severity: advice.Warning, Column: column + 1,
		Summary: "Superfluous spaces",
		Detail:  fmt.Sprintf("The spaces from column %d on are more than one between two terms; RFC 7208 sections 4.5 and 4.6.1 allow that, yet simple parsers find an empty term there.", column+1),
		Fix:     "write one space between terms, and none at the end",
	}}
}
