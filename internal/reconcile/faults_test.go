package reconcile_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// others are sets that somebody else has at names of the bundle.
func others() []rr.Set {
	return []rr.Set{
		set("_dmarc.example.org", rr.TXT, 60, site, site2),
		set("example.org", rr.TXT, 60, site),
		set("example.org", rr.MX, 60, "10 mx.example.org"),
		set("mail.example.org", rr.MX, 60, "10 feedback-smtp.eu-west-1.amazonses.com"),
	}
}

// fault is one way in which calls of a run fail.
type fault struct {
	// from is the first call that fails, before or else after its effect.
	from   int
	before bool
	// all is whether all later calls fail too, instead of only that one.
	all bool
}

func (f fault) String() string {
	when, what := "after", "only"
	if f.before {
		when = "before"
	}
	if f.all {
		what = "and all later ones"
	}
	return fmt.Sprintf("call %d fails %s its effect, %s", f.from, when, what)
}

func (f fault) strike(b *bundle) {
	last := f.from
	if f.all {
		last = math.MaxInt
	}
	if f.before {
		b.Before = failing(f.from, last)
	} else {
		b.After = failing(f.from, last)
	}
}

// faults are all faults of a run of so many calls.
func faults(calls int) []fault {
	var out []fault
	for n := 1; n <= calls; n++ {
		for _, before := range []bool{true, false} {
			for _, all := range []bool{true, false} {
				out = append(out, fault{from: n, before: before, all: all})
			}
		}
	}
	return out
}

// everything is a wish whose create makes every call that there is.
func everything() reconcile.Wish {
	return wish(withSPF, func(s *mailauth.Spec) { s.DKIM.SigningEnabled, s.FeedbackForwarding = false, false })
}

// TestUpdateFails lets every update fail at each of its calls, then repeats it:
// it ends where it would have ended, and what is ours is known.
func TestUpdateFails(t *testing.T) {
	t.Parallel()
	for name, tc := range updates() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := func() *bundle {
				b := applied(t, wish())
				if tc.meanwhile != nil {
					tc.meanwhile(b)
				}
				return b
			}
			whole := start()
			if _, err := whole.update(t, tc.wish); err != nil {
				t.Fatalf("Converge = %v", err)
			}
			for _, f := range faults(len(whole.Methods())) {
				t.Run(f.String(), func(t *testing.T) {
					b := start()
					f.strike(b)
					out, err := b.update(t, tc.wish)
					if err == nil && out.Pending == nil && tc.mustTell(b, f) {
						t.Errorf("Converge went well, calls were %q", b.Methods())
					}
					b.Forget()
					if out, err := b.update(t, tc.wish); err != nil || out.Pending != nil {
						t.Errorf("Converge again = %+v, %v", out, err)
					}
					reached(t, b, tc)
				})
			}
		})
	}
}

// mustTell reports whether an update has to end in an error or with something
// pending, as opposed to a fault that it can get over: a CreateEmailIdentity
// of which the answer gets lost, or an answer that there was none to lose.
func (u update) mustTell(b *bundle, f fault) bool {
	recognised := b.Methods()[f.from-1] == "Create" && !f.before && !f.all
	gone := b.Zones.All(zoneA) == nil && f.from == len(b.Methods()) && !f.before
	return !recognised && !gone
}

// TestDestroyFails lets a destroy fail at each of its calls, then repeats it.
func TestDestroyFails(t *testing.T) {
	t.Parallel()
	whole := applied(t, everything(), others()...)
	if _, err := whole.destroy(t); err != nil {
		t.Fatalf("Destroy = %v", err)
	}
	for _, f := range faults(len(whole.Methods())) {
		t.Run(f.String(), func(t *testing.T) {
			t.Parallel()
			b := applied(t, everything(), others()...)
			f.strike(b)
			if _, err := b.destroy(t); !errors.Is(err, errNoAnswer) {
				t.Errorf("Destroy = %v, want the cause", err)
			}
			b.Forget()
			if left, err := b.destroy(t); err != nil || len(left) != 1 {
				t.Errorf("Destroy again = %v, %v, want one that was there before", left, err)
			}
			if b.Identities.Peek(domain) != nil {
				t.Error("the identity is left")
			}
			sameSets(t, newBundle(others()...).Zones.All(zoneA), b.Zones.All(zoneA))
		})
	}
}
