package domain_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const adopt = `
resource "mailauth_domain" "this" {
  domain      = "example.org"
  on_existing = "adopt"
}
`

// TestAccDomain_adopt takes over an identity and a record of somebody else. The
// plan says what is replaced, old and new.
func TestAccDomain_adopt(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org",
		acctest.TXT("_dmarc.example.org", 60, `"site=1"`, `"v=DMARC1; p=quarantine"`),
		acctest.TXT("mail.example.org", 60, `"v=spf1  include:amazonses.com  ~all"`))
	identity := w.Account.Identity(acctest.Region, "example.org")
	acctest.Do(t, identity.Create, func() error { return identity.SetSigning(false) })()

	cli := acctest.NewCLI(t, w.Provider()+strings.Replace(adopt, `"adopt"`, `"fail"`, 1))
	if refused := cli.Plan(); refused.Code != 1 || !strings.Contains(refused.Text(), "Identity and records exist already") {
		t.Errorf("plan exits with %d and says\n%s", refused.Code, refused.Text())
	}
	cli.Config(w.Provider() + adopt)
	plan := cli.Plan()
	for _, text := range []string{
		"Identity is taken over", "dkim.signing_enabled: DKIM signing is off", "mail_from.enabled: no MAIL FROM domain is set",
		"old: TXT v=DMARC1; p=quarantine", "new: TXT v=DMARC1; p=none",
	} {
		if plan.Code != 2 || !strings.Contains(plan.Text(), text) {
			t.Errorf("plan exits with %d and does not say %q:\n%s", plan.Code, text, plan.Text())
		}
	}
	if apply := cli.Apply(); apply.Code != 0 {
		t.Fatalf("apply: %s", apply.Text())
	}
	if set, _ := zone.Get("_dmarc.example.org", "TXT"); strings.Join(set.Values, " ") != `"site=1" "v=DMARC1; p=none"` || set.TTL != 60 {
		t.Errorf("_dmarc is %+v", set)
	}
	if set, _ := zone.Get("mail.example.org", "TXT"); strings.Join(set.Values, " ") != `"v=spf1  include:amazonses.com  ~all"` {
		t.Errorf("an equal value was written anew: %+v", set)
	}
	if view := identity.View(); !view.DkimAttributes.SigningEnabled {
		t.Error("signing is still off")
	}
	if again := cli.Plan(); again.Code != 0 {
		t.Errorf("the plan after is not empty:\n%s", again.Text())
	}
	if destroy := cli.Destroy(); destroy.Code != 0 || !strings.Contains(destroy.Text(), "Records left in place") {
		t.Errorf("destroy exits with %d and says\n%s", destroy.Code, destroy.Text())
	}
}
