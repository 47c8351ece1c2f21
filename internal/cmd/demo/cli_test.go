//go:build unix

package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// script makes a program of shell commands. It is for tests that are not
// parallel yet: a process that another test starts meanwhile could inherit the
// file while it is open for writing, and then nobody may run it.
func script(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "terraform")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+strings.Join(lines, "\n")+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDemo_fails plays the show with CLIs that do not do what they should.
func TestDemo_fails(t *testing.T) {
	cases := map[string]struct{ cli, provider, want string }{
		"where there is no CLI":             {cli: "/nowhere/terraform", provider: "/bin/sh", want: "find the CLI"},
		"where there is no provider":        {cli: script(t), provider: "/nowhere/provider", want: "find the provider"},
		"where the CLI is something else":   {cli: script(t, "echo Nomad v1.0.0"), provider: "/bin/sh", want: "is no Terraform and no OpenTofu"},
		"where a command fails":             {cli: script(t, "echo Terraform v1.9.0", "[ $1 = version ]"), provider: "/bin/sh", want: `scene 3, "One apply": terraform plan -detailed-exitcode -out=tfplan ended with exit code 1, want 2`},
		"where a plan has nothing to do":    {cli: script(t, "echo Terraform v1.9.0"), provider: "/bin/sh", want: "ended with exit code 0, want 2"},
		"where a plan shows something else": {cli: script(t, "echo OpenTofu v1.9.0", "[ $1 = version ] || exit 2"), provider: "/bin/sh", want: `the plan does not show ["1 to add`},
		"where a command only says that it did": {
			cli:      script(t, "echo Terraform v1.9.0", "[ $1 != plan ] || { echo '1 to add, 0 to change, 0 to destroy v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org'; exit 2; }"),
			provider: "/bin/sh", want: "the records came in 0 changes",
		},
	}
	t.Parallel()
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			err := perform(t.Context(), options{provider: tc.provider, cli: tc.cli, tmp: dir, in: strings.NewReader(""), out: io.Discard})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want %q", err, tc.want)
			}
			left(t, dir)
		})
	}
}

// TestCLI_run_endsEverything interrupts a CLI that does not care, and whose
// provider does not either.
func TestCLI_run_endsEverything(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "alive")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	// Both hold the pipe open for as long as they live.
	program := script(t, "trap '' INT", "exec 3>"+pipe, "sleep 600 &", "echo up", "wait")
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	alive := make(chan *os.File, 1)
	go func() {
		file, err := os.Open(pipe)
		if err != nil {
			t.Error(err)
		}
		alive <- file
	}()
	c := &cli{path: program, name: "terraform", dir: t.TempDir(), env: []string{"PATH=" + os.Getenv("PATH")}, patience: 10 * time.Millisecond}
	_, err := c.run(ctx, writerFunc(func(p []byte) (int, error) {
		cancel()
		return len(p), nil
	}), "apply")
	if err == nil {
		t.Error("an interrupted command has no error")
	}
	file := <-alive
	defer file.Close()
	// The end of the pipe comes when nobody has it any more.
	if rest, err := io.ReadAll(file); len(rest) > 0 || err != nil {
		t.Errorf("read %q, %v", rest, err)
	}
}

func TestEnvironment(t *testing.T) {
	for _, theirs := range []string{"TF_CLI_ARGS_plan", "TF_LOG", "TF_WORKSPACE", "AWS_PROFILE", "HTTPS_PROXY", "NO_COLOR", "TF_CLI_CONFIG_FILE", "HOME"} {
		t.Setenv(theirs, "/theirs")
	}
	env := environment("/dir", "/dir/cli.tfrc", endpoint{"http://127.0.0.1:1", "key", "secret"})
	for _, entry := range env {
		if strings.Contains(entry, "theirs") {
			t.Errorf("the CLI sees %s", entry)
		}
	}
	for _, entry := range []string{"TF_CLI_CONFIG_FILE=/dir/cli.tfrc", "HOME=/dir", "TMPDIR=/dir", "CHECKPOINT_DISABLE=1", "AWS_ENDPOINT_URL=http://127.0.0.1:1"} {
		if !slices.Contains(env, entry) {
			t.Errorf("the CLI does not see %s", entry)
		}
	}
}

func TestDemo_wait(t *testing.T) {
	t.Parallel()
	d := &demo{screen: &screen{out: io.Discard}}
	input, writer := io.Pipe()
	defer writer.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.wait(ctx, bufio.NewReader(input)); err == nil {
		t.Error("an interrupted pause has no error")
	}
	for name, typed := range map[string]string{"Enter goes on": "\n", "so does the end of the input": ""} {
		if err := d.wait(t.Context(), bufio.NewReader(strings.NewReader(typed))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
