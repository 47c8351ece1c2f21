package domain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// scene is a world of its own with one domain, example.org, in a zone that
// others use as well.
type scene struct {
	*acctest.World
	zone     *fakeaws.Zone
	identity *fakeaws.Identity
}

// others are what somebody else keeps in the zone of a scene.
func others() []fakeaws.Set {
	return []fakeaws.Set{
		acctest.TXT("example.org", 3600, `"google-site-verification=abc"`, `"MS=ms12345" "678"`),
		{Name: "example.org", Type: "MX", TTL: 3600, Values: []string{"10 mx.example.net."}},
		{Name: "k1._domainkey.example.org", Type: "CNAME", TTL: 600, Values: []string{"dkim.mcsv.example."}},
		{Name: "www.example.org", Type: "CNAME", TTL: 60, Values: []string{"example.net."}},
	}
}

func newScene(t *testing.T) scene {
	t.Helper()
	w := acctest.Start(t)
	return scene{w, w.Zone(t, "example.org", others()...), w.Account.Identity(acctest.Region, "example.org")}
}

// config is a domain with these lines in it.
func (s scene) config(lines ...string) string {
	return s.Provider() + block(lines...)
}

func block(lines ...string) string {
	return "\nresource \"mailauth_domain\" \"this\" {\n  domain = \"example.org\"\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

// test runs steps after which the zone shall be as it was before them.
func (s scene) test(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             resource.ComposeTestCheckFunc(acctest.Unchanged(s.zone), acctest.Gone(s.identity)),
		Steps:                    steps,
	})
}

// step applies a configuration for which exactly that is planned, and after
// which nothing is.
func step(config string, action plancheck.ResourceActionType, checks ...resource.TestCheckFunc) resource.TestStep {
	return resource.TestStep{
		Config: config,
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)},
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		},
		Check: resource.ComposeTestCheckFunc(checks...),
	}
}

// after is a step before which the world changes.
func after(t *testing.T, act func() error, s resource.TestStep) resource.TestStep {
	t.Helper()
	s.PreConfig = acctest.Do(t, act)
	return s
}

// sees is a check of the identity as SES describes it.
func (s scene) sees(what string, is func(sesapi.Identity) bool) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if view := s.identity.View(); !is(view) {
			return fmt.Errorf("not so: %s; the identity is %+v", what, view)
		}
		return nil
	}
}

// ttls checks the TTL, in seconds, of sets in the zone.
func (s scene) ttls(want int64, keys ...string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		for _, key := range keys {
			typ, name, _ := strings.Cut(key, " ")
			if set, ok := s.zone.Get(name, typ); !ok || set.TTL != want {
				return fmt.Errorf("%s has a TTL of %d, want %d", key, set.TTL, want)
			}
		}
		return nil
	}
}

// dkimNames are the names of the DKIM records that the identity asks for.
func (s scene) dkimNames() []string {
	names := slices.Clone(s.identity.View().DkimAttributes.Tokens)
	for i := range names {
		names[i] += "._domainkey.example.org"
	}
	return names
}

// sets checks how many sets are in the zone, so that nothing is left over.
func (s scene) sets(want int) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if got := len(s.zone.Sets()); got != want {
			return fmt.Errorf("the zone has %d sets, want %d:\n%s", got, want, s.zone.Dump())
		}
		return nil
	}
}
