package domain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestAccDomain_createFails lets every write of a create fail in every way.
// What fails leaves nothing behind, whatever AWS had done already, and the next
// apply needs no help.
func TestAccDomain_createFails(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{
		"ses:CreateEmailIdentity", "route53:ChangeResourceRecordSets", "ses:PutEmailIdentityMailFromAttributes", "ses:PutEmailIdentityFeedbackAttributes",
	} {
		for name, rule := range map[string]fakeaws.Rule{
			"is refused":                     {Code: "ValidationException", Status: 400, Message: "no"},
			"is cut before it has an effect": {Effect: fakeaws.Cut},
			"is cut after it has an effect":  {Effect: fakeaws.Lose},
		} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				w := acctest.Start(t)
				zone := w.Zone(t, "example.org", acctest.TXT("_dmarc.example.org", 60, `"other"`))
				identity, before := w.Account.Identity(acctest.Region, "example.org"), zone.Dump()
				cli := acctest.NewCLI(t, w.Provider("max_retries = 1")+laborious)
				rule.Operation, rule.Call = operation, 1
				w.Fail(rule)
				run := cli.Apply()
				if run.Code != 0 && (zone.Dump() != before || identity.Exists()) {
					t.Errorf("something was left behind (identity: %t):\n%s\nafter\n%s", identity.Exists(), zone.Dump(), run.Output)
				}
				cli.Apply().Want(t, 0)
				cli.Plan().Want(t, 0)
				cli.Destroy().Want(t, 0)
				if after := zone.Dump(); after != before || identity.Exists() {
					t.Errorf("the zone was\n%s\nand is\n%s", before, after)
				}
			})
		}
	}
}

// TestAccDomain_createRemains lets a create fail that cannot be undone either.
func TestAccDomain_createRemains(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	identity, before := w.Account.Identity(acctest.Region, "example.org"), zone.Dump()
	cli := acctest.NewCLI(t, w.Provider()+basic)
	w.Account.Deny("ses:PutEmailIdentityMailFromAttributes", "ses:DeleteEmailIdentity")
	cli.Apply().Want(t, 1, "Could not create the domain example.org", "ses:PutEmailIdentityMailFromAttributes",
		"Half-made domain stays", "ses:DeleteEmailIdentity", "terraform untaint")
	if !identity.Exists() {
		t.Fatal("the identity is gone though nobody may delete it")
	}
	arn := identity.View().DkimAttributes.Tokens
	w.Account.Allow("ses:PutEmailIdentityMailFromAttributes", "ses:DeleteEmailIdentity")
	cli.Run("untaint", address).Want(t, 0)
	cli.Apply().Want(t, 0, "1 changed")
	cli.Plan().Want(t, 0)
	if now := identity.View().DkimAttributes.Tokens; strings.Join(now, " ") != strings.Join(arn, " ") {
		t.Errorf("the tokens were %v and are %v: the identity was made anew", arn, now)
	}
	cli.Destroy().Want(t, 0)
	if after := zone.Dump(); after != before || identity.Exists() {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
}

const impatient = `
resource "mailauth_domain" "this" {
  domain   = "example.org"
  timeouts = { create = "4s", update = "4s" }
}
`

// TestAccDomain_neverVerified waits in vain: at create that is a warning, since
// an error would taint an identity whose records are published, at update an
// error.
func TestAccDomain_neverVerified(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t, func(o *fakeaws.Options) { o.VerifyAfter = time.Hour })
	zone := w.Zone(t, "example.org")
	identity, before := w.Account.Identity(acctest.Region, "example.org"), zone.Dump()
	cli := acctest.NewCLI(t, w.Provider()+impatient)
	cli.Apply().Want(t, 0, "Warning: Pending verification of example.org", "run `terraform apply`, which goes on waiting", "1 added")
	if err := acctest.PublishesDKIM(zone, identity)(nil); err != nil {
		t.Error(err)
	}
	cli.Plan().Want(t, 2, "will be updated in-place", "0 to add, 1 to change, 0 to destroy")
	writes := w.Count(func() {
		cli.Apply().Want(t, 1, "Error: Pending verification of example.org")
		if told := w.Writes(); len(told) > 0 {
			t.Errorf("AWS was told: %v", told)
		}
	})
	if writes["ses:GetEmailIdentity"] < 2 {
		t.Errorf("nobody waited: %v", writes)
	}
	cli.Plan().Want(t, 2, "will be updated in-place")
	w.Advance(2 * time.Hour)
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0)
	cli.Destroy().Want(t, 0)
	if after := zone.Dump(); after != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
}

// TestAccDomain_verificationFailed has SES give up, which it does for good: the
// next apply lets it look again.
func TestAccDomain_verificationFailed(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	identity := w.Account.Identity(acctest.Region, "example.org")
	cli := acctest.NewCLI(t, w.Provider()+basic)
	cli.Apply().Want(t, 0)
	acctest.Do(t,
		func() error { return identity.SetVerification(sesapi.Failed) },
		func() error { return identity.SetMailFromStatus(sesapi.Failed) },
	)()
	cli.Plan().Want(t, 2, "will be updated in-place")
	cli.Apply().Want(t, 0, "1 changed")
	if err := acctest.Verified(identity)(nil); err != nil {
		t.Error(err)
	}
	cli.Plan().Want(t, 0)
}
