package domain_test

import (
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
