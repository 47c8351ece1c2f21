package reconcile_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// lagging is an SES whose reads are late: until a time they say something else.
type lagging struct {
	reconcile.Identities
	until time.Time
	shows func() (reconcile.Identity, error)
	// repeats is whether the answer to Create gets lost, and the client library
	// asks again.
	repeats bool
}

func (l *lagging) Get(ctx context.Context, name rr.Name) (reconcile.Identity, error) {
	if time.Now().Before(l.until) {
		return l.shows()
	}
	return l.Identities.Get(ctx, name)
}

func (l *lagging) Create(ctx context.Context, identity reconcile.NewIdentity) (reconcile.Identity, error) {
	made, err := l.Identities.Create(ctx, identity)
	if l.repeats && err == nil {
		err = &reconcile.APIError{Code: "AlreadyExistsException", Attempts: 2, Sentinel: reconcile.ErrExists}
	}
	return made, err
}

// TestReadsThatLag: what SES was told moments ago holds, though it shows what
// was before; but in the end SES is believed.
func TestReadsThatLag(t *testing.T) {
	t.Parallel()
	const moments, long = 5 * time.Second, time.Hour
	for name, tc := range map[string]struct {
		meanwhile func(*bundle)
		then      reconcile.Wish
		lag       time.Duration
		// before is whether in the end it is as it was before.
		before bool
	}{
		"another key length":                   {nil, wish(shortKey), moments, false},
		"another MAIL FROM domain":             {nil, wish(bounce), moments, false},
		"DKIM that failed, and begins again":   {failed(func(i *reconcile.Identity) *string { return &i.DKIM.Status }), wish(), moments, false},
		"MAIL FROM that failed, and so on":     {failed(func(i *reconcile.Identity) *string { return &i.MailFrom.Status }), wish(), moments, false},
		"a key length that somebody puts back": {nil, wish(shortKey), long, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := applied(t, wish())
				if tc.meanwhile != nil {
					tc.meanwhile(b)
				}
				before, r := b.Identities.Peek(domain), b.Reconciler()
				r.Identities = &lagging{
					Identities: r.Identities, until: time.Now().Add(tc.lag),
					shows: func() (reconcile.Identity, error) { return *before, nil },
				}
				out, err := r.Converge(t.Context(), tc.then, reconcile.Prior{Identity: before, Managed: b.managed})
				if err != nil || out.Pending != nil {
					t.Fatalf("Converge = %v, pending %v", err, out.Pending)
				}
				want := b.Identities.Peek(domain)
				if tc.before {
					want = before
				}
				got := out.Identity
				if got.DKIM.NextKeyLength != want.DKIM.NextKeyLength || !slices.Equal(got.DKIM.Tokens, want.DKIM.Tokens) || got.MailFrom != want.MailFrom || !got.Verified() {
					t.Errorf("the outcome is %+v, want %+v", got, want)
				}
			})
		})
	}
}

// TestCreateThatShowsLate: an identity whose request got no answer of its own is
// waited for before it is taken for not made.
func TestCreateThatShowsLate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		repeats bool
		lag     time.Duration
		want    error
	}{
		"no answer, and it shows soon":              {false, 2 * time.Second, nil},
		"no answer, and it does not show":           {false, time.Hour, errNoAnswer},
		"SES says that it exists":                   {true, 10 * time.Second, nil},
		"SES says so, and never shows it":           {true, time.Hour, reconcile.ErrExists},
		"no answer, and it shows at the first look": {false, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBundle()
				if !tc.repeats {
					b.After = func(_ int, method string) error {
						if method == "Create" {
							return errNoAnswer
						}
						return nil
					}
				}
				r := b.Reconciler()
				r.Identities = &lagging{
					Identities: r.Identities, until: time.Now().Add(tc.lag), repeats: tc.repeats,
					shows: func() (reconcile.Identity, error) { return reconcile.Identity{}, reconcile.ErrNotFound },
				}
				out, err := r.Create(t.Context(), wish())
				if !errors.Is(err, tc.want) || out.MadeIdentity != (tc.want == nil) || out.Unseen {
					t.Errorf("Create = %+v, %v", out, err)
				}
			})
		})
	}
}
