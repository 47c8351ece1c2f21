package mailauth

import (
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
)

const (
	// maxSelector is the length of a DNS label (RFC 1035 section 2.3.4).
	maxSelector = 63
	// maxOwnBits is the largest key that SES takes, while verifiers go further
	// (SES Developer Guide, "Provide your own DKIM authentication token"); the
	// smallest is that of DKIM itself.
	maxOwnBits = 2048
	// goodBits is the least that signers should use (RFC 8301 section 3.2).
	goodBits = 2048
)

// CheckSelector returns why SES would not take a selector: it has to be one DNS
// label of letters, digits and inner hyphens (SES API v2, DkimSigningAttributes).
func CheckSelector(text string) []advice.Finding {
	why := hostLabelFault(strings.ToLower(text))
	switch {
	case text == "":
		why = "is empty"
	case len(text) > maxSelector:
		why = fmt.Sprintf("has %d characters; a DNS label has up to %d", len(text), maxSelector)
	case strings.Contains(text, "."):
		why = "has a dot; SES takes one label"
	}
	if why == "" {
		return nil
	}
	return []advice.Finding{{
		Rule: "M20", Severity: advice.Error, Summary: "Malformed selector",
		Detail: fmt.Sprintf("The selector %q %s.", text, why),
		Fix:    `write one label of letters, digits and inner hyphens, such as "ses-2026a"`,
	}}
}

// CheckPrivateKey returns what is wrong with a private key, or could be better.
// No finding tells anything of the key itself.
func CheckPrivateKey(text string) []advice.Finding {
	key, err := dkim.ParsePrivateKey([]byte(text))
	if err != nil {
		return []advice.Finding{{
			Rule: "M21", Severity: advice.Error, Summary: "Unusable private key",
			Detail: "The private key cannot be used: " + strings.TrimPrefix(err.Error(), dkim.ErrPrivateKey.Error()+": ") + ".",
			Fix:    "give an RSA key of 2048 bit in PEM (PKCS#1 or PKCS#8), or the base64 of its DER, such as `openssl genrsa 2048` makes",
		}}
	}
	if key.Bits() > maxOwnBits {
		return []advice.Finding{{
			Rule: "M22", Severity: advice.Error, Summary: "Private key that SES does not take",
			Detail: fmt.Sprintf("The key has %d bits; SES takes 1024 to %d (SES Developer Guide, Bring Your Own DKIM).", key.Bits(), maxOwnBits),
			Fix:    "make a key of 2048 bit, such as with `openssl genrsa 2048`",
		}}
	}
	return nil
}

// adviseOwnKey looks at the size of the public half, which is there even where
// the private one is not.
func adviseOwnKey(spec Spec) []advice.Finding {
	record, err := dkim.Parse(spec.DKIM.PublicKey)
	if !spec.DKIM.OwnKey() || err != nil || record.Bits == 0 || record.Bits >= goodBits {
		return nil
	}
	return []advice.Finding{{
		Rule: "M08", Severity: advice.Warning, Path: "dkim.private_key_wo",
		Summary: "Short DKIM key",
		Detail:  fmt.Sprintf("The key has %d bits. Receivers have to accept RSA keys from 1024 bit on, but signers should use %d (RFC 8301 section 3.2).", record.Bits, goodBits),
		Fix:     "make a key of 2048 bit and give it a selector of its own",
	}}
}

// adviseNewKey says what a change of the key does to mail that is sent or on its
// way meanwhile; before is the zero Spec where there was none.
func adviseNewKey(before, after Spec) []advice.Finding {
	b, a := before.DKIM, after.DKIM
	same := b.OwnKey() == a.OwnKey() && SameSelector(b.Selector, a.Selector)
	if before.Domain == "" || same || !b.SigningEnabled || !a.SigningEnabled {
		return nil
	}
	out := advice.Finding{
		Rule: "M23", Severity: advice.Warning, Path: "dkim.selector", Summary: "Change of the DKIM key",
		Detail: "Until SES has found the new key in DNS, which as a rule takes minutes, it may send mail unsigned (SES Developer Guide, Bring Your Own DKIM); ",
		Fix:    "apply when little mail is sent",
	}
	spec := after
	spec.DKIM.SigningEnabled = false
	if Align(spec, spec.Domain, false).Passes() {
		out.Detail += "meanwhile DMARC rests on SPF."
	} else {
		out.Detail += "meanwhile DMARC fails, since SPF does not align either."
	}
	if b.OwnKey() && !after.Retains(b.Selector) {
		out.Detail += fmt.Sprintf(" The record of the selector %s goes when SES signs with the new key; mail signed with the old one that is on its way then, which can take days (RFC 5321 section 4.5.4.1), loses its signature.", b.Selector)
		out.Fix = fmt.Sprintf("write retained_selectors = [%q], and remove it after a week; and apply when little mail is sent", b.Selector)
	}
	return []advice.Finding{out}
}
