package reconcile_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// adoptable is a world in which somebody else has made the identity and a DMARC
// record, beside a value that is none of ours.
func adoptable(t *testing.T) *bundle {
	t.Helper()
	b := newBundle(rr.Set{
		Key: rr.Key{Name: "_dmarc.example.org", Type: rr.TXT}, TTL: 60,
		Values: []rr.Value{{Text: site}, {Text: quarantine}},
	})
	if _, err := b.Identities.Create(t.Context(), reconcile.NewIdentity{Domain: domain, KeyLength: "RSA_2048_BIT"}); err != nil {
		t.Fatalf("make their identity: %v", err)
	}
	b.Forget()
	time.Sleep(time.Hour)
	return b
}

func adopting() reconcile.Wish {
	w := hasty(wish())
	w.Adopt = true
	return w
}

func TestAdoptTakesOverWhatExists(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := adoptable(t)
		out, err := b.create(t, adopting())
		if err != nil || out.MadeIdentity {
			t.Fatalf("Create = %+v, %v", out, err)
		}
		b.calls(t, "Sets Create Get Sets Apply SetMailFrom SetTags")
		b.stands(t, zoneA, append(append(dkimLines(1), mailFromLines("mail.example.org")...),
			"TXT _dmarc.example.org 60 "+site+" + "+none)...)
		claims(t, out.Claims, bundleClaims(zoneA, 1)...)
	})
}

// TestAdoptPutsBackOnFailure lets an adoption fail at each call after the
// records were written, with the identity of somebody else and with none.
func TestAdoptPutsBackOnFailure(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		theirs bool
		calls  []int
	}{
		"their identity":                {true, []int{5, 6, 7}},
		"no identity but their records": {false, []int{3, 4}},
	} {
		for _, call := range tc.calls {
			t.Run(fmt.Sprintf("%s, call %d", name, call), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					b := adoptable(t)
					if !tc.theirs {
						b.Identities.Remove(domain)
					}
					before := b.Zones.All(zoneA)
					b.After = failing(call, call)
					if _, err := b.create(t, adopting()); !errors.Is(err, errNoAnswer) {
						t.Fatalf("Create = %v, want no answer", err)
					}
					sameSets(t, before, b.Zones.All(zoneA))
					if exists := b.Identities.Peek(domain) != nil; exists != tc.theirs {
						t.Errorf("identity exists = %v, want %v", exists, tc.theirs)
					}
				})
			})
		}
	}
}

func TestAdoptTakesOverWithNewKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := adoptable(t)
		b.Identities.Edit(domain, func(i *reconcile.Identity) {
			i.DKIM.Origin, i.DKIM.Tokens = "EXTERNAL", []string{"selector"}
		})
		if _, err := b.create(t, adopting()); err != nil {
			t.Fatalf("Create = %v", err)
		}
		b.calls(t, "Sets Create Get SetEasyDKIM Sets Apply SetMailFrom SetTags")
		isSettled(t, b, adopting())
	})
}

// TestAdoptAcceptsWhatStands shows that records which are as they should be are
// not ours for that, those of the tokens neither.
func TestAdoptAcceptsWhatStands(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := adoptable(t)
		facts := b.Identities.Peek(domain).DKIM.Facts()
		for _, r := range mailauth.Records(spec(), facts) {
			b.Zones.Put(zoneA, set(r.Name, r.Type, r.TTL, r.Text))
		}
		out, err := b.create(t, adopting())
		if err != nil {
			t.Fatalf("Create = %v", err)
		}
		b.calls(t, "Sets Create Get Sets SetMailFrom SetTags")
		claims(t, out.Claims)
	})
}

// TestAdoptNeedsAnAnswer shows that an identity is adopted when SES says that
// it exists, and not when it says nothing.
func TestAdoptNeedsAnAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := adoptable(t)
		b.Before = failing(2, 2)
		if _, err := b.create(t, adopting()); !errors.Is(err, errNoAnswer) {
			t.Errorf("Create = %v, want no answer", err)
		}
		b.calls(t, "Sets Create Get")
	})
}

func TestWithoutAdoptTheConflictStands(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := adoptable(t)
		var conflict *reconcile.ConflictError
		if _, err := b.create(t, hasty(wish())); !errors.As(err, &conflict) {
			t.Errorf("Create = %v, want a conflict", err)
		}
		b.calls(t, "Sets Exists")
	})
}

func TestPreviewSaysWhatIsAdopted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := adoptable(t)
		forecast, err := b.Reconciler().Preview(t.Context(), *zone(zoneA), mailauth.Records(spec(), mailauth.Facts{}), reconcile.Managed{}, true)
		if err != nil || len(forecast.Adopted) != 1 || forecast.Adopted[0].Wanted.Text != none {
			t.Errorf("Preview = %+v, %v", forecast, err)
		}
		b.calls(t, "Sets")
	})
}
