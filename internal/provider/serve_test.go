package provider_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestStopEndsRequests: what a CLI that is interrupted asks for ends the requests
// under way, at any call of AWS, and the next one is as if nothing had been.
func TestStopEndsRequests(t *testing.T) {
	t.Parallel()
	w := acctest.StartWithoutCLI(t)
	w.Zone(t, "example.org")
	p := w.Server(t, nil)
	config := p.Config(map[string]any{"domain": "example.org"})
	made, said := p.Apply(p.Nothing(), config)
	if said != "" {
		t.Fatal(said)
	}
	for _, operation := range []string{"ses:GetEmailIdentity", "route53:ListResourceRecordSets"} {
		p := w.Server(t, nil)
		w.ResetCalls()
		remove := w.Fail(fakeaws.Rule{Operation: operation, Effect: fakeaws.Hang, Do: p.Stop})
		if _, said := p.Read(made); !strings.Contains(said, "canceled") {
			t.Errorf("stopped at %s, a read says %q", operation, said)
		}
		if n := w.Calls()[operation]; n != 1 {
			t.Errorf("%s was called %d times, want once", operation, n)
		}
		remove()
		if _, said := p.Read(made); said != "" {
			t.Errorf("stopped before at %s, a read says %q", operation, said)
		}
	}
}

// TestAccProvider_sumsUp: each process of the provider ends with a line in the
// log about what it has asked of AWS, and the process that asks nothing without.
func TestAccProvider_sumsUp(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	cli := acctest.NewCLI(t, w.Provider("rate_limits {", "  sesv2 = 20", "}")+`
resource "mailauth_domain" "this" {
  domain                = "example.org"
  wait_for_verification = false
}
`)
	log := cli.File("log", "")
	cli.Env("TF_LOG_PROVIDER=INFO", "TF_LOG_PATH="+log)
	cli.Apply().Want(t, 0)
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^.*asked AWS.*$`).FindAllString(string(text), -1)
	if len(lines) != 2 {
		t.Fatalf("%d lines tell of it, want one of the process that plans and one of that which applies: %q", len(lines), lines)
	}
	for _, want := range []string{
		`\[INFO\].*calls=`, `throttled=0`, `waited_seconds=`,
		`Route 53: [0-9]+ calls, 0 throttled, [0-9]+ s waited; SESv2: [0-9]+ calls, 0 throttled, [0-9]+ s waited; STS: 1 calls`,
	} {
		for _, line := range lines {
			if !regexp.MustCompile(want).MatchString(line) {
				t.Errorf("%q does not say %s", line, want)
			}
		}
	}
}
