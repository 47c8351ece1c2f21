package mailauth

import (
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// CheckDomain returns why a text cannot be the domain of an SES identity: it
// has to be a host name of at least two labels (RFC 1123 section 2.1) in ASCII
// (RFC 5890). Capitals and one trailing dot are no fault.
func CheckDomain(text string) []advice.Finding {
	if text == "" {
		return []advice.Finding{domainFinding("Empty domain", "The domain is empty.", "write the domain that sends mail, such as example.org")}
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return []advice.Finding{domainFinding("Address instead of a domain", fmt.Sprintf("%q is an IP address.", text),
			"write the domain that sends mail, such as example.org")}
	}
	if strings.Contains(text, "@") {
		return []advice.Finding{domainFinding("Mail address instead of a domain", fmt.Sprintf("%q is a mail address.", text),
			fmt.Sprintf("write the part behind the @: %q", text[strings.LastIndex(text, "@")+1:]))}
	}
	if f, ok := unicodeFinding(text); ok {
		return []advice.Finding{f}
	}
	name, err := rr.ParseName(text)
	if err != nil {
		return []advice.Finding{domainFinding("Malformed domain", sentence(err), "write a domain such as example.org")}
	}
	var out []advice.Finding
	labels := name.Labels()
	if len(labels) < 2 {
		out = append(out, domainFinding("Domain of one label", fmt.Sprintf("%q has no dot; no mail domain is a top-level domain.", text),
			"write the whole domain, such as "+string(name)+".org"))
	}
	for _, label := range labels {
		if why := hostLabelFault(label); why != "" {
			out = append(out, domainFinding("Malformed domain", fmt.Sprintf("The label %q of %q %s (RFC 1123 section 2.1).", label, text, why),
				"use only letters, digits and inner hyphens between the dots"))
		}
	}
	return out
}

func domainFinding(summary, detail, fix string) advice.Finding {
	return advice.Finding{Rule: "M09", Severity: advice.Error, Summary: summary, Detail: detail, Fix: fix}
}

// unicodeFinding tells the A-label of a domain that is written in another
// script, since that is what goes into DNS.
func unicodeFinding(text string) (advice.Finding, bool) {
	for i := range len(text) {
		if text[i] < 0x80 {
			continue
		}
		fix := "write the domain in its ASCII form"
		if ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(text, ".")); err == nil {
			fix = fmt.Sprintf("write %q", ascii)
		}
		return domainFinding("Domain not in ASCII", fmt.Sprintf("%q has letters outside ASCII, which DNS carries only in their encoded form (RFC 5890).", text), fix), true
	}
	return advice.Finding{}, false
}

func hostLabelFault(label string) string {
	for _, c := range label {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-", c) {
			return fmt.Sprintf("contains %q", c)
		}
	}
	if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
		return "begins or ends with a hyphen"
	}
	return ""
}

// CheckMailFromDomain returns why a text cannot be the MAIL FROM domain of a
// domain: SES takes only a proper subdomain of the identity (SES Developer
// Guide, "Using a custom MAIL FROM domain").
func CheckMailFromDomain(domain rr.Name, text string) []advice.Finding {
	if out := CheckDomain(text); len(out) > 0 {
		for i := range out {
			if domain != "" {
				out[i].Fix = fmt.Sprintf("write a subdomain such as %q, or leave it out for that default", DefaultMailFrom(domain))
			}
		}
		return out
	}
	name, err := rr.ParseName(text)
	if err != nil || domain == "" || name.Below(domain) {
		return nil
	}
	return []advice.Finding{{
		Rule: "M01", Severity: advice.Error,
		Summary: "MAIL FROM domain not below the domain",
		Detail:  fmt.Sprintf("%s is not a subdomain of %s, and SES accepts nothing else.", name, domain),
		Fix:     fmt.Sprintf("write a subdomain such as %q, or leave it out for that default", DefaultMailFrom(domain)),
	}}
}

func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
