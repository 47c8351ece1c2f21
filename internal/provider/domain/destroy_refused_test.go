package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccDomain_destroyRefused destroys a domain whose configuration has become
// one that no plan accepts.
func TestAccDomain_destroyRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		bad     string
		refused string
		destroy func(s scene, cli *acctest.CLI) acctest.Run
	}{
		"what the plan refuses is destroyed without a refresh, as the error says": {
			"dkim = { signing_enabled = false }\n  dmarc = { policy = \"reject\" }", "`terraform destroy -refresh=false` removes the domain all the same",
			func(_ scene, cli *acctest.CLI) acctest.Run { return cli.Destroy("-refresh=false") },
		},
		"a zone that is none is no obstacle either": {
			`zone_id = "Z0123456789NONE"`, "Hosted zone does not exist",
			func(_ scene, cli *acctest.CLI) acctest.Run { return cli.Destroy("-refresh=false") },
		},
		"what cannot even be validated is destroyed by removing its block": {
			`mail_from = { domain = "example.org" }`, "MAIL FROM domain not below the domain",
			func(s scene, cli *acctest.CLI) acctest.Run {
				cli.Config(s.Provider())
				return cli.Apply()
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			before := s.zone.Dump()
			cli := acctest.NewCLI(t, s.config())
			cli.Apply().Want(t, 0)
			cli.Config(s.config(tc.bad))
			cli.Destroy().Want(t, 1, tc.refused)
			tc.destroy(s, cli).Want(t, 0, "1 destroyed")
			if after := s.zone.Dump(); after != before || s.identity.Exists() {
				t.Errorf("the zone was\n%s\nand is\n%s", before, after)
			}
		})
	}
}
