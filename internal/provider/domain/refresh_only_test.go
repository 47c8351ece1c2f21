package domain_test

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccDomain_refreshOnly looks for drift where there is none, in the way that
// changes nothing: after a create, a change, a repair and an import.
func TestAccDomain_refreshOnly(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	acctest.Do(t, func() error { return s.zone.Put(acctest.TXT("_dmarc.example.org", 60, `"other"`)) })()
	cli := acctest.NewCLI(t, s.config())
	nothing := refreshOnlyExit(cli.Run("version").Output)
	look := func(after string) {
		t.Helper()
		if run := cli.Plan("-refresh-only"); run.Code != nothing {
			t.Errorf("after %s it exits with %d, want %d:\n%s", after, run.Code, nothing, run.Output)
		}
		cli.Run("plan", "-refresh-only", "-input=false").Want(t, 0, "No changes.")
	}
	cli.Apply().Want(t, 0, "1 added")
	look("a create")
	cli.Config(s.config(`ttl = 60`, `spf = "v=spf1 include:amazonses.com -all"`))
	cli.Apply().Want(t, 0, "1 changed")
	look("a change")
	acctest.Do(t, func() error { return s.zone.Remove("mail.example.org", "MX") }, func() error { return s.identity.SetSigning(false) })()
	cli.Plan("-refresh-only").Want(t, 2, "~ signing_enabled = true -> false")
	cli.Apply().Want(t, 0, "1 changed")
	look("a repair")
	cli.Run("state rm", address).Want(t, 0)
	cli.Run("import", "-input=false", address, "eu-west-1/example.org/"+s.zone.ID).Want(t, 0)
	look("an import")
	cli.Destroy().Want(t, 0)
}

// refreshOnlyExit is what a CLI exits with where -refresh-only finds nothing.
// Terraform before 1.15 says that there are no changes and exits with 2 all the
// same, for any resource that has a number in its state (hashicorp/terraform,
// commit 659d5e2218).
func refreshOnlyExit(version string) int {
	found := regexp.MustCompile(`^Terraform v1\.(\d+)\.`).FindStringSubmatch(version)
	if found == nil {
		return 0
	}
	if minor, err := strconv.Atoi(found[1]); err == nil && minor < 15 {
		return 2
	}
	return 0
}
