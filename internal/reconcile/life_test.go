package reconcile_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestLives leads bundles through random lives: random worlds, in which others
// edit whatever they like and whenever, calls that fail, and wishes that
// change. No value of others is ever lost or changed, what was reached is not
// done again, and in the end nothing of ours is left.
func TestLives(t *testing.T) {
	t.Parallel()
	const lives, years = 300, 12
	synctest.Test(t, func(t *testing.T) { live(t, lives, years) })
}

func live(t *testing.T, lives, years int) {
	succeeded := 0
	for seed := range lives {
		l := newLife(uint64(seed))
		for range years {
			l.others()
			if l.year(t) {
				succeeded++
			}
			if t.Failed() {
				t.Fatalf("seed %d: %s", seed, strings.Join(l.story, "\n  "))
			}
		}
		l.end(t)
		if t.Failed() {
			t.Fatalf("seed %d: %s", seed, strings.Join(l.story, "\n  "))
		}
	}
	if least := lives * years / 4; succeeded < least {
		t.Errorf("%d applies went well, want at least %d: the lives are too hard to prove anything", succeeded, least)
	}
}

// life is one bundle and what happens to it. Values of others are stored in
// brackets, so that they can be told from ours.
type life struct {
	*bundle
	*rand.Rand
	story []string
	// born is whether the bundle is made.
	born bool
	// numbers makes values of others unique.
	numbers int
}

func newLife(seed uint64) *life {
	return &life{bundle: newBundle(), Rand: rand.New(rand.NewPCG(seed, 0))}
}

func (l *life) tell(format string, args ...any) {
	l.story = append(l.story, fmt.Sprintf(format, args...))
}

// chance is true once in n times.
func (l *life) chance(n int) bool { return l.IntN(n) == 0 }

func pick[T any](l *life, from ...T) T { return from[l.IntN(len(from))] }

// wishes is a random wish.
func (l *life) wishes() reconcile.Wish {
	w := in(pick(l, zoneA, zoneA, zoneA, zoneB), func(s *mailauth.Spec) {
		s.TTL = pick[int64](l, 300, 300, 600)
		s.SPF = pick(l, "", "", "v=spf1 -all", "v=spf1 include:amazonses.com -all")
		s.DMARC.Enabled, s.DMARC.Text = !l.chance(5), pick(l, none, quarantine)
		s.MailFrom.Enabled, s.MailFrom.Domain = !l.chance(5), pick[rr.Name](l, "mail.example.org", "bounce.example.org")
		s.DKIM.KeyLength = pick(l, "RSA_2048_BIT", "RSA_1024_BIT")
		s.Tags = map[string]string{"team": pick(l, "mail", "post")}
	})
	w.Adopt = l.chance(4)
	if l.chance(8) {
		w.Zone = nil
	}
	return w
}

// year is one apply with a random wish, and a second one if it went well.
func (l *life) year(t *testing.T) bool {
	t.Helper()
	w := l.wishes()
	l.Forget()
	l.tell("wish %+v in zone %+v, adopting: %t", w.Spec, w.Zone, w.Adopt)
	if l.chance(2) {
		f := fault{from: 1 + l.IntN(9), before: l.chance(2), all: l.chance(3)}
		l.tell("%s", f)
		f.strike(l.bundle)
	}
	l.meddle()
	ward := l.guard(w)
	out, err := l.apply(t, w)
	l.Zones.Editor = nil
	l.tell("calls %q, error %v, pending %v", l.Methods(), err, out.Pending)
	ward.check(t, l)
	l.Forget()
	if err != nil {
		return false
	}
	l.holds(t, w, out)
	l.again(t, w)
	if w.Zone == nil {
		l.release()
	}
	return true
}

// apply creates or updates.
func (l *life) apply(t *testing.T, w reconcile.Wish) (reconcile.Outcome, error) {
	t.Helper()
	if l.born {
		return l.update(t, w)
	}
	out, err := l.create(t, w)
	var remains *reconcile.RemainsError
	l.born = err == nil || errors.As(err, &remains)
	if !l.born {
		// A CreateEmailIdentity without answer and without any later one.
		l.Identities.Remove(domain)
	}
	return out, err
}

// holds demands that what is wished stands, once, and that what is ours is
// there.
func (l *life) holds(t *testing.T, w reconcile.Wish, out reconcile.Outcome) {
	t.Helper()
	isSettled(t, l.bundle, w)
	if w.Zone == nil {
		return
	}
	for _, r := range out.Records {
		slot := slices.DeleteFunc(l.Zones.Texts(w.Zone.ID, r.Key), func(text string) bool { return !r.Kind.Owns(text) })
		if len(slot) != 1 || !r.Kind.Equal(slot[0], r.Text) {
			t.Errorf("%s is %q, want %q", r.Key, slot, r.Text)
		}
	}
	for i, c := range out.Claims {
		if !slices.ContainsFunc(out.Records, func(r mailauth.Record) bool { return r == c.Record }) || c.Zone.ID != w.Zone.ID {
			t.Errorf("a claim to %s in %s, which is not wanted", c.Key, c.Zone.ID)
		}
		if slices.ContainsFunc(out.Claims[:i], func(o reconcile.Claim) bool { return o.Key == c.Key }) {
			t.Errorf("two claims to %s", c.Key)
		}
	}
}

// again applies the same once more, which must do nothing.
func (l *life) again(t *testing.T, w reconcile.Wish) {
	t.Helper()
	if _, err := l.update(t, w); err != nil {
		t.Errorf("Converge again = %v", err)
	}
	for _, method := range l.Methods() {
		if method != "Sets" && method != "Get" {
			t.Errorf("calls of the second apply are %q", l.Methods())
			break
		}
	}
	l.Forget()
}

// release gives what was ours to others for good.
func (l *life) release() {
	for _, id := range []string{zoneA, zoneB} {
		for _, s := range l.Zones.All(id) {
			for i, v := range s.Values {
				if !theirs(v) {
					s.Values[i].Wire = "[" + v.Text + "]"
				}
			}
			l.Zones.Put(id, s)
		}
	}
}

// end destroys the bundle: nothing that we have written is left.
func (l *life) end(t *testing.T) {
	t.Helper()
	l.tell("the end")
	ward := l.guard(reconcile.Wish{})
	l.Forget()
	if !l.born {
		return
	}
	if _, err := l.destroy(t); err != nil {
		t.Errorf("Destroy = %v", err)
	}
	ward.check(t, l)
	if l.Identities.Peek(domain) != nil {
		t.Error("the identity is left")
	}
	for _, id := range []string{zoneA, zoneB} {
		for _, s := range l.Zones.All(id) {
			for _, v := range s.Values {
				if !theirs(v) {
					t.Errorf("%s %q in %s is left", s.Key, v.Text, id)
				}
			}
		}
	}
}

func theirs(v rr.Value) bool { return strings.HasPrefix(v.Wire, "[") }
