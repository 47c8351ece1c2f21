//go:build unix

package acctest

import (
	"os/exec"
	"syscall"
)

// ownGroup puts a command and what it starts into a process group, as a shell
// does with every command that is typed.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interruptGroup interrupts a command and what it has started.
func interruptGroup(cmd *exec.Cmd) {
	// That nobody is left is what Wait tells.
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
}
