package reconcile_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestExplain shows what becomes of the look at the zone that an explanation
// needs.
func TestExplain(t *testing.T) {
	t.Parallel()
	ended := func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, 0) }
	cancelled := func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return ctx, cancel
	}
	on := func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, time.Hour)
	}
	silent := func(b *bundle) {
		b.Before = func(int, string) error { return errNoAnswer }
	}
	hung := func(b *bundle) {
		b.Before = func(int, string) error { time.Sleep(time.Minute); return nil }
	}
	const missing, unread = `"10 feedback-smtp.eu-west-1.amazonses.com": missing`, "could not be read"
	for rule, tc := range map[string]struct {
		world func(*bundle)
		ctx   func(context.Context) (context.Context, context.CancelFunc)
		zone  *reconcile.Zone
		says  string
		calls string
	}{
		"it says what stands there":                      {func(*bundle) {}, on, zone(zoneA), missing, "Sets"},
		"also when the time is over":                     {func(*bundle) {}, ended, zone(zoneA), missing, "Sets"},
		"but not when somebody has interrupted":          {func(*bundle) {}, cancelled, zone(zoneA), unread, ""},
		"a zone that does not answer is not judged":      {silent, on, zone(zoneA), unread, "Sets"},
		"nor is one that takes too long":                 {hung, on, zone(zoneA), unread, "Sets"},
		"nobody is asked where DNS is managed elsewhere": {func(*bundle) {}, on, nil, "which this resource does not publish", ""},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := applied(t, wish())
				b.Zones.Remove(zoneA, rr.Key{Name: "mail.example.org", Type: rr.MX})
				identity := *b.Identities.Peek(domain)
				identity.MailFrom.Status = "PENDING"
				tc.world(b)
				ctx, cancel := tc.ctx(t.Context())
				defer cancel()
				got := b.Reconciler().Explain(ctx, reconcile.Unverified{Spec: spec(), Identity: identity, Zone: tc.zone, Waits: true})
				if !strings.Contains(got.Found, tc.says) || strings.Contains(got.Found, "CNAME") {
					t.Errorf("got %s, want it to say %q, and nothing of DKIM", got.Found, tc.says)
				}
				b.calls(t, tc.calls)
			})
		})
	}
}

// TestExplainLive: SES looks for what the identity has, not for what is wanted.
func TestExplainLive(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	identity := *b.Identities.Peek(domain)
	identity.DKIM.Status, identity.DKIM.Tokens = "FAILED", []string{"xxx"}
	identity.MailFrom = reconcile.MailFrom{Domain: "bounce.example.org", Status: "FAILED"}
	identity.Verification = reconcile.VerificationInfo{ErrorType: "HOST_NOT_FOUND", PrimaryNameServer: "NS1.Other.example.", Serial: 3}
	b.Zones.Put(zoneA, rr.Set{Key: rr.Key{Name: "example.org", Type: "SOA"}, TTL: 900, Values: []rr.Value{{Text: "ns1.example.net. h.example.net. 1 2 3 4 5"}}})
	got := b.Reconciler().Explain(t.Context(), reconcile.Unverified{Spec: spec(), Identity: identity, Zone: zone(zoneA)})
	for _, says := range []string{
		`- CNAME xxx._domainkey.example.org "xxx.dkim.amazonses.com": missing`, "- MX bounce.example.org", "SES says HOST_NOT_FOUND",
		"through ns1.other.example, not through zone ZA (example.org), whose name servers are ns1.example.net.",
	} {
		if !strings.Contains(got.Found, says) {
			t.Errorf("it does not say %q:\n%s", says, got.Found)
		}
	}
}

// TestWaitTells shows that a wait is a line in the log for each state, however
// often it looks.
func TestWaitTells(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBundle()
		b.Identities.VerifiesAfter = 0
		looks := 0
		b.Before = func(_ int, method string) error {
			if method != "Get" {
				return nil
			}
			switch looks++; looks {
			case 5:
				b.Identities.Edit(domain, func(i *reconcile.Identity) { i.MailFrom.Status = "SUCCESS" })
			case 9:
				b.Identities.Edit(domain, func(i *reconcile.Identity) {
					i.DKIM.Status, i.VerificationStatus, i.VerifiedForSending = "SUCCESS", "SUCCESS", true
				})
			}
			return nil
		}
		var log bytes.Buffer
		if out, err := b.Reconciler().Create(tflogtest.RootLogger(t.Context(), &log), wish()); err != nil || out.Pending != nil {
			t.Fatalf("Create = %+v, %v", out, err)
		}
		entries, err := tflogtest.MultilineJSONDecode(&log)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, e := range entries {
			if e["@level"] == "info" && e["domain"] == string(domain) {
				told = append(told, fmt.Sprint(e["state"]))
			}
		}
		want := []string{
			"verification PENDING, DKIM PENDING, MAIL FROM PENDING",
			"verification PENDING, DKIM PENDING, MAIL FROM SUCCESS",
			"verification SUCCESS, DKIM SUCCESS, MAIL FROM SUCCESS",
		}
		if !slices.Equal(told, want) || looks != 9 {
			t.Errorf("after %d looks the log has %q, want %q", looks, told, want)
		}
	})
}
