package domain_test

import (
	"fmt"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccDomain_generatedConfig: the configuration that the CLI generates from
// an import plans no change.
func TestAccDomain_generatedConfig(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	stand(t, s.zone, s.identity)
	acctest.Do(t, func() error { return s.identity.SetTags(map[string]string{"team": "mail"}) })()
	before := s.zone.Dump()
	cli := acctest.NewCLI(t, s.Provider()+importBlock)
	cli.Run("plan", "-input=false", "-generate-config-out=generated.tf").Want(t, 0, "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.")
	cli.Apply().Want(t, 0, "1 imported, 0 added, 0 changed, 0 destroyed")
	cli.Config(s.Provider())
	cli.Plan().Want(t, 0, "No changes")
	if after := s.zone.Dump(); after != before || len(s.Writes()) > 0 {
		t.Errorf("the zone was\n%s\nand is\n%s\nafter %v", before, after, s.Writes())
	}
	cli.Destroy().Want(t, 0, "1 destroyed")
}

const importBlock = `
import {
  to = mailauth_domain.this
  id = "example.org"
}
`

const query = `
list "mailauth_domain" "all" {
  provider         = mailauth
  include_resource = true
  config {
    name_contains = "example.org"
  }
}
`

// TestAccDomain_query finds what is in SES, and takes it over with the
// configuration that is generated.
func TestAccDomain_query(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewQueryCLI(t, s.Provider())
	shop := s.Account.Identity(acctest.Region, "shop.example.org")
	stand(t, s.zone, s.identity)
	stand(t, s.zone, shop)
	acctest.Do(t, s.Account.Identity(acctest.Region, "bob@example.org").Create)()
	before := s.zone.Dump()
	cli.File("all.tfquery.hcl", query)
	found := cli.Run("query", "-generate-config-out=generated.tf")
	found.Want(t, 0)
	for _, name := range []string{"example.org", "shop.example.org"} {
		found.Want(t, 0, fmt.Sprintf("account_id=123456789012,domain=%s,region=%s %s", name, acctest.Region, name))
	}
	cli.Apply().Want(t, 0, "2 imported, 0 added, 0 changed, 0 destroyed")
	cli.Plan().Want(t, 0, "No changes")
	if after := s.zone.Dump(); after != before || len(s.Writes()) > 0 {
		t.Errorf("the zone was\n%s\nand is\n%s\nafter %v", before, after, s.Writes())
	}
}
