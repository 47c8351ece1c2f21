package reconcile_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile/reconciletest"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const domain rr.Name = "example.org"

// The two zones of every world, both of the domain.
const zoneA, zoneB = "ZA", "ZB"

func zone(id string) *reconcile.Zone { return &reconcile.Zone{ID: id, Name: domain} }

// spec is the one-line configuration, with changes.
func spec(changes ...func(*mailauth.Spec)) mailauth.Spec {
	s := mailauth.Spec{
		Domain: domain, Region: "eu-west-1", TTL: 300,
		DKIM:               mailauth.DKIM{SigningEnabled: true, KeyLength: "RSA_2048_BIT"},
		MailFrom:           mailauth.MailFrom{Enabled: true, Domain: "mail.example.org", BehaviorOnMXFailure: "USE_DEFAULT_VALUE", SPF: mailauth.DefaultMailFromSPF},
		DMARC:              mailauth.DMARC{Enabled: true, Text: none},
		FeedbackForwarding: true,
		Tags:               map[string]string{"team": "mail"},
	}
	for _, change := range changes {
		change(&s)
	}
	return s
}

// wish is spec in zone A.
func wish(changes ...func(*mailauth.Spec)) reconcile.Wish { return in(zoneA, changes...) }

// in is spec in a zone.
func in(id string, changes ...func(*mailauth.Spec)) reconcile.Wish {
	return reconcile.Wish{Spec: spec(changes...), Zone: zone(id), Wait: true}
}

// elsewhere is spec where DNS is managed elsewhere.
func elsewhere(changes ...func(*mailauth.Spec)) reconcile.Wish {
	return reconcile.Wish{Spec: spec(changes...)}
}

// hasty is a wish without any wait.
func hasty(w reconcile.Wish) reconcile.Wish {
	w.Wait = false
	return w
}

// bundle is a domain in the care of a provider: a world, and what a state keeps
// from one apply to the next.
type bundle struct {
	*reconciletest.World
	managed reconcile.Managed
}

// newBundle has nothing applied; in both zones stand the sets of others. SES
// verifies an identity as soon as it is asked.
func newBundle(others ...rr.Set) *bundle {
	b := &bundle{World: reconciletest.NewWorld(*zone(zoneA), *zone(zoneB))}
	b.Identities.VerifiesAfter = time.Nanosecond
	b.Zones.Put(zoneA, others...)
	b.Zones.Put(zoneB, others...)
	return b
}

// applied has the wish applied, and a log without calls.
func applied(t *testing.T, w reconcile.Wish, others ...rr.Set) *bundle {
	t.Helper()
	b := newBundle(others...)
	if _, err := b.create(t, w); err != nil {
		t.Fatalf("Create = %v", err)
	}
	b.Forget()
	return b
}

// create applies a wish for the first time. A state keeps nothing of a create
// that failed, unless something remains of it.
func (b *bundle) create(t *testing.T, w reconcile.Wish) (reconcile.Outcome, error) {
	t.Helper()
	out, err := b.Reconciler().Create(t.Context(), w)
	var remains *reconcile.RemainsError
	if err == nil || errors.As(err, &remains) {
		b.managed = reconcile.Managed{Zone: w.Zone, Records: out.Records, Claims: out.Claims}
	}
	return out, err
}

// update applies a wish again. Of an update that failed, the state keeps what
// is ours; the rest is as it was before.
func (b *bundle) update(t *testing.T, w reconcile.Wish) (reconcile.Outcome, error) {
	t.Helper()
	prior := reconcile.Prior{Identity: b.Identities.Peek(domain), Managed: b.managed}
	out, err := b.Reconciler().Converge(t.Context(), w, prior)
	b.managed.Claims = out.Claims
	if err == nil {
		b.managed.Zone, b.managed.Records = w.Zone, out.Records
	}
	return out, err
}

// destroy removes everything.
func (b *bundle) destroy(t *testing.T) ([]reconcile.Leftover, error) {
	t.Helper()
	return b.Reconciler().Destroy(t.Context(), domain, b.managed)
}

// calls demands that the log has these methods.
func (b *bundle) calls(t *testing.T, want string) {
	t.Helper()
	if got := strings.Join(b.Methods(), " "); got != want {
		t.Errorf("calls are %q, want %q", got, want)
	}
}

// stands demands that a zone holds these sets and no other, in any order, each
// as setLine has it without brackets.
func (b *bundle) stands(t *testing.T, id string, want ...string) {
	t.Helper()
	var got []string
	for _, s := range b.Zones.All(id) {
		got = append(got, fmt.Sprintf("%s %d %s", s.Key, s.TTL, strings.Join(s.Texts(), " + ")))
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), got); diff != "" {
		t.Errorf("zone %s (-want +got):\n%s", id, diff)
	}
}

// claims demands that these records are ours, in any order: zone, kind and text.
func claims(t *testing.T, got []reconcile.Claim, want ...string) {
	t.Helper()
	var have []string
	for _, c := range got {
		have = append(have, c.Zone.ID+" "+recordLine(c.Record))
	}
	slices.Sort(have)
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), have); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

// dkimLines are the sets of the tokens that the n-th identity of a world has.
func dkimLines(n int) []string {
	var out []string
	for _, token := range tokens(n) {
		out = append(out, fmt.Sprintf("CNAME %s._domainkey.example.org 300 %s.dkim.amazonses.com", token, token))
	}
	return out
}

func tokens(n int) []string {
	return []string{fmt.Sprintf("abc%d", n), fmt.Sprintf("def%d", n), fmt.Sprintf("ghi%d", n)}
}

// mailFromLines are the sets of a MAIL FROM domain.
func mailFromLines(name string) []string {
	return []string{
		"MX " + name + " 300 10 feedback-smtp.eu-west-1.amazonses.com",
		"TXT " + name + " 300 " + mailauth.DefaultMailFromSPF,
	}
}

const dmarcLine = "TXT _dmarc.example.org 300 " + none

// bundleLines are the sets of spec() with the tokens of the n-th identity.
func bundleLines(n int) []string {
	return slices.Concat(dkimLines(n), mailFromLines("mail.example.org"), []string{dmarcLine})
}

// bundleClaims are the claims to bundleLines.
func bundleClaims(zone string, n int) []string {
	return slices.Concat(dkimClaims(zone, n), []string{
		zone + " mail_from_mx 10 feedback-smtp.eu-west-1.amazonses.com",
		zone + " mail_from_spf " + mailauth.DefaultMailFromSPF,
		zone + " dmarc " + none,
	})
}

func dkimClaims(zone string, n int) []string {
	var out []string
	for i, token := range tokens(n) {
		out = append(out, fmt.Sprintf("%s dkim_%d %s.dkim.amazonses.com", zone, i+1, token))
	}
	return out
}

// failing is a hook that fails the calls from first to last.
func failing(first, last int) func(int, string) error {
	return func(call int, method string) error {
		if call < first || call > last {
			return nil
		}
		return &reconcile.APIError{Service: "test", Operation: method, Subject: "no answer", Err: errNoAnswer}
	}
}

var errNoAnswer = errors.New("connection reset")
