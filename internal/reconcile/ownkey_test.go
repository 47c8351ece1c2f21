package reconcile_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile/reconciletest"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// signing is a wish to sign with a key of one's own.
func signing(selector string, key dkim.PrivateKey) reconcile.Wish {
	w := wish(func(s *mailauth.Spec) {
		s.DKIM.KeyLength, s.DKIM.Selector, s.DKIM.PublicKey = "", selector, key.Record()
	})
	w.Key = key
	return w
}

// retaining is a wish to keep the records of former keys.
func retaining(w reconcile.Wish, selectors ...string) reconcile.Wish {
	w.Spec.RetainedSelectors = selectors
	return w
}

// keyLine is the set of a key.
func keyLine(selector string, key dkim.PrivateKey) string {
	return "TXT " + selector + "._domainkey.example.org 300 " + key.Record()
}

// besides are the sets of spec() that are not of DKIM.
func besides() []string { return append(mailFromLines("mail.example.org"), dmarcLine) }

// ownKeyStep is one apply after another of a domain.
type ownKeyStep struct {
	from, to reconcile.Wish
	calls    string
	// zone is what stands of DKIM afterwards.
	zone []string
	// left is whether a key stays that SES may still sign with.
	left bool
}

func ownKeySteps(t *testing.T) map[string]ownKeyStep {
	t.Helper()
	a, b := reconciletest.NewKey(t), reconciletest.NewKey(t)
	renewed := signing("s1", a)
	renewed.RenewKey = true
	without := signing("s1", a)
	without.Key = dkim.PrivateKey{}
	return map[string]ownKeyStep{
		"from Easy DKIM the key is known everywhere before SES is told, and the CNAMEs go when SES has found it": {
			wish(), signing("s1", a), "Sets Apply Wait SetOwnKey Get Sets Apply", []string{keyLine("s1", a)}, false,
		},
		"a rotation keeps the key that SES signs with until SES has found the next one": {
			signing("s1", a), signing("s2", b), "Sets Apply Wait SetOwnKey Get Sets Apply", []string{keyLine("s2", b)}, false,
		},
		"whoever does not wait for SES still waits for DNS, and keeps the old key": {
			signing("s1", a), hasty(signing("s2", b)), "Sets Apply Wait SetOwnKey", []string{keyLine("s1", a), keyLine("s2", b)}, true,
		},
		"a former key that the user retains stays": {
			signing("s1", a), retaining(signing("s2", b), "s1"), "Sets Apply Wait SetOwnKey Get", []string{keyLine("s1", a), keyLine("s2", b)}, false,
		},
		"back to Easy DKIM the key goes when SES has found its own": {
			signing("s1", a), wish(), "Sets SetEasyDKIM Apply Wait Get Sets Apply", dkimLines(2), false,
		},
		"nothing to do needs no private key": {
			signing("s1", a), without, "Sets", []string{keyLine("s1", a)}, false,
		},
		"capitals of a selector are none of its": {
			signing("s1", a), signing("S1", a), "Sets", []string{keyLine("s1", a)}, false,
		},
		"a key is sent again where the user says so": {
			signing("s1", a), renewed, "Sets SetOwnKey Get", []string{keyLine("s1", a)}, false,
		},
	}
}

func TestOwnKey(t *testing.T) {
	t.Parallel()
	for name, step := range ownKeySteps(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, step.from)
			watch := watchKeys(b)
			out, err := b.update(t, step.to)
			if err != nil || out.Pending != nil || (len(out.Left) > 0) != step.left {
				t.Errorf("Converge = %+v, %v", out, err)
			}
			b.calls(t, step.calls)
			b.stands(t, zoneA, slices.Concat(step.zone, besides())...)
			watch(t)
			again := step.to
			again.RenewKey, again.Wait = false, true
			b.Forget()
			if _, err := b.update(t, again); err != nil {
				t.Errorf("Converge again = %v", err)
			}
			if !step.left {
				b.calls(t, "Sets")
			} else if lines := b.Zones.All(zoneA); len(lines) != len(besides())+1 {
				t.Errorf("the old key stays for good: %v", lines)
			}
			if _, err := b.destroy(t); err != nil {
				t.Errorf("Destroy = %v", err)
			}
			b.stands(t, zoneA)
		})
	}
}

// watchKeys looks, whenever a call has been answered, for the record of the key
// that SES signs with.
func watchKeys(b *bundle) func(*testing.T) {
	var gaps []string
	b.After = func(n int, method string) error {
		identity := b.Identities.Peek(domain)
		if identity == nil || identity.DKIM.Origin != mailauth.OriginOwnKey {
			return nil
		}
		at := mailauth.PublicKeyAt(domain, identity.DKIM.Tokens[0])
		if len(b.Zones.Texts(zoneA, at)) == 0 {
			gaps = append(gaps, fmt.Sprintf("%d (%s): no %s", n, method, at))
		}
		return nil
	}
	return func(t *testing.T) {
		t.Helper()
		if len(gaps) > 0 {
			t.Errorf("after calls SES signs with a key that nobody finds: %s", strings.Join(gaps, ", "))
		}
	}
}

// TestOwnKeyFails lets each step fail at each of its calls, then repeats it: no
// key that SES signs with is ever without its record, and the end is the same.
func TestOwnKeyFails(t *testing.T) {
	t.Parallel()
	for name, step := range ownKeySteps(t) {
		if step.left {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, f := range faults(len(strings.Fields(step.calls))) {
				t.Run(f.String(), func(t *testing.T) {
					b := applied(t, step.from)
					f.strike(b)
					if out, err := b.update(t, step.to); err == nil && out.Pending == nil {
						t.Errorf("Converge went well, calls were %q", b.Methods())
					}
					if identity := b.Identities.Peek(domain); identity.DKIM.Origin == mailauth.OriginOwnKey {
						at := mailauth.PublicKeyAt(domain, identity.DKIM.Tokens[0])
						if len(b.Zones.Texts(zoneA, at)) == 0 {
							t.Errorf("SES signs with a key without %s", at)
						}
					}
					b.Forget()
					if out, err := b.update(t, step.to); err != nil || out.Pending != nil {
						t.Errorf("Converge again = %+v, %v", out, err)
					}
					b.Forget()
					settled := step.to
					settled.RenewKey = false
					if _, err := b.update(t, settled); err != nil {
						t.Errorf("Converge a third time = %v", err)
					}
					b.calls(t, "Sets")
					if got := len(b.Zones.All(zoneA)); got != len(step.zone)+len(besides()) {
						t.Errorf("%d sets stand, want %d", got, len(step.zone)+len(besides()))
					}
				})
			}
		})
	}
}

// TestOwnKeyCreate: what a first apply publishes is known before SES is asked for
// anything, and goes if SES refuses.
func TestOwnKeyCreate(t *testing.T) {
	t.Parallel()
	key := reconciletest.NewKey(t)
	b := newBundle()
	if _, err := b.create(t, signing("s1", key)); err != nil {
		t.Fatalf("Create = %v", err)
	}
	b.calls(t, "Sets Apply Wait Create SetMailFrom Get")
	b.stands(t, zoneA, append(besides(), keyLine("s1", key))...)

	b = newBundle()
	if _, err := b.create(t, hasty(signing("s1", key))); err != nil {
		t.Fatalf("Create without a wait = %v", err)
	}
	b.calls(t, "Sets Apply Create SetMailFrom")
}

func TestOwnKeyCreateFails(t *testing.T) {
	t.Parallel()
	key := reconciletest.NewKey(t)
	for _, f := range faults(len(strings.Fields("Sets Apply Wait Create SetMailFrom"))) {
		t.Run(f.String(), func(t *testing.T) {
			t.Parallel()
			b := newBundle(others()...)
			f.strike(b)
			_, err := b.create(t, signing("s1", key))
			switch made := b.Identities.Peek(domain) != nil; {
			case err == nil && f.all:
				t.Error("Create went well")
			case err != nil && !f.all && made:
				t.Error("the identity of a failed create stays")
			case err != nil && !f.all:
				sameSets(t, newBundle(others()...).Zones.All(zoneA), b.Zones.All(zoneA))
			}
		})
	}
}

// TestOwnKeyRefused: SES's refusal of a key, which comes when its record stands
// already, takes nothing from the one in use.
func TestOwnKeyRefused(t *testing.T) {
	t.Parallel()
	a, next := reconciletest.NewKey(t), reconciletest.NewKey(t)
	b := applied(t, signing("s1", a))
	refusal := &reconcile.APIError{Service: "SES", Operation: "PutEmailIdentityDkimSigningAttributes", Code: "BadRequestException"}
	b.Before = func(_ int, method string) error {
		if method == "SetOwnKey" {
			return refusal
		}
		return nil
	}
	if _, err := b.update(t, signing("s2", next)); !errors.Is(err, error(refusal)) {
		t.Errorf("Converge = %v, want SES's refusal", err)
	}
	b.stands(t, zoneA, append(besides(), keyLine("s1", a), keyLine("s2", next))...)
	b.Forget()
	if _, err := b.update(t, signing("s1", a)); err != nil {
		t.Errorf("Converge to where it was = %v", err)
	}
	b.stands(t, zoneA, append(besides(), keyLine("s1", a))...)
}

// TestOwnKeyUnconfirmed: who may not ask whether name servers know the new key
// gets no gap but an error, except for a domain that nothing is signed for yet.
func TestOwnKeyUnconfirmed(t *testing.T) {
	t.Parallel()
	refused := &reconcile.APIError{Service: "Route 53", Operation: "GetChange", Code: "AccessDenied", Needs: &reconcile.Permission{}}
	deny := func(_ int, method string) error {
		if method == "Wait" {
			return refused
		}
		return nil
	}
	a, next := reconciletest.NewKey(t), reconciletest.NewKey(t)
	b := newBundle()
	b.Before = deny
	var unconfirmed *reconcile.UnconfirmedError
	if out, err := b.create(t, signing("s1", a)); err != nil || !errors.As(out.Pending, &unconfirmed) {
		t.Errorf("Create = %+v, %v, want it unconfirmed", out.Pending, err)
	}
	if _, err := b.update(t, signing("s2", next)); !errors.Is(err, error(refused)) {
		t.Errorf("Converge = %v, want the refusal", err)
	}
	if identity := b.Identities.Peek(domain); !identity.DKIM.SignsWith("s1") {
		t.Errorf("SES was told all the same: %+v", identity.DKIM)
	}
}

// TestOwnKeyOfSomebodyElse: where somebody has a key under the selector already,
// nothing is made.
func TestOwnKeyOfSomebodyElse(t *testing.T) {
	t.Parallel()
	b := newBundle(set("s1._domainkey.example.org", rr.TXT, 60, reconciletest.NewKey(t).Record()))
	var conflict *reconcile.ConflictError
	if _, err := b.create(t, signing("s1", reconciletest.NewKey(t))); !errors.As(err, &conflict) || conflict.Conflicts[0].Wanted.Kind != mailauth.DKIMKey {
		t.Errorf("Create = %v, want the conflict", err)
	}
	if b.Identities.Peek(domain) != nil {
		t.Error("the identity was made")
	}
}
