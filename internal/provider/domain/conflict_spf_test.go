package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const apexSPF = `
resource "mailauth_domain" "this" {
  domain = "example.org"
  spf    = "v=spf1 include:amazonses.com ~all"
}
`

// TestAccDomain_conflictOfSPF finds the SPF record of somebody else at the
// domain. The plan shows both and the one that would do for both, and that one
// is then accepted beside the other values of the set.
func TestAccDomain_conflictOfSPF(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org", acctest.TXT("example.org", 600, `"site=1"`, `"v=spf1 ip4:198.51.100.7 mx -all"`))
	cli := acctest.NewCLI(t, w.Provider()+apexSPF)
	cli.Plan().Want(t, 1, "found: TXT v=spf1 ip4:198.51.100.7 mx -all",
		"wanted: TXT v=spf1 include:amazonses.com ~all",
		"merged: TXT v=spf1 ip4:198.51.100.7 mx include:amazonses.com -all")
	if calls := w.Writes(); len(calls) > 0 {
		t.Errorf("something was written: %v", calls)
	}
	acctest.Do(t, func() error {
		return zone.Put(acctest.TXT("example.org", 600, `"site=1"`, `"v=spf1 include:amazonses.com ~all"`))
	})()
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0)
}
