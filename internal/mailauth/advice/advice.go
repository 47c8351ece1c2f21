// Package advice is the form in which the mail rules of this provider speak:
// a finding names the rule, the place, what is wrong, what was found and what
// to type instead. It decides nothing and knows no rule itself.
package advice

import "strings"

// Severity says what a finding does to a plan.
type Severity int

const (
	// Warning is shown and the plan goes on.
	Warning Severity = iota
	// Error refuses the plan.
	Error
)

// String names the severity as Terraform prints it.
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Finding is one remark about a text or a setting.
type Finding struct {
	// Rule is a stable identifier such as "S04" or "D12", for tests and
	// documentation.
	Rule string
	// Severity is Error where receivers or SES would refuse or misread it.
	Severity Severity
	// Path is the attribute it is about, dotted: "mail_from.spf". Grammar
	// packages leave it empty; the caller that knows the attribute sets it.
	Path string
	// Column is the 1-based octet in the text where it starts, 0 where the
	// finding is about the whole.
	Column int
	// Summary is what is wrong: a noun phrase without a full stop.
	Summary string
	// Detail is what was found, with names and values, and where the rule is
	// written ("RFC 7208 section 4.6.4").
	Detail string
	// Fix is what to type, without the words "To fix:".
	Fix string
}

// Text is the detail as a person reads it: what was found, then the remedy.
func (f Finding) Text() string {
	if f.Fix == "" {
		return f.Detail
	}
	return Remedy(f.Detail, f.Fix)
}

// Remedy is what was found, then what to type. It ends in a full stop, unless it
// asks, or its last line is one to be copied, which is indented.
func Remedy(found, fix string) string {
	last := fix[strings.LastIndex(fix, "\n")+1:]
	if !strings.HasPrefix(last, " ") && !strings.HasSuffix(last, ".") && !strings.HasSuffix(last, "?") {
		fix += "."
	}
	return found + "\n\nTo fix: " + fix
}

// At returns the findings with the attribute path set, for a caller that
// knows which attribute the text came from.
func At(path string, findings []Finding) []Finding {
	out := make([]Finding, len(findings))
	for i, f := range findings {
		f.Path = join(path, f.Path)
		out[i] = f
	}
	return out
}

// Errors returns those findings that refuse a plan.
func Errors(findings []Finding) []Finding { return of(Error, findings) }

// Warnings returns those findings with which a plan goes on.
func Warnings(findings []Finding) []Finding { return of(Warning, findings) }

func of(severity Severity, findings []Finding) []Finding {
	var out []Finding
	for _, f := range findings {
		if f.Severity == severity {
			out = append(out, f)
		}
	}
	return out
}

func join(outer, inner string) string {
	return strings.Trim(outer+"."+inner, ".")
}
