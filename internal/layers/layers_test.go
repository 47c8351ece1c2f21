// Package layers says which package may import which, and reads the source of
// the whole module to hold everybody to it. It is only a test.
package layers

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestModule holds this module to the table.
func TestModule(t *testing.T) {
	t.Parallel()
	for _, v := range violations(t, os.DirFS("../.."), table()) {
		t.Error(v)
	}
}

// TestTable keeps the table in the order that it claims.
func TestTable(t *testing.T) {
	t.Parallel()
	var above []string
	for _, row := range table() {
		for _, pattern := range strings.Fields(row.imports) {
			if !hosted(pattern) && !slices.Contains(above, pattern) && pattern != row.pkg {
				t.Errorf("the row of %s imports %s, which is not a row above it", row.pkg, pattern)
			}
		}
		above = append(above, row.pkg)
	}
}

// TestViolations shows that the rules bite, each on a module that breaks it.
func TestViolations(t *testing.T) {
	t.Parallel()
	rows := []layer{
		{pkg: "low", pure: true},
		{pkg: "adapter", imports: "low example.com/sdk/...", onlyFrom: "internal/high/config.go"},
		{pkg: "high", imports: "low adapter", tests: "example.com/check"},
	}
	for name, tc := range map[string]struct {
		file, source, want string
	}{
		"a package imports what is below it":         {"internal/high/high.go", `import _ "` + module + `/internal/low"`, ""},
		"a package does not import what is above it": {"internal/low/low.go", `import _ "` + module + `/internal/high"`, "internal/low/low.go imports internal/high: not in the row of low"},
		"a package imports the modules of its row":   {"internal/adapter/adapter.go", `import _ "example.com/sdk/service"`, ""},
		"a package imports no other module":          {"internal/high/high.go", `import _ "example.com/sdk"`, "internal/high/high.go imports example.com/sdk: not in the row of high"},
		"a test imports what its row says for tests": {"internal/high/high_test.go", `import _ "example.com/check"`, ""},
		"other files do not":                         {"internal/high/high.go", `import _ "example.com/check"`, "internal/high/high.go imports example.com/check: not in the row of high"},
		"a package that is in no row is unknown":     {"internal/other/other.go", ``, "internal/other is in no row of the table"},
		"the door of a package is one file":          {"internal/high/high.go", `import _ "` + module + `/internal/adapter"`, "internal/high/high.go imports internal/adapter: only internal/high/config.go may"},
		"a pure package does no input or output":     {"internal/low/low.go", `import _ "os"`, "internal/low/low.go imports os, which reads files and the environment: low is pure"},
		"a pure package has no clock":                {"internal/low/low.go", "import \"time\"\nvar t = time.Now()", "internal/low/low.go uses time.Now, which tells the time: low is pure"},
		"a pure package may calculate with time":     {"internal/low/low.go", "import \"time\"\nvar t = time.Second", ""},
		"the tests of a pure package may read files": {"internal/low/low_test.go", `import _ "os"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, fstest.MapFS{tc.file: source(tc.file, tc.source)}, rows, tc.want)
		})
	}
}

// TestPackageComments shows the rule on comments: one, where it is looked for.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	const commented, bare = "// Package low is one.\npackage low\n", "package low\n"
	for name, tc := range map[string]struct {
		low, other, want string
	}{
		"one, in the file of the same name": {commented, bare, ""},
		"none":                              {bare, bare, "internal/low has no package comment"},
		"two":                               {commented, commented, "internal/low has 2 package comments, in low.go, other.go"},
		"one, in another file":              {bare, commented, "internal/low has its package comment in other.go, not in low.go"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, fstest.MapFS{
				"internal/low/low.go":   {Data: []byte(tc.low)},
				"internal/low/other.go": {Data: []byte(tc.other)},
			}, []layer{{pkg: "low"}}, tc.want)
		})
	}
}

// source is a file with a package clause, a package comment where the file is
// one for it, and the text.
func source(file, text string) *fstest.MapFile {
	pkg := strings.Split(file, "/")[1]
	clause := "package " + pkg + "\n"
	if strings.HasSuffix(file, pkg+".go") || strings.HasSuffix(file, pkg+"_test.go") {
		clause = "// Package " + pkg + " is a test.\n" + clause
	}
	return &fstest.MapFile{Data: []byte(clause + text)}
}

// check compares what fsys violates with one message, or none.
func check(t *testing.T, fsys fs.FS, rows []layer, want string) {
	t.Helper()
	if got := strings.Join(violations(t, fsys, rows), "\n"); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
