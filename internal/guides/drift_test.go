package guides_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// driftGuide is the guide as it is written and as it is published.
func driftGuide() []string {
	return []string{"internal/tools/docs/templates/guides/reading-drift.md", "docs/guides/reading-drift.md"}
}

// driftRow is what a test has found of something that was done to a domain.
type driftRow struct{ diff, warning, requests string }

// driftRows are the rows of the table of drift, by what was done.
func driftRows(t *testing.T) map[string]driftRow {
	t.Helper()
	out := map[string]driftRow{}
	for line := range strings.Lines(read(t, "internal/provider/domain/testdata/drift.md")) {
		cells := strings.Split(strings.TrimSuffix(strings.TrimSpace(line), " |"), " | ")
		if len(cells) == 11 {
			out[cells[1]] = driftRow{cells[3], cells[4], cells[10]}
		}
	}
	return out
}

// line is the line of a plan for what the warning names first, else one that says
// a value, and how many more there are.
func (r driftRow) line() string {
	lines := strings.Split(r.diff, "<br>")
	named, _, _ := strings.Cut(strings.TrimPrefix(r.warning, "- "), ":")
	best := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line[min(3, len(line)):], named+" = ") })
	if best < 0 {
		best = max(0, slices.IndexFunc(lines, func(line string) bool { return !strings.Contains(line, "(known after apply)") }))
	}
	if len(lines) == 1 {
		return lines[best]
	}
	return fmt.Sprintf("%s and %d more", lines[best], len(lines)-1)
}

// effects are what a warning says of mail.
func (r driftRow) effects() string {
	var out []string
	for _, line := range strings.Split(r.warning, "<br>") {
		if _, effect, found := strings.Cut(line, "Effect: "); found && !slices.Contains(out, effect) {
			out = append(out, effect)
		}
	}
	switch {
	case len(out) == 0:
		return "SES refuses to send mail from the domain"
	case len(out) > 2:
		return strings.TrimSuffix(out[0], ".") + fmt.Sprintf("; and %d more", len(out)-1)
	}
	return strings.TrimSuffix(strings.Join(out, " "), ".")
}

// apply is what a repair asks of AWS, without what it only reads.
func (r driftRow) apply() string {
	var out []string
	for _, request := range strings.Split(r.requests, ", ") {
		if !strings.HasPrefix(request, "Get") {
			out = append(out, "`"+request+"`")
		}
	}
	return strings.Join(out, " ")
}

// TestDrift: the guide says of each row what the table of the test says.
func TestDrift(t *testing.T) {
	t.Parallel()
	const head = "| what was done |"
	rows, used, inside := driftRows(t), 0, false
	var text strings.Builder
	for line := range strings.Lines(read(t, driftGuide()[0])) {
		switch {
		case strings.HasPrefix(line, head):
			inside = true
		case !strings.HasPrefix(line, "|"):
			inside = false
		case inside && !strings.HasPrefix(line, "|--"):
			done := strings.TrimSpace(strings.Split(line, "|")[1])
			row, ok := rows[done]
			if !ok {
				t.Errorf("the table has no row %q", done)
			}
			used++
			line = fmt.Sprintf("| %s | %s | %s | %s |\n", done, row.line(), row.effects(), row.apply())
		}
		text.WriteString(line)
	}
	if used < 30 {
		t.Errorf("the guide has %d rows of %d", used, len(rows))
	}
	for _, file := range driftGuide() {
		if *update {
			if err := os.WriteFile(filepath.Join(root, file), []byte(text.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if read(t, file) != text.String() {
			t.Errorf("%s has other rows than the table; go test ./internal/guides -run Drift -update writes them", file)
		}
	}
}
