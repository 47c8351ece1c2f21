package ses_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestGlance lets domains be looked at, all of them every five seconds for a
// minute, and counts the calls.
func TestGlance(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		domains  int
		others   int // identities that nobody waits for
		denied   bool
		listings int
		want     string
	}{
		"one domain is for Get to tell":                         {domains: 1},
		"fewer domains than pages are for Get to tell":          {domains: 3, others: 2500, listings: 3, want: "PENDING"},
		"many domains share a listing for ten seconds":          {domains: 50, listings: 4, want: "PENDING"},
		"who may not list is not asked to list again and again": {domains: 50, denied: true, listings: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				world := fakeaws.New(fakeaws.Options{VerifyAfter: time.Hour})
				if tc.denied {
					world.Account(accountID).Deny("ses:ListEmailIdentities")
				}
				for n := range tc.others {
					create(t, world, rr.Name(fmt.Sprintf("o%04d.example.net", n)))
				}
				identities := over(world)
				for n := range tc.domains {
					create(t, world, waiting(n))
				}
				for range 12 {
					for n := range tc.domains {
						if got := identities.Glance(t.Context(), waiting(n)); got != "" && got != tc.want {
							t.Errorf("%s: got %q, want %q", waiting(n), got, tc.want)
						}
					}
					time.Sleep(5 * time.Second)
				}
				if got := world.Calls()["ses:ListEmailIdentities"]; got != tc.listings {
					t.Errorf("%d listings, want %d", got, tc.listings)
				}
			})
		})
	}
}

func waiting(n int) rr.Name { return rr.Name(fmt.Sprintf("d%04d.example.org", n)) }

// TestGlanceAtWhatIsNew: a domain that is not in a listing from before it was
// made is one that SES is not through with; from a later one it is missing.
func TestGlanceAtWhatIsNew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		world := fakeaws.New(fakeaws.Options{})
		create(t, world, waiting(1))
		identities := over(world)
		identities.Glance(t.Context(), waiting(0)) // the lone one gets no listing
		identities.Glance(t.Context(), waiting(1))
		time.Sleep(time.Second)
		create(t, world, waiting(2))
		if got := identities.Glance(t.Context(), waiting(2)); got != "PENDING" {
			t.Errorf("got %q for a domain that is newer than the listing, want PENDING", got)
		}
		if got := identities.Glance(t.Context(), waiting(0)); got != "" {
			t.Errorf("got %q for a domain that is missing, want to be sent to Get", got)
		}
	})
}

// TestGlanceThatFails leaves the word to Get, which says why.
func TestGlanceThatFails(t *testing.T) {
	t.Parallel()
	identities := through(func(*http.Request) (*http.Response, error) { return nil, errCut })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var port reconcile.Identities = identities
	port.Glance(ctx, waiting(0))
	if got := port.Glance(ctx, waiting(1)); got != "" {
		t.Errorf("got %q without an answer", got)
	}
}
