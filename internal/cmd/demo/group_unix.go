//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// ownGroup puts a command and what it starts into a process group: Ctrl-C on the
// terminal reaches the demo alone, which then ends the command in order.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends what is left of a command and of what it started.
func killGroup(cmd *exec.Cmd) {
	if cmd.Process != nil {
		// That nobody is left is the usual answer.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
}
