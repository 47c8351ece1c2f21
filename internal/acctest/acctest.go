// Package acctest is what the acceptance tests share: a fake AWS of their own,
// the provider in process, and checks that ask the fake's zones what is really
// there. It holds no test.
package acctest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider"
)

// Region is the region of the provider in every test.
const Region = "eu-west-1"

// World is a fake AWS that ends with the test, and the one account in use.
type World struct {
	*fakeaws.World
	Account *fakeaws.Account
	// ZoneRole is whose session a Server has for Route 53; nil for the
	// credentials that it has for everything.
	ZoneRole *fakeaws.Role
}

// Start starts a world in which changes of DNS are everywhere at once, SES
// verifies as soon as it is asked, and no account is in the sandbox.
func Start(t *testing.T, options ...func(*fakeaws.Options)) *World {
	t.Helper()
	NeedCLI(t)
	return StartWithoutCLI(t, options...)
}

// StartWithoutCLI is Start for a test that drives the provider itself.
func StartWithoutCLI(t *testing.T, options ...func(*fakeaws.Options)) *World {
	t.Helper()
	o := fakeaws.Options{Production: true}
	for _, option := range options {
		option(&o)
	}
	w := fakeaws.New(o)
	if err := w.Start(t.Context()); err != nil {
		t.Fatalf("start the fake AWS: %v", err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("close the fake AWS: %v", err)
		}
	})
	return &World{World: w, Account: w.Account(fakeaws.DefaultAccount)}
}

// Sandbox is the option of Start for a world with new accounts.
func Sandbox(o *fakeaws.Options) { o.Production = false }

// NeedCLI skips a test that cannot run for want of a CLI; in CI it fails it.
func NeedCLI(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC") != "" {
		return
	}
	const reason = "TF_ACC is not set: acceptance tests need a Terraform or OpenTofu CLI, which `make test` finds or builds"
	if os.Getenv("CI") != "" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// NeedMinor skips a test on Terraform and OpenTofu before 1.minor, which have not
// what it is about: write-only arguments are of 1.11.
func NeedMinor(t *testing.T, minor int) {
	t.Helper()
	NeedCLI(t)
	out, err := exec.CommandContext(t.Context(), cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform"), "version", "-json").Output()
	if err != nil {
		t.Fatalf("ask the CLI for its version: %v", err)
	}
	var version struct {
		Terraform string `json:"terraform_version"`
	}
	if err := json.Unmarshal(out, &version); err != nil {
		t.Fatalf("read the version of the CLI: %v", err)
	}
	major, rest, _ := strings.Cut(version.Terraform, ".")
	number, _, _ := strings.Cut(rest, ".")
	if have, err := strconv.Atoi(number); err != nil || major == "1" && have < minor {
		t.Skipf("it takes version 1.%d of the CLI, and this is %s", minor, version.Terraform)
	}
}

// Factories serve the provider in the process of the test.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"mailauth": func() (tfprotov6.ProviderServer, error) { return provider.NewServer(provider.New("test")()), nil },
	}
}

// Provider is a provider block for the world, with lines added to it.
func (w *World) Provider(lines ...string) string { return w.ProviderAt(w.URL(), lines...) }

// ProviderAt is Provider with another address of the world.
func (w *World) ProviderAt(url string, lines ...string) string {
	block := fmt.Sprintf(`
provider "mailauth" {
  region     = %q
  access_key = %q
  secret_key = %q
  endpoints {
    sesv2   = %[4]q
    route53 = %[4]q
    sts     = %[4]q
  }
`, Region, w.Account.AccessKey(), w.Account.SecretKey(), url)
	for _, line := range lines {
		block += "  " + line + "\n"
	}
	return block + "}\n"
}

// Environment is what leads a CLI to the world where a configuration does not.
func (w *World) Environment() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + w.URL(), "AWS_ACCESS_KEY_ID=" + w.Account.AccessKey(), "AWS_SECRET_ACCESS_KEY=" + w.Account.SecretKey(),
	}
}
