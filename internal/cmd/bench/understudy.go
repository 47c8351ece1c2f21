package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// The CLI starts this program as its provider, which starts the provider itself
// and notes what that took.
const (
	// handshake is what a CLI sets for the plugins that it starts (go-plugin's
	// magic cookie for Terraform providers).
	handshake        = "TF_PLUGIN_MAGIC_COOKIE"
	providerVariable = "BENCH_PROVIDER"
	usageVariable    = "BENCH_USAGE"
)

func understudied() bool { return os.Getenv(handshake) != "" && os.Getenv(providerVariable) != "" }

// usage is what a process of the provider has taken.
type usage struct {
	// MiB is the most memory that was resident.
	MiB float64
	// Seconds are of CPU.
	Seconds float64
}

// understudy runs the provider, adds a line about it to a file and returns its
// exit code.
func understudy(provider, file string) int {
	cmd := exec.Command(provider)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	if err := note(file, usage{
		MiB:     peak(cmd.ProcessState),
		Seconds: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(),
	}); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	return cmd.ProcessState.ExitCode()
}

func note(file string, u usage) error {
	out, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(json.NewEncoder(out).Encode(u), out.Close())
}

// noted reads a file of note, and removes it. It returns the largest process and
// the CPU of all.
func noted(file string) (usage, error) {
	in, err := os.Open(file)
	if err != nil {
		return usage{}, fmt.Errorf("read what the provider took: %w", err)
	}
	var sum usage
	for lines := json.NewDecoder(in); lines.More(); {
		var u usage
		if err := lines.Decode(&u); err != nil {
			return usage{}, errors.Join(fmt.Errorf("read what the provider took: %w", err), in.Close())
		}
		sum = usage{MiB: max(sum.MiB, u.MiB), Seconds: sum.Seconds + u.Seconds}
	}
	return sum, errors.Join(in.Close(), os.Remove(file))
}
