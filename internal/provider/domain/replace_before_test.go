package domain_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const createFirst = "lifecycle { create_before_destroy = true }"

// TestAccDomain_createBeforeDestroy: one identity cannot be made twice. What
// cannot be done is refused with the way out, and what takes the identity over
// keeps it.
func TestAccDomain_createBeforeDestroy(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewCLI(t, s.config(createFirst))
	cli.Apply().Want(t, 0)
	made, token := s.zone.Dump(), s.dkimNames()[0]
	cli.Apply("-replace="+address).Want(t, 1, "one identity of a name and region cannot be made twice", "terraform state rm mailauth_domain.NAME")
	cli.Run("state rm", address).Want(t, 0)
	cli.Run("import", "-input=false", address, "eu-west-1/example.org/"+s.zone.ID).Want(t, 0)
	cli.Plan().Want(t, 0, "No changes")
	cli.Config(s.config(createFirst, `on_existing = "adopt"`))
	cli.Apply().Want(t, 0)
	cli.Apply("-replace="+address).Want(t, 0, "Domain left to its successor", "1 added, 0 changed, 1 destroyed")
	cli.Plan().Want(t, 0, "No changes")
	if now := s.zone.Dump(); now != made || s.dkimNames()[0] != token {
		t.Errorf("the zone was\n%s\nand is\n%s", made, now)
	}
}

// TestAccDomain_createBeforeDestroyElsewhere moves a domain to another region
// without taking down the record that both regions have.
func TestAccDomain_createBeforeDestroyElsewhere(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	elsewhere := s.Account.Identity("us-west-2", "example.org")
	cli := acctest.NewCLI(t, s.config(createFirst, `on_existing = "adopt"`))
	cli.Apply().Want(t, 0)
	cli.Config(s.config(createFirst, `on_existing = "adopt"`, `region = "us-west-2"`, `mail_from = { domain = "mail-us.example.org" }`))
	cli.Apply().Want(t, 0, "Records left to their successor", "TXT _dmarc.example.org", "1 added, 0 changed, 1 destroyed")
	if err := resource.ComposeTestCheckFunc(acctest.Gone(s.identity), acctest.Verified(elsewhere), acctest.PublishesDKIM(s.zone, elsewhere), s.sets(12),
		acctest.Published(s.zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=none"`),
		acctest.Absent(s.zone, "mail.example.org", "MX"), acctest.Published(s.zone, "mail-us.example.org", "MX", "10 feedback-smtp.us-west-2.amazonses.com"))(nil); err != nil {
		t.Error(err)
	}
	cli.Plan().Want(t, 0, "No changes")
}

// TestAccDomain_createBeforeDestroyBounces moves a domain to another region under
// the MAIL FROM domain that it has. The plan says where that ends, and the error
// leads out of it with no bounce lost.
func TestAccDomain_createBeforeDestroyBounces(t *testing.T) {
	t.Parallel()
	const way = `mail_from = { domain = "mail-us.example.org" }`
	for name, tc := range map[string]struct {
		way  string
		args []string
		// left is what the destruction of the successor finds to be there before it.
		left string
	}{
		"a MAIL FROM domain of the region": {way: way, left: "TXT _dmarc.example.org"},
		"none of both":                     {args: []string{"-refresh=false"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			cli := acctest.NewCLI(t, s.config(createFirst, `on_existing = "adopt"`))
			before := s.zone.Dump()
			cli.Apply().Want(t, 0)
			cli.Config(s.config(createFirst, `on_existing = "adopt"`, `region = "us-west-2"`))
			cli.Plan().Want(t, 2, "Region changes, MAIL FROM domain does not", "stops at the MX of the old one", way)
			run := cli.Apply()
			run.Want(t, 1, "already receives the bounces of eu-west-1", "An identity of eu-west-1 that sends loses its bounces", "terraform destroy -refresh=false")
			if _, after, _ := strings.Cut(run.Output, "Error: "); strings.Index(after, way) > strings.Index(after, "Remove:") {
				t.Errorf("what loses bounces comes before what does not:\n%s", run.Output)
			}
			if tc.way != "" {
				cli.Config(s.config(createFirst, `on_existing = "adopt"`, `region = "us-west-2"`, tc.way))
				cli.Apply().Want(t, 0)
				cli.Plan().Want(t, 0, "No changes")
				cli.Config(s.config(createFirst, `region = "us-west-2"`))
				cli.Apply().Want(t, 0)
			}
			cli.Destroy(tc.args...).Want(t, 0, tc.left)
			if tc.left != "" {
				acctest.Do(t, func() error { return s.zone.Remove("_dmarc.example.org", "TXT") })()
			}
			if after := s.zone.Dump(); after != before || s.identity.Exists() {
				t.Errorf("the zone was\n%s\nand is\n%s", before, after)
			}
		})
	}
}
