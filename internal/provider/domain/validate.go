package domain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// ValidateConfig refuses what SES or mail receivers would refuse, all of it at
// once, and asks nobody. What is unknown yet is looked at when it is known.
// Warnings are left to ModifyPlan: Terraform validates twice on the way to a
// plan and would show them twice.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	defer recovered("check the configuration", &resp.Diagnostics)
	config, diags := load(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	for _, finding := range advice.Errors(config.findings()) {
		resp.Diagnostics.Append(asDiagnostic(finding))
	}
}

func (m model) findings() []advice.Finding {
	var out []advice.Finding
	if isText(m.Domain) {
		out = append(out, advice.At("domain", mailauth.CheckDomain(m.Domain.ValueString()))...)
	}
	out = append(out, m.mailFromFindings()...)
	if isText(m.SPF) {
		out = append(out, advice.At("spf", spf.Check(m.SPF.ValueString()))...)
	}
	return append(out, m.dmarcFindings()...)
}

func (m model) mailFromFindings() []advice.Finding {
	var out []advice.Finding
	if isText(m.mailFrom.Domain) {
		domain, err := rr.ParseName(m.Domain.ValueString())
		if err != nil {
			domain = ""
		}
		out = append(out, advice.At("mail_from.domain", mailauth.CheckMailFromDomain(domain, m.mailFrom.Domain.ValueString()))...)
	}
	if isText(m.mailFrom.SPF) {
		text := m.mailFrom.SPF.ValueString()
		findings := spf.Check(text)
		if len(advice.Errors(findings)) == 0 {
			findings = append(findings, spf.CheckMailFrom(text)...)
		}
		out = append(out, advice.At("mail_from.spf", findings)...)
	}
	off := known(m.mailFrom.Enabled) && !m.mailFrom.Enabled.IsNull() && !m.mailFrom.Enabled.ValueBool()
	if off && m.mailFrom.BehaviorOnMXFailure.ValueString() == rejectMessage {
		out = append(out, advice.Finding{
			Rule: "M12", Severity: advice.Error, Path: "mail_from.behavior_on_mx_failure",
			Summary: "Behaviour without a MAIL FROM domain",
			Detail:  "REJECT_MESSAGE says what happens when the MX record of the MAIL FROM domain is missing, but mail_from.enabled is false; SES keeps no behaviour without a domain.",
			Fix:     "remove behavior_on_mx_failure, or set enabled = true",
		})
	}
	return out
}

// dmarcFindings looks at the text that would be published. Of one that is not,
// only the errors are of use.
func (m model) dmarcFindings() []advice.Finding {
	out := m.dmarcTextFindings()
	if off := known(m.dmarc.Enabled) && !m.dmarc.Enabled.IsNull() && !m.dmarc.Enabled.ValueBool(); off {
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
	text := d.withDefaults().text()
	for _, f := range dmarc.Check(text) {
		out = append(out, onAttribute(text, f)...)
	}
	return out
}

// onAttribute puts a finding about the text that the attributes make on the
// attribute of its tag. The words of an enumeration have validators of their
// own.
func onAttribute(text string, f advice.Finding) []advice.Finding {
	attributes := map[string]string{
		"rua": "dmarc.rua", "ruf": "dmarc.ruf", "fo": "dmarc.failure_options",
		"t": "dmarc.testing", "pct": "dmarc.percent", "ri": "dmarc.report_interval",
	}
	f.Path = "dmarc"
	if f.Rule == "D15" {
		f.Path, f.Fix = "dmarc.rua", `write rua = ["mailto:dmarc@example.org"], with an address that reads reports`
	}
	if f.Column == 0 {
		return []advice.Finding{f}
	}
	f.Detail = strings.TrimPrefix(f.Detail, fmt.Sprintf("Column %d: ", f.Column))
	attribute, ok := attributes[tagAt(text, f.Column)]
	if !ok && f.Severity == advice.Error {
		return nil
	}
	if ok {
		f.Path = attribute
	}
	return []advice.Finding{f}
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

// asDiagnostic puts a finding on its attribute. The path stands in the text
// too, since older CLIs point at the head of the resource for members.
func asDiagnostic(f advice.Finding) diag.Diagnostic {
	at := path.Empty()
	for i, step := range strings.Split(f.Path, ".") {
		if i == 0 {
			at = path.Root(step)
		} else {
			at = at.AtName(step)
		}
	}
	detail := f.Path + ": " + f.Text()
	if f.Severity == advice.Error {
		return diag.NewAttributeErrorDiagnostic(at, f.Summary, detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, f.Summary, detail)
}

// bareZoneID drops the prefix under which some tools print a zone id.
func bareZoneID(id string) string { return strings.TrimPrefix(id, "/hostedzone/") }
