package reconcile_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestDiffBesidesText(t *testing.T) {
	t.Parallel()
	const (
		host    = "tok._domainkey.example.org"
		target  = "tok.dkim.amazonses.com"
		mx      = "10 feedback-smtp.eu-west-1.amazonses.com"
		beside  = "a CNAME stands there"
		crowd   = "records stand there"
		bounces = "mail.example.org already receives the bounces of us-east-1"
	)
	for name, tc := range map[string]situation{
		"an MX set is ours as a whole: a second one is drift": {
			want: records{mxRecord(mx)}, owned: records{mxRecord(mx)},
			have:   []rr.Set{set("mail.example.org", rr.MX, 300, "20 mx.example.net", mx)},
			result: []string{"publish MX mail.example.org: 300 [20 mx.example.net] + [" + mx + "] => 300 [" + mx + "]", "ours mail_from_mx " + mx},
		},
		"an MX of another region is drift where ours is": {
			want: records{mxRecord(mx)}, owned: records{mxRecord(mx)},
			have: []rr.Set{set("mail.example.org", rr.MX, 300, "10 feedback-smtp.us-east-1.amazonses.com")},
			result: []string{
				"publish MX mail.example.org: 300 [10 feedback-smtp.us-east-1.amazonses.com] => 300 " + mx, "ours mail_from_mx " + mx,
			},
		},
		"an MX of another region is in the way where ours is not": {
			want:   records{mxRecord(mx)},
			have:   []rr.Set{set("mail.example.org", rr.MX, 300, "10 feedback-smtp.us-east-1.amazonses.com")},
			result: []string{"conflict mail_from_mx: " + bounces + ": MX 10 feedback-smtp.us-east-1.amazonses.com"},
		},
		"nobody adopts the bounces of another region": {
			want: records{mxRecord(mx)}, adopt: true,
			have:   []rr.Set{set("mail.example.org", rr.MX, 300, "10 feedback-smtp.us-east-1.amazonses.com")},
			result: []string{"conflict mail_from_mx: " + bounces + ": MX 10 feedback-smtp.us-east-1.amazonses.com"},
		},
		"nor takes them because an import found them": {
			want: records{mxRecord(mx)}, accepted: records{mxRecord("10 feedback-smtp.us-east-1.amazonses.com")},
			have:   []rr.Set{set("mail.example.org", rr.MX, 300, "10 feedback-smtp.us-east-1.amazonses.com")},
			result: []string{"conflict mail_from_mx: " + bounces + ": MX 10 feedback-smtp.us-east-1.amazonses.com"},
		},
		"an MX of a mail server is in the way": {
			want:   records{mxRecord(mx)},
			have:   []rr.Set{set("mail.example.org", rr.MX, 300, "10 mx.example.net")},
			result: []string{"conflict mail_from_mx: " + another + ": MX 10 mx.example.net"},
		},
		"a CNAME that leads elsewhere is drift where ours is": {
			want: records{dkimRecord(mailauth.DKIM1, "tok")}, owned: records{dkimRecord(mailauth.DKIM1, "tok")},
			have:   []rr.Set{set(host, rr.CNAME, 300, "elsewhere.example.net")},
			result: []string{"publish CNAME " + host + ": 300 [elsewhere.example.net] => 300 " + target, "ours dkim_1 " + target},
		},
		"tokens in another order are the same tokens": {
			want: records{dkimRecord(mailauth.DKIM1, "b"), dkimRecord(mailauth.DKIM2, "a")},
			owned: records{
				dkimRecord(mailauth.DKIM1, "a"), dkimRecord(mailauth.DKIM2, "b"),
			},
			have: []rr.Set{
				set("a._domainkey.example.org", rr.CNAME, 300, "a.dkim.amazonses.com"),
				set("b._domainkey.example.org", rr.CNAME, 300, "b.dkim.amazonses.com"),
			},
			result: []string{"ours dkim_1 b.dkim.amazonses.com", "ours dkim_2 a.dkim.amazonses.com"},
		},
		"text cannot stand beside a CNAME, be the name managed or not": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.CNAME, 300, "policy.vendor.example")},
			result: []string{"conflict dmarc: " + beside + ": CNAME policy.vendor.example"},
		},
		"text cannot stand beside a CNAME that is routed": {
			want:   records{dmarcRecord(none)},
			have:   []rr.Set{routed("_dmarc.example.org", rr.CNAME)},
			result: []string{"conflict dmarc: " + beside + ": CNAME (alias)"},
		},
		"a CNAME is in the way of text even where things may be adopted": {
			want: records{dmarcRecord(none)}, adopt: true,
			have:   []rr.Set{set("_dmarc.example.org", rr.CNAME, 300, "policy.vendor.example")},
			result: []string{"conflict dmarc: " + beside + ": CNAME policy.vendor.example"},
		},
		"a routed set is in the way even where things may be adopted": {
			want: records{mxRecord(mx)}, adopt: true,
			have:   []rr.Set{routed("mail.example.org", rr.MX, mx)},
			result: []string{"conflict mail_from_mx: a record with routing (alias) stands there: MX " + mx},
		},
		"a CNAME cannot stand beside anything": {
			want:   records{dkimRecord(mailauth.DKIM1, "tok")},
			have:   []rr.Set{set(host, rr.TXT, 300, "v=DKIM1; p=")},
			result: []string{"conflict dkim_1: " + crowd + ": TXT v=DKIM1; p="},
		},
		"a CNAME cannot stand beside an alias": {
			want:   records{dkimRecord(mailauth.DKIM1, "tok")},
			have:   []rr.Set{routed(host, "A")},
			result: []string{"conflict dkim_1: " + crowd + ": A (alias)"},
		},
		"a routed set of the wanted type is refused, though its value is equal": {
			want: records{mxRecord(mx)}, owned: records{mxRecord(mx)},
			have:   []rr.Set{routed("mail.example.org", rr.MX, mx)},
			result: []string{"conflict mail_from_mx: a record with routing (alias) stands there: MX " + mx},
		},
		"the second of several routed sets is refused too": {
			want:   records{mxRecord(mx)},
			have:   []rr.Set{set("mail.example.org", rr.MX, 300, mx), routed("mail.example.org", rr.MX, mx)},
			result: []string{"conflict mail_from_mx: a record with routing (alias) stands there: MX " + mx},
		},
		"an alias of another type at the same name is none of our business": {
			want: records{spfRecord("v=spf1 -all")},
			have: []rr.Set{routed("example.org", "A"), set("example.org", rr.MX, 60, "10 mx.example.org")},
			result: []string{
				"publish TXT example.org: nothing => 300 v=spf1 -all", "ours spf v=spf1 -all",
			},
		},
		"a record of ours that was made a routed one is left": {
			owned:  records{mxRecord(mx)},
			have:   []rr.Set{routed("mail.example.org", rr.MX, mx)},
			result: []string{"left mail_from_mx " + mx + ": " + edited},
		},
		"of two texts that may be ours the one that stands is removed, whichever it is": {
			owned:  records{dmarcRecord(none), dmarcRecord(quarantine)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, site, quarantine)},
			result: []string{"remove TXT _dmarc.example.org: 60 [" + site + "] + [" + quarantine + "] => 60 [" + site + "]"},
		},
		"of two texts that may be ours none stands: each is told": {
			owned:  records{dmarcRecord(none), dmarcRecord(quarantine)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, "v=DMARC1; p=reject")},
			result: []string{"left dmarc " + none + ": " + edited, "left dmarc " + quarantine + ": " + edited},
		},
		"a record whose role is of a later version is nobody's to touch": {
			owned: records{record("bimi", "default._bimi.example.org", rr.TXT, "v=BIMI1; l=")},
			have:  []rr.Set{set("default._bimi.example.org", rr.TXT, 300, "v=BIMI1; l=")},
		},
		"names of others are not looked at": {
			want: records{dmarcRecord(none)},
			have: []rr.Set{set("_dmarc.a.example.org", rr.TXT, 60, quarantine), set("example.org", rr.TXT, 60, "v=spf1 -all")},
			result: []string{
				"publish TXT _dmarc.example.org: nothing => 300 " + none, "ours dmarc " + none,
			},
		},
		"all conflicts are told at once, and what has none is decided": {
			want: records{dkimRecord(mailauth.DKIM1, "tok"), mxRecord(mx), dmarcRecord(none)},
			have: []rr.Set{
				set(host, rr.TXT, 300, "v=DKIM1; p="), set("mail.example.org", rr.MX, 300, "10 mx.example.net"),
			},
			result: []string{
				"publish TXT _dmarc.example.org: nothing => 300 " + none,
				"conflict dkim_1: " + crowd + ": TXT v=DKIM1; p=",
				"conflict mail_from_mx: " + another + ": MX 10 mx.example.net",
				"ours dmarc " + none,
			},
		},
		"every record is decided on its own": {
			want: records{dkimRecord(mailauth.DKIM1, "new"), mxRecord(mx), dmarcRecord(none)},
			owned: records{
				dkimRecord(mailauth.DKIM1, "tok"), mxRecord(mx), spfRecord("v=spf1 -all"),
			},
			accepted: records{dmarcRecord(none)},
			have: []rr.Set{
				set(host, rr.CNAME, 300, target),
				set("mail.example.org", rr.MX, 60, mx),
				set("example.org", rr.TXT, 60, site, "v=spf1 -all"),
				set("_dmarc.example.org", rr.TXT, 60, none),
			},
			result: []string{
				"publish CNAME new._domainkey.example.org: nothing => 300 new.dkim.amazonses.com",
				"publish MX mail.example.org: 60 [" + mx + "] => 300 [" + mx + "]",
				"remove CNAME " + host + ": 300 [" + target + "] => nothing",
				"remove TXT example.org: 60 [" + site + "] + [v=spf1 -all] => 60 [" + site + "]",
				"ours dkim_1 new.dkim.amazonses.com", "ours mail_from_mx " + mx,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.check(t)
		})
	}
}
