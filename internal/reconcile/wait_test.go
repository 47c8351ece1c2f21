package reconcile_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestUpdateVerifies shows for which identities an update asks SES.
func TestUpdateVerifies(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first     reconcile.Wish
		meanwhile func(*bundle)
		then      reconcile.Wish
		calls     string
	}{
		"not when it was verified when it was last read": {wish(), nil, wish(), "Sets"},
		"when it has not been verified yet":              {hasty(wish()), nil, wish(), "Sets Get Get Get"},
		"when the records of SES have changed":           {wish(), nil, wish(shortKey), "Sets SetEasyDKIM Apply Wait Get Get Get"},
		"when the MAIL FROM domain has changed": {
			wish(), nil, wish(bounce), "Sets Apply SetMailFrom Sets Apply Wait Wait Get Get Get",
		},
		"not when nobody waits": {hasty(wish()), nil, hasty(wish(shortKey)), "Sets SetEasyDKIM Apply"},
		"not when SES has lost sight of records that stand": {
			wish(), lostSight, wish(), "Sets",
		},
		"when SES has lost sight of records that were gone": {
			wish(), func(b *bundle) {
				lostSight(b)
				b.Zones.Remove(zoneA, rr.Key{Name: "mail.example.org", Type: rr.MX})
			}, wish(), "Sets Apply Wait Get",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBundle()
				b.Identities.VerifiesAfter = 2 * time.Second
				if _, err := b.create(t, tc.first); err != nil {
					t.Fatalf("Create = %v", err)
				}
				b.Forget()
				if tc.meanwhile != nil {
					tc.meanwhile(b)
				}
				out, err := b.update(t, tc.then)
				if err != nil || out.Pending != nil {
					t.Errorf("Converge = %+v, %v", out, err)
				}
				b.calls(t, tc.calls)
				if strings.HasSuffix(tc.calls, "Get") && !out.Identity.Verified() {
					t.Errorf("the identity is %+v, want it verified", out.Identity)
				}
			})
		})
	}
}

func lostSight(b *bundle) {
	b.Identities.Edit(domain, func(i *reconcile.Identity) { i.MailFrom.Status = "TEMPORARY_FAILURE" })
}

// TestWaitEnds shows how a wait ends that does not end well: everything is
// made, and the outcome says what is pending.
func TestWaitEnds(t *testing.T) {
	t.Parallel()
	lost := func(method string) func(*bundle) {
		return func(b *bundle) {
			b.Before = func(_ int, called string) error {
				if called == method {
					return errNoAnswer
				}
				return nil
			}
		}
	}
	never := func(b *bundle) { b.Identities.VerifiesAfter = 0 }
	for name, tc := range map[string]struct {
		world   func(*bundle)
		pending func(error) bool
		after   time.Duration
	}{
		"the time is over": {
			never, func(err error) bool { return unverified(err, 10*time.Minute, false) }, 10 * time.Minute,
		},
		"the time is over while SES is asked": {
			func(b *bundle) {
				never(b)
				b.Before = func(_ int, _ string) error {
					if time.Since(bubbleStart()) >= time.Minute {
						time.Sleep(time.Hour)
					}
					return nil
				}
			},
			func(err error) bool { return unverified(err, time.Hour+74*time.Second, false) }, time.Hour + 74*time.Second,
		},
		"SES gives up": {
			func(b *bundle) {
				never(b)
				b.Before = func(_ int, _ string) error {
					if time.Since(bubbleStart()) >= time.Minute {
						failed(func(i *reconcile.Identity) *string { return &i.DKIM.Status })(b)
					}
					return nil
				}
			},
			// The first look after a minute: 1, 1.5, 2.25 … seconds lie between looks.
			func(err error) bool { return unverified(err, 0, true) }, 74 * time.Second,
		},
		"SES does not answer": {
			lost("Get"), func(err error) bool { return errors.Is(err, errNoAnswer) }, 0,
		},
		"the name servers do not confirm": {
			lost("Wait"), func(err error) bool { return errors.Is(err, errNoAnswer) }, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b, began := newBundle(), time.Now()
				tc.world(b)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				out, err := b.Reconciler().Create(ctx, wish())
				if err != nil || !tc.pending(out.Pending) {
					t.Errorf("Create = %v, pending %v", err, out.Pending)
				}
				if took := time.Since(began); took.Truncate(time.Second) != tc.after {
					t.Errorf("it took %s, want %s", took, tc.after)
				}
				claims(t, out.Claims, bundleClaims(zoneA, 1)...)
				isSettled(t, b, wish())
			})
		})
	}
}

// bubbleStart is when the clock of every bubble begins.
func bubbleStart() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// unverified checks an *UnverifiedError; no time stands for any.
func unverified(err error, waited time.Duration, failed bool) bool {
	var e *reconcile.UnverifiedError
	return errors.As(err, &e) && e.Failed == failed && (waited == 0 || e.Waited.Truncate(time.Second) == waited)
}

// TestWaitPace shows that SES is asked at once, soon, and then more rarely.
func TestWaitPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBundle()
		b.Identities.VerifiesAfter = 5 * time.Minute
		began := time.Now()
		var looks []time.Duration
		b.Before = func(_ int, method string) error {
			if method == "Get" {
				looks = append(looks, time.Since(began))
			}
			return nil
		}
		if out, err := b.create(t, wish()); err != nil || out.Pending != nil {
			t.Fatalf("Create = %+v, %v", out, err)
		}
		if looks[0] != 0 || looks[1] != time.Second {
			t.Errorf("the first looks are after %s", looks[:2])
		}
		last := time.Duration(0)
		for i := 1; i < len(looks); i++ {
			pause := looks[i] - looks[i-1]
			if pause < last || pause > 30*time.Second {
				t.Errorf("look %d comes %s after the one before, which came after %s", i, pause, last)
			}
			last = pause
		}
		if last != 30*time.Second {
			t.Errorf("the last pause is %s", last)
		}
	})
}

// TestWaitBeforeEmptying shows that a zone is not emptied before the new one
// answers everywhere.
func TestWaitBeforeEmptying(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	b.Before = func(_ int, method string) error {
		if method == "Wait" {
			return errNoAnswer
		}
		return nil
	}
	out, err := b.update(t, in(zoneB))
	if !errors.Is(err, errNoAnswer) {
		t.Errorf("Converge = %+v, %v, want the error of the wait", out, err)
	}
	b.stands(t, zoneA, bundleLines(1)...)
	b.stands(t, zoneB, bundleLines(1)...)
	claims(t, out.Claims, slices.Concat(bundleClaims(zoneA, 1), bundleClaims(zoneB, 1))...)
	b.Forget()
	if _, err := b.update(t, in(zoneB)); err != nil {
		t.Errorf("Converge again = %v", err)
	}
	b.stands(t, zoneA)
	claims(t, b.managed.Claims, bundleClaims(zoneB, 1)...)
}
