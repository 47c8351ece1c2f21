package reconcile_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func noMailFrom(s *mailauth.Spec) { s.MailFrom.Enabled = false }
func bounce(s *mailauth.Spec)     { s.MailFrom.Domain = "bounce.example.org" }
func rejecting(s *mailauth.Spec)  { s.MailFrom.BehaviorOnMXFailure = "REJECT_MESSAGE" }
func shortKey(s *mailauth.Spec)   { s.DKIM.KeyLength = "RSA_1024_BIT" }
func withSPF(s *mailauth.Spec)    { s.SPF = "v=spf1 include:amazonses.com -all" }

func failed(status func(*reconcile.Identity) *string) func(*bundle) {
	return func(b *bundle) {
		b.Identities.Edit(domain, func(i *reconcile.Identity) { *status(i) = "FAILED" })
	}
}

// update is what happens to a bundle of wish() and what is wished then.
type update struct {
	meanwhile func(*bundle)
	wish      reconcile.Wish
	// calls are the methods of the update, all of them.
	calls string
	// zone is what stands in zone A afterwards, and owned what is ours there.
	zone, owned []string
}

func updates() map[string]update {
	mx := rr.Key{Name: "mail.example.org", Type: rr.MX}
	return map[string]update{
		"nothing to do": {
			nil, wish(), "Sets", bundleLines(1), bundleClaims(zoneA, 1),
		},
		"a record that was removed is published again": {
			func(b *bundle) { b.Zones.Remove(zoneA, mx) },
			wish(), "Sets Apply Wait", bundleLines(1), bundleClaims(zoneA, 1),
		},
		"a record that was edited is repaired": {
			func(b *bundle) { b.Zones.Put(zoneA, set(mx.Name, mx.Type, 60, "10 mx.example.net")) },
			wish(), "Sets Apply Wait", bundleLines(1), bundleClaims(zoneA, 1),
		},
		"a record more": {
			nil, wish(withSPF), "Sets Apply Wait",
			slices.Concat(bundleLines(1), []string{"TXT example.org 300 v=spf1 include:amazonses.com -all"}),
			slices.Concat(bundleClaims(zoneA, 1), []string{"ZA spf v=spf1 include:amazonses.com -all"}),
		},
		"a MAIL FROM domain is left when SES uses the new one": {
			nil, wish(bounce), "Sets Apply SetMailFrom Sets Apply Wait Wait Get",
			slices.Concat(dkimLines(1), mailFromLines("bounce.example.org"), []string{dmarcLine}), bundleClaims(zoneA, 1),
		},
		"a MAIL FROM domain is given up before its records": {
			nil, wish(noMailFrom), "Sets SetMailFrom Sets Apply Wait",
			append(dkimLines(1), dmarcLine), append(dkimClaims(zoneA, 1), "ZA dmarc "+none),
		},
		"a MAIL FROM behaviour": {
			nil, wish(rejecting), "Sets SetMailFrom", bundleLines(1), bundleClaims(zoneA, 1),
		},
		"records move, and the old zone is emptied when the new one answers": {
			nil, in(zoneB), "Sets Apply Wait Sets Apply Wait", nil, bundleClaims(zoneB, 1),
		},
		"records move out of a zone that is gone": {
			func(b *bundle) { b.Zones.DropZone(zoneA) },
			in(zoneB), "Sets Apply Wait Sets", nil, bundleClaims(zoneB, 1),
		},
		"DNS is managed elsewhere from now on": {
			nil, elsewhere(), "", bundleLines(1), nil,
		},
		"an identity that is gone is made again, and the records follow in one batch": {
			func(b *bundle) { b.Identities.Remove(domain) },
			wish(), "Sets Create Apply SetMailFrom Wait Get", bundleLines(2), bundleClaims(zoneA, 2),
		},
		"a key length with new tokens": {
			nil, wish(shortKey), "Sets SetEasyDKIM Apply Wait Get", bundleLines(2), bundleClaims(zoneA, 2),
		},
		"a key length with the tokens that were": {
			func(b *bundle) { b.Identities.KeepTokens = true },
			wish(shortKey), "Sets SetEasyDKIM Get", bundleLines(1), bundleClaims(zoneA, 1),
		},
		"a key of somebody else's is replaced by SES's": {
			func(b *bundle) {
				b.Identities.Edit(domain, func(i *reconcile.Identity) {
					i.DKIM.Origin, i.DKIM.Tokens = "EXTERNAL", []string{"selector"}
				})
			},
			wish(), "Sets SetEasyDKIM Apply Wait Get", bundleLines(2), bundleClaims(zoneA, 2),
		},
		"everything that only SES knows": {
			nil, wish(func(s *mailauth.Spec) {
				s.DKIM.SigningEnabled, s.FeedbackForwarding, s.ConfigurationSet = false, false, "news"
				s.Tags = map[string]string{"team": "post", "new": ""}
			}),
			"Sets SetSigning SetFeedbackForwarding SetConfigurationSet SetTags", bundleLines(1), bundleClaims(zoneA, 1),
		},
		"tags only go": {
			nil, wish(func(s *mailauth.Spec) { s.Tags = nil }), "Sets SetTags", bundleLines(1), bundleClaims(zoneA, 1),
		},
		"a verification that failed is started again": {
			failed(func(i *reconcile.Identity) *string { return &i.VerificationStatus }),
			wish(), "Sets SetEasyDKIM Apply Wait Get", bundleLines(2), bundleClaims(zoneA, 2),
		},
		"DKIM that failed is started again": {
			failed(func(i *reconcile.Identity) *string { return &i.DKIM.Status }),
			wish(), "Sets SetEasyDKIM Apply Wait Get", bundleLines(2), bundleClaims(zoneA, 2),
		},
		"a MAIL FROM domain that failed is set again": {
			failed(func(i *reconcile.Identity) *string { return &i.MailFrom.Status }),
			wish(), "Sets SetMailFrom Get", bundleLines(1), bundleClaims(zoneA, 1),
		},
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	for name, tc := range updates() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, wish())
			if tc.meanwhile != nil {
				tc.meanwhile(b)
			}
			out, err := b.update(t, tc.wish)
			if err != nil || out.Pending != nil {
				t.Errorf("Converge = %+v, %v", out, err)
			}
			b.calls(t, tc.calls)
			reached(t, b, tc)

			b.Forget()
			if _, err := b.update(t, tc.wish); err != nil {
				t.Errorf("Converge again = %v", err)
			}
			again := "Sets"
			if tc.wish.Zone == nil {
				again = ""
			}
			b.calls(t, again)
		})
	}
}

// reached demands that the world and what is ours are as an update wants.
func reached(t *testing.T, b *bundle, tc update) {
	t.Helper()
	isSettled(t, b, tc.wish)
	b.stands(t, zoneA, tc.zone...)
	if tc.wish.Zone != nil && tc.wish.Zone.ID == zoneB {
		b.stands(t, zoneB, bundleLines(1)...)
	}
	claims(t, b.managed.Claims, tc.owned...)
}

// batches records what is applied, a line for each change.
func batches(b *bundle) *[][]string {
	var out [][]string
	b.Zones.Editor = func(zone reconcile.Zone, changes []reconcile.Change) {
		var batch []string
		for _, c := range changes {
			batch = append(batch, zone.ID+" "+changeLine(c))
		}
		slices.Sort(batch)
		out = append(out, batch)
	}
	return &out
}

// TestUpdateIdentityGone shows that receivers see either the old keys or the
// new ones, and that DMARC stays as it is.
func TestUpdateIdentityGone(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	b.Identities.Remove(domain)
	got := batches(b)
	if _, err := b.update(t, wish()); err != nil {
		t.Fatalf("Converge = %v", err)
	}
	var want []string
	for i, token := range tokens(1) {
		fresh := tokens(2)[i]
		want = append(want,
			fmt.Sprintf("ZA CNAME %s._domainkey.example.org: 300 %s.dkim.amazonses.com. => nothing", token, token),
			fmt.Sprintf("ZA CNAME %s._domainkey.example.org: nothing => 300 %s.dkim.amazonses.com", fresh, fresh))
	}
	slices.Sort(want)
	if diff := cmp.Diff([][]string{want}, *got); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
}

// TestUpdateMailFromDomain shows that the MAIL FROM domain which SES uses has
// its records at any time.
func TestUpdateMailFromDomain(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	asked := false
	b.Before = func(_ int, method string) error {
		if method == "SetMailFrom" {
			asked = true
			b.stands(t, zoneA, slices.Concat(bundleLines(1), mailFromLines("bounce.example.org"))...)
		}
		return nil
	}
	if _, err := b.update(t, wish(bounce)); err != nil || !asked {
		t.Errorf("Converge = %v, and asked SES: %t", err, asked)
	}
}

// TestUpdateMailFromBack shows that a change which is taken back half-way finds
// its way back.
func TestUpdateMailFromBack(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	b.Before = failing(3, 3)
	if _, err := b.update(t, wish(bounce)); !errors.Is(err, errNoAnswer) {
		t.Fatalf("Converge = %v, want it to fail at SetMailFrom", err)
	}
	b.Forget()
	if _, err := b.update(t, wish()); err != nil {
		t.Fatalf("Converge = %v", err)
	}
	b.calls(t, "Sets Apply Wait")
	b.stands(t, zoneA, bundleLines(1)...)
	claims(t, b.managed.Claims, bundleClaims(zoneA, 1)...)
}

func TestUpdateLeaves(t *testing.T) {
	t.Parallel()
	mx := "10 feedback-smtp.eu-west-1.amazonses.com"
	spf := mailauth.DefaultMailFromSPF
	acceptedMX := set("mail.example.org", rr.MX, 60, mx)
	for name, tc := range map[string]struct {
		others    []rr.Set
		meanwhile func(*bundle)
		wish      reconcile.Wish
		left      []string
		zone      []string
	}{
		"what was there before": {
			[]rr.Set{acceptedMX}, nil, wish(noMailFrom),
			[]string{"mail_from_mx " + mx + ": " + foreign},
			append(dkimLines(1), dmarcLine, "MX mail.example.org 60 "+mx),
		},
		"what was edited": {
			nil, func(b *bundle) { b.Zones.Put(zoneA, set("mail.example.org", rr.MX, 60, "10 mx.example.net")) }, wish(noMailFrom),
			[]string{"mail_from_mx " + mx + ": " + edited},
			append(dkimLines(1), dmarcLine, "MX mail.example.org 60 10 mx.example.net"),
		},
		"what was edited, in a zone that is left": {
			nil, func(b *bundle) { b.Zones.Put(zoneA, set("mail.example.org", rr.MX, 60, "10 mx.example.net")) },
			in(zoneB),
			[]string{"mail_from_mx " + mx + ": " + edited}, []string{"MX mail.example.org 60 10 mx.example.net"},
		},
		"everything that is managed elsewhere from now on": {
			[]rr.Set{acceptedMX}, nil, elsewhere(noMailFrom),
			[]string{
				"dkim_1 abc1.dkim.amazonses.com: its records are managed elsewhere from now on",
				"dkim_2 def1.dkim.amazonses.com: its records are managed elsewhere from now on",
				"dkim_3 ghi1.dkim.amazonses.com: its records are managed elsewhere from now on",
				"mail_from_spf " + spf + ": its records are managed elsewhere from now on",
				"dmarc " + none + ": its records are managed elsewhere from now on",
				"mail_from_mx " + mx + ": its records are managed elsewhere from now on",
			},
			slices.Concat(dkimLines(1), []string{"MX mail.example.org 60 " + mx, "TXT mail.example.org 300 " + spf, dmarcLine}),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, wish(), tc.others...)
			if tc.meanwhile != nil {
				tc.meanwhile(b)
			}
			if tc.wish.Zone != nil && tc.wish.Zone.ID == zoneB {
				b.Zones.Remove(zoneB, acceptedMX.Key)
			}
			out, err := b.update(t, tc.wish)
			if err != nil {
				t.Fatalf("Converge = %v", err)
			}
			var left []string
			for _, l := range out.Left {
				left = append(left, recordLine(l.Record)+": "+l.Reason)
			}
			if diff := cmp.Diff(tc.left, left); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
			b.stands(t, zoneA, tc.zone...)
		})
	}
}

// TestUpdateNewKeysUnanswered shows that there is nothing to go on with while
// nobody knows which keys there are.
func TestUpdateNewKeysUnanswered(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	b.Before = failing(2, 2)
	if _, err := b.update(t, wish(shortKey, rejecting)); !errors.Is(err, errNoAnswer) {
		t.Errorf("Converge = %v, want it to fail at SetEasyDKIM", err)
	}
	b.calls(t, "Sets SetEasyDKIM")
}

// TestUpdateReleaseFails shows that records are handed over by an update that
// went well only.
func TestUpdateReleaseFails(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	b.Before = failing(1, 1)
	out, err := b.update(t, elsewhere(rejecting))
	if !errors.Is(err, errNoAnswer) || len(out.Left) != 0 {
		t.Errorf("Converge = %+v, %v, want it to fail at SetMailFrom", out, err)
	}
	claims(t, out.Claims, bundleClaims(zoneA, 1)...)
}

// TestUpdateStops shows that a conflict stops an update before it has changed
// anything.
func TestUpdateStops(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		other rr.Set
		wish  reconcile.Wish
	}{
		"a record more whose place is taken": {
			set("example.org", rr.TXT, 60, "v=spf1 -all"), wish(withSPF, shortKey),
		},
		"a MAIL FROM domain whose place is taken": {
			set("bounce.example.org", rr.MX, 60, "10 mx.example.org"), wish(bounce, shortKey),
		},
		"a zone in which a place is taken": {
			set("_dmarc.example.org", rr.TXT, 60, quarantine), in(zoneB, shortKey),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, wish())
			b.Zones.Put(tc.wish.Zone.ID, tc.other)
			before := b.Zones.All(tc.wish.Zone.ID)
			out, err := b.update(t, tc.wish)
			var conflict *reconcile.ConflictError
			if !errors.As(err, &conflict) {
				t.Errorf("Converge = %+v, %v, want a conflict", out, err)
			}
			b.calls(t, "Sets")
			sameSets(t, before, b.Zones.All(tc.wish.Zone.ID))
			claims(t, out.Claims, bundleClaims(zoneA, 1)...)
		})
	}
}

// TestUpdateManaged is the way back from DNS that is managed elsewhere: what
// stands there is accepted, and only what is missing is ours.
func TestUpdateManaged(t *testing.T) {
	t.Parallel()
	b := applied(t, elsewhere())
	b.Zones.Put(zoneA, set("_dmarc.example.org", rr.TXT, 3600, noneToo))
	if _, err := b.update(t, wish()); err != nil {
		t.Fatalf("Converge = %v", err)
	}
	b.calls(t, "Sets Apply Wait Get")
	claims(t, b.managed.Claims, slices.DeleteFunc(bundleClaims(zoneA, 1), func(c string) bool { return c == "ZA dmarc "+none })...)
}

// TestUpdateRefusedKeyLength shows that SES's refusal of a key length, which
// may be changed once in 24 hours, does not keep the rest from being done.
func TestUpdateRefusedKeyLength(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	b.Zones.Remove(zoneA, rr.Key{Name: "_dmarc.example.org", Type: rr.TXT})
	b.Before = func(_ int, method string) error {
		if method != "SetEasyDKIM" {
			return nil
		}
		return &reconcile.APIError{Service: "SES", Code: "BadRequestException", Message: "once in 24 hours", Err: errNoAnswer}
	}
	out, err := b.update(t, wish(shortKey, rejecting))
	if !errors.Is(err, errNoAnswer) {
		t.Errorf("Converge = %v, want SES's refusal", err)
	}
	b.calls(t, "Sets SetEasyDKIM Apply SetMailFrom")
	b.stands(t, zoneA, bundleLines(1)...)
	claims(t, out.Claims, bundleClaims(zoneA, 1)...)
	isSettled(t, b, wish(rejecting))
	if out.Identity.DKIM.NextKeyLength != "RSA_2048_BIT" {
		t.Errorf("the outcome says that the key length is %s", out.Identity.DKIM.NextKeyLength)
	}
}

// TestUpdateKeyLengthAnswerLost: SES makes the keys, the answer gets lost, and SES
// refuses the repetition, since the length is set by then. Nobody hears of it; but
// a refusal of the first attempt is one.
func TestUpdateKeyLengthAnswerLost(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		attempts int
		// effect is whether SES makes the keys.
		effect, fails bool
		calls         string
	}{
		"the answer got lost":               {attempts: 2, effect: true, calls: "Sets SetEasyDKIM Get Apply Wait Get"},
		"the repetition is refused as well": {attempts: 2, fails: true, calls: "Sets SetEasyDKIM Get"},
		"the first attempt is refused":      {attempts: 1, effect: true, fails: true, calls: "Sets SetEasyDKIM"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, wish())
			fail := func(_ int, method string) error {
				if method != "SetEasyDKIM" {
					return nil
				}
				return &reconcile.APIError{Service: "SES", Code: "BadRequestException", Attempts: tc.attempts}
			}
			if b.Before = fail; tc.effect {
				b.Before, b.After = nil, fail
			}
			_, err := b.update(t, wish(shortKey))
			b.calls(t, tc.calls)
			if (err != nil) != tc.fails {
				t.Errorf("Converge = %v", err)
			}
			if !tc.fails {
				isSettled(t, b, wish(shortKey))
				b.stands(t, zoneA, bundleLines(2)...)
			}
		})
	}
}
