package domain_test

import (
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// unseen tampers before SES has looked at DNS again.
func unseen(tamper func(*place) error) func(*place) error {
	return func(p *place) error {
		if err := tamper(p); err != nil {
			return err
		}
		well := sesapi.Success
		return p.identity.Tamper(sesapi.Change{VerificationStatus: &well, MailFromStatus: &well})
	}
}

// putting replaces a set of the type at the labels.
func putting(labels, typ string, ttl int64, values ...string) func(*place) error {
	return unseen(func(p *place) error { return p.put(labels, typ, ttl, values...) })
}

// removing removes a set, or of text what is ours in it.
func removing(labels, typ string) func(*place) error {
	return unseen(func(p *place) error {
		if typ == "TXT" {
			return p.text(labels)
		}
		return p.remove(labels, typ)
	})
}

// writing replaces what is ours of a set of text.
func writing(labels string, quoted ...string) func(*place) error {
	return func(p *place) error { return p.text(labels, quoted...) }
}

func driftOfDKIM() []driftRow {
	key := func(n int, edit func(p *place, name string) error) func(*place) error {
		return unseen(func(p *place) error { return edit(p, p.key(n)) })
	}
	gone := func(p *place, name string) error { return p.remove(name, "CNAME") }
	all := func(p *place) error {
		for n := range p.tokens {
			if err := gone(p, p.key(n)); err != nil {
				return err
			}
		}
		return nil
	}
	const first = `records["dkim_1"].values`
	return []driftRow{
		{what: "one DKIM record is deleted", tamper: key(1, gone), at: `records["dkim_2"].values`},
		{what: "all DKIM records are deleted", tamper: unseen(all), at: first},
		{what: "all DKIM records are deleted, and SES has noticed (TEMPORARY_FAILURE)", tamper: all, at: "dkim.status"},
		{what: "all DKIM records are deleted, and SES has given up (FAILED)", tamper: func(p *place) error {
			if err := all(p); err != nil {
				return err
			}
			return p.identity.SetVerification(sesapi.Failed)
		}, at: "verification_status"},
		{what: "a DKIM record leads to another host", tamper: key(0, func(p *place, name string) error {
			return p.put(name, "CNAME", 300, "dkim.example.net.")
		}), at: first},
		{what: "a DKIM record leads to the key of another domain at SES", tamper: key(0, func(p *place, name string) error {
			return p.put(name, "CNAME", 300, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.dkim.amazonses.com")
		}), at: first},
		{what: "the TTL of a DKIM record is changed to a day", tamper: key(2, func(p *place, name string) error {
			return p.put(name, "CNAME", 86400, p.tokens[2]+".dkim.amazonses.com")
		}), at: `records["dkim_3"].ttl`},
	}
}

func driftOfMailFrom() []driftRow {
	const (
		ours     = "10 feedback-smtp.eu-west-1.amazonses.com"
		mx, spf  = `records["mail_from_mx"].values`, `records["mail_from_spf"].values`
		rejects  = guarded + "  mail_from = { behavior_on_mx_failure = \"REJECT_MESSAGE\" }\n"
		standard = `"v=spf1 include:amazonses.com ~all"`
	)
	return []driftRow{
		{what: "the MX of MAIL FROM is deleted", tamper: removing("mail", "MX"), at: mx},
		{what: "the MX of MAIL FROM is deleted where SES is to refuse mail without it", lines: rejects, tamper: removing("mail", "MX"), at: mx},
		{what: "the MX of MAIL FROM is deleted, and SES has noticed (TEMPORARY_FAILURE)", tamper: func(p *place) error {
			return p.remove("mail", "MX")
		}, at: "mail_from.status"},
		{what: "the MX of MAIL FROM leads to a mail server", tamper: putting("mail", "MX", 300, "10 mx.example.net."), at: mx},
		{what: "the MX of MAIL FROM is that of another region", tamper: putting("mail", "MX", 300, "10 feedback-smtp.us-east-1.amazonses.com"), at: mx},
		{what: "a second MX stands at MAIL FROM", tamper: putting("mail", "MX", 300, ours, "20 mx.example.net."), at: mx},
		{what: "the MX of MAIL FROM has another preference", tamper: putting("mail", "MX", 300, "20 feedback-smtp.eu-west-1.amazonses.com"), at: mx},
		{what: "the TTL of the MX is changed to a minute", tamper: putting("mail", "MX", 60, ours), at: `records["mail_from_mx"].ttl`},
		{what: "the SPF record of MAIL FROM is deleted", tamper: removing("mail", "TXT"), at: spf},
		{what: "the SPF record of MAIL FROM is deleted, with nobody else's text at the name", alone: true, tamper: removing("mail", "TXT"), at: spf},
		{what: "the SPF record of MAIL FROM does not name SES", tamper: writing("mail", `"v=spf1 ip4:192.0.2.0/24 -all"`), at: spf},
		{what: "the SPF record of MAIL FROM fails hard", tamper: writing("mail", `"v=spf1 include:amazonses.com -all"`), at: spf},
		{what: "the SPF record of MAIL FROM is malformed", tamper: writing("mail", `"v=spf1 include: amazonses.com ~all"`), at: spf},
		{what: "a second SPF record stands at MAIL FROM", tamper: writing("mail", standard, `"v=spf1 include:_spf.example.net ~all"`), at: spf},
		{what: "the SPF record of MAIL FROM stands twice, cut differently", tamper: writing("mail", standard, `"v=spf1 include:" "amazonses.com ~all"`), at: spf},
		{what: "the TTL of the SPF record of MAIL FROM is changed to a day", alone: true, tamper: putting("mail", "TXT", 86400, standard), at: `records["mail_from_spf"].ttl`},
		deserted(standard),
		{what: "MX and SPF record of MAIL FROM are deleted", tamper: unseen(func(p *place) error {
			if err := p.remove("mail", "MX"); err != nil {
				return err
			}
			return p.text("mail")
		}), at: mx},
	}
}

// deserted is a set that keeps the TTL of others when their text is gone.
func deserted(ours string) driftRow {
	var theirs []string
	return driftRow{
		what: "others remove their text beside the SPF record of MAIL FROM, and leave their TTL of a quarter of an hour", at: `records["mail_from_spf"].ttl`, unseen: true,
		tamper: func(p *place) error {
			theirs = p.foreign["TXT "+p.under("mail")].Values
			delete(p.foreign, "TXT "+p.under("mail"))
			return p.put("mail", "TXT", 900, ours)
		},
		becomes: func(p *place, before string) string {
			line := p.under("mail") + ". 900 TXT "
			return strings.NewReplacer(line+theirs[0]+"\n", "", line+ours, p.under("mail")+". 300 TXT "+ours).Replace(before)
		},
	}
}

func driftOfSPF() []driftRow {
	const (
		ours = `"v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all"`
		at   = `records["spf"].values`
	)
	return []driftRow{
		{what: "the SPF record of the domain is deleted, beside site verifications", tamper: writing(""), at: at},
		{what: "the SPF record of the domain lets everybody send", tamper: writing("", `"v=spf1 +all"`), at: at},
		{what: "the SPF record of the domain names one more sender", tamper: writing("", `"v=spf1 ip4:192.0.2.0/24 include:amazonses.com include:_spf.example.net ~all"`), at: at},
		{what: "the SPF record of the domain no longer names SES", tamper: writing("", `"v=spf1 ip4:192.0.2.0/24 ~all"`), at: at},
		{what: "a second SPF record stands at the domain", tamper: writing("", ours, `"v=spf1 a -all"`), at: at},
	}
}

func driftOfDMARC() []driftRow {
	const (
		values     = `records["dmarc"].values`
		ours       = "v=DMARC1; p=reject; rua=mailto:dmarc@example.org"
		quarantine = "  dmarc = { policy = \"quarantine\" }\n"
		none       = "  dmarc = { policy = \"none\", rua = [\"mailto:dmarc@example.org\"] }\n"
		whole      = "  dmarc = { record = \"v=DMARC1; p=quarantine; np=reject\" }\n"
	)
	row := func(what, at string, texts ...string) driftRow {
		for i := range texts {
			texts[i] = fmt.Sprintf("%q", texts[i])
		}
		return driftRow{what: what, tamper: writing("_dmarc", texts...), at: at}
	}
	with := func(lines string, r driftRow) driftRow { r.lines = lines; return r }
	alone := func(r driftRow) driftRow { r.alone = true; return r }
	misspelt := row("the version of DMARC is misspelt, so that the text is nobody's record and stays", values, "v=DMARC2; p=reject")
	misspelt.stays = `"v=DMARC2; p=reject"`
	return []driftRow{
		row("the DMARC record is deleted", values),
		alone(row("the DMARC record is deleted, with nobody else's text at the name", values)),
		row("DMARC is weakened from reject to none", values, "v=DMARC1; p=none; rua=mailto:dmarc@example.org"),
		with(quarantine, row("DMARC is weakened from quarantine to none", values, "v=DMARC1; p=none")),
		with(none, row("DMARC is tightened from none to reject", values, "v=DMARC1; p=reject; rua=mailto:dmarc@example.org")),
		with(whole, row("DMARC written as one text is weakened", values, "v=DMARC1; p=none; np=reject")),
		row("DMARC spares subdomains", values, ours+"; sp=none"),
		row("DMARC is put to the test (t=y)", values, ours+"; t=y"),
		row("DMARC holds a tenth of the mail to the policy (pct=10)", values, ours+"; pct=10"),
		row("DMARC asks for strict alignment", values, ours+"; aspf=s; adkim=s"),
		row("DMARC has a policy that does not exist", values, "v=DMARC1; p=refuse"),
		row("DMARC has a policy that does not exist, but reports", values, "v=DMARC1; p=refuse; rua=mailto:dmarc@example.org"),
		misspelt,
		row("a second DMARC record stands beside ours", values, ours, "v=DMARC1; p=none"),
		row("the reports of DMARC go elsewhere", values, "v=DMARC1; p=reject; rua=mailto:d@example.net"),
		row("DMARC asks for no reports any more", values, "v=DMARC1; p=reject"),
		row("somebody else gets the reports of DMARC as well", values, ours+",mailto:d@example.net"),
		{what: "the TTL of the DMARC record is changed to a day", alone: true, tamper: putting("_dmarc", "TXT", 86400, fmt.Sprintf("%q", ours)), at: `records["dmarc"].ttl`},
	}
}
