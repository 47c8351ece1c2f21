package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// orderly is enough for a CLI that is interrupted to stop its provider, which
// takes far less.
const orderly = 20 * time.Second

// cli is a Terraform or OpenTofu in a folder of its own.
type cli struct {
	path string
	// name is what a user types.
	name string
	dir  string
	env  []string
	// patience is how long an interrupted command has for an orderly end.
	patience time.Duration
}

// endpoint is where the CLI's provider finds AWS, and with which key.
type endpoint struct{ url, accessKey, secretKey string }

// newCLI prepares dir for a CLI: main.tf, the provider and the CLI's own
// configuration, which finds the provider there without init.
func newCLI(program, provider, dir, main string, aws endpoint) (*cli, error) {
	path, err := executable(program)
	if err != nil {
		return nil, fmt.Errorf("find the CLI: %w", err)
	}
	binary, err := executable(provider)
	if err != nil {
		return nil, fmt.Errorf("find the provider: %w", err)
	}
	plugins := filepath.Join(dir, "plugins")
	settings := filepath.Join(dir, "cli.tfrc")
	if err := os.Mkdir(plugins, 0o700); err != nil {
		return nil, fmt.Errorf("prepare the folder: %w", err)
	}
	if err := os.Symlink(binary, filepath.Join(plugins, "terraform-provider-mailauth")); err != nil {
		return nil, fmt.Errorf("prepare the folder: %w", err)
	}
	for name, text := range map[string]string{
		filepath.Join(dir, "main.tf"): main,
		settings:                      fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"mailauth/mailauth\" = %q\n  }\n  direct {}\n}\n", plugins),
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return nil, fmt.Errorf("prepare the folder: %w", err)
		}
	}
	name := strings.TrimSuffix(filepath.Base(path), ".exe")
	return &cli{path: path, name: name, dir: dir, env: environment(dir, settings, aws), patience: orderly}, nil
}

// executable is the absolute path of a program that is there and can be run.
func executable(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return "", err
	}
	return filepath.Abs(path)
}

// environment is all that the CLI and the provider see. Nothing of the user's
// own is in it: no TF_CLI_ARGS, no AWS profile, no proxy. Home and temporary
// files are in dir, and go with it.
func environment(dir, settings string, aws endpoint) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + dir,
		"TMPDIR=" + dir,
		"TF_CLI_CONFIG_FILE=" + settings,
		"TF_IN_AUTOMATION=1",
		"TF_INPUT=0",
		"CHECKPOINT_DISABLE=1",
		"AWS_ENDPOINT_URL=" + aws.url,
		"AWS_ACCESS_KEY_ID=" + aws.accessKey,
		"AWS_SECRET_ACCESS_KEY=" + aws.secretKey,
		"AWS_EC2_METADATA_DISABLED=true",
	}
}

// run runs a command and returns its exit code. Output and errors go to out as
// they come.
func (c *cli) run(ctx context.Context, out io.Writer, args ...string) (int, error) {
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir, cmd.Env = c.dir, c.env
	cmd.Stdout, cmd.Stderr = out, out
	cmd.WaitDelay = c.patience
	ownGroup(cmd)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	err := cmd.Run()
	if ctx.Err() != nil {
		// What did not end in an orderly way ends now, with its provider.
		killGroup(cmd)
		return 0, fmt.Errorf("run %s %s: %w", c.name, args[0], context.Cause(ctx))
	}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return 0, fmt.Errorf("run %s %s: %w", c.name, args[0], err)
	}
	return cmd.ProcessState.ExitCode(), nil
}

// version is what the CLI calls itself: "Terraform v1.11.4".
func (c *cli) version(ctx context.Context) (string, error) {
	var out bytes.Buffer
	code, err := c.run(ctx, &out, "version")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(plain(out.String())) {
		if strings.HasPrefix(line, "Terraform ") || strings.HasPrefix(line, "OpenTofu ") {
			return strings.TrimSpace(line), nil
		}
	}
	return "", fmt.Errorf("%s is no Terraform and no OpenTofu: %s version ended with exit code %d and said %q", c.path, c.name, code, out.String())
}
