package domain

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// ValidateConfig refuses what SES or mail receivers would refuse, all of it at
// once, and asks nobody. What is unknown yet is looked at when it is known.
// Warnings are left to ModifyPlan: Terraform validates twice on the way to a
// plan and would show them twice.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	defer remedy.Recovered("check the configuration", &resp.Diagnostics)
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
	out = append(out, m.dkim.replicaFindings(m.Region.ValueString())...)
	out = append(out, m.dkim.ownKeyModel.findings(m.dkim)...)
	out = append(out, m.mailFromFindings()...)
	if isText(m.SPF) {
		out = append(out, advice.At("spf", spf.Check(m.SPF.ValueString()))...)
	}
	out = append(out, m.dmarcFindings()...)
	return append(out, m.settingFindings()...)
}

// mailFromFindings looks at the MAIL FROM domain. Of one that is off only the
// errors are of use.
func (m model) mailFromFindings() []advice.Finding {
	out := m.mailFromTextFindings()
	if !off(m.mailFrom.Enabled) {
		return out
	}
	out = advice.Errors(out)
	if m.mailFrom.BehaviorOnMXFailure.ValueString() == rejectMessage {
		out = append(out, advice.Finding{
			Rule: "M12", Severity: advice.Error, Path: "mail_from.behavior_on_mx_failure",
			Summary: "Behaviour without a MAIL FROM domain",
			Detail:  "REJECT_MESSAGE says what happens when the MX record of the MAIL FROM domain is missing, but mail_from.enabled is false; SES keeps no behaviour without a domain.",
			Fix:     "remove behavior_on_mx_failure, or set enabled = true",
		})
	}
	return out
}

// off reports whether a switch is written, and is off.
func off(enabled types.Bool) bool {
	return known(enabled) && !enabled.IsNull() && !enabled.ValueBool()
}

func (m model) mailFromTextFindings() []advice.Finding {
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
	return out
}

// asDiagnostic puts a finding on its attribute. The path stands in the text
// too, since older CLIs point at the head of the resource for members.
func asDiagnostic(f advice.Finding) diag.Diagnostic {
	object, member, nested := strings.Cut(f.Path, ".")
	at := path.Root(object)
	// Terraform 1.11 and OpenTofu look for the last name of a path among the
	// attributes of the resource itself, and would show a wrong line for these.
	if nested && member != "domain" && member != "spf" {
		at = at.AtName(member)
	}
	detail := f.Path + ": " + f.Text()
	if f.Severity == advice.Error {
		return diag.NewAttributeErrorDiagnostic(at, f.Summary, detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, f.Summary, detail)
}

// bareZoneID drops the prefix under which some tools print a zone id.
func bareZoneID(id string) string { return strings.TrimPrefix(id, "/hostedzone/") }
