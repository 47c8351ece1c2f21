//go:build !unix

package main

import "os/exec"

// ownGroup and killGroup need process groups; without them the CLI ends its
// provider itself.
func ownGroup(*exec.Cmd) {}

func killGroup(*exec.Cmd) {}
