package acctest

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// Gone checks that an identity does not exist.
func Gone(identity *fakeaws.Identity) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if identity.Exists() {
			return fmt.Errorf("identity %s is still there", identity.Name())
		}
		return nil
	}
}

// Verified checks that SES has verified an identity with DKIM and MAIL FROM, as
// it does of what its zones publish and nothing else.
func Verified(identity *fakeaws.Identity) resource.TestCheckFunc {
	return func(*terraform.State) error {
		v := identity.View()
		for what, status := range map[string]sesapi.Status{
			"identity": v.VerificationStatus, "DKIM": v.DkimAttributes.Status, "MAIL FROM": v.MailFromAttributes.MailFromDomainStatus,
		} {
			if status != sesapi.Success {
				return fmt.Errorf("%s of %s is %q, want SUCCESS", what, identity.Name(), status)
			}
		}
		return nil
	}
}

// PublishesDKIM checks that a zone has the CNAME records that an identity asks
// for.
func PublishesDKIM(zone *fakeaws.Zone, identity *fakeaws.Identity) resource.TestCheckFunc {
	return func(s *terraform.State) error {
		dkim := identity.View().DkimAttributes
		if len(dkim.Tokens) != 3 {
			return fmt.Errorf("identity %s has the tokens %q, want three", identity.Name(), dkim.Tokens)
		}
		for _, token := range dkim.Tokens {
			name, target := token+"._domainkey."+identity.Name(), token+"."+dkim.SigningHostedZone
			if err := Published(zone, name, "CNAME", target)(s); err != nil {
				return err
			}
		}
		return nil
	}
}
