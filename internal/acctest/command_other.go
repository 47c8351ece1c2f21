//go:build !unix

package acctest

import (
	"os"
	"os/exec"
)

// ownGroup and interruptGroup need process groups; without them the CLI alone is
// interrupted, as far as the system can do that.
func ownGroup(*exec.Cmd) {}

func interruptGroup(cmd *exec.Cmd) { _ = cmd.Process.Signal(os.Interrupt) }
