package acctest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider"
)

// handshake is what a CLI sets for the plugins that it starts (go-plugin's
// magic cookie for Terraform providers).
const handshake = "TF_PLUGIN_MAGIC_COOKIE"

// Main is the TestMain of a package that uses CLI. The CLI starts the test's
// own program as the provider, so that what is tested is always what was
// compiled, with the race detector where that is on. It fails where the tests
// leave a goroutine behind.
func Main(m *testing.M) {
	if os.Getenv(handshake) == "" {
		goleak.VerifyTestMain(collected{m})
		return
	}
	signOff := signOn()
	err := provider.Serve(context.Background(), "test", false)
	signOff()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// collected are tests after which garbage is collected. go-plugin copies what a
// provider that is served in process would write to its standard streams, from
// pipes that it leaves to the collector; without it two goroutines outlive the
// tests that are over before the next collection.
type collected struct{ *testing.M }

// Run runs the tests.
func (c collected) Run() int {
	code := c.M.Run()
	runtime.GC()
	return code
}

const source = "mailauth/mailauth"

// CLI runs the real CLI as a user does: one command after the other in a folder
// of its own, each with a provider process of its own. The test framework runs
// a dozen commands for each step; what one of them costs, says and exits with
// is for this to tell.
type CLI struct {
	t       *testing.T
	program string
	dir     string
	env     []string
	// transcript is nil where nothing is recorded.
	transcript *transcript
}

// NewCLI writes a configuration into a new folder. The package of the test has
// to have Main as its TestMain.
func NewCLI(t *testing.T, config string) *CLI {
	t.Helper()
	NeedCLI(t)
	c := &CLI{t: t, program: cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform"), dir: t.TempDir()}
	program, err := os.Executable()
	if err != nil {
		t.Fatalf("find the program of the test: %v", err)
	}
	if err := os.Symlink(program, filepath.Join(c.dir, "terraform-provider-mailauth")); err != nil {
		t.Fatalf("offer the provider to the CLI: %v", err)
	}
	c.File("cli.tfrc", fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n", source, c.dir))
	c.File("versions.tf", fmt.Sprintf("terraform {\n  required_providers {\n    mailauth = { source = %q }\n  }\n}\n", source))
	// Nothing of the developer's own: no AWS_ variable, no ~/.aws.
	c.Env("PATH="+os.Getenv("PATH"), "HOME="+c.dir, "TMPDIR="+c.dir, "CHECKPOINT_DISABLE=1",
		"TF_CLI_CONFIG_FILE="+filepath.Join(c.dir, "cli.tfrc"), "AWS_EC2_METADATA_DISABLED=true",
		register+"="+filepath.Dir(c.File(filepath.Join("providers", "README"), "a file for each provider process, named by its id")))
	c.Config(config)
	return c
}

// queryCLI names a Terraform that has the command query, and actions, which the
// one that all tests run with need not have.
const queryCLI = "MAILAUTH_QUERY_TERRAFORM"

// NewQueryCLI is NewCLI with a CLI for queries and actions. It skips a test
// where none is given.
func NewQueryCLI(t *testing.T, config string) *CLI {
	t.Helper()
	program := os.Getenv(queryCLI)
	if program == "" {
		t.Skip(queryCLI + " is not set: queries and actions need a Terraform 1.14 or later, and it says the path of one")
	}
	c := NewCLI(t, config)
	c.program = program
	return c
}

// Config replaces the configuration.
func (c *CLI) Config(config string) {
	c.t.Helper()
	c.File("main.tf", config)
}

// File writes a file into the folder, which is also the home directory of the
// commands, and returns its path.
func (c *CLI) File(name, content string) string {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		c.t.Fatalf("make the folder of %s: %v", name, err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		c.t.Fatalf("write %s: %v", name, err)
	}
	return path
}

// State is the text of the local state, empty where there is none yet.
func (c *CLI) State() string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "terraform.tfstate"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.t.Fatalf("read the state: %v", err)
	}
	return string(text)
}

// Env sets environment variables, each as "NAME=value", for all later commands.
func (c *CLI) Env(variables ...string) { c.env = append(c.env, variables...) }

// Plan runs plan. It exits with 0 where nothing is to be done and 2 where
// something is.
func (c *CLI) Plan(args ...string) Run {
	c.t.Helper()
	return c.Run("plan", slices.Concat([]string{"-input=false", "-detailed-exitcode"}, args)...)
}

// Apply runs apply, which makes a plan of its own.
func (c *CLI) Apply(args ...string) Run {
	c.t.Helper()
	return c.Run("apply", slices.Concat([]string{"-input=false", "-auto-approve"}, args)...)
}

// Destroy runs destroy, which refreshes first.
func (c *CLI) Destroy(args ...string) Run {
	c.t.Helper()
	return c.Run("destroy", slices.Concat([]string{"-input=false", "-auto-approve"}, args)...)
}

// Run runs a command of the CLI, such as "plan" or "state rm".
func (c *CLI) Run(command string, args ...string) Run {
	c.t.Helper()
	run := c.start(command, args, func(*exec.Cmd) {}).Wait()
	if c.transcript != nil {
		c.transcript.command(filepath.Base(c.program)+" "+command, args, run)
	}
	return run
}

// Run is what came of a command.
type Run struct {
	// Code is the exit code.
	Code int
	// Output is everything that was written, errors and warnings included.
	Output  string
	command string
}

// Want fails the test unless the command ended with the exit code and says all
// the texts, wherever the CLI broke their lines.
func (r Run) Want(t *testing.T, code int, texts ...string) {
	t.Helper()
	if r.Code != code {
		t.Errorf("%s exited with %d, want %d:\n%s", r.command, r.Code, code, r.Output)
	}
	flat := r.Text()
	for _, text := range texts {
		if !strings.Contains(flat, strings.Join(strings.Fields(text), " ")) {
			t.Errorf("%s does not say %q:\n%s", r.command, text, r.Output)
		}
	}
}

// WantOnce fails the test unless the command says a text exactly once.
func (r Run) WantOnce(t *testing.T, text string) {
	t.Helper()
	if n := strings.Count(r.Text(), text); n != 1 {
		t.Errorf("%s says %q %d times, want once:\n%s", r.command, text, n, r.Output)
	}
}

// Text is the output as running text, without frames and line breaks.
func (r Run) Text() string {
	unframed := strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(r.Output)
	return strings.Join(strings.Fields(unframed), " ")
}

// Count runs a command and returns how often it called each operation of AWS,
// such as "ses:GetEmailIdentity".
func (w *World) Count(run func()) map[string]int {
	w.ResetCalls()
	run()
	return w.Calls()
}

// Writes lists the calls since the last count that could have changed
// something.
func (w *World) Writes() []fakeaws.Call {
	return slices.DeleteFunc(w.CallLog(), func(c fakeaws.Call) bool {
		return strings.HasPrefix(c.Operation, "Get") || strings.HasPrefix(c.Operation, "List") || strings.HasPrefix(c.Operation, "AssumeRole")
	})
}
