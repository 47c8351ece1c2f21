package domain_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const unawaited = `
resource "mailauth_domain" "this" {
  domain                = "example.org"
  wait_for_verification = false
}
`

// TestAccDomain_calls counts what single commands ask of AWS. Each provider
// process besides asks once whose the credentials are, where the state does not
// say it once for the zones, and where it plans to make a domain once for the
// sandbox; apply and destroy run two processes.
func TestAccDomain_calls(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	before := zone.Dump()
	cli := acctest.NewCLI(t, w.Provider()+unawaited)
	for _, step := range []struct {
		what            string
		act             func() error
		run             func(...string) acctest.Run
		most, processes int
		sandbox         int
	}{
		{what: "create with its plan", run: cli.Apply, most: 7, processes: 2, sandbox: 2},
		{what: "plan without change", run: cli.Plan, most: 2, processes: 1},
		{what: "apply without change", run: cli.Apply, most: 2, processes: 1},
		{
			what: "repair of one record", run: cli.Apply, most: 5, processes: 2,
			act: func() error { return zone.Remove("_dmarc.example.org", "TXT") },
		},
		{what: "plan after the repair", run: cli.Plan, most: 2, processes: 1},
		{what: "destroy with its refresh", run: cli.Destroy, most: 6, processes: 2},
	} {
		if step.act != nil {
			acctest.Do(t, step.act)()
		}
		calls := w.Count(func() { step.run().Want(t, 0) })
		if n := calls["ses:GetAccount"]; n != step.sandbox {
			t.Errorf("%s: looked for the sandbox %d times, want %d", step.what, n, step.sandbox)
		}
		wantAtMost(t, step.what, calls, step.most, step.processes)
	}
	if after := zone.Dump(); after != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
}

func wantAtMost(t *testing.T, what string, calls map[string]int, most, processes int) {
	t.Helper()
	total := 0
	for operation, n := range calls {
		switch {
		case operation == "sts:GetCallerIdentity", operation == "ses:GetAccount", strings.Contains(operation, "HostedZone"):
			if n > processes {
				t.Errorf("%s: %d processes called %s %d times", what, processes, operation, n)
			}
		default:
			total += n
		}
	}
	if total == 0 || total > most {
		t.Errorf("%s took %d calls, want at most %d: %v", what, total, most, calls)
	}
}
