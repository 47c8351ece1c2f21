package reconcile_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestCreateFails lets a create fail at each of its calls. Nothing of ours is
// left, unless the error says so, and then the outcome is what is left.
func TestCreateFails(t *testing.T) {
	t.Parallel()
	whole := newBundle(others()...)
	if _, err := whole.create(t, everything()); err != nil {
		t.Fatalf("Create = %v", err)
	}
	// From CreateEmailIdentity on: before it, nothing is made.
	const create = 2
	if whole.Methods()[create-1] != "Create" {
		t.Fatalf("calls are %q", whole.Methods())
	}
	for _, f := range faults(len(whole.Methods())) {
		t.Run(f.String(), func(t *testing.T) {
			t.Parallel()
			b := newBundle(others()...)
			before := b.Zones.All(zoneA)
			f.strike(b)
			out, err := b.create(t, everything())
			var remains *reconcile.RemainsError
			switch {
			case err == nil:
				claims(t, b.managed.Claims, claimed(whole)...)
				sameSets(t, whole.Zones.All(zoneA), b.Zones.All(zoneA))
				return
			case !errors.Is(err, errNoAnswer):
				t.Errorf("Create = %v, want the cause", err)
			case errors.As(err, &remains):
				remainsTruly(t, b, out)
			case f.from == create && f.all && !f.before:
				// Whether there is an identity cannot be known by any call.
				if uncertain := (*reconcile.UncertainError)(nil); !errors.As(err, &uncertain) {
					t.Errorf("Create = %v, want that it is uncertain", err)
				}
				b.Identities.Remove(domain)
			}
			b.Forget()
			if remains != nil {
				if _, err := b.destroy(t); err != nil {
					t.Errorf("Destroy = %v", err)
				}
			}
			sameSets(t, before, b.Zones.All(zoneA))
			if b.Identities.Peek(domain) != nil {
				t.Error("the identity is left")
			}
			if _, err := b.create(t, everything()); err != nil {
				t.Errorf("Create again = %v", err)
			}
		})
	}
}

// claimed are the claims of a bundle as claims wants them.
func claimed(b *bundle) []string {
	var out []string
	for _, c := range b.managed.Claims {
		out = append(out, c.Zone.ID+" "+recordLine(c.Record))
	}
	return out
}

// remainsTruly demands that an outcome is what is left of a create.
func remainsTruly(t *testing.T, b *bundle, out reconcile.Outcome) {
	t.Helper()
	if b.Identities.Peek(domain) != nil && out.Identity == nil {
		t.Error("the identity is left and not in the outcome")
	}
	theirs := others()
	for _, s := range b.Zones.All(zoneA) {
		for _, v := range s.Values {
			their := slices.ContainsFunc(theirs, func(o rr.Set) bool { return o.Key == s.Key && slices.Contains(o.Texts(), v.Text) })
			ours := slices.ContainsFunc(out.Claims, func(c reconcile.Claim) bool { return c.Key == s.Key && c.Text == v.Text })
			if !their && !ours {
				t.Errorf("%s %q is left and not in the outcome", s.Key, v.Text)
			}
			if their && ours {
				t.Errorf("%s %q is somebody else's and in the outcome", s.Key, v.Text)
			}
		}
	}
}

// TestCreateRemains lets the undoing of a create fail too: the outcome is what
// remains by then. Nobody waits for an undoing.
func TestCreateRemains(t *testing.T) {
	t.Parallel()
	const all = "Sets Create Apply SetMailFrom Sets Apply Delete"
	for name, tc := range map[string]struct {
		fails            func(call int, method string) error
		calls            string
		identity, claims bool
	}{
		"nothing fails twice":         {failing(4, 4), all, false, false},
		"the identity remains":        {also(failing(4, 4), failing(7, 7)), all, true, false},
		"the records cannot be read":  {failing(4, 5), "Sets Create Apply SetMailFrom Sets", true, true},
		"the records remain":          {also(failing(4, 4), failing(6, 6)), "Sets Create Apply SetMailFrom Sets Apply", true, true},
		"the records remain for long": {also(failing(4, 4), failing(6, 99)), "Sets Create Apply SetMailFrom Sets Apply", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBundle()
			b.Before = tc.fails
			out, err := b.create(t, wish())
			var remains *reconcile.RemainsError
			if !errors.Is(err, errNoAnswer) || errors.As(err, &remains) != tc.identity {
				t.Errorf("Create = %v", err)
			}
			b.calls(t, tc.calls)
			if (out.Identity != nil) != tc.identity || (b.Identities.Peek(domain) != nil) != tc.identity {
				t.Errorf("the outcome has the identity %+v, the world %+v", out.Identity, b.Identities.Peek(domain))
			}
			if tc.claims {
				claims(t, out.Claims, bundleClaims(zoneA, 1)...)
				b.stands(t, zoneA, bundleLines(1)...)
			} else {
				claims(t, out.Claims)
				b.stands(t, zoneA)
			}
		})
	}
}

// also fails a call when either hook does.
func also(first, second func(int, string) error) func(int, string) error {
	return func(call int, method string) error {
		if err := first(call, method); err != nil {
			return err
		}
		return second(call, method)
	}
}

// TestCreateInterrupted cancels a create at each of its calls.
func TestCreateInterrupted(t *testing.T) {
	t.Parallel()
	whole := applied(t, everything(), others()...)
	settled := whole.Zones.All(zoneA)
	for n := 1; ; n++ {
		for _, early := range []bool{true, false} {
			b := newBundle(others()...)
			before := b.Zones.All(zoneA)
			ctx, cancel := context.WithCancel(t.Context())
			reached := false
			hook := func(call int, _ string) error {
				if call != n {
					return nil
				}
				reached = true
				cancel()
				return ctx.Err()
			}
			if early {
				b.Before = hook
			} else {
				b.After = hook
			}
			out, err := b.Reconciler().Create(ctx, everything())
			cancel()
			if !reached {
				return
			}
			switch {
			case err == nil:
				sameSets(t, settled, b.Zones.All(zoneA))
			case !errors.Is(err, context.Canceled):
				t.Errorf("Create = %v, want the context's error", err)
			default:
				sameSets(t, before, b.Zones.All(zoneA))
				if b.Identities.Peek(domain) != nil || out.Identity != nil || len(out.Claims) != 0 {
					t.Errorf("cancelled at call %d: the identity is left, or the outcome %+v", n, out)
				}
			}
		}
	}
}
