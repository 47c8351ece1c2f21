package chaos_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const head = `# Chaos

Each row is something that a user does, each column a way in which requests go wrong. A cell is how many cases were run, one for each
request of the row that the fault can meet, and all of them passed: after the fault the same was applied again, and AWS then looked as
it does where nothing goes wrong, other people's values included, and the next plan was empty.

Written by ` + "`make chaos`" + `; a sample of it is part of ` + "`make test`" + `.
`

// record writes the table.
func record(t *testing.T, scripts []script, columns []fault, cells [][]cell) {
	t.Helper()
	names := make([]string, len(columns))
	for i, f := range columns {
		names[i] = f.name
	}
	publish(t, "testdata/chaos.md", head+table(scripts, names, cells))
}

// table is the table itself, with its columns named below it.
func table(scripts []script, columns []string, cells [][]cell) string {
	var out strings.Builder
	out.WriteString("\n| | requests |")
	for i := range columns {
		fmt.Fprintf(&out, " %d |", i+1)
	}
	out.WriteString("\n|---|--:|" + strings.Repeat("--:|", len(columns)) + "\n")
	total := 0
	for i, s := range scripts {
		fmt.Fprintf(&out, "| %s | %d |", s.name, len(s.calls))
		for _, c := range cells[i] {
			total += c.run
			if c.run == c.passed {
				fmt.Fprintf(&out, " %d |", c.run)
			} else {
				fmt.Fprintf(&out, " %d of %d |", c.passed, c.run)
			}
		}
		out.WriteString("\n")
	}
	fmt.Fprintf(&out, "\n%d cases. The columns:\n\n", total)
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
