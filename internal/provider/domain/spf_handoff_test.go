package domain_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const theirSPF = `"v=spf1 include:_spf.example.net include:amazonses.com ~all"`

// handOff is a domain whose SPF record somebody else has kept so far, among
// other values.
func handOff(t *testing.T) scene {
	t.Helper()
	s := newScene(t)
	acctest.Do(t, func() error { return s.apex(append(others()[0].Values, theirSPF)...) })()
	return s
}

// TestAccDomain_spfHandOff takes over an SPF record of somebody else: a text
// that says the same is accepted and nobody's; with the first change it is ours.
func TestAccDomain_spfHandOff(t *testing.T) {
	t.Parallel()
	s := handOff(t)
	foreign := others()[0].Values
	const same, changed = `spf = "v=spf1 include:_spf.example.net include:AMAZONSES.com ~all"`, `spf = "v=spf1 include:amazonses.com -all"`
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy: resource.ComposeTestCheckFunc(acctest.Gone(s.identity), s.sets(6),
			acctest.Published(s.zone, "example.org", "TXT", foreign...), s.ttls(3600, "TXT example.org")),
		Steps: []resource.TestStep{
			step(s.config(), plancheck.ResourceActionCreate),
			step(s.config(same), plancheck.ResourceActionUpdate,
				acctest.Published(s.zone, "example.org", "TXT", append(slices.Clone(foreign), theirSPF)...)),
			step(s.config(changed), plancheck.ResourceActionUpdate, s.ttls(3600, "TXT example.org"),
				acctest.Published(s.zone, "example.org", "TXT", append(slices.Clone(foreign), `"v=spf1 include:amazonses.com -all"`)...)),
		},
	})
}

// TestAccDomain_spfHandedBack: what was only accepted stays when nobody asks
// for it any more.
func TestAccDomain_spfHandedBack(t *testing.T) {
	t.Parallel()
	s := handOff(t)
	cli := acctest.NewCLI(t, s.config(`spf = "v=spf1 include:_spf.example.net include:amazonses.com ~all"`))
	cli.Apply().Want(t, 0)
	cli.Config(s.config())
	cli.Apply().Want(t, 0, "Records left in place", "TXT example.org: it was there before this resource")
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0)
	err := acctest.Published(s.zone, "example.org", "TXT", append(others()[0].Values, theirSPF)...)(nil)
	if err != nil {
		t.Error(err)
	}
}
