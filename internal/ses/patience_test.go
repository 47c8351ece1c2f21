package ses_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/ses"
)

// TestWhatWasMadeMomentsAgo: that SES does not find what this process has just
// made is not believed for a while; then it is, and of anything else at once.
func TestWhatWasMadeMomentsAgo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		hiddenReads int
		// began is who made the identity, long ago before the read.
		began   func(*fakeaws.World, *ses.Identities) error
		age     time.Duration
		want    error
		patient bool
	}{
		"made by this process, and soon found":    {hiddenReads: 3, began: ownMake, patient: true},
		"made by this process, and never found":   {hiddenReads: 99, began: ownMake, want: reconcile.ErrNotFound, patient: true},
		"made by this process, some time ago":     {hiddenReads: 3, began: ownMake, age: time.Minute, want: reconcile.ErrNotFound},
		"made by somebody else":                   {hiddenReads: 3, began: othersMake, want: reconcile.ErrNotFound},
		"made and removed by this process":        {began: ownMakeAndRemove, want: reconcile.ErrNotFound},
		"never made by anybody":                   {began: nobodyMakes, want: reconcile.ErrNotFound},
		"made by this process, and found at once": {began: ownMake},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				world := fakeaws.New(fakeaws.Options{Quirks: sesapi.Quirks{NotFoundReads: tc.hiddenReads}})
				identities := over(world)
				if err := tc.began(world, identities); err != nil {
					t.Fatal(err)
				}
				time.Sleep(tc.age)
				began := time.Now()
				_, err := identities.Get(t.Context(), domain)
				if !errors.Is(err, tc.want) {
					t.Errorf("Get = %v, want %v", err, tc.want)
				}
				if took := time.Since(began); (took > 0) != tc.patient || took > 30*time.Second {
					t.Errorf("Get took %s", took)
				}
			})
		})
	}
}

func ownMake(_ *fakeaws.World, i *ses.Identities) error {
	_, err := i.Create(context.Background(), reconcile.NewIdentity{Domain: domain})
	return err
}

func othersMake(w *fakeaws.World, _ *ses.Identities) error {
	return w.Account(accountID).Identity(region, string(domain)).Create()
}

func ownMakeAndRemove(w *fakeaws.World, i *ses.Identities) error {
	return errors.Join(ownMake(w, i), i.Delete(context.Background(), domain))
}

func nobodyMakes(*fakeaws.World, *ses.Identities) error { return nil }

// TestPatienceEnds with the caller's.
func TestPatienceEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		world := fakeaws.New(fakeaws.Options{Quirks: sesapi.Quirks{NotFoundReads: 99}})
		identities := over(world)
		if err := ownMake(world, identities); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := identities.Get(ctx, domain); !errors.Is(err, reconcile.ErrNotFound) {
			t.Errorf("Get = %v", err)
		}
	})
}

// TestListingThatIsNotThere: every domain is asked for by itself where the
// endpoint has no listing.
func TestListingThatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented} {
		world := fakeaws.New(fakeaws.Options{})
		world.Fail(fakeaws.Rule{Operation: "ses:ListEmailIdentities", Status: status, Code: "UnknownOperationException"})
		identities := over(world)
		if exists, err := identities.Exists(t.Context(), domain); exists || err != nil {
			t.Errorf("%d: Exists = %t, %v", status, exists, err)
		}
		if err := othersMake(world, identities); err != nil {
			t.Fatal(err)
		}
		if exists, err := identities.Exists(t.Context(), domain); !exists || err != nil {
			t.Errorf("%d: Exists = %t, %v", status, exists, err)
		}
	}
}
