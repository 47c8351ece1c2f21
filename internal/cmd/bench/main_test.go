package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../../.."

// TestGuideShowsTheFigures: tables and plot are those of the figures.
func TestGuideShowsTheFigures(t *testing.T) {
	t.Parallel()
	f, err := load(filepath.Join(root, figuresFile))
	if err != nil {
		t.Fatal(err)
	}
	guide := read(t, guideFile)
	filled, err := fill(guide, f)
	if err != nil {
		t.Fatal(err)
	}
	if filled != guide || plot(f) != read(t, plotFile) {
		t.Error("tables or plot are not those of the figures; run: go run ./internal/cmd/bench -render && make generate")
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOverlay: the clock of this Go can be made faster.
func TestOverlay(t *testing.T) {
	t.Parallel()
	goroot, err := output(t.Context(), root, "go", "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := overlay(strings.TrimSpace(goroot), dir); err != nil {
		t.Fatal(err)
	}
	for name, calls := range map[string]int{"time.go": 4, "sleep.go": 1, "tick.go": 2} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "speed()"); n != calls {
			t.Errorf("%s has speed() %d times, want %d", name, n, calls)
		}
	}
	if _, err := overlay(dir, t.TempDir()); err == nil {
		t.Error("a folder without Go was taken")
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for want, seconds := range map[string]float64{
		"0.5 s": 0.54, "9.9 s": 9.94, "12 s": 12.4, "2 min 0 s": 120, "40 min 42 s": 2442, "1 h 1 min": 3660,
	} {
		if got := span(seconds); got != want {
			t.Errorf("%v is %q, want %q", seconds, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]int{"0": 0, "999": 999, "1,000": 1000, "35,002": 35002, "1,000,000": 1e6} {
		if got := thousands(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

// TestFloor: what the rates alone take is one second for each call of SES, and
// for those of Route 53 a fifth where they are more.
func TestFloor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		trial
		want float64
	}{
		"a create calls twice":               {trial{Operation: create, Domains: 100}, 200},
		"and once more where it is awaited":  {trial{Operation: create, Domains: 100, Awaited: true}, 360},
		"a plan looks once":                  {trial{Operation: plan, Domains: 100, Route53: 200}, 100},
		"Route 53 counts where it is slower": {trial{Operation: plan, Domains: 100, Route53: 1005}, 200},
		"a destroy looks and removes":        {trial{Operation: destroy, Domains: 10}, 20},
	} {
		if got := tc.floor(); got != tc.want {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
}

// TestWith: a layout that was run again has its new figures, in the order of the
// layouts.
func TestWith(t *testing.T) {
	t.Parallel()
	first, second := layouts()[0].name, layouts()[1].name
	old := figures{CLI: "old", Trials: []trial{{Layout: first, SES: 1}, {Layout: second, SES: 2}, {Layout: second, SES: 3}, {Layout: "is no more"}}}
	got := old.with(figures{CLI: "new", Trials: []trial{{Layout: first, SES: 4}, {Layout: first, SES: 5}}})
	want := []trial{{Layout: first, SES: 4}, {Layout: first, SES: 5}, {Layout: second, SES: 2}, {Layout: second, SES: 3}}
	if got.CLI != "new" || !slices.Equal(got.Trials, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestBroken: a run fails where a limit of the project is not kept.
func TestBroken(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		figures
		says string
	}{
		"all is well":               {figures{Program: program{MB: 39, SchemaMS: 99}, Trials: []trial{{Layout: "100 domains, one zone", Operation: plan, Domains: 100, MiB: 59, Seconds: 130}}}, ""},
		"too large":                 {figures{Program: program{MB: 41}}, "MB of the binary"},
		"too slow to start":         {figures{Program: program{SchemaMS: 101}}, "milliseconds"},
		"too much memory":           {figures{Trials: []trial{{Operation: plan, Domains: 1, MiB: 61}}}, "memory"},
		"too long":                  {figures{Trials: []trial{{Layout: "100 domains, one zone", Operation: plan, Domains: 100, Seconds: 131}}}, "floor"},
		"what Terraform bounds may": {figures{Trials: []trial{{Layout: "100 domains, awaited", Operation: create, Domains: 100, Awaited: true, Seconds: 1000}}}, ""},
	} {
		err := tc.broken()
		if (err == nil) != (tc.says == "") || err != nil && !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: got %v, want %q", name, err, tc.says)
		}
	}
}
