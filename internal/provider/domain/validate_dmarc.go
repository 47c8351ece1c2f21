package domain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
)

// dmarcFindings looks at the text that would be published. Of one that is not,
// only the errors are of use.
func (m model) dmarcFindings() []advice.Finding {
	out := m.dmarcTextFindings()
	if off(m.dmarc.Enabled) {
		return advice.Errors(out)
	}
	return out
}

func (m model) dmarcTextFindings() []advice.Finding {
	d := m.dmarc
	out := beside(d)
	if isText(d.Record) {
		return append(out, advice.At("dmarc.record", dmarc.Check(d.Record.ValueString()))...)
	}
	if m.DMARC.IsNull() || !m.dmarc.known() {
		return out
	}
	if broken := d.brokenMembers(); len(broken) > 0 {
		return append(out, broken...)
	}
	text := d.withDefaults().text()
	for _, f := range dmarc.Check(text) {
		if !refusedBySchema(text, f) {
			out = append(out, onAttribute(text, f))
		}
	}
	return out
}

// brokenMembers finds members that say nothing, and those that would end their
// tag and begin another.
func (m dmarcModel) brokenMembers() []advice.Finding {
	var out []advice.Finding
	for name, set := range map[string]types.Set{"rua": m.RUA, "ruf": m.RUF, "failure_options": m.FailureOptions} {
		for _, text := range sorted(set) {
			f := advice.Finding{Rule: "D12", Severity: advice.Error, Path: "dmarc." + name}
			switch {
			case strings.TrimSpace(text) == "":
				f.Summary = "Empty element in a DMARC tag"
				f.Detail = "An element is empty or null, which says nothing to receivers."
				f.Fix = "remove the element, or give it a value"
			case strings.Contains(text, ";"):
				f.Summary = "Semicolon in a DMARC tag"
				f.Detail = fmt.Sprintf("%q has a semicolon, which ends the tag; what follows would be read as another one (RFC 9989 section 4.8).", text)
				f.Fix = "write %3B in its place, or give each address an element of its own"
			default:
				continue
			}
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b advice.Finding) int { return strings.Compare(a.Path+a.Detail, b.Path+b.Detail) })
	return out
}

// refusedBySchema reports whether the validators of the attributes refuse the
// same: words that are none of an enumeration, and numbers out of range.
func refusedBySchema(text string, f advice.Finding) bool {
	validated := []string{"p", "sp", "np", "adkim", "aspf", "pct", "ri"}
	return f.Severity == advice.Error && slices.Contains([]string{"D03", "D09", "D10"}, f.Rule) &&
		slices.Contains(validated, tagAt(text, f.Column))
}

// onAttribute puts a finding about the text that the attributes make on the
// attribute of its tag, without the column of a text that nobody has written.
func onAttribute(text string, f advice.Finding) advice.Finding {
	attributes := map[string]string{
		"p": "policy", "sp": "subdomain_policy", "np": "nonexistent_subdomain_policy", "adkim": "alignment_dkim", "aspf": "alignment_spf",
		"rua": "rua", "ruf": "ruf", "fo": "failure_options", "t": "testing", "pct": "percent", "ri": "report_interval",
	}
	f.Path = "dmarc"
	switch f.Rule {
	case "D11":
		f.Path, f.Fix = "dmarc.failure_options", "write ruf, or remove failure_options"
	case "D15":
		f.Path, f.Fix = "dmarc.rua", `write rua = ["mailto:dmarc@example.org"], with an address that reads reports`
	}
	if f.Column == 0 {
		return f
	}
	f.Detail = strings.TrimPrefix(f.Detail, fmt.Sprintf("Column %d: ", f.Column))
	if attribute, ok := attributes[tagAt(text, f.Column)]; ok {
		f.Path = "dmarc." + attribute
	}
	return f
}

// tagAt names the tag that covers a column of a DMARC record.
func tagAt(text string, column int) string {
	name := ""
	for _, tag := range dmarc.Tags(text) {
		if tag.Column <= column {
			name = tag.Name
		}
	}
	return name
}

// beside refuses tags that stand beside the whole record.
func beside(d dmarcModel) []advice.Finding {
	if !isText(d.Record) {
		return nil
	}
	var written []string
	for name, value := range map[string]attr.Value{
		"policy": d.Policy, "subdomain_policy": d.SubdomainPolicy, "nonexistent_subdomain_policy": d.NonexistentPolicy,
		"alignment_dkim": d.AlignmentDKIM, "alignment_spf": d.AlignmentSPF, "rua": d.RUA, "ruf": d.RUF,
		"failure_options": d.FailureOptions, "testing": d.Testing, "percent": d.Percent, "report_interval": d.ReportInterval,
	} {
		if !value.IsNull() && !value.IsUnknown() {
			written = append(written, name)
		}
	}
	if len(written) == 0 {
		return nil
	}
	return []advice.Finding{{
		Rule: "D25", Severity: advice.Error, Path: "dmarc.record",
		Summary: "DMARC written twice",
		Detail:  "Beside `record`, which is the whole text, these are set: " + strings.Join(slices.Sorted(slices.Values(written)), ", ") + ".",
		Fix:     "keep either `record` or the tags one by one",
	}}
}
