package survey_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/survey"
)

// key is a public key of 256 bit, which is enough to be one (RFC 8463 appendix A.2).
const key = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

// TestSigning: each CNAME has to lead to a key, or one of them at least.
func TestSigning(t *testing.T) {
	t.Parallel()
	const noKey = "CNAME a._domainkey.example.org leads to a.dkim.amazonses.com, where there is no usable DKIM key (RFC 6376 section 3.6.1)."
	const nothing = "error: " + noKey + " So no signature of the domain can be verified. To fix: see whether SES still has the identity with these tokens."
	second := "TXT b.dkim.amazonses.com"
	for name, tc := range map[string]struct {
		dns  world
		says string
	}{
		"both lead to a key":           {world{"TXT a.dkim.amazonses.com": {key}, second: {key}}, ""},
		"a key without a version does": {world{"TXT a.dkim.amazonses.com": {strings.TrimPrefix(key, "v=DKIM1; ")}, second: {key}}, ""},
		"one leads nowhere":            {world{second: {key}}, "warning: " + noKey + " Another record of the domain leads to one, so signatures can be verified."},
		"a revoked key is none":        {world{"TXT a.dkim.amazonses.com": {"p="}, second: {key}}, "warning: " + noKey + " Another record of the domain leads to one, so signatures can be verified."},
		"a broken key is none":         {world{"TXT a.dkim.amazonses.com": {"p=AAAA"}}, nothing + "\n" + strings.ReplaceAll(strings.ReplaceAll(nothing, "a.dkim", "b.dkim"), "a._domainkey", "b._domainkey")},
		"nobody knows": {world{"TXT a.dkim.amazonses.com": {"?"}, second: {key}},
			"unanswered: No answer to TXT a.dkim.amazonses.com: 192.0.2.53 answered SERVFAIL. So it is not known whether a._domainkey.example.org leads to a key. To fix: look again later, or ask other resolvers."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dns := world{"CNAME a._domainkey.example.org": {"a.dkim.amazonses.com"}, "CNAME b._domainkey.example.org": {"b.dkim.amazonses.com"}}
			maps.Copy(dns, tc.dns)
			report := survey.Look(t.Context(), dns, "example.org", map[string]survey.Record{
				"dkim_1": expect("CNAME a._domainkey.example.org", "a.dkim.amazonses.com"),
				"dkim_2": expect("CNAME b._domainkey.example.org", "b.dkim.amazonses.com"),
			})
			if got := said(report); got != tc.says || report.Results["dkim_1"].Verdict != survey.OK {
				t.Errorf("got  %s\nwant %s", got, tc.says)
			}
		})
	}
}

// TestOwnKey: a key that the domain publishes itself is judged as it stands.
func TestOwnKey(t *testing.T) {
	t.Parallel()
	record, err := dkim.Parse(key)
	if err != nil {
		t.Fatalf("read the key: %v", err)
	}
	for name, tc := range map[string]struct {
		text    string
		verdict survey.Verdict
		says    string
	}{
		"the key":                         {key, survey.OK, ""},
		"the same key, written otherwise": {"k=ed25519; v=DKIM1; p=" + key[strings.Index(key, "p=")+2:], survey.Different, "v stands behind another tag"},
		"the same key, with spaces":       {"v=DKIM1;k=ed25519;  p=11qYAYKxCrfVS/7TyWQH Og7hcvPapiMlrwIaaPcHURo=", survey.OK, ""},
		"the key in test mode":            {record.String() + "; t=y", survey.Different, "warning: TXT s._domainkey.example.org: DKIM key in test mode."},
		"a revoked key":                   {"v=DKIM1; k=ed25519; p=", survey.Different, "error: TXT s._domainkey.example.org: Revoked DKIM key."},
	} {
		got, report := look(t, world{"TXT s._domainkey.example.org": {tc.text}}, expect("TXT s._domainkey.example.org", key))
		if got.Verdict != tc.verdict || !strings.Contains(said(report), tc.says) || (tc.says == "") != (said(report) == "") {
			t.Errorf("%s: %s, says\n%s\nwant %s, %s", name, got.Verdict, said(report), tc.verdict, tc.says)
		}
	}
}
