package reconcile_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// BenchmarkDiff compares a bundle that stands as it should.
func BenchmarkDiff(b *testing.B) {
	want := mailauth.Records(mailauth.Spec{
		Domain: "example.org", Region: "eu-west-1", TTL: 300,
		DKIM:     mailauth.DKIM{SigningEnabled: true, KeyLength: "RSA_2048_BIT"},
		MailFrom: mailauth.MailFrom{Enabled: true, Domain: "mail.example.org", BehaviorOnMXFailure: "USE_DEFAULT_VALUE", SPF: mailauth.DefaultMailFromSPF},
		DMARC:    mailauth.DMARC{Enabled: true, Text: "v=DMARC1; p=none"},
	}, mailauth.Facts{Tokens: []string{"aaa", "bbb", "ccc"}, SigningHostedZone: "dkim.eu-west-1.amazonses.com"})
	var have []rr.Set
	for _, r := range want {
		have = append(have, rr.Set{Key: r.Key, TTL: 300, Values: []rr.Value{{Text: r.Text, Wire: r.Text}}})
	}
	s := reconcile.Situation{Want: want, Have: have, Managed: reconcile.Holding{Owned: want, Records: want}}
	for b.Loop() {
		if d := reconcile.Diff(s); len(d.Publish)+len(d.Remove)+len(d.Conflicts) != 0 {
			b.Fatalf("%+v", d)
		}
	}
}
