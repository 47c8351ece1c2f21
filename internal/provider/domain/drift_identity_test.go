package domain_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

func TestAccDomain_driftOfIdentity(t *testing.T) {
	t.Parallel()
	for rule, tamper := range map[string]func(scene) error{
		"signing is switched off":      func(s scene) error { return s.identity.SetSigning(false) },
		"MAIL FROM is another domain":  func(s scene) error { return s.identity.SetMailFrom("other.example.org", "") },
		"MAIL FROM is removed":         func(s scene) error { return s.identity.SetMailFrom("", "") },
		"MAIL FROM refuses without MX": func(s scene) error { return s.identity.SetMailFrom("mail.example.org", "REJECT_MESSAGE") },
		"MAIL FROM has FAILED":         func(s scene) error { return s.identity.SetMailFromStatus(sesapi.Failed) },
		"a tag is added":               func(s scene) error { return s.identity.SetTags(map[string]string{"team": "mail", "stray": "yes"}) },
		"a tag is changed":             func(s scene) error { return s.identity.SetTags(map[string]string{"team": "none"}) },
		"all tags are removed":         func(s scene) error { return s.identity.SetTags(nil) },
		"feedback is not forwarded":    func(s scene) error { return s.identity.SetFeedback(false) },
		"a configuration set is set":   func(s scene) error { return s.identity.SetConfigurationSet("stray") },
		"the verification has FAILED":  func(s scene) error { return s.identity.SetVerification(sesapi.Failed) },
		"the check of DKIM has FAILED": func(s scene) error { return s.identity.SetDKIMStatus(sesapi.Failed) },
		"several things at once": func(s scene) error {
			if err := s.identity.SetSigning(false); err != nil {
				return err
			}
			if err := s.identity.SetMailFrom("", ""); err != nil {
				return err
			}
			return s.zone.Remove("mail.example.org", "MX")
		},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			drift(t, plancheck.ResourceActionUpdate, func(s scene) error { return tamper(s) })
		})
	}
}

// TestAccDomain_driftOfKeys: new keys mean new DKIM records, and the old ones
// go.
func TestAccDomain_driftOfKeys(t *testing.T) {
	t.Parallel()
	for rule, tamper := range map[string]func(scene) error{
		"the tokens are others":              func(s scene) error { return s.identity.RotateTokens() },
		"the keys are shorter":               func(s scene) error { return s.identity.SetKeyLength("RSA_1024_BIT") },
		"the identity is gone":               func(s scene) error { s.identity.Delete(); return nil },
		"the identity was made anew":         func(s scene) error { s.identity.Delete(); return s.identity.Create() },
		"the identity and a record are gone": func(s scene) error { s.identity.Delete(); return s.zone.Remove("_dmarc.example.org", "TXT") },
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.test(t,
				step(s.config(), plancheck.ResourceActionCreate),
				after(t, func() error { return tamper(s) }, step(s.config(), plancheck.ResourceActionUpdate,
					acctest.Verified(s.identity), acctest.PublishesDKIM(s.zone, s.identity), s.sets(12),
					acctest.Published(s.zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=none"`),
					s.sees("keys of 2048 bit that sign", func(v sesapi.Identity) bool {
						return v.DkimAttributes.SigningEnabled && v.DkimAttributes.NextSigningKeyLength == "RSA_2048_BIT"
					}))))
		})
	}
}

// TestAccDomain_disappears: where nothing is left, everything is made again.
func TestAccDomain_disappears(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.test(t,
		step(s.config(), plancheck.ResourceActionCreate),
		after(t, func() error {
			names := append(s.dkimNames(), "mail.example.org", "_dmarc.example.org")
			s.identity.Delete()
			for _, name := range names {
				for _, typ := range []string{"CNAME", "MX", "TXT"} {
					if err := s.zone.Remove(name, typ); err != nil {
						return err
					}
				}
			}
			return nil
		}, step(s.config(), plancheck.ResourceActionCreate,
			acctest.Verified(s.identity), acctest.PublishesDKIM(s.zone, s.identity), s.sets(12))))
}
