package ses_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

func TestAccount(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	account, accounts := world.Account(accountID), over(world)
	sandbox := reconcile.Account{
		Sending: true, Enforcement: "HEALTHY", Quota: reconcile.Quota{Max24Hours: 200, PerSecond: 1},
		SuppressedReasons: []string{"BOUNCE", "COMPLAINT"},
	}
	wantAccount(t, accounts, sandbox)

	request := reconcile.ProductionRequest{
		MailType: "TRANSACTIONAL", WebsiteURL: "https://example.org/", ContactLanguage: "EN",
		Contacts: []string{"a@example.org", "b@example.org"}, UseCase: "Receipts.",
	}
	if err := accounts.RequestProduction(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	asked := sandbox
	asked.Request, asked.Review = &request, reconcile.Review{Status: "PENDING", CaseID: "case-" + accountID + "-" + region}
	wantAccount(t, accounts, asked)
	err := accounts.RequestProduction(t.Context(), request)
	if refusal := refusalOf(t, err); !errors.Is(err, reconcile.ErrReviewed) || refusal.Subject != "the account in "+region {
		t.Errorf("a second request: %v", err)
	}

	account.Review(region, "GRANTED")
	account.Enforce(region, "PROBATION")
	account.SetSending(region, false)
	account.SetSent(region, 3)
	if err := accounts.SetSuppressedReasons(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	asked.Production, asked.Sending, asked.Enforcement, asked.SuppressedReasons = true, false, "PROBATION", nil
	asked.Quota, asked.Review.Status = reconcile.Quota{Max24Hours: 50_000, PerSecond: 14, Sent24Hours: 3}, "GRANTED"
	wantAccount(t, accounts, asked)
}

func wantAccount(t *testing.T, accounts reconcile.Accounts, want reconcile.Account) {
	t.Helper()
	got, err := accounts.Account(t.Context())
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Account: %v (-want +got)\n%s", err, diff)
	}
}

// TestRequestProductionLeast leaves out what is empty, which SES takes for wrong.
func TestRequestProductionLeast(t *testing.T) {
	t.Parallel()
	request := reconcile.ProductionRequest{MailType: "MARKETING", WebsiteURL: "https://example.org"}
	accounts := over(fakeaws.New(fakeaws.Options{}))
	if err := accounts.RequestProduction(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	got, err := accounts.Account(t.Context())
	if diff := cmp.Diff(&request, got.Request); err != nil || diff != "" {
		t.Errorf("filed: %v (-want +got)\n%s", err, diff)
	}
}

func TestVerified(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	for _, name := range []string{"example.org", "me@example.net", "example.com", "waiting.example"} {
		identity := world.Account(accountID).Identity(region, name)
		if err := identity.Create(); err != nil {
			t.Fatal(err)
		}
		if name != "waiting.example" {
			if err := identity.SetVerification(sesapi.Success); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := over(world).Verified(t.Context())
	if want := []string{"example.com", "example.org", "me@example.net"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("Verified = %q, %v, want %q", got, err, want)
	}
}

// TestAccountDenied says what IAM has to allow, on all resources: none of these
// operations knows any (Service Authorization Reference, SES v2).
func TestAccountDenied(t *testing.T) {
	t.Parallel()
	for operation, call := range map[string]func(reconcile.Accounts) error{
		"GetAccount": func(a reconcile.Accounts) error { _, err := a.Account(t.Context()); return err },
		"PutAccountDetails": func(a reconcile.Accounts) error {
			return a.RequestProduction(t.Context(), reconcile.ProductionRequest{MailType: "MARKETING", WebsiteURL: "https://example.org"})
		},
		"PutAccountSuppressionAttributes": func(a reconcile.Accounts) error {
			return a.SetSuppressedReasons(t.Context(), nil)
		},
		"ListEmailIdentities": func(a reconcile.Accounts) error { _, err := a.Verified(t.Context()); return err },
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			world := fakeaws.New(fakeaws.Options{})
			world.Account(accountID).Deny("ses:" + operation)
			refusal := refusalOf(t, call(over(world)))
			want := &reconcile.Permission{Actions: []string{"ses:" + operation}, Resources: []string{"*"}}
			if diff := cmp.Diff(want, refusal.Needs); diff != "" {
				t.Errorf("%v: needs (-want +got)\n%s", refusal, diff)
			}
		})
	}
}
