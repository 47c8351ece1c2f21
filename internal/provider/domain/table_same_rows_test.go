package domain_test

import (
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// hcl is a text as the configuration writes it.
func hcl(text string) string { return strings.ReplaceAll(fmt.Sprintf("%q", text), "%{", "%%{") }

// spfAs is a row whose domain has one SPF text and is found with another.
func spfAs(what, text string, quoted ...string) sameRow {
	return sameRow{
		what: what, lines: "  spf = " + hcl(text) + "\n", do: writing("", quoted...), found: strings.Join(quoted, " "),
		keeps: "spf", text: text,
	}
}

// dmarcAs is the same for DMARC.
func dmarcAs(what, text string, quoted ...string) sameRow {
	return sameRow{
		what: what, lines: "  dmarc = { record = " + hcl(text) + " }\n", do: writing("_dmarc", quoted...), found: strings.Join(quoted, " "),
		keeps: "dmarc.record", text: text,
	}
}

// warned is a row whose text is equal and yet not as it should be.
func (r sameRow) warned(says string) sameRow {
	r.warns = says
	return r
}

// samePairs are the pairs of texts on which implementations disagree and that
// are equal by the standards.
func samePairs() []sameRow {
	const none, reject = "v=DMARC1; p=none", "v=DMARC1; p=reject"
	return []sameRow{
		dmarcAs("DMARC: tag names in capitals", reject, `"V=DMARC1; P=reject"`).warned("some receivers do not know the tag"),
		dmarcAs("DMARC: a space in front", none, `" v=DMARC1; p=none"`).warned("begins with white space"),
		dmarcAs("DMARC: an empty tag", none, `"v=DMARC1;; p=none"`).warned("nothing between two semicolons"),
		dmarcAs("DMARC: report addresses in another order", none+"; rua=mailto:a@example.org,mailto:b@example.org", `"v=DMARC1; p=none; rua=mailto:b@example.org,mailto:a@example.org"`),
		dmarcAs("DMARC: a tag whose value is void", reject, `"v=DMARC1; p=reject; adkim=strict"`).warned("receivers use the default adkim=r"),
		dmarcAs("DMARC: put to the test where the policy is none", none, `"v=DMARC1; p=none; t=y"`),
		spfAs("SPF: neighbouring networks in another order", "v=spf1 ip4:198.18.0.9 ip4:198.18.0.1 -all", `"v=spf1 ip4:198.18.0.1 ip4:198.18.0.9 -all"`),
		spfAs("SPF: the own domain by its macro", "v=spf1 a:%{d} -all", `"v=spf1 a -all"`),
		spfAs("SPF: a modifier that nobody knows", "v=spf1 mx -all", `"v=spf1 mx -all foo=bar"`).warned("receivers ignore it"),
		spfAs("SPF: a network twice", "v=spf1 ip4:198.18.0.1 -all", `"v=spf1 ip4:198.18.0.1 ip4:198.18.0.1 -all"`).warned("so it never matches"),
		spfAs("SPF: a trailing dot", "v=spf1 include:amazonses.com -all", `"v=spf1 include:amazonses.com. -all"`),
		spfAs("SPF: a mechanism after all", "v=spf1 -all", `"v=spf1 -all include:amazonses.com"`).warned("has no effect"),
	}
}

// sameText is text that is written down in another way.
func sameText() []sameRow {
	const (
		spf    = "v=spf1 ip4:198.18.0.0/24 include:amazonses.com ~all"
		reject = "v=DMARC1; p=reject; rua=mailto:dmarc@example.org"
	)
	long := "v=spf1" + strings.Repeat(" ip4:198.18.0.0/15 include:_spf.example.net", 7) + " ~all"
	var letters []string
	for _, letter := range spf {
		letters = append(letters, fmt.Sprintf("%q", letter))
	}
	single := strings.ReplaceAll(strings.Join(letters, " "), "'", `"`)
	tags := func(r sameRow, lines string) sameRow {
		r.lines, r.keeps, r.text = lines, "dmarc.policy", "reject"
		return r
	}
	whole := "  dmarc = { policy = \"reject\", rua = [\"mailto:dmarc@example.org\"] }\n"
	mailFrom := func(r sameRow) sameRow {
		r.lines, r.do = "", writing("mail", r.found)
		r.keeps, r.text = "mail_from.spf", "v=spf1 include:amazonses.com ~all"
		return r
	}
	return []sameRow{
		spfAs("SPF: two spaces, and one at the end", spf, `"v=spf1  ip4:198.18.0.0/24  include:amazonses.com ~all "`).warned("simple parsers find an empty term"),
		spfAs("SPF: capitals and a plus", spf, `"V=SPF1 +IP4:198.18.0.0/24 +Include:AmazonSES.com ~ALL"`),
		spfAs("SPF: a network by another of its addresses", spf, `"v=spf1 ip4:198.18.0.77/24 include:amazonses.com ~all"`).warned("bits beyond its length"),
		spfAs("SPF cut within a word", spf, `"v=spf1 ip4:198.18.0.0/24 include:ama" "zonses.com ~all"`),
		spfAs("SPF in single letters", spf, single),
		spfAs("SPF with empty pieces", spf, `"" "v=spf1 ip4:198.18.0.0/24 include:amazonses.com ~all" ""`),
		spfAs("SPF in octal", spf, `"\166\075\163pf1\040ip4:198.18.0.0/24 include:amazonses.com ~all"`),
		spfAs("SPF of more than 255 characters, cut elsewhere", long, fmt.Sprintf("%q %q %q", long[:100], long[100:300], long[300:])),
		mailFrom(spfAs("SPF of MAIL FROM in capitals", "", `"v=spf1 INCLUDE:AMAZONSES.COM ~All"`)),
		mailFrom(spfAs("SPF of MAIL FROM cut in three", "", `"v=spf1 " "include:amazonses.com" " ~all"`)),
		dmarcAs("DMARC: tags in another order", reject, `"v=DMARC1; rua=mailto:dmarc@example.org; p=reject"`).warned("RFC 7489 section 6.3 requires p"),
		dmarcAs("DMARC: no spaces, a semicolon at the end", reject, `"v=DMARC1;p=reject;rua=mailto:dmarc@example.org;"`),
		dmarcAs("DMARC: defaults written out", reject, `"v=DMARC1; p=reject; sp=reject; adkim=r; aspf=r; pct=100; ri=86400; fo=0; rua=mailto:dmarc@example.org"`).warned("pct is no longer part of DMARC"),
		dmarcAs("DMARC: a tag that nobody knows", reject, `"v=DMARC1; p=reject; note=ours; rua=mailto:dmarc@example.org"`).warned("is no DMARC tag"),
		dmarcAs("DMARC: capitals in policy, scheme and domain", reject, `"v=DMARC1; p=Reject; rua=MAILTO:dmarc@EXAMPLE.org"`),
		dmarcAs("DMARC cut in two, partly in octal", reject, `"v=DMARC1\073 p=rej" "ect; rua=mailto:dmarc\100example.org"`),
		tags(dmarcAs("DMARC configured tag by tag: another order, another spelling", "", `"v=DMARC1;rua=mailto:dmarc@EXAMPLE.org;pct=100;p=REJECT"`), whole).warned("pct is no longer part of DMARC"),
	}
}

// sameHosts are records that lead to the same host.
func sameHosts() []sameRow {
	host := func(what, labels, typ, value, keeps, text string) sameRow {
		return sameRow{what: what, do: putting(labels, typ, 300, value), found: value, keeps: keeps, text: text}
	}
	const mx = "10 feedback-smtp.eu-west-1.amazonses.com"
	return []sameRow{
		{what: "a DKIM record in capitals, with a trailing dot", do: func(p *place) error {
			return p.put(p.key(0), "CNAME", 300, strings.ToUpper(p.tokens[0])+".DKIM.amazonses.com.")
		}, found: "<TOKEN 1>.DKIM.amazonses.com.", keeps: "dkim.status", text: "SUCCESS"},
		{what: "all DKIM records have only capitals", do: func(p *place) error {
			for n, token := range p.tokens {
				if err := p.put(p.key(n), "CNAME", 300, strings.ToUpper(token+".dkim.amazonses.com")); err != nil {
					return err
				}
			}
			return nil
		}, found: "<TOKEN 1>.DKIM.AMAZONSES.COM and so on", keeps: "dkim.status", text: "SUCCESS"},
		host("the MX in capitals, with a trailing dot", "mail", "MX", "10 Feedback-SMTP.EU-West-1.AmazonSES.com.", "records.mail_from_mx.values", "["+mx+"]"),
		host("the MX with a zero and spaces in front", "mail", "MX", "010  feedback-smtp.eu-west-1.amazonses.com", "records.mail_from_mx.values", "["+mx+"]"),
	}
}

// sameOthers is what others do at names that they share with us, and beside.
func sameOthers() []sameRow {
	const (
		ours    = `"v=spf1 include:amazonses.com ~all"`
		record  = "records.mail_from_spf.values"
		value   = "[v=spf1 include:amazonses.com ~all]"
		foreign = `"a \"quoted\" \303\244" " text"`
	)
	others := func(what string, ttl int64, quoted ...string) sameRow {
		return sameRow{
			what: what, do: func(p *place) error { return p.put("mail", "TXT", ttl, quoted...) }, found: strings.Join(quoted, ", "),
			keeps: record, text: value,
		}
	}
	beside := func(what, labels, typ, value string) sameRow {
		return sameRow{what: what, do: func(p *place) error { return p.put(labels, typ, 60, value) }, found: value, keeps: record, text: "[v=spf1 include:amazonses.com ~all]"}
	}
	first := others("somebody puts the first value of his own beside ours", 300, ours, foreign)
	first.alone = true
	last := others("somebody removes his value, whose TTL was ours", 300, ours)
	last.before = func(p *place) error { return p.put("mail", "TXT", 300, foreign) }
	return []sameRow{
		others("somebody changes the TTL of a set that he shares with us", 60, foreign, ours),
		others("somebody adds a value of his", 900, foreign, ours, `"new=1"`),
		last,
		others("somebody reorders the values", 900, ours, foreign),
		others("somebody changes his value and the TTL", 7200, `"other=2"`, ours),
		first,
		beside("somebody has a host at the name of MAIL FROM", "mail", "A", "192.0.2.1"),
		beside("somebody publishes a DKIM key of his", "k2._domainkey", "TXT", `"v=DKIM1; p="`),
		beside("somebody has a web site at the domain", "", "A", "192.0.2.1"),
		beside("somebody changes where the domain's mail goes", "", "MX", "20 mx.example.com."),
		{what: "somebody asks for reports on a domain below", do: func(p *place) error {
			return p.put("_dmarc.shop", "TXT", 60, `"v=DMARC1; p=none"`)
		}, found: `"v=DMARC1; p=none"`, keeps: record, text: value},
		{
			what: "the TTL of a record is changed that stood before ours and was accepted", alone: true,
			before: func(p *place) error { return p.put("_dmarc", "TXT", 7200, `"v=DMARC1; p=none"`) },
			do:     func(p *place) error { return p.put("_dmarc", "TXT", 60, `"v=DMARC1; p=none"`) },
			found:  "TTL 60", keeps: "records.dmarc.ttl", text: "60",
		},
		{
			what: "a record that stood before ours and was accepted is spelled otherwise", alone: true,
			before: func(p *place) error { return p.put("_dmarc", "TXT", 7200, `"v=DMARC1; p=none"`) },
			do:     func(p *place) error { return p.put("_dmarc", "TXT", 7200, `"v=DMARC1;p=none;pct=100"`) },
			found:  `"v=DMARC1;p=none;pct=100"`, keeps: "records.dmarc.values", text: "[v=DMARC1; p=none]",
			warns: "pct is no longer part of DMARC",
		},
	}
}

// sameSES is what SES says and nobody has to repair.
func sameSES() []sameRow {
	pending, temporary := sesapi.Pending, sesapi.TemporaryFailure
	set := func(c sesapi.Change) func(*place) error {
		return func(p *place) error { return p.identity.Tamper(c) }
	}
	return []sameRow{
		{
			what: "SES still looks, and nobody waits for it", lines: "  wait_for_verification = false\n",
			do:    set(sesapi.Change{VerificationStatus: &pending, MailFromStatus: &pending}),
			found: "PENDING", keeps: "dkim.status", text: "PENDING",
		},
		{
			what: "SES does not find the DKIM records, which stand", do: set(sesapi.Change{VerificationStatus: &temporary}),
			found: "TEMPORARY_FAILURE", keeps: "dkim.status", text: "TEMPORARY_FAILURE",
			warns: "SES does not find the DKIM records any more",
		},
		{
			what: "SES does not find the MX of MAIL FROM, which stands", do: set(sesapi.Change{MailFromStatus: &temporary}),
			found: "TEMPORARY_FAILURE", keeps: "mail_from.status", text: "TEMPORARY_FAILURE",
			warns: "SES does not find the MX record of the MAIL FROM domain any more",
		},
		{what: "nothing: a tag comes from the provider's default tags alone", keeps: "tags_all.owner", text: "ops"},
		{what: "nothing: a tag of the resource goes before a default tag", lines: "  tags = { owner = \"mail\", team = \"mail\" }\n", keeps: "tags_all.owner", text: "mail"},
		{what: "nothing: a tag of the resource says what the default tag says", lines: "  tags = { owner = \"ops\" }\n", keeps: "tags.owner", text: "ops"},
		{what: "nothing: an empty map of tags", lines: "  tags = {}\n", keeps: "tags_all.owner", text: "ops"},
	}
}

// sameWords are configurations that say the same in other words.
func sameWords() []sameRow {
	return []sameRow{
		{what: "the configuration writes the domain in capitals, with a trailing dot", spelled: "NAME.Example.ORG.", keeps: "domain", text: "example.org"},
		{
			what: "the configuration writes MAIL FROM in capitals, with a trailing dot", then: "  mail_from = { domain = \"MAIL.NAME.Example.org.\" }\n",
			keeps: "mail_from.domain", text: "mail.example.org",
		},
		{
			what:  "the configuration writes SPF otherwise",
			lines: "  spf = \"v=spf1 ip4:198.18.0.0/24 ~all\"\n", then: "  spf = \"v=spf1  +ip4:198.18.0.0/24  ~ALL\"\n",
			keeps: "spf", text: "v=spf1 ip4:198.18.0.0/24 ~all",
		},
		{
			what:  "the configuration writes DMARC otherwise",
			lines: "  dmarc = { record = \"v=DMARC1; p=none; rua=mailto:a@example.org\" }\n", then: "  dmarc = { record = \"v=DMARC1;rua=mailto:a@example.org;p=none\" }\n",
			keeps: "dmarc.record", text: "v=DMARC1; p=none; rua=mailto:a@example.org",
		},
		{
			what: "the configuration writes defaults out",
			then: "  ttl = 300\n  region = \"eu-west-1\"\n  feedback_forwarding_enabled = true\n  dkim = { key_length = \"RSA_2048_BIT\" }\n" +
				"  mail_from = { spf = \"v=spf1 include:amazonses.com ~all\" }\n  dmarc = { policy = \"none\", testing = false }\n",
			keeps: "ttl", text: "300",
		},
		{
			what:  "the configuration lists report addresses in another order",
			lines: "  dmarc = { rua = [\"mailto:a@example.org\", \"mailto:b@example.org\"] }\n", then: "  dmarc = { rua = [\"mailto:b@example.org\", \"mailto:a@example.org\"] }\n",
			keeps: "records.dmarc.values", text: "[v=DMARC1; p=none; rua=mailto:a@example.org,mailto:b@example.org]",
		},
	}
}
