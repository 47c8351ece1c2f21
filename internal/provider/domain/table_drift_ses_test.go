package domain_test

import (
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

func driftOfSES() []driftRow {
	const (
		none       = "  dmarc = { policy = \"none\", rua = [\"mailto:dmarc@example.org\"] }\n"
		quarantine = "  dmarc = { policy = \"quarantine\", rua = [\"mailto:dmarc@example.org\"] }\n"
		strict     = "  dmarc = { policy = \"reject\", rua = [\"mailto:dmarc@example.org\"], alignment_spf = \"strict\" }\n"
		rejects    = guarded + "  mail_from = { behavior_on_mx_failure = \"REJECT_MESSAGE\" }\n"
		without    = guarded + "  mail_from = { enabled = false }\n"
		quiet      = guarded + "  feedback_forwarding_enabled = false\n  configuration_set_name = \"events\"\n"
		unsigned   = "  dkim = { signing_enabled = false }\n"
		mail       = "mail_from.status"
	)
	signing := func(on bool) func(*place) error {
		return func(p *place) error { return p.identity.SetSigning(on) }
	}
	mailFrom := func(domain, behaviour string) func(*place) error {
		return func(p *place) error {
			if domain != "" {
				domain += "." + p.name
			}
			return p.identity.SetMailFrom(domain, behaviour)
		}
	}
	failed := func(p *place) error { return p.identity.SetMailFromStatus(sesapi.Failed) }
	tags := func(tags map[string]string) func(*place) error {
		return func(p *place) error { return p.identity.SetTags(tags) }
	}
	set := func(name string) func(*place) error {
		return func(p *place) error { return p.identity.SetConfigurationSet(name) }
	}
	return []driftRow{
		{what: "DKIM signing is switched off, under the policy none", lines: none, tamper: signing(false), at: "dkim.signing_enabled"},
		{what: "DKIM signing is switched off, under the policy quarantine", lines: quarantine, tamper: signing(false), at: "dkim.signing_enabled"},
		{what: "DKIM signing is switched off, under the policy reject", tamper: signing(false), at: "dkim.signing_enabled"},
		{what: "DKIM signing is switched off, under the policy reject with strict SPF", lines: strict, tamper: signing(false), at: "dkim.signing_enabled"},
		{what: "DKIM signing is switched on where it was off", lines: unsigned, tamper: signing(true), at: "dkim.signing_enabled"},
		{what: "the DKIM keys are shortened to 1024 bit", tamper: func(p *place) error { return p.identity.SetKeyLength("RSA_1024_BIT") }, at: "dkim.key_length"},
		{what: "DKIM signs with somebody's own key", tamper: func(p *place) error { return p.identity.SetOwnKey("stray") }, at: "dkim.origin"},
		{what: "SES has other DKIM tokens", tamper: unseen(func(p *place) error { return p.identity.RotateTokens() }), at: `records["dkim_1"].values`, named: "dkim.tokens", looks: "dkim.tokens"},
		{what: "SES has other DKIM tokens, and has noticed that their records are missing", tamper: func(p *place) error { return p.identity.RotateTokens() }, at: "dkim.status"},
		{what: "SES has given up on the DKIM records, which stand again (FAILED)", tamper: func(p *place) error { return p.identity.SetDKIMStatus(sesapi.Failed) }, at: "dkim.status"},
		{what: "SES has given up verifying the domain (FAILED)", tamper: func(p *place) error { return p.identity.SetVerification(sesapi.Failed) }, at: "verification_status"},
		{what: "SES has given up on the MX of MAIL FROM (FAILED)", tamper: failed, at: mail},
		{what: "SES has given up on the MX of MAIL FROM, where SPF has to align strictly", lines: strict, tamper: failed, at: mail},
		{what: "SES has given up on the MX of MAIL FROM, and so refuses mail", lines: rejects, tamper: failed, at: mail},
		{what: "MAIL FROM is another domain", tamper: mailFrom("bounce", ""), at: "mail_from.domain"},
		{what: "MAIL FROM is removed", tamper: mailFrom("", ""), at: "mail_from.enabled"},
		{what: "MAIL FROM is set where there was none", lines: without, tamper: mailFrom("bounce", ""), at: "mail_from.enabled"},
		{what: "mail is refused when the MX is not found", tamper: mailFrom("mail", "REJECT_MESSAGE"), at: "mail_from.behavior_on_mx_failure"},
		{what: "mail is no longer refused when the MX is not found", lines: rejects, tamper: mailFrom("mail", "USE_DEFAULT_VALUE"), at: "mail_from.behavior_on_mx_failure"},
		{what: "bounces are no longer forwarded", tamper: func(p *place) error { return p.identity.SetFeedback(false) }, at: "feedback_forwarding_enabled"},
		{what: "bounces are forwarded where they were not", lines: quiet, tamper: func(p *place) error { return p.identity.SetFeedback(true) }, at: "feedback_forwarding_enabled"},
		{what: "a configuration set becomes the default", tamper: set("stray"), at: "configuration_set_name"},
		{what: "another configuration set becomes the default", lines: quiet, tamper: set("stray"), at: "configuration_set_name"},
		{what: "the default configuration set is taken away", lines: quiet, tamper: set(""), at: "configuration_set_name"},
		{what: "a tag is added", tamper: tags(map[string]string{"team": "mail", "stray": "yes"}), at: `tags_all["stray"]`, named: "tags_all"},
		{what: "a tag is changed", tamper: tags(map[string]string{"team": "none"}), at: `tags_all["team"]`, named: "tags_all"},
		{what: "all tags are removed", tamper: tags(nil), at: `tags_all["team"]`, named: "tags_all"},
	}
}

// driftOfExistence is what is gone as a whole.
func driftOfExistence() []driftRow {
	deleted := func(p *place) error { p.identity.Delete(); return nil }
	cleared := func(p *place) error {
		for n := range p.tokens {
			if err := p.remove(p.key(n), "CNAME"); err != nil {
				return err
			}
		}
		for _, labels := range []string{"", "mail", "_dmarc"} {
			if err := p.text(labels); err != nil {
				return err
			}
		}
		return p.remove("mail", "MX")
	}
	both := func(first, second func(*place) error) func(*place) error {
		return func(p *place) error {
			if err := first(p); err != nil {
				return err
			}
			return second(p)
		}
	}
	return []driftRow{
		{what: "the SES identity is deleted, the records stand", tamper: deleted, at: "arn"},
		{what: "the SES identity is deleted and made anew by hand", tamper: both(deleted, func(p *place) error { return p.identity.Create() }), at: "mail_from.enabled"},
		{what: "the SES identity and the DMARC record are deleted", tamper: both(deleted, writing("_dmarc")), at: `records["dmarc"].values`},
		{what: "all records are deleted, the SES identity stands", tamper: cleared, at: `records["dmarc"].values`},
		{what: "everything is deleted", tamper: both(deleted, cleared)},
	}
}
