package survey_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
	"github.com/mailauth/terraform-provider-mailauth/internal/survey"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is DNS: values by "TYPE name". A name that has no type is not there,
// "?" for a value is that nobody answers.
type world map[string][]string

func (w world) Lookup(_ context.Context, key rr.Key) (resolver.Answer, error) {
	answer := resolver.Answer{Values: w[key.String()]}
	if slices.Contains(answer.Values, "?") {
		return resolver.Answer{}, &resolver.Unanswered{Key: key, Reasons: []string{"192.0.2.53 answered SERVFAIL"}}
	}
	for have := range w {
		_, name, _ := strings.Cut(have, " ")
		answer.Exists = answer.Exists || name == string(key.Name)
	}
	return answer, nil
}

// expect is a record: "TYPE name" and its values.
func expect(key string, values ...string) survey.Record {
	typ, name, _ := strings.Cut(key, " ")
	return survey.Record{Key: rr.Key{Name: rr.Name(name), Type: rr.Type(typ)}, Values: values}
}

// look looks at one record of example.org.
func look(t *testing.T, dns survey.DNS, record survey.Record) (survey.Result, survey.Report) {
	t.Helper()
	report := survey.Look(t.Context(), dns, "example.org", map[string]survey.Record{"r": record})
	return report.Results["r"], report
}

// said is what was found, one a line.
func said(report survey.Report) string {
	var out []string
	for _, f := range report.Findings {
		out = append(out, fmt.Sprintf("%s: %s", f.Severity, f.Text))
	}
	return strings.Join(out, "\n")
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	const later = "; if that was done a moment ago, look again later, since resolvers keep a denial for some time."
	mx := expect("MX mail.example.org", "10 feedback-smtp.eu-west-1.amazonses.com")
	policy := expect("TXT _dmarc.example.org", "v=DMARC1; p=none")
	cname := expect("CNAME t._domainkey.example.org", "t.dkim.amazonses.com")
	sender := expect("TXT mail.example.org", "v=spf1 ip4:192.0.2.1 ~all")
	for name, tc := range map[string]struct {
		record  survey.Record
		dns     world
		verdict survey.Verdict
		seen    int
		says    string
	}{
		"a record that is there": {mx, world{"MX mail.example.org": {"10 feedback-smtp.eu-west-1.amazonses.com"}}, survey.OK, 1, ""},
		"text of others counts for nothing": {
			sender, world{"TXT mail.example.org": {"google-site-verification=1", "v=spf1 ip4:192.0.2.1 ~all"}}, survey.OK, 1, ""},
		"what means the same is equal": {policy, world{"TXT _dmarc.example.org": {"v=DMARC1;p=none;"}}, survey.OK, 1, ""},
		"a name that is not there": {policy, world{}, survey.Missing, 0,
			`error: TXT _dmarc.example.org is missing: the name does not exist. To fix: publish it with the value "v=DMARC1; p=none"` + later},
		"a name without the type": {mx, world{"TXT mail.example.org": {"x"}}, survey.Missing, 0,
			`error: MX mail.example.org is missing: the name has no MX record. To fix: publish it with the value "10 feedback-smtp.eu-west-1.amazonses.com"` + later},
		"a name with text of others only": {policy, world{"TXT _dmarc.example.org": {"x"}}, survey.Missing, 0,
			`error: TXT _dmarc.example.org is missing: the name has other TXT records only. To fix: publish it with the value "v=DMARC1; p=none"` + later},
		"a record with the domain twice": {policy, world{"TXT _dmarc.example.org.example.org": {"v=DMARC1; p=none"}}, survey.Missing, 0,
			`error: TXT _dmarc.example.org is missing: the name does not exist. It stands at _dmarc.example.org.example.org, with the domain twice. To fix: write "_dmarc" as its name, since that DNS host adds the domain itself.`},
		"a CNAME that a proxy hides": {cname, world{"A t._domainkey.example.org": {"192.0.2.1"}}, survey.Missing, 0,
			`error: CNAME t._domainkey.example.org is missing: the name has no CNAME record. The name has addresses instead: the DNS host answers in its place. To fix: switch that off for this record (Cloudflare: proxied = false, "DNS only").`},
		"another value": {mx, world{"MX mail.example.org": {"10 mx.example.org"}}, survey.Different, 1,
			`error: MX mail.example.org is "10 mx.example.org" instead of "10 feedback-smtp.eu-west-1.amazonses.com". To fix: publish the expected value in its place; if that was done a moment ago, look again when the old one has expired.`},
		"a second MX": {mx, world{"MX mail.example.org": {"10 feedback-smtp.eu-west-1.amazonses.com", "20 mx.example.org"}}, survey.Doubled, 2,
			`error: MX mail.example.org has 2 values, "10 feedback-smtp.eu-west-1.amazonses.com" and "20 mx.example.org": SES takes a MAIL FROM domain with more than one MX record for one that is set up wrong. To fix: remove all but "10 feedback-smtp.eu-west-1.amazonses.com".`},
		"a second policy": {policy, world{"TXT _dmarc.example.org": {"v=DMARC1; p=none", "v=DMARC1; p=reject"}}, survey.Doubled, 2,
			`error: TXT _dmarc.example.org has 2 values, "v=DMARC1; p=none" and "v=DMARC1; p=reject": receivers ignore all DMARC records where there is more than one (RFC 9989 section 4.10). To fix: remove all but "v=DMARC1; p=none".`},
		"a second SPF record": {sender, world{"TXT mail.example.org": {"v=spf1 -all", "v=spf1 a -all"}}, survey.Doubled, 2,
			`error: TXT mail.example.org has 2 values, "v=spf1 -all" and "v=spf1 a -all": receivers treat more than one SPF record as an error and follow none (RFC 7208 section 4.5). To fix: remove all but "v=spf1 ip4:192.0.2.1 ~all".`},
		"nobody answers": {policy, world{"TXT _dmarc.example.org": {"?"}}, survey.Unanswered, 0,
			`unanswered: No answer to TXT _dmarc.example.org: 192.0.2.53 answered SERVFAIL. So it is not known whether the record is there. To fix: look again later, or ask other resolvers.`},
		"no value is known": {expect("TXT _dmarc.example.org"), world{"TXT _dmarc.example.org": {"v=DMARC1; p=none"}}, survey.Different, 1,
			`error: TXT _dmarc.example.org is "v=DMARC1; p=none", and no value was expected. To fix: write the expected value into records.`},
		"no value is known, and none is there": {expect("TXT mail.example.org"), world{}, survey.Missing, 0,
			`error: TXT mail.example.org is missing: the name does not exist. To fix: publish it.`},
		"any other text is looked for as it is": {expect("TXT example.org", "site=1"), world{"TXT example.org": {"site=1", "site=2"}}, survey.OK, 1, ""},
		"any other type as well":                {expect("A example.org", "192.0.2.1", "192.0.2.2"), world{"A example.org": {"192.0.2.1", "192.0.2.2"}}, survey.OK, 2, ""},
		"an address of two is missing": {expect("A example.org", "192.0.2.1", "192.0.2.2"), world{"A example.org": {"192.0.2.1"}}, survey.Different, 1,
			`error: A example.org is "192.0.2.1" instead of "192.0.2.1" and "192.0.2.2". To fix: publish the expected value in its place; if that was done a moment ago, look again when the old one has expired.`},
		"an address too many": {expect("A example.org", "192.0.2.1"), world{"A example.org": {"192.0.2.1", "192.0.2.2"}}, survey.Doubled, 2,
			`error: A example.org has 2 values, "192.0.2.1" and "192.0.2.2": only one of them is expected. To fix: remove all but "192.0.2.1".`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, report := look(t, tc.dns, tc.record)
			if got.Verdict != tc.verdict || len(got.Seen) != tc.seen || said(report) != tc.says {
				t.Errorf("got %s, %q:\n%s\nwant %s, %d values:\n%s", got.Verdict, got.Seen, said(report), tc.verdict, tc.seen, tc.says)
			}
			if report.OK() != (tc.verdict == survey.OK) {
				t.Errorf("the report is ok: %t", report.OK())
			}
		})
	}
}

func TestReportsElsewhere(t *testing.T) {
	t.Parallel()
	const name = "TXT example.org._report._dmarc.reports.example.net"
	for text, tc := range map[string]struct {
		dns  world
		says string
	}{
		"v=DMARC1; p=none; rua=mailto:a@example.org,mailto:b@news.example.org": {nil, ""},
		"v=DMARC1; p=none; rua=mailto:a@reports.example.net":                   {world{name: {"v=DMARC1"}}, ""},
		"v=DMARC1; p=none; rua=mailto:c@reports.example.net":                   {world{name: {"x", "v=DMARC1; rua=mailto:d@example.net"}}, ""},
		"v=DMARC1; p=none; rua=mailto:b@reports.example.net; ruf=mailto:c@reports.example.net": {world{name: {"x"}},
			`error: Receivers send no reports to mailto:b@reports.example.net: reports.example.net is outside the domain, and does not agree at ` + name + ` (RFC 9990 section 4). To fix: publish "v=DMARC1" there, or have whoever runs reports.example.net do it; or use an address inside the domain.`},
		"v=DMARC1; p=none; ruf=mailto:b@reports.example.net": {world{name: {"?"}},
			`unanswered: No answer to ` + name + `: 192.0.2.53 answered SERVFAIL. So it is not known whether reports.example.net agrees to receive reports. To fix: look again later, or ask other resolvers.`},
		"v=DMARC1; p=none; rua=mailto:b@" + strings.Repeat("a.", 118) + "example.net": {nil,
			`error: Reports to mailto:b@` + strings.Repeat("a.", 118) + `example.net go nowhere: ` + strings.Repeat("a.", 118) + `example.net is outside the domain, and the name at which it would have to agree, example.org._report._dmarc.` +
				strings.Repeat("a.", 118) + `example.net, cannot be asked for (RFC 9990 section 4). To fix: use another address for reports.`},
	} {
		dns := world{"TXT _dmarc.example.org": {text}}
		for k, v := range tc.dns {
			dns[k] = v
		}
		got, report := look(t, dns, expect("TXT _dmarc.example.org", text))
		if got.Verdict != survey.OK || said(report) != tc.says || report.OK() != (tc.says == "") {
			t.Errorf("%s: %s, ok: %t, got\n%s\nwant\n%s", text, got.Verdict, report.OK(), said(report), tc.says)
		}
	}
}

// TestLooksAtOnce: all records are asked for at the same time, and told of in
// the order of their keys.
func TestLooksAtOnce(t *testing.T) {
	t.Parallel()
	records := map[string]survey.Record{}
	for i := range 5 {
		records[fmt.Sprint("r", i)] = expect(fmt.Sprintf("MX m%d.example.org", i), "10 mx.example.org")
	}
	gate := &gate{want: len(records), open: make(chan struct{})}
	report := survey.Look(t.Context(), gate, "example.org", records)
	for i, f := range report.Findings {
		if want := fmt.Sprint("r", i); f.Record != want {
			t.Errorf("finding %d is of %s, want %s", i, f.Record, want)
		}
	}
	if len(report.Findings) != 5 || len(report.Results) != 5 {
		t.Errorf("got %+v", report)
	}
}

// gate answers when so many questions are there.
type gate struct {
	mu   sync.Mutex // guards want
	want int
	open chan struct{}
}

func (g *gate) Lookup(ctx context.Context, key rr.Key) (resolver.Answer, error) {
	if strings.HasSuffix(string(key.Name), "example.org.example.org") {
		return resolver.Answer{}, nil
	}
	g.mu.Lock()
	if g.want--; g.want == 0 {
		close(g.open)
	}
	g.mu.Unlock()
	select {
	case <-g.open:
		return resolver.Answer{}, nil
	case <-ctx.Done():
		return resolver.Answer{}, &resolver.Unanswered{Key: key}
	}
}

type faulty struct{}

func (faulty) Lookup(context.Context, rr.Key) (resolver.Answer, error) { panic("a fault") }

// TestPanicReachesTheCaller, who can recover from it.
func TestPanicReachesTheCaller(t *testing.T) {
	t.Parallel()
	defer func() {
		if cause := fmt.Sprint(recover()); !strings.HasPrefix(cause, "a fault\n") || !strings.Contains(cause, "faulty") {
			t.Errorf("got %s", cause)
		}
	}()
	survey.Look(t.Context(), faulty{}, "example.org", map[string]survey.Record{"r": expect("MX mail.example.org", "10 mx")})
	t.Error("there was no panic")
}
