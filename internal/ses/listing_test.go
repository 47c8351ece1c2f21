package ses_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestExistenceIsOneListing(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	create(t, world, domain)
	create(t, world, "bob@mail.example.org")
	identities := over(world)
	var callers sync.WaitGroup
	for range 20 {
		for name, want := range map[rr.Name]bool{domain: true, "example.net": false, "bob@mail.example.org": false} {
			callers.Go(func() {
				if got, err := identities.Exists(t.Context(), name); got != want || err != nil {
					t.Errorf("%s: got %t, %v, want %t", name, got, err, want)
				}
			})
		}
	}
	callers.Wait()
	if sent, want := operations(world), []string{"ListEmailIdentities"}; !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
}

func TestListingHasAllPages(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	var last rr.Name
	for n := range 2001 {
		last = rr.Name(fmt.Sprintf("d%04d.example.org", n))
		create(t, world, last)
	}
	if got, err := over(world).Exists(t.Context(), last); !got || err != nil {
		t.Errorf("got %t, %v for the last of 2,001, want true", got, err)
	}
	if pages := world.Calls()["ses:ListEmailIdentities"]; pages != 3 {
		t.Errorf("read %d pages, want 3", pages)
	}
}

// TestListingThatIsDenied: whoever may not list is asked for single identities,
// and is not asked to list again.
func TestListingThatIsDenied(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	world.Account(accountID).Deny("ses:ListEmailIdentities")
	create(t, world, domain)
	identities := over(world)
	for name, want := range map[rr.Name]bool{domain: true, "example.net": false} {
		if got, err := identities.Exists(t.Context(), name); got != want || err != nil {
			t.Errorf("%s: got %t, %v, want %t", name, got, err, want)
		}
	}
	calls := world.Calls()
	if calls["ses:ListEmailIdentities"] != 1 || calls["ses:GetEmailIdentity"] != 2 {
		t.Errorf("sent %v, want one listing and two single looks", calls)
	}
}

func TestListingThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	create(t, world, domain)
	repair := world.Fail(fakeaws.Rule{Code: "BadRequestException"})
	identities := over(world)
	if got, err := identities.Exists(t.Context(), domain); got || err == nil {
		t.Errorf("got %t, %v, want an error", got, err)
	}
	repair()
	if got, err := identities.Exists(t.Context(), domain); !got || err != nil {
		t.Errorf("got %t, %v, want true", got, err)
	}
}

// TestListingKnowsOwnWrites: what this process made or removed since is known
// without asking.
func TestListingKnowsOwnWrites(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	create(t, world, "old.example.org")
	identities := over(world)
	if _, err := identities.Exists(t.Context(), domain); err != nil {
		t.Fatal(err)
	}
	if _, err := identities.Create(t.Context(), reconcile.NewIdentity{Domain: domain}); err != nil {
		t.Fatal(err)
	}
	if err := identities.Delete(t.Context(), "old.example.org"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[rr.Name]bool{domain: true, "old.example.org": false} {
		if got, err := identities.Exists(t.Context(), name); got != want || err != nil {
			t.Errorf("%s: got %t, %v, want %t", name, got, err, want)
		}
	}
	if listings := world.Calls()["ses:ListEmailIdentities"]; listings != 1 {
		t.Errorf("listed %d times, want once", listings)
	}
}

// TestListGoesNoFurtherThanFollowed: a page is not asked for unless something
// of it is wanted.
func TestListGoesNoFurtherThanFollowed(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	create(t, world, "bob@mail.example.org")
	for n := range 1500 {
		create(t, world, rr.Name(fmt.Sprintf("d%04d.example.org", n)))
	}
	for _, tc := range []struct{ take, pages int }{{1, 1}, {1400, 2}, {1501, 2}} {
		world.ResetCalls()
		taken := map[rr.Name]bool{}
		for name, err := range over(world).List(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			taken[name] = true
			if len(taken) == tc.take {
				break
			}
		}
		if pages := world.Calls()["ses:ListEmailIdentities"]; pages != tc.pages || len(taken) != min(tc.take, 1500) || taken["bob@mail.example.org"] {
			t.Errorf("read %d domains of %d pages, want %d of %d", len(taken), pages, tc.take, tc.pages)
		}
	}
}

func TestListThatIsDenied(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	world.Account(accountID).Deny("ses:ListEmailIdentities")
	for _, err := range over(world).List(t.Context()) {
		var api *reconcile.APIError
		if !errors.As(err, &api) || api.Operation != "ListEmailIdentities" || api.Code != "AccessDeniedException" {
			t.Errorf("got %v, want that listing is denied", err)
		}
	}
}
