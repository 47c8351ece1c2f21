package mailauth

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lines(records []Record) []string {
	var out []string
	for _, r := range records {
		out = append(out, string(r.Kind)+" "+string(r.Name)+" "+string(r.Type)+" "+r.Text)
	}
	return out
}

func TestRecords(t *testing.T) {
	t.Parallel()
	facts := Facts{Tokens: []string{"aaa", "bbb", "ccc"}, SigningHostedZone: "dkim.eu-west-1.amazonses.com"}
	tests := map[string]struct {
		change func(*Spec)
		facts  Facts
		want   []string
	}{
		"a domain with defaults has six records": {func(*Spec) {}, facts, []string{
			"dkim_1 aaa._domainkey.example.org CNAME aaa.dkim.eu-west-1.amazonses.com",
			"dkim_2 bbb._domainkey.example.org CNAME bbb.dkim.eu-west-1.amazonses.com",
			"dkim_3 ccc._domainkey.example.org CNAME ccc.dkim.eu-west-1.amazonses.com",
			"mail_from_mx mail.example.org MX 10 feedback-smtp.eu-west-1.amazonses.com",
			"mail_from_spf mail.example.org TXT v=spf1 include:amazonses.com ~all",
			"dmarc _dmarc.example.org TXT v=DMARC1; p=none",
		}},
		"before SES has answered the DKIM records are open": {func(s *Spec) { s.DMARC.Enabled = false }, Facts{}, []string{
			"mail_from_mx mail.example.org MX 10 feedback-smtp.eu-west-1.amazonses.com",
			"mail_from_spf mail.example.org TXT v=spf1 include:amazonses.com ~all",
		}},
		"without MAIL FROM there is neither MX nor SPF": {func(s *Spec) { s.MailFrom.Enabled, s.SPF = false, "v=spf1 -all" }, Facts{}, []string{
			"spf example.org TXT v=spf1 -all",
			"dmarc _dmarc.example.org TXT v=DMARC1; p=none",
		}},
		"where SES leaves the zone out the region decides": {func(s *Spec) {
			s.Region, s.MailFrom.Enabled, s.DMARC.Enabled = "eu-south-1", false, false
		}, Facts{Tokens: []string{"aaa"}}, []string{
			"dkim_1 aaa._domainkey.example.org CNAME aaa.dkim.eu-south-1.amazonses.com",
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := plain()
			tc.change(&spec)
			if diff := cmp.Diff(tc.want, lines(Records(spec, tc.facts))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKindsAreKnownBeforeTheRecords(t *testing.T) {
	t.Parallel()
	spec := plain()
	spec.SPF = "v=spf1 -all"
	var kinds []Kind
	for _, r := range Records(spec, Facts{Tokens: []string{"a", "b", "c"}}) {
		kinds = append(kinds, r.Kind)
	}
	if got := Kinds(spec); !slices.Equal(got, kinds) {
		t.Errorf("Kinds says %q, Records has %q", got, kinds)
	}
}

func TestSlots(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kind Kind
		text string
		want bool
	}{
		"an SPF record is in the slot of SPF":           {MailFromSPF, "V=SPF1 -all", true},
		"a site verification is somebody else's":        {SPF, "google-site-verification=x", false},
		"spf2.0 is somebody else's":                     {SPF, "spf2.0/pra -all", false},
		"a DMARC record is in the slot of DMARC":        {DMARCPolicy, "v=DMARC1;p=none", true},
		"an SPF record is not in the slot of DMARC":     {DMARCPolicy, "v=spf1 -all", false},
		"every MX of the MAIL FROM name is ours":        {MailFromMX, "10 mx.example.net", true},
		"every CNAME at a DKIM name is ours":            {DKIM2, "x.example.net", true},
		"of a role that we do not know nothing is ours": {Kind("bimi"), "v=BIMI1", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tc.kind.Owns(tc.text); got != tc.want {
				t.Errorf("%s owns %q = %v, want %v", tc.kind, tc.text, got, tc.want)
			}
		})
	}
}
