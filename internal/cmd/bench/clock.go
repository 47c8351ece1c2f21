package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// speedVariable is how many times as fast the clock of a program runs that was
// built with overlay. The zero clock runs as that of the wall.
const speedVariable = "BENCH_CLOCK"

// An edit replaces a text that stands in a file of package time once.
type edit struct{ file, old, new string }

// edits make the timers of a program run faster. Its monotonic clock does too,
// so that it sees as much time pass as it has waited; dates stay, since
// signatures and certificates are compared with those of others. Timeouts are
// timers: at a speed of 10 an HTTP request of 20 seconds is cut after two.
func edits() []edit {
	return []edit{
		{"sleep.go", "t := runtimeNano() + int64(d)\n", "t := runtimeNano() + max(int64(d)/speed(), 1)\n"},
		{"tick.go", "newTimer(when(d), int64(d), sendTime", "newTimer(when(d), max(int64(d)/speed(), 1), sendTime"},
		{"tick.go", "when(d), int64(d))\n", "when(d), max(int64(d)/speed(), 1))\n"},
		{"time.go", "subMono(runtimeNano()-startNano, t.ext)", "subMono((runtimeNano()-startNano)*speed(), t.ext)"},
		{"time.go", "subMono(t.ext, runtimeNano()-startNano)", "subMono(t.ext, (runtimeNano()-startNano)*speed())"},
		{"time.go", "\tmono -= startNano\n", "\tmono = (mono - startNano) * speed()\n"},
		{"time.go", "var startNano int64 = runtimeNano() - 1\n", "var startNano int64 = runtimeNano() - 1\n" + speedSource},
	}
}

// speedSource is what package time learns. It cannot import strconv.
const speedSource = `
var speedSet = func() (n int64) {
	text, _ := syscall.Getenv("` + speedVariable + `")
	for _, digit := range []byte(text) {
		n = 10*n + int64(digit-'0')
	}
	return n
}()

func speed() int64 { return max(speedSet, 1) }
`

// overlay writes package time of a Go root with its edits into a folder, and
// returns the file that go build -overlay takes.
func overlay(goroot, dir string) (string, error) {
	source := map[string]string{}
	for _, e := range edits() {
		path := filepath.Join(goroot, "src", "time", e.file)
		if _, ok := source[path]; !ok {
			text, err := os.ReadFile(path)
			if err != nil {
				return "", fmt.Errorf("read the source of package time: %w", err)
			}
			source[path] = string(text)
		}
		if n := strings.Count(source[path], e.old); n != 1 {
			return "", fmt.Errorf("%s has %q %d times, not once: this Go keeps its clock in another way", path, e.old, n)
		}
		source[path] = strings.Replace(source[path], e.old, e.new, 1)
	}
	replace := map[string]string{}
	for path, text := range source {
		if filepath.Base(path) == "time.go" {
			text = strings.Replace(text, "import (\n", "import (\n\t\"syscall\"\n", 1)
		}
		replace[path] = filepath.Join(dir, filepath.Base(path))
		if err := os.WriteFile(replace[path], []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("write package time: %w", err)
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", fmt.Errorf("write the overlay: %w", err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return "", fmt.Errorf("write the overlay: %w", err)
	}
	return file, nil
}
