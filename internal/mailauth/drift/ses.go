package drift

import (
	"fmt"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// SES's words.
const (
	easyDKIM    = mailauth.OriginEasyDKIM
	failed      = "FAILED"
	temporarily = "TEMPORARY_FAILURE"
)

// signature compares how SES signs.
func (c *comparison) signature() {
	found := c.found.DKIM
	if found.SigningEnabled != c.spec.DKIM.SigningEnabled {
		c.signingSwitched(found.SigningEnabled)
	}
	if c.spec.DKIM.OwnKey() {
		c.ownKey()
	} else {
		c.easyKeys()
	}
	switch found.Status {
	case failed:
		c.add("dkim.status", "SES has given up looking for the DKIM records",
			"mail from "+c.from()+" is not signed for it; "+c.judged(func(s *mailauth.Spec) { s.DKIM.SigningEnabled = false }))
	case temporarily:
		c.add("dkim.status", "SES does not find the DKIM records any more", "after five days it stops signing; until then receivers may not find the key either")
	}
}

// easyKeys compares the keys that SES makes, for this identity or for its parent.
func (c *comparison) easyKeys() {
	found := c.found.DKIM
	if found.Origin != c.spec.DKIM.Origin() {
		c.origin()
	}
	if found.Origin == easyDKIM && c.spec.DKIM.ParentRegion == "" && found.KeyLength != c.spec.DKIM.KeyLength {
		c.add("dkim.key_length", "the next DKIM key has the length "+found.KeyLength, strengthOf(found.KeyLength))
	}
	if found.Origin == c.spec.DKIM.Origin() && !sameTokens(found.Tokens, c.facts.Tokens) {
		c.add("dkim.tokens", "SES has other DKIM keys than the records lead to",
			"receivers do not find the key that SES signs with, so the signature fails")
	}
}

func (c *comparison) signingSwitched(on bool) {
	if on {
		c.add("dkim.signing_enabled", "DKIM signing is on", "mail from "+c.from()+" is signed")
		return
	}
	c.add("dkim.signing_enabled", "DKIM signing is off",
		"mail from "+c.from()+" is unsigned; "+c.judged(func(s *mailauth.Spec) { s.DKIM.SigningEnabled = false }))
}

func strengthOf(length string) string {
	if length == "RSA_1024_BIT" {
		return "receivers trust keys of 1024 bit less (RFC 8301 section 3.2)"
	}
	return "none on mail that is sent today"
}

func sameTokens(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// envelope compares the MAIL FROM domain.
func (c *comparison) envelope() {
	found, want := c.found.MailFrom, c.spec.MailFrom
	switch {
	case want.Enabled && found.Domain == "":
		c.add("mail_from.enabled", "no MAIL FROM domain is set", c.noEnvelope())
		return
	case !want.Enabled && found.Domain != "":
		c.add("mail_from.enabled", fmt.Sprintf("a MAIL FROM domain is set: %s", found.Domain), "bounces return to that domain")
		return
	case !want.Enabled:
		return
	case found.Domain != want.Domain:
		c.add("mail_from.domain", fmt.Sprintf("the MAIL FROM domain is %s", found.Domain),
			"bounces return there, and receivers check the SPF record of that name instead of "+string(want.Domain))
	}
	if found.Behavior != want.BehaviorOnMXFailure {
		c.add("mail_from.behavior_on_mx_failure", "the behaviour without MX is "+found.Behavior, behaviourEffect(found.Behavior))
	}
	switch found.Status {
	case failed:
		c.add("mail_from.status", "SES has given up looking for the MX record of the MAIL FROM domain", c.withoutMX())
	case temporarily:
		c.add("mail_from.status", "SES does not find the MX record of the MAIL FROM domain any more", c.withoutMX())
	}
}

func behaviourEffect(behaviour string) string {
	if behaviour == "REJECT_MESSAGE" {
		return "SES refuses to send whenever it does not find the MX record"
	}
	return "SES sends with a subdomain of amazonses.com whenever it does not find the MX record, and SPF does not align then"
}

// withoutMX is what happens while SES does not find the MX.
func (c *comparison) withoutMX() string {
	if c.spec.MailFrom.BehaviorOnMXFailure == "REJECT_MESSAGE" {
		return "SES refuses to send mail from " + c.from()
	}
	return c.noEnvelope()
}

// noEnvelope is what happens while the envelope sender is in amazonses.com.
func (c *comparison) noEnvelope() string {
	return "SES uses a subdomain of amazonses.com for the envelope sender, so SPF does not align; " +
		c.judged(func(s *mailauth.Spec) { s.MailFrom.Enabled = false })
}

func (c *comparison) verification() {
	switch c.found.Verification {
	case failed:
		c.add("verification_status", "SES has given up verifying the domain", "SES refuses to send mail from "+c.from())
	case temporarily:
		c.add("verification_status", "SES does not see the domain verified any more", "if it stays so, SES refuses to send mail from "+c.from())
	}
}

func (c *comparison) from() string { return string(c.spec.Domain) }

// judged says what becomes of mail from the domain when the bundle is changed
// so, beside all that has changed already.
func (c *comparison) judged(change func(*mailauth.Spec)) string {
	spec := c.asFound()
	change(&spec)
	aligned := mailauth.Align(spec, spec.Domain, false)
	switch {
	case aligned.SPF && aligned.DKIM:
		return "DMARC still passes"
	case aligned.DKIM:
		return "DMARC rests on DKIM alone"
	case aligned.SPF:
		return "DMARC rests on SPF alone, which fails wherever mail is forwarded" + verdict(spec, " and then")
	default:
		return "DMARC fails" + verdict(spec, " and")
	}
}

// asFound is what was applied, changed to what is found of it as far as DMARC
// rests on it, so that two differences are judged together.
func (c *comparison) asFound() mailauth.Spec {
	spec := c.spec
	if c.found.Identity {
		dkim, mailFrom := c.found.DKIM, c.found.MailFrom
		spec.DKIM.SigningEnabled = dkim.SigningEnabled && dkim.Status != failed && c.keysFound()
		spec.MailFrom.Enabled = mailFrom.Domain != "" && mailFrom.Status != failed && mailFrom.Status != temporarily
	}
	if mx, ok := c.found.Records[mailauth.MailFromMX]; ok && !slices.Equal(mx.Values, []string{mailauth.MailFromMXText(spec.Region)}) {
		spec.MailFrom.Enabled = false
	}
	if text, ok := c.found.Records[mailauth.MailFromSPF]; ok && !authorizesSES(text.Values) {
		spec.MailFrom.Enabled = false
	}
	if text, ok := c.found.Records[mailauth.DMARCPolicy]; ok {
		// Receivers find no policy where there is none or more than one (RFC
		// 9989 section 4.10).
		spec.DMARC.Enabled = len(text.Values) == 1
		if spec.DMARC.Enabled {
			spec.DMARC.Text = text.Values[0]
		}
	}
	return spec
}

// keysFound reports whether receivers find any key that SES signs with.
func (c *comparison) keysFound() bool {
	if c.found.Records == nil {
		return true
	}
	if c.spec.DKIM.OwnKey() {
		return c.ownKeyFound()
	}
	if c.found.DKIM.Origin != c.spec.DKIM.Origin() || !sameTokens(c.found.DKIM.Tokens, c.facts.Tokens) {
		return false
	}
	for _, want := range mailauth.Records(c.spec, c.facts) {
		found := c.found.Records[want.Kind]
		if want.Type == rr.CNAME && found.Key == want.Key && slices.Equal(found.Values, []string{want.Text}) {
			return true
		}
	}
	return false
}

// verdict is what the policy makes of mail that fails DMARC.
func verdict(spec mailauth.Spec, and string) string {
	if !spec.DMARC.Enabled {
		return ""
	}
	record, err := dmarc.Parse(spec.DMARC.Text)
	if err != nil {
		return ""
	}
	switch record.Policy {
	case dmarc.Reject:
		return "," + and + " with p=reject it is refused"
	case dmarc.Quarantine:
		return "," + and + " with p=quarantine it goes to spam"
	default:
		return ""
	}
}
