package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// programs are what is measured.
type programs struct {
	// cli is Terraform or OpenTofu.
	cli string
	// release is the provider as it is published, and fast the same with a
	// clock whose speed can be set.
	release, fast string
	// self is this program.
	self string
	// dir is for whatever is needed.
	dir string
}

// build builds the provider with the flags of a release.
func build(ctx context.Context, o options, dir string) (programs, error) {
	p := programs{release: filepath.Join(dir, "release"), fast: filepath.Join(dir, "fast"), dir: dir}
	var err error
	if p.cli, err = exec.LookPath(o.cli); err != nil {
		return p, fmt.Errorf("find the CLI: %w", err)
	}
	if p.self, err = os.Executable(); err != nil {
		return p, fmt.Errorf("find this program: %w", err)
	}
	goroot, err := output(ctx, o.root, "go", "env", "GOROOT")
	if err != nil {
		return p, err
	}
	clock, err := overlay(strings.TrimSpace(goroot), dir)
	if err != nil {
		return p, err
	}
	flags := []string{"build", "-trimpath", "-ldflags", "-s -w"}
	if _, err := output(ctx, o.root, "go", append(flags, "-o", p.release, ".")...); err != nil {
		return p, err
	}
	_, err = output(ctx, o.root, "go", append(flags, "-overlay", clock, "-o", p.fast, ".")...)
	return p, err
}

// output runs a program in a folder and returns what it prints.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var out, said bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &said
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("run %s %s: %w\n%s", name, strings.Join(args, " "), err, said.String())
	}
	return out.String(), nil
}

// version is what the CLI calls itself: "Terraform v1.11.4".
func (p programs) version(ctx context.Context) (string, error) {
	text, err := output(ctx, p.dir, p.cli, "version")
	line, _, _ := strings.Cut(text, "\n")
	return line, err
}
