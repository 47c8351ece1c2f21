package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// uses is the head over what records are for.
const uses = "WHAT IT IS FOR"

// The domain of the show, and where its mail is sent from.
const (
	domain = "example.org"
	region = "eu-west-1"
)

// dmarcText is the DMARC record that the configuration asks for, with a policy.
func dmarcText(policy string) string {
	return "v=DMARC1; p=" + policy + "; rua=mailto:dmarc@" + domain
}

// record is one DNS record of the show.
type record struct {
	name, typ string
	// use is what the record is for.
	use string
	// want are the answers that DNS shall give, sorted.
	want []string
}

// bundle is what an SES identity needs in DNS. It is written down here anew,
// from the documentation of SES, so that the provider has somebody to disagree
// with.
func bundle(identity *fakeaws.Identity) []record {
	var out []record
	keys := identity.View().DkimAttributes
	for i, token := range keys.Tokens {
		out = append(out, record{
			name: token + "._domainkey." + domain, typ: "CNAME",
			use:  "DKIM: key " + strconv.Itoa(i+1) + " of 3",
			want: []string{token + "." + keys.SigningHostedZone},
		})
	}
	return append(out,
		record{"mail." + domain, "MX", "MAIL FROM: bounces go to SES", []string{"10 feedback-smtp." + region + ".amazonses.com"}},
		record{"mail." + domain, "TXT", "SPF: SES may send", []string{"v=spf1 include:amazonses.com ~all"}},
		record{"_dmarc." + domain, "TXT", "DMARC: forgeries are spam", []string{dmarcText("quarantine")}},
	)
}

// foreign are the records that the zone has before, of other people.
func foreign() []record {
	return []record{
		{domain, "MX", "their mailboxes", []string{"10 mx.mailhost.example"}},
		{domain, "TXT", "proof for a service", []string{"site-verification=5be1c4f09d"}},
		{"www." + domain, "A", "their web site", []string{"192.0.2.80"}},
	}
}

// set is a record as a zone stores it.
func (r record) set() fakeaws.Set {
	values := slices.Clone(r.want)
	if r.typ == "TXT" {
		for i, value := range values {
			values[i] = strconv.Quote(value)
		}
	}
	return fakeaws.Set{Name: r.name, Type: r.typ, TTL: 300, Values: values}
}

// look asks DNS for records and shows the answers; uses is the head over their
// uses. It fails where an answer is not as wanted.
func (d *demo) look(ctx context.Context, uses string, records []record) error {
	dns := resolver{d.world.DNSAddr()}
	var rows [][]string
	var wrong error
	for _, r := range records {
		got, err := dns.ask(ctx, r.name, r.typ)
		if err != nil {
			return err
		}
		if !slices.Equal(got, r.want) && wrong == nil {
			wrong = fmt.Errorf("DNS answers %q for %s %s, want %q", got, r.typ, r.name, r.want)
		}
		answer := "(no such record)"
		if len(got) > 0 {
			answer = strings.Join(got, " ")
		}
		rows = append(rows, []string{brief(r.name), r.typ, brief(answer), r.use})
	}
	d.screen.table([]int{28, 5, 40, 19}, []string{"NAME", "TYPE", "DNS ANSWERS", uses}, rows...)
	return wrong
}

// brief shortens a DKIM token at the beginning of a name.
func brief(name string) string {
	const token, shown = 32, 4
	if first, rest, _ := strings.Cut(name, "."); len(first) == token {
		return first[:shown] + "…." + rest
	}
	return name
}
