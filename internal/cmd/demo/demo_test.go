package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// update writes what the demo shows into testdata.
func update() bool { return os.Getenv("UPDATE_GOLDEN") != "" }

// TestDemo plays the show with a real CLI and the real provider.
func TestDemo(t *testing.T) {
	t.Parallel()
	o := staged(t)
	t.Run("to its end", func(t *testing.T) {
		t.Parallel()
		playedToTheEnd(t, o, folder(t))
	})
	t.Run("until it is interrupted", func(t *testing.T) {
		t.Parallel()
		interrupted(t, o, folder(t))
	})
}

// playedToTheEnd compares what the show says itself.
func playedToTheEnd(t *testing.T, o options, tmp string) {
	var out bytes.Buffer
	o.out, o.tmp = &out, tmp
	if err := perform(t.Context(), o); err != nil {
		t.Fatalf("%v, after\n%s", err, out.String())
	}
	if strings.Contains(out.String(), "\x1b") || strings.Contains(out.String(), overridden) {
		t.Errorf("colours, or a warning that nobody asked for, in\n%s", out.String())
	}
	left(t, tmp)
	const golden = "testdata/show.golden"
	got := shape(out.String())
	if update() {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the show is not that of %s; if it is as it shall be, test with UPDATE_GOLDEN=1\n%s", golden, got)
	}
}

// interrupted ends the show in the middle of an apply.
func interrupted(t *testing.T, o options, tmp string) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.tmp, o.out = tmp, writerFunc(func(p []byte) (int, error) {
		if bytes.Contains(p, []byte("Creating...")) {
			cancel()
		}
		return len(p), nil
	})
	if err := perform(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	left(t, tmp)
}

// writerFunc is a function that is written to.
type writerFunc func([]byte) (int, error)

// Write calls the function.
func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// left fails if the show left anything in its folder.
func left(t *testing.T, dir string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Errorf("%s is left behind", file.Name())
	}
}

// staged are options with the CLI of the acceptance tests and a provider that
// was built for this.
func staged(t *testing.T) options {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		const reason = "TF_ACC is not set: the demo needs a Terraform or OpenTofu CLI, which `make test` finds or builds"
		if os.Getenv("CI") != "" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	program := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if program == "" {
		program = "terraform"
	}
	provider := filepath.Join(t.TempDir(), "terraform-provider-mailauth")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", provider, "github.com/mailauth/terraform-provider-mailauth")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the provider: %v\n%s", err, text)
	}
	return options{provider: provider, cli: program, in: strings.NewReader("")}
}

// folder is a short path: sockets of the provider are below it, and theirs may
// have some hundred characters only.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "demo") //nolint:usetesting // the folder of t.TempDir has the name of the test in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// shape is what the demo says itself: without what the CLI says, and without
// what is another in each run.
func shape(show string) string {
	var out strings.Builder
	theirs := false
	for line := range strings.Lines(show) {
		if strings.HasPrefix(line, ownIndent) && line[len(ownIndent)] != ' ' || heading(line) {
			theirs = false
		}
		if !theirs {
			out.WriteString(line)
		}
		if strings.HasPrefix(line, ownIndent+"$ ") {
			theirs = true
			out.WriteString("\n" + theirIndent + "...\n\n")
		}
	}
	text := out.String()
	for pattern, with := range map[string]string{
		`(Terraform|OpenTofu) v[0-9.]+`: "Terraform v0.0.0",
		`\$ (terraform|tofu) `:          "$ CLI ",
		`\b[a-z0-9]{4}…`:                "xxxx…",
		`the show took: [0-9]+`:         "the show took: 0",
		`[0-9]+ \(and [0-9]+\) `:        "0 (and 0) ",
	} {
		text = regexp.MustCompile(pattern).ReplaceAllString(text, with)
	}
	return text
}

// heading tells whether a line is the first of a scene.
func heading(line string) bool { return regexp.MustCompile(`^[0-9]+\. `).MatchString(line) }

func TestParse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"the provider is required":   {nil, "-provider is missing"},
		"nothing comes after flags":  {[]string{"-provider", "p", "more"}, `unexpected argument "more"`},
		"unknown flags are refused":  {[]string{"-colour"}, "not defined"},
		"the CLI has a default":      {[]string{"-provider", "p"}, ""},
		"both may be named":          {[]string{"-provider", "p", "-cli", "c"}, ""},
		"the audience may take time": {[]string{"-provider", "p", "-pause"}, ""},
		"help is no failure":         {[]string{"-h"}, flag.ErrHelp.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var help strings.Builder
			o, err := parse(tc.args, &help)
			if tc.want == "" {
				if err != nil || o.provider != "p" || o.cli == "" || o.pause != strings.Contains(name, "time") {
					t.Errorf("got %+v, %v", o, err)
				}
			} else if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want %q", err, tc.want)
			}
		})
	}
}

func TestHolds(t *testing.T) {
	t.Parallel()
	if err := holds("a b c", "a", "c"); err != nil {
		t.Error(err)
	}
	if err := holds("a b c", "a", "d"); err == nil || !strings.Contains(err.Error(), `["d"]`) {
		t.Errorf("got %v", err)
	}
}
