package reconcile_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// rival edits zone A when a batch arrives, the n-th one first; it stops when
// edit returns false.
func rival(b *bundle, edit func(n int) bool) {
	n, over := 0, false
	b.Zones.Editor = func(zone reconcile.Zone, _ []reconcile.Change) {
		if n++; !over && zone.ID == zoneA {
			over = !edit(n)
		}
	}
}

// once is an edit that happens one time.
func once(b *bundle, sets ...rr.Set) {
	rival(b, func(int) bool {
		b.Zones.Put(zoneA, sets...)
		return false
	})
}

// TestRivalSurvives has somebody else write between read and write: what they
// wrote stays, byte for byte, and what is wished is reached all the same.
func TestRivalSurvives(t *testing.T) {
	t.Parallel()
	shared := "_dmarc.example.org"
	for name, tc := range map[string]struct {
		rival  rr.Set
		update bool
		calls  string
		want   string
	}{
		"a value beside ours, at a create": {
			set(rr.Name(shared), rr.TXT, 60, site), false,
			"Sets Create Apply Sets Apply SetMailFrom Wait Get", "60 [" + site + `] + "` + none + `"`,
		},
		"a value beside ours, at an update": {
			set(rr.Name(shared), rr.TXT, 60, none, site), true,
			"Sets Apply Sets Apply Wait", "60 \"" + quarantine + "\" + [" + site + "]",
		},
		"what we were about to write, at a create": {
			set(rr.Name(shared), rr.TXT, 60, noneToo), false,
			"Sets Create Apply Sets Apply SetMailFrom Wait Get", "60 [" + noneToo + "]",
		},
		"another policy where ours was, at an update: drift": {
			set(rr.Name(shared), rr.TXT, 60, "v=DMARC1; p=reject"), true,
			"Sets Apply Sets Apply Wait", "300 \"" + quarantine + `"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, run := newBundle(), (*bundle).create
			w := wish()
			if tc.update {
				b, run = applied(t, wish()), (*bundle).update
				w.Spec.DMARC.Text = quarantine
			}
			once(b, tc.rival)
			if out, err := run(b, t, w); err != nil || out.Pending != nil {
				t.Fatalf("%+v, %v", out, err)
			}
			b.calls(t, tc.calls)
			if n := len(b.managed.Claims); n != len(bundleClaims(zoneA, 1)) {
				t.Errorf("%d records are ours, want all", n)
			}
			for _, s := range b.Zones.All(zoneA) {
				if got := setLine(&s); s.Key == tc.rival.Key && got != tc.want {
					t.Errorf("%s is %s, want %s", s.Key, got, tc.want)
				}
			}
		})
	}
}

// TestRivalTakes has somebody else take a place between the look and the
// write: theirs stays, and nothing of ours does.
func TestRivalTakes(t *testing.T) {
	t.Parallel()
	for name, taken := range map[string]rr.Set{
		"the slot":                  set("_dmarc.example.org", rr.TXT, 60, quarantine),
		"the slot, beside the same": set("_dmarc.example.org", rr.TXT, 60, none, quarantine),
		"the name, by a CNAME":      set("mail.example.org", rr.CNAME, 60, "elsewhere.example.net"),
		"the set, by a routed one":  routed("mail.example.org", rr.MX),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBundle()
			once(b, taken)
			_, err := b.create(t, wish())
			var conflict *reconcile.ConflictError
			if !errors.As(err, &conflict) {
				t.Errorf("Create = %v, want a conflict", err)
			}
			sameSets(t, []rr.Set{taken}, b.Zones.All(zoneA))
			if b.Identities.Peek(domain) != nil {
				t.Error("the identity is left")
			}
		})
	}
}

// TestRivalPersists has somebody else write before every write of ours, which
// ends after some attempts.
func TestRivalPersists(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	rival(b, func(n int) bool {
		b.Zones.Put(zoneA, set("_dmarc.example.org", rr.TXT, 60, none, fmt.Sprintf("edit %d", n)))
		return true
	})
	w := wish()
	w.Spec.DMARC.Text = quarantine
	out, err := b.update(t, w)
	var api *reconcile.APIError
	if !errors.Is(err, reconcile.ErrRefused) || !errors.As(err, &api) {
		t.Errorf("Converge = %v, want the refusal", err)
	}
	b.calls(t, "Sets Apply Sets Apply Sets Apply Sets Apply Sets Apply Sets Apply Sets")
	claims(t, out.Claims, bundleClaims(zoneA, 1)...)
	if got := b.Zones.Texts(zoneA, rr.Key{Name: "_dmarc.example.org", Type: rr.TXT}); !slices.Equal(got, []string{none, "edit 6"}) {
		t.Errorf("DMARC is %q, want the last edit", got)
	}
}

// refusing is a hook by which the host refuses batches.
func refusing(_ int, method string) error {
	if method != "Apply" {
		return nil
	}
	return &reconcile.APIError{Service: "Route 53", Code: "InvalidChangeBatch", Message: "refused", Sentinel: reconcile.ErrRefused}
}

// TestRefused is a host that will not have what is written: the same change
// is not tried twice.
func TestRefused(t *testing.T) {
	t.Parallel()
	b := newBundle(others()...)
	before := b.Zones.All(zoneA)
	b.Before = refusing
	_, err := b.create(t, wish())
	var remains *reconcile.RemainsError
	if !errors.Is(err, reconcile.ErrRefused) || errors.As(err, &remains) {
		t.Errorf("Create = %v, want the refusal", err)
	}
	b.calls(t, "Sets Create Apply Sets Delete")
	sameSets(t, before, b.Zones.All(zoneA))
	if b.Identities.Peek(domain) != nil {
		t.Error("the identity is left")
	}
}

// TestAnswerLost is a batch of which the answer got lost; the client asked
// again and was refused, since it had taken effect. All that was written is
// ours, and nothing else.
func TestAnswerLost(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		start func(*testing.T) *bundle
		run   func(*bundle, *testing.T, reconcile.Wish) (reconcile.Outcome, error)
		wish  reconcile.Wish
		calls string
		owned []string
	}{
		"at a create": {
			func(*testing.T) *bundle { return newBundle() }, (*bundle).create, wish(),
			"Sets Create Apply Sets SetMailFrom Get", bundleClaims(zoneA, 1),
		},
		"at a create beside what was there": {
			func(*testing.T) *bundle { return newBundle(others()...) }, (*bundle).create, wish(),
			"Sets Create Apply Sets SetMailFrom Get",
			slices.DeleteFunc(bundleClaims(zoneA, 1), func(c string) bool { return c == "ZA mail_from_mx 10 feedback-smtp.eu-west-1.amazonses.com" }),
		},
		"when tokens change": {
			func(t *testing.T) *bundle { return applied(t, wish()) }, (*bundle).update, wish(shortKey),
			"Sets SetEasyDKIM Apply Sets Get", bundleClaims(zoneA, 2),
		},
		"when the MAIL FROM domain changes": {
			func(t *testing.T) *bundle { return applied(t, wish()) }, (*bundle).update, wish(bounce),
			"Sets Apply Sets SetMailFrom Sets Apply Sets Get", bundleClaims(zoneA, 1),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := tc.start(t)
			b.After = refusing
			if out, err := tc.run(b, t, tc.wish); err != nil || out.Pending != nil {
				t.Fatalf("%+v, %v", out, err)
			}
			b.calls(t, tc.calls)
			claims(t, b.managed.Claims, tc.owned...)

			b.Forget()
			if _, err := b.update(t, tc.wish); err != nil {
				t.Errorf("Converge again = %v", err)
			}
			b.calls(t, "Sets")
		})
	}
}

// TestCreateAcceptsToken is a refusal because a CNAME stood already at the name of
// a token, which nobody has read before: it is not ours.
func TestCreateAcceptsToken(t *testing.T) {
	t.Parallel()
	b := newBundle(set("abc1._domainkey.example.org", rr.CNAME, 60, "abc1.dkim.amazonses.com"))
	before := b.Zones.All(zoneA)
	if _, err := b.create(t, wish()); err != nil {
		t.Fatalf("Create = %v", err)
	}
	b.calls(t, "Sets Create Apply Sets Apply SetMailFrom Wait Get")
	claims(t, b.managed.Claims, slices.DeleteFunc(bundleClaims(zoneA, 1), func(c string) bool { return c == "ZA dkim_1 abc1.dkim.amazonses.com" })...)
	if _, err := b.destroy(t); err != nil {
		t.Fatalf("Destroy = %v", err)
	}
	sameSets(t, before, b.Zones.All(zoneA))
}
