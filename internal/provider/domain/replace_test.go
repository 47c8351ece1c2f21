package domain_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const another = `
resource "mailauth_domain" "this" {
  domain = "app.example.org"
}
`

// TestAccDomain_replace: another domain and another region are another
// identity; of the one before nothing stays.
func TestAccDomain_replace(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	elsewhere := s.Account.Identity("us-west-2", "example.org")
	app := s.Account.Identity(acctest.Region, "app.example.org")
	s.test(t,
		step(s.config(), plancheck.ResourceActionCreate, acctest.Verified(s.identity)),
		step(s.config(`region = "us-west-2"`), plancheck.ResourceActionReplace,
			acctest.Gone(s.identity), acctest.Verified(elsewhere), acctest.PublishesDKIM(s.zone, elsewhere), s.sets(12),
			acctest.Published(s.zone, "mail.example.org", "MX", "10 feedback-smtp.us-west-2.amazonses.com")),
		step(s.Provider()+another, plancheck.ResourceActionReplace,
			acctest.Gone(elsewhere), acctest.Verified(app), acctest.PublishesDKIM(s.zone, app), s.sets(12),
			acctest.Absent(s.zone, "_dmarc.example.org", "TXT"), acctest.Absent(s.zone, "mail.example.org", "MX")),
	)
}

// TestAccDomain_replaceTaken: what is in the way of another domain is found
// before the one that there is goes.
func TestAccDomain_replaceTaken(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	acctest.Do(t, s.Account.Identity(acctest.Region, "app.example.org").Create,
		func() error { return s.zone.Put(acctest.TXT("_dmarc.app.example.org", 60, `"v=DMARC1; p=reject"`)) })()
	cli := acctest.NewCLI(t, s.config())
	cli.Apply().Want(t, 0)
	cli.Config(s.Provider() + another)
	cli.Apply().Want(t, 1, "Identity and records exist already", "app.example.org: SES in eu-west-1 has that identity already", "v=DMARC1; p=reject")
	if err := resource.ComposeTestCheckFunc(acctest.Verified(s.identity), s.sets(13))(nil); err != nil {
		t.Error(err)
	}
}

// TestAccDomain_replaceTainted: what a plan destroys is not in the way of what
// it makes.
func TestAccDomain_replaceTainted(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	again := step(s.config(`dmarc = { policy = "reject" }`), plancheck.ResourceActionReplace,
		acctest.Verified(s.identity), acctest.PublishesDKIM(s.zone, s.identity), s.sets(12),
		acctest.Published(s.zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=reject"`))
	again.Taint = []string{address}
	s.test(t, step(s.config(), plancheck.ResourceActionCreate), again)
}

// TestAccDomain_replaceAsked replaces what the user asks to, with and without
// records in Route 53.
func TestAccDomain_replaceAsked(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	before := s.zone.Dump()
	for _, lines := range []string{"", `manage_dns = false`} {
		cli := acctest.NewCLI(t, s.config(lines))
		cli.Apply().Want(t, 0)
		cli.Plan("-replace="+address).Want(t, 2, "mailauth_domain.this will be replaced, as requested")
		cli.Apply("-replace="+address).Want(t, 0, "1 added, 0 changed, 1 destroyed")
		cli.Plan().Want(t, 0)
		cli.Destroy().Want(t, 0)
		if after := s.zone.Dump(); after != before {
			t.Errorf("the zone was\n%s\nand is\n%s", before, after)
		}
	}
}
