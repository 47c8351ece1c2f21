package main

import (
	"slices"
	"strings"
	"testing"
)

// boxed draws a diagnostic as the CLIs do.
func boxed(lines ...string) string {
	return "\x1b[33m╷\x1b[0m\n\x1b[33m│\x1b[0m \x1b[1m" + strings.Join(lines, "\n\x1b[33m│\x1b[0m ") + "\n\x1b[33m╵\x1b[0m\n"
}

func TestFilter(t *testing.T) {
	t.Parallel()
	const resource = "  # a.b will be destroyed\n  - resource \"a\" \"b\" {\n      - c = {\n          - d = 1 -> null\n        } -> null\n    }\n\nPlan: 1 to destroy.\n"
	noise := boxed("Warning: "+overridden, "", "The following ...", " - a in b")
	for name, tc := range map[string]struct {
		in   string
		fold bool
		want []string
	}{
		"other lines pass":                       {in: "a\n  b\n", want: []string{"a", "  b"}},
		"a last line without an end passes":      {in: "a\nb", want: []string{"a", "b"}},
		"blank lines stay only between others":   {in: "\n\na\n\nb\n\n", want: []string{"a", "", "b"}},
		"a warning of that title goes":           {in: "a\n" + noise + "b\n", want: []string{"a", "b"}},
		"so it does every time":                  {in: noise + "a\n" + noise, want: []string{"a"}},
		"blank lines around it are one":          {in: noise + "\na\n", want: []string{"a"}},
		"another warning stays":                  {in: boxed("Warning: DMARC", "text"), want: []string{"╷", "│ Warning: DMARC", "│ text", "╵"}},
		"an error of that title stays":           {in: boxed("Error: " + overridden), want: []string{"╷", "│ Error: " + overridden, "╵"}},
		"a title is not looked for in the text":  {in: boxed("Warning: DMARC", "Warning: "+overridden), want: []string{"╷", "│ Warning: DMARC", "│ Warning: " + overridden, "╵"}},
		"a box that is cut off stays":            {in: "a\n╷\n", want: []string{"a", "╷"}},
		"a resource that goes is folded":         {in: resource, fold: true, want: []string{"  # a.b will be destroyed", `  - resource "a" "b" {`, "      ... (3 lines)", "    }", "", "Plan: 1 to destroy."}},
		"it is shown where nobody wants to fold": {in: resource, want: strings.Split(strings.TrimSuffix(resource, "\n"), "\n")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, size := range []int{1, 7, len(tc.in)} {
				if got := filtered(t, tc.in, size, tc.fold); !slices.Equal(got, tc.want) {
					t.Errorf("in parts of %d bytes:\ngot  %q\nwant %q", size, got, tc.want)
				}
			}
		})
	}
}

// filtered sends a text through a filter, in parts of so many bytes.
func filtered(t *testing.T, text string, size int, fold bool) []string {
	t.Helper()
	var lines []string
	ended := 0
	f := &filter{
		drop: []string{overridden}, fold: fold,
		line: func(line string) { lines = append(lines, plain(line)) },
		done: func() { ended++ },
	}
	for part := range slices.Chunk([]byte(text), size) {
		if n, err := f.Write(part); n != len(part) || err != nil {
			t.Fatalf("wrote %d of %d bytes, %v", n, len(part), err)
		}
	}
	if err := f.Close(); err != nil || ended != 1 {
		t.Errorf("closed with %v, done %d times", err, ended)
	}
	return lines
}
