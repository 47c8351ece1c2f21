//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peak is the most memory that was resident of a process that has ended, in MiB.
func peak(p *os.ProcessState) float64 {
	u, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return float64(u.Maxrss) / (1 << 20) // in octets there, elsewhere in KiB
	}
	return float64(u.Maxrss) / (1 << 10)
}
