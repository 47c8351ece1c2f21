package chaos_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

const head = `# Chaos

Each row is something that a user does, each column a way in which requests go wrong. A cell is how many cases were run, one for each
request of the row that the fault can meet. It passed where, after the fault, the same was applied again, and AWS then looked as
it does where nothing goes wrong, other people's values included, and the next plan was empty; where not all did, the cell says how many.

Written by ` + "`make chaos`" + `; a sample of it is part of ` + "`make test`" + `.
`

// record writes the table.
func record(t *testing.T, scripts []script, columns []fault, cells [][]cell, took time.Duration) {
	t.Helper()
	names := make([]string, len(columns))
	for i, f := range columns {
		names[i] = f.name
	}
	publish(t, "testdata/chaos.md", head+table(scripts, names, cells, took))
}

// table is the table itself, with how long all of it took and its columns named
// below it.
func table(scripts []script, columns []string, cells [][]cell, took time.Duration) string {
	var out strings.Builder
	out.WriteString("\n| | requests |")
	for i := range columns {
		fmt.Fprintf(&out, " %d |", i+1)
	}
	out.WriteString("\n|---|--:|" + strings.Repeat("--:|", len(columns)) + "\n")
	total, passed := 0, 0
	for i, s := range scripts {
		fmt.Fprintf(&out, "| %s | %d |", s.name, len(s.calls))
		for _, c := range cells[i] {
			total, passed = total+c.run, passed+c.passed
			if c.run == c.passed {
				fmt.Fprintf(&out, " %d |", c.run)
			} else {
				fmt.Fprintf(&out, " %d of %d |", c.passed, c.run)
			}
		}
		out.WriteString("\n")
	}
	fmt.Fprintf(&out, "\n%d cases were run and %d passed, in %s. The columns:\n\n", total, passed, took.Round(time.Second))
	for i, name := range columns {
		fmt.Fprintf(&out, "%d. %s\n", i+1, name)
	}
	return out.String()
}

func publish(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Error(err)
	}
}
