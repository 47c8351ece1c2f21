package account_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const dataSource = "mailauth_account"

// TestDataSource: who may not list the identities sees the rest all the same,
// and nothing is written.
func TestDataSource(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Account.Deny("ses:ListEmailIdentities")
	got, said := s.ReadData(dataSource, acctest.Attributes{"region": acctest.Text("us-east-1")})
	if said != "" {
		t.Fatal(said)
	}
	s.is(got, "region", "us-east-1")
	s.is(got, "enforcement_status", "HEALTHY")
	s.is(got, "review_status", "")
	if !s.Members(got)["verified_identities"].IsNull() || !s.Members(got)["production_access"].IsNull() {
		t.Errorf("it shows what it cannot know: %s", got)
	}
	s.wantWrites()
}

// TestAccAccount is the life of an account with the CLI: what the resource does
// the data source shows.
func TestAccAccount(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t, acctest.Sandbox)
	acctest.Do(t, w.Account.Identity(acctest.Region, "waiting.example").Create)()
	config := w.Provider() + `
resource "mailauth_account" "this" {
  suppressed_reasons = ["COMPLAINT"]
  production_access = {
    mail_type                 = "MARKETING"
    website_url               = "https://www.example.org"
    additional_contact_emails = ["postmaster@example.org"]
    use_case_description      = "A letter to members who asked for it."
  }
}

data "mailauth_account" "this" {
  region = mailauth_account.this.region
}
`
	const resourceAt, dataAt = "mailauth_account.this", "data.mailauth_account.this"
	at := func(where, attribute string, value knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(where, tfjsonpath.New(attribute), value)
	}
	verified := acctest.Do(t, func() error { return w.Account.Identity(acctest.Region, "me@example.org").SetVerification("SUCCESS") })
	acctest.Do(t, w.Account.Identity(acctest.Region, "me@example.org").Create)()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: []statecheck.StateCheck{
				at(resourceAt, "review_status", knownvalue.StringExact("PENDING")),
				at(dataAt, "production_access_enabled", knownvalue.Bool(false)),
			}},
			{
				PreConfig: func() { w.Account.Review(acctest.Region, "GRANTED"); w.Account.SetSent(acctest.Region, 7); verified() },
				Config:    config, ConfigStateChecks: []statecheck.StateCheck{
					at(resourceAt, "production_access_enabled", knownvalue.Bool(true)),
					at(dataAt, "account_id", knownvalue.StringExact(fakeaws.DefaultAccount)),
					at(dataAt, "sending_enabled", knownvalue.Bool(true)),
					at(dataAt, "max_24_hour_send", knownvalue.Int64Exact(50_000)),
					at(dataAt, "max_send_rate", knownvalue.Int64Exact(14)),
					at(dataAt, "sent_last_24_hours", knownvalue.Int64Exact(7)),
					at(dataAt, "review_status", knownvalue.StringExact("GRANTED")),
					at(dataAt, "suppressed_reasons", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact("COMPLAINT")})),
					at(dataAt, "verified_identities", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("me@example.org")})),
					statecheck.ExpectKnownValue(dataAt, tfjsonpath.New("production_access").AtMapKey("mail_type"), knownvalue.StringExact("MARKETING")),
				},
			},
			{ResourceName: resourceAt, ImportState: true, ImportStateId: acctest.Region, ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "region"},
		},
	})
	if got := w.Account.SuppressedReasons(acctest.Region); len(got) != 2 {
		t.Errorf("the destroy left the reasons %q", got)
	}
}
