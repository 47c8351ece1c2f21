package domain_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// update says to write the golden files instead of comparing with them.
var update = flag.Bool("update", false, "write golden files")

// golden compares a text with a file in testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	command := "go test ./internal/provider/domain -run '^" + t.Name() + "$' -update"
	if *update && !t.Failed() {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("read the golden file (%s writes it): %v", command, err)
	}
	got, is := strings.Split(text, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(is)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(is) {
			w = is[i]
		}
		if g != w {
			t.Errorf("line %d of %s is other than committed; if it is right, write it with\n%s\ngot  %s\nwant %s", i+1, file, command, g, w)
			if len(got) != len(is) {
				return // a line more or less moves all that follow
			}
		}
	}
}

func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// cell is a text in a cell of a table in Markdown.
func cell(text string) string { return strings.NewReplacer("|", `\|`, "\n", "<br>").Replace(text) }

// code is a text set as code in a cell.
func code(text string) string { return "`" + cell(text) + "`" }
