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
	cli := acctest.NewCLI(t, "")
	s.generate(t, cli, "example.org")
	cli.Apply().Want(t, 0, "1 imported, 0 added, 0 changed, 0 destroyed")
	cli.Config(s.Provider())
	cli.Plan().Want(t, 0, "No changes")
	if after := s.zone.Dump(); after != before || len(s.Writes()) > 0 {
		t.Errorf("the zone was\n%s\nand is\n%s\nafter %v", before, after, s.Writes())
	}
	cli.Destroy().Want(t, 0, "1 destroyed")
}

// generate has the CLI write the configuration of a domain that it imports into a
// file, and leaves the import to be applied. Terraform 1.16 does so only where the
// import names its provider, which beside the written resource no CLI takes.
func (s scene) generate(t *testing.T, cli *acctest.CLI, id string, says ...string) {
	t.Helper()
	block := func(more string) string {
		return fmt.Sprintf("%s\nimport {\n  to = mailauth_domain.this\n  id = %q\n%s}\n", s.Provider(), id, more)
	}
	cli.Config(block("  provider = mailauth\n"))
	cli.Run("plan", "-input=false", "-generate-config-out=generated.tf").Want(t, 0,
		append([]string{"Plan: 1 to import, 0 to add, 0 to change, 0 to destroy."}, says...)...)
	cli.Config(block(""))
}
