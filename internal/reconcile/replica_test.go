package reconcile_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// The parent is in another region, and so is its resource: the zone has its
// records, but nothing here manages them.
const parentRegion = "us-east-1"

func replica(s *mailauth.Spec) {
	s.DKIM = mailauth.DKIM{SigningEnabled: true, ParentRegion: parentRegion}
}

func parentTokens() []string { return []string{"p1", "p2", "p3"} }

func parentSets() []rr.Set {
	var out []rr.Set
	for _, token := range parentTokens() {
		out = append(out, rr.Set{
			Key: rr.Key{Name: domain.Child(token + "._domainkey"), Type: rr.CNAME}, TTL: 900,
			Values: []rr.Value{{Text: token + ".dkim.amazonses.com"}},
		})
	}
	return out
}

// newReplicas has a parent elsewhere whose records stand in the zone.
func newReplicas() *bundle {
	b := newBundle(parentSets()...)
	b.Identities.Parents = map[string][]string{parentRegion: parentTokens()}
	return b
}

// wantParent demands that the parent's records stand as they did.
func (b *bundle) wantParent(t *testing.T) {
	t.Helper()
	for _, want := range parentSets() {
		if got := b.Zones.Texts(zoneA, want.Key); !slices.Equal(got, want.Texts()) {
			t.Errorf("the parent's %s became %q", want.Key, got)
		}
	}
}

// TestReplicaBorrowsItsRecords makes and destroys a replica: it writes no DKIM
// record, tells what its parent has published, and leaves it.
func TestReplicaBorrowsItsRecords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newReplicas()
		out, err := b.create(t, wish(replica))
		if err != nil {
			t.Fatalf("Create = %v", err)
		}
		if borrowed := mailauth.Borrowed(out.Records); len(borrowed) != 3 || borrowed[0].Name != "p1._domainkey.example.org" || len(out.Parent) != 3 {
			t.Errorf("borrows %v, seen as %v", borrowed, out.Parent)
		}
		for _, c := range out.Claims {
			if c.Kind.IsDKIM() {
				t.Errorf("claims %s", c.Key)
			}
		}
		b.wantParent(t)
		if left, err := b.destroy(t); err != nil || len(left) > 0 {
			t.Errorf("Destroy = %v, leaves %v: what is borrowed is not even left", err, left)
		}
		b.wantParent(t)
	})
}

// TestReplicaWithoutParentsRecords: they are not written for it either.
func TestReplicaWithoutParentsRecords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBundle()
		b.Identities.Parents = map[string][]string{parentRegion: parentTokens()}
		out, err := b.create(t, wish(replica))
		if err != nil || len(out.Parent) != 0 {
			t.Fatalf("Create = %v, sees %v", err, out.Parent)
		}
		for _, set := range parentSets() {
			if got := b.Zones.Texts(zoneA, set.Key); len(got) > 0 {
				t.Errorf("%s was written", set.Key)
			}
		}
	})
}

// TestParentIsSwitched: keys of its own become the parent's, another parent's
// and its own again, in place. Its own records come and go, the parent's stay.
func TestParentIsSwitched(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newReplicas()
		b.Identities.Parents["us-west-2"] = []string{"w1", "w2", "w3"}
		first, err := b.create(t, wish())
		if err != nil {
			t.Fatalf("Create = %v", err)
		}
		for i, step := range []struct {
			to    func(*mailauth.Spec)
			token string
			own   int
		}{
			{replica, "p1", 3},
			{func(s *mailauth.Spec) { replica(s); s.DKIM.ParentRegion = "us-west-2" }, "w1", 3},
			{func(*mailauth.Spec) {}, "", 6},
			{replica, "p1", 3},
		} {
			b.Forget()
			out, err := b.update(t, wish(step.to))
			if err != nil || len(out.Left) > 0 {
				t.Fatalf("step %d: Converge = %v, leaves %v", i, err, out.Left)
			}
			if token := b.Identities.Peek(domain).DKIM.Tokens[0]; step.token != "" && token != step.token {
				t.Errorf("step %d: signs with %s, want %s", i, token, step.token)
			}
			if len(out.Claims) != step.own {
				t.Errorf("step %d: claims %d records, want %d", i, len(out.Claims), step.own)
			}
			b.wantParent(t)
		}
		for _, r := range first.Records {
			if stands := len(b.Zones.Texts(zoneA, r.Key)) > 0; stands != !r.Kind.IsDKIM() {
				t.Errorf("%s stands: %t", r.Key, stands)
			}
		}
	})
}

// TestReplicaThatStandsIsLeftAlone: whatever key length its parent has, and
// after whatever rotation.
func TestReplicaThatStandsIsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newReplicas()
		if _, err := b.create(t, wish(replica)); err != nil {
			t.Fatalf("Create = %v", err)
		}
		b.Identities.Edit(domain, func(i *reconcile.Identity) { i.DKIM.NextKeyLength = "RSA_1024_BIT" })
		b.Forget()
		if _, err := b.update(t, wish(replica)); err != nil {
			t.Fatalf("Converge = %v", err)
		}
		b.calls(t, "Sets")
	})
}

func TestReplicaIsStartedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newReplicas()
		if _, err := b.create(t, wish(replica)); err != nil {
			t.Fatalf("Create = %v", err)
		}
		b.Identities.Edit(domain, func(i *reconcile.Identity) { i.DKIM.Status = "FAILED" })
		if _, err := b.update(t, wish(replica)); err != nil {
			t.Fatalf("Converge = %v", err)
		}
		if dkim := b.Identities.Peek(domain).DKIM; dkim.Origin != "AWS_SES_US_EAST_1" || dkim.Status != "SUCCESS" {
			t.Errorf("DKIM is %+v", dkim)
		}
	})
}

// TestTokensComeLate: SES answers before it has copied the keys.
func TestTokensComeLate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after  time.Duration
		parent bool
		tokens int
		within time.Duration
	}{
		"they are waited for":                          {5 * time.Second, true, 3, 10 * time.Second},
		"nobody waits for what SES says will not come": {0, false, 0, 5 * time.Second},
		"a create does not wait for ever":              {time.Hour, true, 0, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newReplicas()
				b.Identities.ReplicatesAfter = tc.after
				if !tc.parent {
					b.Identities.Parents = nil
				}
				began := time.Now()
				out, err := b.create(t, hasty(wish(replica)))
				if err != nil || len(out.Identity.DKIM.Tokens) != tc.tokens || len(mailauth.Borrowed(out.Records)) != tc.tokens {
					t.Errorf("Create = %v, with tokens %v and records %v", err, out.Identity.DKIM.Tokens, out.Records)
				}
				if took := time.Since(began); took > tc.within {
					t.Errorf("took %s, want at most %s", took, tc.within)
				}
			})
		})
	}
}

// TestLostReplicaIsRecognised: its key is as old as its parent, so its age says
// nothing about whose it is.
func TestLostReplicaIsRecognised(t *testing.T) {
	t.Parallel()
	lost := &reconcile.APIError{Service: "SES", Operation: "CreateEmailIdentity"}
	for name, tc := range map[string]struct {
		before func(*bundle)
		made   bool
	}{
		"an answer that got lost":                  {func(*bundle) {}, true},
		"one that others have made, with own keys": {func(b *bundle) { b.Identities.Make(reconcile.NewIdentity{Domain: domain, KeyLength: "RSA_2048_BIT"}) }, false},
		"one that has been verified for a long time": {func(b *bundle) {
			b.Identities.Make(reconcile.NewIdentity{Domain: domain, ParentRegion: parentRegion})
			b.Identities.Edit(domain, func(i *reconcile.Identity) {
				i.DKIM.Status, i.VerificationStatus, i.Verification.LastSuccess = "SUCCESS", "SUCCESS", time.Now().Add(-time.Hour)
			})
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newReplicas()
				tc.before(b)
				b.After = func(_ int, method string) error {
					if method == "Create" {
						return lost
					}
					return nil
				}
				b.Before = func(_ int, method string) error {
					if method == "Create" && b.Identities.Peek(domain) != nil {
						return lost
					}
					return nil
				}
				out, err := b.create(t, wish(replica))
				if out.MadeIdentity != tc.made || tc.made != (err == nil) || !tc.made && !errors.Is(err, lost) {
					t.Errorf("Create = %v, made: %t, want %t", err, out.MadeIdentity, tc.made)
				}
				if b.Identities.Peek(domain) == nil {
					t.Error("the identity was removed")
				}
			})
		})
	}
}
