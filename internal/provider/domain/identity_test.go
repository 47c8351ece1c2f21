package domain_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// identified is the whole identity of the domain of a scene.
func identified(region string) map[string]string {
	return map[string]string{"domain": "example.org", "region": region, "account_id": "123456789012"}
}

// TestImportByIdentity drives an import as CLIs from 1.12 on do.
func TestImportByIdentity(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	stand(t, s.zone, s.identity)
	server := s.Server(t, nil)
	for name, tc := range map[string]struct {
		given map[string]string
		want  map[string]string
		said  []string
	}{
		"the domain alone":                {given: map[string]string{"domain": "Example.ORG."}, want: identified(acctest.Region)},
		"all of it":                       {given: identified(acctest.Region), want: identified(acctest.Region)},
		"the domain in another region":    {given: map[string]string{"domain": "example.org", "region": "us-west-2"}, want: identified("us-west-2")},
		"the domain of another account":   {given: map[string]string{"domain": "example.org", "account_id": "210987654321"}, said: []string{"Domain of another account", "210987654321", "belong to account 123456789012", "To fix: use credentials of account 210987654321"}},
		"what is no domain":               {given: map[string]string{"domain": "ex ample"}, said: []string{"Import identity is not a domain", "To fix:"}},
		"an address, which is no domain":  {given: map[string]string{"domain": "bob@example.org"}, said: []string{"Import identity is not a domain", "To fix:"}},
		"a region that only says nothing": {given: map[string]string{"domain": "example.org", "region": ""}, want: identified(acctest.Region)},
	} {
		t.Run(name, func(t *testing.T) {
			instance, said := server.Import(tc.given)
			for _, text := range tc.said {
				if !strings.Contains(said, text) {
					t.Errorf("import says %q, want %q", said, text)
				}
			}
			if said != "" && tc.said == nil || !maps.Equal(instance.Identity, tc.want) {
				t.Fatalf("got %v, %q, want %v", instance.Identity, said, tc.want)
			}
			if tc.said != nil {
				return
			}
			read, said := server.Read(instance)
			if said != "" || !maps.Equal(read.Identity, tc.want) || read.State.IsNull() != (tc.want["region"] != acctest.Region) {
				t.Errorf("read %v as %v, %q", read.State, read.Identity, said)
			}
		})
	}
}

// TestIdentityStays: what is stored is never changed, and what a CLI before
// 1.12 does not store is in every answer all the same.
func TestIdentityStays(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	stand(t, s.zone, s.identity)
	server := s.Server(t, nil)
	imported, said := server.Import(map[string]string{"domain": "example.org"})
	if said != "" {
		t.Fatal(said)
	}
	instance, said := server.Read(imported)
	if said != "" {
		t.Fatal(said)
	}
	partial := map[string]string{"domain": "example.org", "region": acctest.Region}
	for name, tc := range map[string]struct{ stored, want map[string]string }{
		"stored as a whole":      {identified(acctest.Region), identified(acctest.Region)},
		"stored without account": {partial, partial},
		"not stored":             {nil, identified(acctest.Region)},
	} {
		t.Run(name, func(t *testing.T) {
			instance.Identity = tc.stored
			if got, said := server.Read(instance); said != "" || !maps.Equal(got.Identity, tc.want) {
				t.Errorf("read as %v, %q, want %v", got.Identity, said, tc.want)
			}
		})
	}
	s.identity.Delete()
	for _, set := range s.zone.Sets() {
		acctest.Do(t, func() error { return s.zone.Remove(set.Name, set.Type) })()
	}
	instance.Identity = nil
	gone, said := s.Server(t, nil).Read(instance)
	if said != "" || !gone.State.IsNull() || !maps.Equal(gone.Identity, identified(acctest.Region)) {
		t.Errorf("read %v as %v, %q, want no state and the identity", gone.State, gone.Identity, said)
	}
}

// TestIdentityWithoutAccount: who does not want the account looked up has an
// identity without one, and imports with whatever account is named.
func TestIdentityWithoutAccount(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	stand(t, s.zone, s.identity)
	server := s.Server(t, acctest.Attributes{
		"skip_credentials_validation": acctest.Flag(true), "skip_requesting_account_id": acctest.Flag(true),
	})
	for _, given := range []map[string]string{
		{"domain": "example.org", "region": acctest.Region},
		{"domain": "example.org", "region": acctest.Region, "account_id": "210987654321"},
	} {
		imported, said := server.Import(given)
		read, also := server.Read(imported)
		if said+also != "" || !maps.Equal(read.Identity, given) {
			t.Errorf("import of %v is read as %v, %q %q", given, read.Identity, said, also)
		}
	}
	if asked := s.Calls()["sts:GetCallerIdentity"]; asked != 0 {
		t.Errorf("asked for the account %d times", asked)
	}
}

// TestAccDomain_identity: where the CLI keeps identities, the domain has one,
// and keeps it through changes and spellings.
func TestAccDomain_identity(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	same := statecheck.ExpectIdentity(address, map[string]knownvalue.Check{
		"domain": knownvalue.StringExact("example.org"), "region": knownvalue.StringExact(acctest.Region),
		"account_id": knownvalue.StringExact("123456789012"),
	})
	first, changed := step(s.config(), plancheck.ResourceActionCreate), step(s.config(`ttl = 60`), plancheck.ResourceActionUpdate)
	first.ConfigStateChecks, changed.ConfigStateChecks = []statecheck.StateCheck{same}, []statecheck.StateCheck{same}
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{first, changed, {
			ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity,
		}},
	})
}
