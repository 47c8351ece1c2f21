package acctest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Command is a command of the CLI that was started.
type Command struct {
	t      *testing.T
	cmd    *exec.Cmd
	name   string
	output bytes.Buffer
	// providers is the folder in which the providers of the CLI sign on.
	providers string
}

// Begin starts a command of the CLI that is to be disturbed.
func (c *CLI) Begin(command string, args ...string) *Command {
	c.t.Helper()
	return c.start(command, args, ownGroup)
}

func (c *CLI) start(command string, args []string, prepare func(*exec.Cmd)) *Command {
	c.t.Helper()
	out := &Command{t: c.t, name: command, providers: filepath.Join(c.dir, "providers")}
	cmd := exec.CommandContext(c.t.Context(), c.program, slices.Concat(strings.Fields(command), []string{"-no-color"}, args)...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = c.dir, c.env, &out.output, &out.output
	// An interrupted CLI ends its provider, a killed one leaves it behind.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	prepare(cmd)
	if err := cmd.Start(); err != nil {
		c.t.Fatalf("run %s %s: %v", c.program, command, err)
	}
	out.cmd = cmd
	return out
}

// Wait waits until the command has ended.
func (c *Command) Wait() Run {
	c.t.Helper()
	err := c.cmd.Wait()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		c.t.Fatalf("run %s %s: %v", c.cmd.Path, c.name, err)
	}
	return Run{Code: c.cmd.ProcessState.ExitCode(), Output: c.output.String(), command: c.name}
}

// Interrupt does what Ctrl-C on a terminal does: it interrupts the CLI and its
// providers.
func (c *Command) Interrupt() { interruptGroup(c.cmd) }

// Kill kills the CLI, without a word to its providers.
func (c *Command) Kill() {
	// That it has ended by itself is what Wait tells.
	_ = c.cmd.Process.Kill()
}

// KillProviders kills the providers of the CLI, and the CLI not.
func (c *Command) KillProviders() {
	entries, err := os.ReadDir(c.providers)
	if err != nil {
		c.t.Errorf("find the providers: %v", err)
	}
	for _, entry := range entries {
		id, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		// A provider that ends by itself signs off first.
		if process, err := os.FindProcess(id); err == nil {
			_ = process.Kill()
		}
		_ = os.Remove(filepath.Join(c.providers, entry.Name()))
	}
}

// register names the folder in which a provider has a file while it runs, named
// by the id of its process.
const register = "MAILAUTH_TEST_PROVIDERS"

// signOn makes that file, and returns what removes it.
func signOn() (signOff func()) {
	folder := os.Getenv(register)
	if folder == "" {
		return func() {}
	}
	file := filepath.Join(folder, strconv.Itoa(os.Getpid()))
	// Without it nobody can kill this process, whose test then fails.
	_ = os.WriteFile(file, nil, 0o600)
	return func() { _ = os.Remove(file) }
}
