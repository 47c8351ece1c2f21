package mailauth

import (
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
)

// keyLength1024 is SES's spelling of the shorter key.
const keyLength1024 = "RSA_1024_BIT"

// Advice returns what can be said of a whole bundle that is not said of one of
// its texts: how DKIM, MAIL FROM and DMARC go together. Everything that this
// package itself chooses where the user says nothing has no finding.
func Advice(spec Spec) []advice.Finding {
	var out []advice.Finding
	for _, rule := range []func(Spec) []advice.Finding{adviseKeyLength, adviseOwnKey, advisePolicy, adviseAlignment, adviseSPF} {
		out = append(out, rule(spec)...)
	}
	return out
}

// AdviceOnChange returns what can be said of the step from one bundle to the
// next; before is the zero Spec where there was none.
func AdviceOnChange(before, after Spec) []advice.Finding {
	return append(adviseNewKey(before, after), adviseReject(before, after)...)
}

func adviseReject(before, after Spec) []advice.Finding {
	if !after.DMARC.Enabled || policyOf(after) != dmarc.Reject || before.DMARC.Enabled && policyOf(before) != dmarc.None {
		return nil
	}
	return []advice.Finding{{
		Rule: "D17", Severity: advice.Warning, Path: "dmarc.policy",
		Summary: "Policy reject from one day to the next",
		Detail: "Receivers will refuse mail of the domain that is neither signed nor sent as its records say, and nobody has seen reports of what that would be. " +
			"RFC 9989 section 7.4 asks for a month with the policy none, then quarantine.",
		Fix: `start with policy = "none" and rua, read the reports, then go on to "quarantine" and "reject"; or leave it so if no mail but SES's is sent`,
	}}
}

func policyOf(spec Spec) dmarc.Policy {
	r, err := dmarc.Parse(spec.DMARC.Text)
	if err != nil {
		return dmarc.None
	}
	return r.Policy
}

func adviseKeyLength(spec Spec) []advice.Finding {
	if spec.DKIM.KeyLength != keyLength1024 {
		return nil
	}
	return []advice.Finding{{
		Rule: "M08", Severity: advice.Warning, Path: "dkim.key_length",
		Summary: "Short DKIM key",
		Detail:  "RSA keys of 1024 bit are the least that receivers have to accept; signers should use 2048 (RFC 8301 section 3.2).",
		Fix:     `write key_length = "RSA_2048_BIT", or leave it out for that default`,
	}}
}

// advisePolicy looks at the DMARC record in the light of its domain and of the
// signature.
func advisePolicy(spec Spec) []advice.Finding {
	if !spec.DMARC.Enabled {
		return nil
	}
	policy, err := dmarc.Parse(spec.DMARC.Text)
	if err != nil {
		return nil
	}
	out := advice.At("dmarc", dmarc.CheckPublished(string(spec.Domain), spec.DMARC.Text))
	if policy.Policy != dmarc.None && !spec.DKIM.SigningEnabled {
		out = append(out, advice.Finding{
			Rule: "D16", Severity: advice.Error, Path: "dkim.signing_enabled",
			Summary: "Enforcement without a signature",
			Detail: fmt.Sprintf("The DMARC policy is %s, but SES does not sign. SPF alone fails wherever mail is forwarded, so legitimate mail would be refused; "+
				"domains that enforce must not rely on SPF only (RFC 9989 section 7.4).", policy.Policy),
			Fix: `write signing_enabled = true, or the policy "none"`,
		})
	}
	return out
}

// adviseAlignment says what strict alignment does to the mail of this bundle;
// see Align for the rules.
func adviseAlignment(spec Spec) []advice.Finding {
	policy, err := dmarc.Parse(spec.DMARC.Text)
	if err != nil || !spec.DMARC.Enabled {
		return nil
	}
	subdomain := spec.Domain.Child("news")
	var out []advice.Finding
	if policy.SPFAlignment == dmarc.Strict {
		out = append(out, strictSPF(spec))
	}
	if policy.DKIMAlignment == dmarc.Strict {
		out = append(out, strictDKIM(spec, Align(spec, subdomain, false), Align(spec, subdomain, true)))
	}
	if !Align(spec, spec.Domain, false).Passes() {
		out = append(out, nothingAligns(spec))
	}
	return out
}

func strictSPF(spec Spec) advice.Finding {
	detail := fmt.Sprintf("With strict alignment SPF passes DMARC only if the From domain is the domain of the envelope sender itself, which is %s and never %s. "+
		"DMARC then rests on DKIM alone.", spec.MailFrom.Domain, spec.Domain)
	if !spec.MailFrom.Enabled {
		detail = fmt.Sprintf("Without a MAIL FROM domain the envelope sender is in amazonses.com, so SPF aligns with %s in no mode; strict changes nothing.", spec.Domain)
	}
	return advice.Finding{
		Rule: "M05", Severity: advice.Warning, Path: "dmarc.alignment_spf",
		Summary: "SPF never aligns", Detail: detail + " See RFC 9989 section 4.4.",
		Fix: `write alignment_spf = "relaxed", or leave it out for that default`,
	}
}

func strictDKIM(spec Spec, working, mxMissing Alignment) advice.Finding {
	detail := fmt.Sprintf("SES signs for %s, and with strict alignment the signature counts for a From address in exactly that domain. Mail from any subdomain fails DKIM", spec.Domain)
	switch {
	case !working.Passes():
		detail += ", and SPF does not align for it either, so it fails DMARC."
	case !mxMissing.Passes():
		detail += fmt.Sprintf(", and passes DMARC by SPF alone, as long as SES finds the MX record of %s.", spec.MailFrom.Domain)
	}
	return advice.Finding{
		Rule: "M06", Severity: advice.Warning, Path: "dmarc.alignment_dkim",
		Summary: "Mail from subdomains fails DKIM", Detail: detail + " See RFC 9989 section 4.4.",
		Fix: `write alignment_dkim = "relaxed" if any mail comes from a subdomain; else all is well`,
	}
}

func nothingAligns(spec Spec) advice.Finding {
	return advice.Finding{
		Rule: "M07", Severity: advice.Warning, Path: "dmarc",
		Summary: "Nothing aligns",
		Detail: fmt.Sprintf("Mail from %s passes DMARC neither by DKIM nor by SPF with these settings. "+
			"Receivers of bulk mail refuse it whatever the policy says.", spec.Domain),
		Fix: "switch on dkim.signing_enabled, or mail_from.enabled with relaxed alignment of SPF",
	}
}

func adviseSPF(spec Spec) []advice.Finding {
	var out []advice.Finding
	if spec.SPF != "" {
		out = append(out, selfInclude("spf", string(spec.Domain), spec.SPF)...)
	}
	if spec.MailFrom.Enabled {
		out = append(out, selfInclude("mail_from.spf", string(spec.MailFrom.Domain), spec.MailFrom.SPF)...)
	}
	return out
}

// selfInclude returns what CheckAt finds over Check, which looked at the text
// alone.
func selfInclude(path, domain, text string) []advice.Finding {
	known := make(map[string]bool)
	for _, f := range spf.Check(text) {
		known[f.Rule] = true
	}
	var out []advice.Finding
	for _, f := range spf.CheckAt(domain, text) {
		if !known[f.Rule] {
			out = append(out, f)
		}
	}
	return advice.At(path, out)
}
