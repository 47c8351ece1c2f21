package survey_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/survey"
)

// includes is a record that includes n names, each with a record of its own.
func includes(n int, dns world) string {
	text := "v=spf1"
	for i := range n {
		name := fmt.Sprintf("_i%d.example.net", i)
		dns["TXT "+name] = []string{"v=spf1 -all"}
		text += " include:" + name
	}
	return text + " -all"
}

func TestSPF(t *testing.T) {
	t.Parallel()
	const stop = ": receivers end with an error and SPF passes for nobody (RFC 7208 sections 4.6.4 and 5.2). To fix: mend or remove that term; in a record of somebody else only they can."
	const fewer = " To fix: remove senders that are no longer used, or replace a and mx by ip4: and ip6: networks."
	broken := survey.Cost{Lookups: -1}
	for name, tc := range map[string]struct {
		text string
		dns  world
		cost survey.Cost
		says string
	}{
		"SES costs one": {"v=spf1 include:amazonses.com ~all", world{"TXT amazonses.com": {"v=spf1 ip4:199.255.192.0/22 -all"}}, survey.Cost{Lookups: 1}, ""},
		"includes of includes count, and redirect": {"v=spf1 include:a.example redirect=b.example",
			world{"TXT a.example": {"v=spf1 include:b.example a:c.example -all", "x"}, "TXT b.example": {"v=spf1 mx:c.example ~all"}, "A c.example": {"192.0.2.1"}, "MX c.example": {"10 c.example"}},
			survey.Cost{Lookups: 6}, ""},
		"the same include counts twice":   {"v=spf1 include:a.example include:a.example -all", world{"TXT a.example": {"v=spf1 -all"}}, survey.Cost{Lookups: 2}, ""},
		"what follows all counts nothing": {"v=spf1 ip4:192.0.2.1 -all include:none.example", world{}, survey.Cost{}, ""},
		"an address of IPv6 is one":       {"v=spf1 a:c.example -all", world{"AAAA c.example": {"2001:db8::1"}}, survey.Cost{Lookups: 1}, ""},
		"macros of the domain are followed": {"v=spf1 exists:%{d2}.a.example -all",
			world{"A example.org.a.example": {"127.0.0.2"}}, survey.Cost{Lookups: 1}, ""},
		"macros of the message are not": {"v=spf1 include:%{i}.a.example exists:%{i}.b.example ptr -all", world{}, survey.Cost{Lookups: 3},
			`warning: The name in "include:%{i}.a.example" of the SPF record of mail.example.org depends on the message, so the lookups behind it are not counted.`},
		"two names without anything are allowed": {"v=spf1 a:a.example mx:b.example -all", world{}, survey.Cost{Lookups: 2, Void: 2}, ""},
		"three are too many": {"v=spf1 a:a.example mx:b.example exists:c.example -all", world{}, survey.Cost{Lookups: 3, Void: 3},
			"warning: The SPF record of mail.example.org asks for 3 names that have nothing to give; receivers may stop after 2 with an error (RFC 7208 section 4.6.4). To fix: remove the terms whose names are gone."},
		"an include without a record": {"v=spf1 include:a.example include:b.example -all", world{"TXT a.example": {"x"}}, broken,
			`error: In the SPF record of mail.example.org "include:a.example" leads to no SPF record` + stop + "\n" +
				`error: In the SPF record of mail.example.org "include:b.example" leads to no SPF record` + stop},
		"an include of two records": {"v=spf1 include:a.example -all", world{"TXT a.example": {"v=spf1 -all", "v=spf1 a -all"}}, broken,
			`error: In the SPF record of mail.example.org "include:a.example" leads to 2 SPF records, of which there must be one` + stop},
		"an include of a broken record": {"v=spf1 include:a.example -all", world{"TXT a.example": {"v=spf1 ipv4:192.0.2.1 -all"}}, broken,
			`error: In the SPF record of mail.example.org "include:a.example" leads to an invalid SPF record: column 8: an unknown mechanism, found "ipv4:192.0.2.1" (RFC 7208 section 4.6.1)` + stop},
		"a circle": {"v=spf1 include:a.example -all", world{"TXT a.example": {"v=spf1 redirect=mail.example.org"}}, broken,
			`error: In the SPF record of a.example "redirect=mail.example.org" leads back to mail.example.org in a circle` + stop},
		"more mail hosts than ten": {"v=spf1 mx:a.example -all", world{"MX a.example": strings.Split("1 a,2 a,3 a,4 a,5 a,6 a,7 a,8 a,9 a,10 a,11 a", ",")}, broken,
			`error: In the SPF record of mail.example.org "mx:a.example" has 11 mail hosts, and more than 10 are an error (section 4.6.4)` + stop},
		"a name that nobody answers for": {"v=spf1 include:a.example -all", world{"TXT a.example": {"?"}}, broken,
			`unanswered: No answer to TXT a.example: 192.0.2.53 answered SERVFAIL. So it is not known what "include:a.example" of the SPF record of mail.example.org adds. To fix: look again later, or ask other resolvers.`},
		"an address that nobody answers for": {"v=spf1 a:a.example -all", world{"AAAA a.example": {"?"}}, broken,
			`unanswered: No answer to AAAA a.example: 192.0.2.53 answered SERVFAIL. So it is not known what "a:a.example" of the SPF record of mail.example.org matches. To fix: look again later, or ask other resolvers.`},
		"a record that breaks the grammar": {"v=spf1 ip4:192.0.2.1/33 -all", world{}, broken,
			`error: TXT mail.example.org is "v=spf1 ip4:192.0.2.1/33 -all", which receivers treat as an error: column 21: a prefix length over 32, found "/33" (RFC 7208 section 5.6). To fix: publish a valid record.`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.dns["TXT mail.example.org"] = []string{tc.text}
			got, report := look(t, tc.dns, expect("TXT mail.example.org", tc.text))
			if got.Verdict != survey.OK || cost(got) != tc.cost || said(report) != tc.says {
				t.Errorf("got %s, %+v:\n%s\nwant %+v:\n%s", got.Verdict, cost(got), said(report), tc.cost, tc.says)
			}
		})
	}
	for n, want := range map[int]string{
		7:  "",
		8:  "warning: The SPF record of mail.example.org needs 8 DNS lookups with the records that it includes, and receivers stop at 10: the next sender may be one too many (RFC 7208 section 4.6.4). Most are of include:_i0.example.net (1), include:_i1.example.net (1), include:_i2.example.net (1).",
		11: "error: The SPF record of mail.example.org needs 11 DNS lookups with the records that it includes; receivers stop at 10 with an error (RFC 7208 section 4.6.4). Most are of include:_i0.example.net (1), include:_i1.example.net (1), include:_i2.example.net (1)." + fewer,
	} {
		dns := world{}
		dns["TXT mail.example.org"] = []string{includes(n, dns)}
		got, report := look(t, dns, expect("TXT mail.example.org", dns["TXT mail.example.org"]...))
		if cost(got).Lookups != n || said(report) != want || report.OK() != (n <= 10) {
			t.Errorf("%d includes cost %+v, ok: %t, got\n%s\nwant\n%s", n, cost(got), report.OK(), said(report), want)
		}
	}
}

func cost(r survey.Result) survey.Cost {
	if r.SPF == nil {
		return survey.Cost{Lookups: -1}
	}
	return *r.SPF
}

// TestSPFEnds: a record that includes ever more of the same comes to an end.
func TestSPFEnds(t *testing.T) {
	t.Parallel()
	dns := world{"TXT mail.example.org": {"v=spf1 include:_0.example.net -all"}}
	for i := range 60 {
		next := fmt.Sprintf("include:_%d.example.net", i+1)
		dns[fmt.Sprintf("TXT _%d.example.net", i)] = []string{"v=spf1 " + next + " " + next + " " + next + " -all"}
	}
	dns["TXT _60.example.net"] = []string{"v=spf1 -all"}
	_, report := look(t, dns, expect("TXT mail.example.org", "v=spf1 include:_0.example.net -all"))
	if got := said(report); !strings.HasPrefix(got, "error: The SPF record of mail.example.org needs 100 or more DNS lookups") {
		t.Errorf("got %s", got)
	}
}
