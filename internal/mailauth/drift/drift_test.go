package drift

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

var facts = mailauth.Facts{Tokens: []string{"aaa", "bbb", "ccc"}, SigningHostedZone: "dkim.amazonses.com"}

// left is a domain as an apply left it, with the policy reject.
func left() mailauth.Spec {
	return mailauth.Spec{
		Domain: "example.org", Region: "eu-west-1", TTL: 300, SPF: "v=spf1 mx ~all",
		DKIM:               mailauth.DKIM{SigningEnabled: true, KeyLength: "RSA_2048_BIT"},
		MailFrom:           mailauth.MailFrom{Enabled: true, Domain: "mail.example.org", BehaviorOnMXFailure: "USE_DEFAULT_VALUE", SPF: mailauth.DefaultMailFromSPF},
		DMARC:              mailauth.DMARC{Enabled: true, Text: "v=DMARC1; p=reject; rua=mailto:d@example.org"},
		FeedbackForwarding: true,
		Tags:               map[string]string{"a": "1"},
	}
}

// standing is the world in which everything is as spec says.
func standing(spec mailauth.Spec) Found {
	found := Found{
		Identity:           true,
		DKIM:               DKIM{SigningEnabled: spec.DKIM.SigningEnabled, KeyLength: spec.DKIM.KeyLength, Origin: "AWS_SES", Status: "SUCCESS", Tokens: facts.Tokens},
		MailFrom:           MailFrom{Domain: spec.MailFrom.Domain, Behavior: spec.MailFrom.BehaviorOnMXFailure, Status: "SUCCESS"},
		Verification:       "SUCCESS",
		FeedbackForwarding: spec.FeedbackForwarding,
		ConfigurationSet:   spec.ConfigurationSet,
		Tags:               map[string]string{"a": "1"},
		Records:            map[mailauth.Kind]Record{},
	}
	for _, r := range mailauth.Records(spec, facts) {
		found.Records[r.Kind] = Record{Key: r.Key, TTL: r.TTL, Values: []string{r.Text}}
	}
	return found
}

// TestFindJudgesTogether: what DMARC rests on is what is left of all that has
// changed.
func TestFindJudgesTogether(t *testing.T) {
	t.Parallel()
	signingOff := func(f *Found) { f.DKIM.SigningEnabled = false }
	for name, tc := range map[string]struct {
		tamper []func(*Found)
		effect string
	}{
		"unsigned without MAIL FROM":       {[]func(*Found){signingOff, func(f *Found) { f.MailFrom = MailFrom{} }}, "DMARC fails, and with p=reject it is refused"},
		"unsigned with MAIL FROM given up": {[]func(*Found){signingOff, func(f *Found) { f.MailFrom.Status = "FAILED" }}, "DMARC fails, and with p=reject it is refused"},
		"unsigned without MX":              {[]func(*Found){signingOff, func(f *Found) { publish(f, mailauth.MailFromMX) }}, "DMARC fails, and with p=reject it is refused"},
		"unsigned without SPF":             {[]func(*Found){signingOff, func(f *Found) { publish(f, mailauth.MailFromSPF) }}, "DMARC fails, and with p=reject it is refused"},
		"unsigned under a policy weakened": {[]func(*Found){signingOff, func(f *Found) {
			publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=quarantine")
		}}, "and then with p=quarantine it goes to spam"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := standing(left())
			for _, tamper := range tc.tamper {
				tamper(&found)
			}
			got := Find(left(), facts, found)
			if len(got) != 2 || got[0].Path != "dkim.signing_enabled" || !strings.HasSuffix(got[0].Effect, tc.effect) {
				t.Errorf("got %+v, want two differences, the first with the effect %q", got, tc.effect)
			}
		})
	}
	withoutKeys := standing(left())
	for _, kind := range []mailauth.Kind{mailauth.DKIM1, mailauth.DKIM2, mailauth.DKIM3, mailauth.MailFromMX} {
		publish(&withoutKeys, kind)
	}
	if got := Find(left(), facts, withoutKeys); !strings.HasSuffix(got[3].Effect, "DMARC fails, and with p=reject it is refused") {
		t.Errorf("got %+v of the MX, though no receiver finds a key", got[3])
	}
	found := standing(left())
	signingOff(&found)
	publish(&found, mailauth.DMARCPolicy)
	if got := Find(left(), facts, found); strings.Contains(got[0].Effect, "p=") {
		t.Errorf("got %+v, which judges by a policy that nobody finds", got)
	}
}

func publish(f *Found, kind mailauth.Kind, values ...string) {
	r := f.Records[kind]
	r.Values = values
	f.Records[kind] = r
}

func TestFind(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		tamper func(*mailauth.Spec, *Found)
		path   string
		effect string
	}{
		"a world as it was left has no drift": {func(*mailauth.Spec, *Found) {}, "", ""},
		"identity gone":                       {func(_ *mailauth.Spec, f *Found) { f.Identity = false }, "arn", "refuses to send"},
		"signing off rests on SPF":            {func(_ *mailauth.Spec, f *Found) { f.DKIM.SigningEnabled = false }, "dkim.signing_enabled", "SPF alone, which fails wherever mail is forwarded, and then with p=reject it is refused"},
		"signing off where SPF never aligns": {func(s *mailauth.Spec, f *Found) {
			s.DMARC.Text = "v=DMARC1; p=reject; aspf=s"
			publish(f, mailauth.DMARCPolicy, s.DMARC.Text)
			f.DKIM.SigningEnabled = false
		}, "dkim.signing_enabled", "DMARC fails, and with p=reject it is refused"},
		"signing off under quarantine": {func(s *mailauth.Spec, f *Found) {
			s.DMARC.Text = "v=DMARC1; p=quarantine"
			publish(f, mailauth.DMARCPolicy, s.DMARC.Text)
			f.DKIM.SigningEnabled = false
		}, "dkim.signing_enabled", "it goes to spam"},
		"signing on though off was applied": {func(s *mailauth.Spec, _ *Found) { s.DKIM.SigningEnabled = false }, "dkim.signing_enabled", "is signed"},
		"another key length":                {func(_ *mailauth.Spec, f *Found) { f.DKIM.KeyLength = "RSA_1024_BIT" }, "dkim.key_length", "1024 bit less"},
		"somebody else's keys":              {func(_ *mailauth.Spec, f *Found) { f.DKIM.Origin = "EXTERNAL" }, "dkim.origin", "another selector"},
		"rotated tokens":                    {func(_ *mailauth.Spec, f *Found) { f.DKIM.Tokens = []string{"x", "y", "z"} }, "dkim.tokens", "do not find the key"},
		"DKIM given up":                     {func(_ *mailauth.Spec, f *Found) { f.DKIM.Status = "FAILED" }, "dkim.status", "not signed for it"},
		"DKIM out of sight":                 {func(_ *mailauth.Spec, f *Found) { f.DKIM.Status = "TEMPORARY_FAILURE" }, "dkim.status", "after five days"},
		"MAIL FROM removed":                 {func(_ *mailauth.Spec, f *Found) { f.MailFrom = MailFrom{} }, "mail_from.enabled", "DMARC rests on DKIM alone"},
		"MAIL FROM set though off":          {func(s *mailauth.Spec, _ *Found) { s.MailFrom.Enabled = false }, "mail_from.enabled", "bounces return"},
		"MAIL FROM elsewhere":               {func(_ *mailauth.Spec, f *Found) { f.MailFrom.Domain = "b.example.org" }, "mail_from.domain", "bounces return there"},
		"behaviour changed to reject":       {func(_ *mailauth.Spec, f *Found) { f.MailFrom.Behavior = "REJECT_MESSAGE" }, "mail_from.behavior_on_mx_failure", "refuses to send"},
		"MAIL FROM given up":                {func(_ *mailauth.Spec, f *Found) { f.MailFrom.Status = "FAILED" }, "mail_from.status", "SPF does not align"},
		"MAIL FROM given up under REJECT_MESSAGE": {func(s *mailauth.Spec, f *Found) {
			s.MailFrom.BehaviorOnMXFailure, f.MailFrom.Behavior, f.MailFrom.Status = "REJECT_MESSAGE", "REJECT_MESSAGE", "FAILED"
		}, "mail_from.status", "SES refuses to send"},
		"verification failed":           {func(_ *mailauth.Spec, f *Found) { f.Verification = "FAILED" }, "verification_status", "refuses to send"},
		"verification lost for a while": {func(_ *mailauth.Spec, f *Found) { f.Verification = "TEMPORARY_FAILURE" }, "verification_status", "if it stays so"},
		"feedback off":                  {func(_ *mailauth.Spec, f *Found) { f.FeedbackForwarding = false }, "feedback_forwarding_enabled", "not forwarded"},
		"another configuration set":     {func(_ *mailauth.Spec, f *Found) { f.ConfigurationSet = "x" }, "configuration_set_name", "other rules"},
		"another tag":                   {func(_ *mailauth.Spec, f *Found) { f.Tags["b"] = "2" }, "tags_all", "none on mail"},
		"a DKIM record missing":         {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.DKIM2) }, `records["dkim_2"]`, "do not find the key"},
		"a DKIM record elsewhere":       {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.DKIM2, "x.example.net") }, `records["dkim_2"]`, "do not find the key"},
		"MX missing":                    {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.MailFromMX) }, `records["mail_from_mx"]`, "amazonses.com"},
		"MX of another region": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.MailFromMX, "10 feedback-smtp.us-east-1.amazonses.com")
		}, `records["mail_from_mx"]`, "does not find its own MX"},
		"a second MX": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.MailFromMX, "10 feedback-smtp.eu-west-1.amazonses.com", "20 mx.example.net")
		}, `records["mail_from_mx"]`, "only its own MX"},
		"SPF of MAIL FROM missing":     {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.MailFromSPF) }, `records["mail_from_spf"]`, "DKIM alone"},
		"SPF of MAIL FROM without SES": {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.MailFromSPF, "v=spf1 -all") }, `records["mail_from_spf"]`, "not authorised"},
		"SPF of MAIL FROM malformed":   {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.MailFromSPF, "v=spf1 ip4:1 -all") }, `records["mail_from_spf"]`, "permerror"},
		"SPF of MAIL FROM doubled": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.MailFromSPF, mailauth.DefaultMailFromSPF, "v=spf1 -all")
		}, `records["mail_from_spf"]`, "permerror"},
		"SPF of the domain missing": {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.SPF) }, `records["spf"]`, "no result"},
		"SPF of the domain changed": {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.SPF, "v=spf1 a ~all") }, `records["spf"]`, "are others"},
		"DMARC missing":             {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.DMARCPolicy) }, `records["dmarc"]`, "no policy"},
		"DMARC behind a CNAME": {func(_ *mailauth.Spec, f *Found) {
			f.Records[mailauth.DMARCPolicy] = Record{Key: f.Records[mailauth.DMARCPolicy].Key, TTL: 300, Alias: "_dmarc.vendor.example"}
		}, `records["dmarc"]`, "follows the CNAME"},
		"DMARC weakened":        {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=none") }, `records["dmarc"]`, "weaker than reject"},
		"DMARC without reports": {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=reject") }, `records["dmarc"]`, "nobody receives"},
		"DMARC malformed":       {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=x") }, `records["dmarc"]`, "receivers ignore it"},
		"DMARC doubled": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=reject", "v=DMARC1; p=none")
		}, `records["dmarc"]`, "discard all"},
		"another TTL": {func(_ *mailauth.Spec, f *Found) {
			r := f.Records[mailauth.DMARCPolicy]
			r.TTL = 60
			f.Records[mailauth.DMARCPolicy] = r
		}, `records["dmarc"]`, "sooner or later"},
		"a TTL that others left": {func(_ *mailauth.Spec, f *Found) {
			r := f.Records[mailauth.DMARCPolicy]
			r.TTL, r.Deserted = 3600, true
			f.Records[mailauth.DMARCPolicy] = r
		}, `records["dmarc"]`, "sooner or later"},
		"others who left the TTL of ours": {func(_ *mailauth.Spec, f *Found) {
			r := f.Records[mailauth.DMARCPolicy]
			r.Deserted = true
			f.Records[mailauth.DMARCPolicy] = r
		}, "", ""},
		"the same policy in another spelling": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.DMARCPolicy, "v=DMARC1;p=reject;rua=mailto:d@example.org")
		}, "", ""},
		"SPF of MAIL FROM for everybody": {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.MailFromSPF, "v=spf1 +all") }, `records["mail_from_spf"]`, "every server may send"},
		"SPF with another ending":        {func(_ *mailauth.Spec, f *Found) { publish(f, mailauth.SPF, "v=spf1 mx -all") }, `records["spf"]`, "fail instead of softfail"},
		"SPF of the domain without SES": {func(s *mailauth.Spec, f *Found) {
			s.SPF = "v=spf1 mx include:amazonses.com ~all"
		}, `records["spf"]`, "SES is not authorised any more"},
		"DMARC that spares subdomains": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=reject; sp=none; rua=mailto:d@example.org")
		}, `records["dmarc"]`, "from subdomains is held to the policy none"},
		"DMARC under test": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=reject; t=y; rua=mailto:d@example.org")
		}, `records["dmarc"]`, "more gently than reject"},
		"DMARC for a part": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=reject; pct=5; rua=mailto:d@example.org")
		}, `records["dmarc"]`, "only 5 %"},
		"DMARC with strict SPF": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=reject; aspf=s; rua=mailto:d@example.org")
		}, `records["dmarc"]`, "DMARC rests on DKIM alone"},
		"DMARC with one more reader": {func(_ *mailauth.Spec, f *Found) {
			publish(f, mailauth.DMARCPolicy, "v=DMARC1; p=reject; rua=mailto:d@example.org,mailto:x@example.net")
		}, `records["dmarc"]`, "somebody else receives"},
		"DNS managed elsewhere": {func(_ *mailauth.Spec, f *Found) { f.Records = nil }, "", ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := left()
			found := standing(spec)
			tc.tamper(&spec, &found)
			got := Find(spec, facts, found)
			if tc.path == "" {
				if len(got) > 0 {
					t.Fatalf("got %+v, want no drift", got)
				}
				return
			}
			if len(got) != 1 || got[0].Path != tc.path || !strings.Contains(got[0].Effect, tc.effect) || got[0].What == "" {
				t.Errorf("got %+v, want %q alone, with an effect that says %q", got, tc.path, tc.effect)
			}
		})
	}
}

// TestFindSaysWhoseTheTTLIs: a set that others have left is ours, with the TTL
// that they gave it.
func TestFindSaysWhoseTheTTLIs(t *testing.T) {
	t.Parallel()
	found := standing(left())
	r := found.Records[mailauth.MailFromSPF]
	r.TTL, r.Deserted = 3600, true
	found.Records[mailauth.MailFromSPF] = r
	got := Find(left(), facts, found)
	if len(got) != 1 || !strings.Contains(got[0].What, "3600 s, that of others, whose values are gone; the set is now wholly this resource's, so its TTL is to be 300") {
		t.Errorf("got %+v", got)
	}
}
