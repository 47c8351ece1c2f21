package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const laborious = `
resource "mailauth_domain" "this" {
  domain                      = "example.org"
  dkim                        = { signing_enabled = false }
  feedback_forwarding_enabled = false
  tags                        = { team = "mail" }
}
`

// TestAccDomain_denied denies what the create needs, one by one. The error
// names the action to allow, and nothing is left behind.
func TestAccDomain_denied(t *testing.T) {
	t.Parallel()
	for action, says := range map[string]string{
		"route53:ListHostedZones":                "Could not find the hosted zone example.org",
		"route53:ListResourceRecordSets":         "Could not look at the records example.org",
		"route53:ChangeResourceRecordSets":       "Could not create the domain example.org",
		"ses:CreateEmailIdentity":                "Could not create the domain example.org",
		"ses:TagResource":                        "Could not create the domain example.org",
		"ses:PutEmailIdentityMailFromAttributes": "Could not create the domain example.org",
		"ses:PutEmailIdentityDkimAttributes":     "Could not create the domain example.org",
		"ses:PutEmailIdentityFeedbackAttributes": "Could not create the domain example.org",
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			w := acctest.Start(t)
			zone := w.Zone(t, "example.org")
			before := zone.Dump()
			cli := acctest.NewCLI(t, w.Provider()+laborious)
			w.Account.Deny(action)
			run := cli.Apply()
			run.Want(t, 1, says, "AccessDenied", "To fix: allow the action", "to the user fake of account 123456789012, with this statement in a policy: { \"Effect\": \"Allow\", \"Action\":", `"`+action+`"`)
			if after := zone.Dump(); after != before || w.Account.Identity(acctest.Region, "example.org").Exists() {
				t.Errorf("something was left behind: %v\n%s", w.Writes(), after)
			}
			w.Account.Allow(action)
			cli.Apply().Want(t, 0)
			cli.Plan().Want(t, 0)
		})
	}
}

// TestAccDomain_listingDenied needs no permission to list identities: one that
// may only get them looks at the one in question.
func TestAccDomain_listingDenied(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	w.Account.Deny("ses:ListEmailIdentities")
	cli := acctest.NewCLI(t, w.Provider()+basic)
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0)
}

// TestAccDomain_refusals lets AWS refuse one request of the create for other
// reasons. The error has AWS's code and words, the operation and a remedy.
func TestAccDomain_refusals(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rule fakeaws.Rule
		says []string
	}{
		"SES is throttled": {
			fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Status: 429, Code: "TooManyRequestsException", Message: "Rate exceeded"},
			[]string{"SES CreateEmailIdentity for example.org", "TooManyRequestsException: Rate exceeded", "smaller -parallelism"},
		},
		"Route 53 is throttled": {
			fakeaws.Rule{Operation: "route53:ChangeResourceRecordSets", Code: "Throttling", Message: "Rate exceeded"},
			[]string{"Route 53 ChangeResourceRecordSets for Z", "Throttling: Rate exceeded", "smaller -parallelism"},
		},
		"SES finds a value invalid": {
			fakeaws.Rule{Operation: "ses:PutEmailIdentityMailFromAttributes", Code: "BadRequestException", Message: "Provided MAIL-FROM domain is invalid."},
			[]string{"BadRequestException: Provided MAIL-FROM domain is invalid. To fix: correct what AWS names"},
		},
		"SES has enough identities": {
			fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Code: "LimitExceededException", Message: "Too many"},
			[]string{"LimitExceededException: Too many", "delete identities that are not needed any more"},
		},
		"Route 53 has a fault": {
			fakeaws.Rule{Operation: "route53:ChangeResourceRecordSets", Code: "InternalFailure", Message: "Oh"},
			[]string{"InternalFailure: Oh", "run the command again later"},
		},
		"the credentials have expired": {
			fakeaws.Rule{Operation: "sts:GetCallerIdentity", Status: 403, Code: "ExpiredToken", Message: "The security token included in the request is expired"},
			[]string{"Error: AWS credentials that are refused", "STS was asked", "ExpiredToken: The security token", "To fix: renew the credentials"},
		},
		"nobody answers": {
			fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Effect: fakeaws.Cut},
			[]string{"SES CreateEmailIdentity for example.org", "check the network, the endpoints and the proxy"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.Start(t)
			zone := w.Zone(t, "example.org")
			before := zone.Dump()
			cli := acctest.NewCLI(t, w.Provider("max_retries = 2")+basic)
			w.Fail(tc.rule)
			run := cli.Apply()
			run.Want(t, 1, tc.says...)
			run.WantOnce(t, "To fix:")
			if after := zone.Dump(); after != before || w.Account.Identity(acctest.Region, "example.org").Exists() {
				t.Errorf("something was left behind: %v\n%s", w.Writes(), after)
			}
			w.ClearFaults()
			cli.Apply().Want(t, 0)
			cli.Plan().Want(t, 0)
		})
	}
}
