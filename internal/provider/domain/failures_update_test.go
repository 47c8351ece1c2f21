package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const altered = `
resource "mailauth_domain" "this" {
  domain                      = "example.org"
  ttl                         = 600
  spf                         = "v=spf1 include:amazonses.com -all"
  mail_from                   = { domain = "bounce.example.org" }
  dmarc                       = { policy = "none", rua = ["mailto:dmarc@example.org"] }
  dkim                        = { signing_enabled = false, key_length = "RSA_1024_BIT" }
  feedback_forwarding_enabled = false
  configuration_set_name      = "mail"
  tags                        = { team = "mail" }
}
`

// TestAccDomain_updateFails lets every write of an update fail in every way.
// Afterwards the state says what is there, and the next apply does the rest.
func TestAccDomain_updateFails(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{
		"route53:ChangeResourceRecordSets", "ses:PutEmailIdentityMailFromAttributes", "ses:PutEmailIdentityDkimSigningAttributes",
		"ses:PutEmailIdentityDkimAttributes", "ses:PutEmailIdentityFeedbackAttributes", "ses:PutEmailIdentityConfigurationSetAttributes",
		"ses:TagResource",
	} {
		for name, rule := range map[string]fakeaws.Rule{
			"is refused":                     {Code: "ValidationException", Status: 400, Message: "no"},
			"is cut before it has an effect": {Effect: fakeaws.Cut},
			"is cut after it has an effect":  {Effect: fakeaws.Lose},
		} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				w := acctest.Start(t)
				w.Account.CreateConfigurationSet(acctest.Region, "mail")
				zone := w.Zone(t, "example.org", acctest.TXT("example.org", 60, `"other"`), acctest.TXT("_dmarc.example.org", 60, `"other"`))
				identity, before := w.Account.Identity(acctest.Region, "example.org"), zone.Dump()
				cli := acctest.NewCLI(t, w.Provider("max_retries = 1")+basic)
				cli.Apply().Want(t, 0)
				cli.Config(w.Provider("max_retries = 1") + altered)
				rule.Operation, rule.Call = operation, 1
				w.Fail(rule)
				cli.Apply().Want(t, 1, "Could not update the domain example.org", "To fix:")
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
