package functions

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// faults are those findings by which a text is malformed; the rules in
// judgements call well-formed text unwise, which is not for a parser to refuse.
func faults(findings []advice.Finding, judgements ...string) []advice.Finding {
	return slices.DeleteFunc(advice.Errors(findings), func(f advice.Finding) bool {
		return slices.Contains(judgements, f.Rule)
	})
}

// inText says findings by their column in the text that the user gave. A text
// that is refused without a finding has the error itself for a reason.
func inText(findings []advice.Finding, err error) []problem {
	var out []problem
	for _, f := range findings {
		out = append(out, problem{column(f.Column), said(f), f.Fix})
	}
	if len(out) == 0 && err != nil {
		out = append(out, problem{what: err.Error()})
	}
	return out
}

// said is a finding as one sentence without its end, its column and its remedy.
func said(f advice.Finding) string {
	detail := strings.TrimPrefix(f.Detail, fmt.Sprintf("Column %d: ", f.Column))
	return lower(f.Summary) + ": " + strings.TrimSuffix(detail, ".")
}

// lower is a sentence to go on with, unless it begins with an abbreviation.
func lower(sentence string) string {
	first, size := utf8.DecodeRuneInString(sentence)
	second, _ := utf8.DecodeRuneInString(sentence[size:])
	if unicode.IsUpper(second) {
		return sentence
	}
	return string(unicode.ToLower(first)) + sentence[size:]
}
