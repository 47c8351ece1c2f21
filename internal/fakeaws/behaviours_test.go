package fakeaws_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

var update = flag.Bool("update", false, "write the tests into the table of behaviours")

const (
	bookFile   = "testdata/behaviours.md"
	behaviours = 82
)

// TestBehaviours demands that each behaviour of AWS that the fake has is in the
// table, once, with a source and with the tests that show it.
func TestBehaviours(t *testing.T) {
	t.Parallel()
	before, err := os.ReadFile(bookFile)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[int][]string{}
	for _, dir := range []string{".", "route53api"} {
		numbered(t, dir, shown)
	}
	lines, next := strings.Split(string(before), "\n"), 1
	for i, line := range lines {
		row, ok := rowOf(line)
		if !ok {
			continue
		}
		if row.number != next {
			t.Errorf("behaviour %d stands where %d should", row.number, next)
		}
		next = row.number + 1
		row.check(t, shown[row.number])
		row.cells[testsColumn] = " " + strings.Join(shown[row.number], "; ") + " "
		lines[i] = strings.Join(row.cells, "|")
	}
	if next != behaviours+1 {
		t.Errorf("the table ends before %d, want %d", next, behaviours+1)
	}
	for n, tests := range shown {
		if n >= next {
			t.Errorf("%s: there is no behaviour %d", tests, n)
		}
	}
	quirks := reflect.TypeFor[sesapi.Quirks]()
	for i := range quirks.NumField() {
		if name := "`" + quirks.Field(i).Name + "`"; !strings.Contains(string(before), name) {
			t.Errorf("the table of what is not known lacks %s", name)
		}
	}
	compare(t, string(before), strings.Join(lines, "\n"))
}

func compare(t *testing.T, before, after string) {
	t.Helper()
	switch {
	case after == before:
	case *update:
		if err := os.WriteFile(bookFile, []byte(after), 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s does not list the tests that there are: run go test ./internal/fakeaws -run TestBehaviours -update", bookFile)
	}
}

// bookRow is a line of the table.
type bookRow struct {
	number int
	// cells are what stands between the bars, the first and the last outside.
	cells []string
}

// The columns of the table.
const (
	textColumn = iota + 2
	knownColumn
	sourceColumn
	testsColumn
	columns = testsColumn + 2
)

func rowOf(line string) (bookRow, bool) {
	cells := strings.Split(line, "|")
	if len(cells) != columns {
		return bookRow{}, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(cells[1]))
	return bookRow{n, cells}, err == nil
}

func (r bookRow) check(t *testing.T, tests []string) {
	t.Helper()
	if strings.TrimSpace(r.cells[textColumn]) == "" || strings.TrimSpace(r.cells[sourceColumn]) == "" {
		t.Errorf("behaviour %d is not described, or has no source", r.number)
	}
	if known := strings.TrimSpace(r.cells[knownColumn]); !slices.Contains([]string{"documented", "seen", "wire", "emulator", "assumed"}, known) {
		t.Errorf("behaviour %d is known how? %q", r.number, known)
	}
	if len(tests) == 0 {
		t.Errorf("behaviour %d has no test: none has a name that begins with %02d or F%02d", r.number, r.number, r.number)
	}
}

// numbered finds the sub-tests of a package whose names begin with the number of
// a behaviour: keys of the tables of its tests, and names that are given to Run.
func numbered(t *testing.T, dir string, into map[int][]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests in %s: %v", dir, err)
	}
	slices.Sort(files)
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			test, ok := declared.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(test.Name.Name, "Test") || test.Recv != nil {
				continue
			}
			for _, name := range subTests(test) {
				// The table tells tests of this package without its name.
				at := strings.TrimPrefix(fmt.Sprintf("%s.%s/%s", dir, test.Name.Name, name), "..")
				if n := numberOf(name); n > 0 {
					into[n] = append(into[n], at)
				}
			}
		}
	}
}

func numberOf(name string) int {
	found := regexp.MustCompile(`^F?([0-9]{2})[a-z]? `).FindStringSubmatch(name)
	if found == nil {
		return 0
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		return 0
	}
	return n
}

func subTests(test *ast.FuncDecl) []string {
	var out []string
	add := func(e ast.Expr) {
		literal, ok := e.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return
		}
		if name, err := strconv.Unquote(literal.Value); err == nil {
			out = append(out, name)
		}
	}
	ast.Inspect(test, func(n ast.Node) bool {
		switch node := n.(type) {
		case *ast.KeyValueExpr:
			add(node.Key)
		case *ast.CallExpr:
			if called, ok := node.Fun.(*ast.SelectorExpr); ok && called.Sel.Name == "Run" && len(node.Args) > 0 {
				add(node.Args[0])
			}
		}
		return true
	})
	return out
}
