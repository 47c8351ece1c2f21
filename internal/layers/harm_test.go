package layers

import (
	"fmt"
	"go/ast"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// TestProductLeavesNothingBehind: what users run starts no program and writes no
// file, so that there is none in which a secret could be. What it links from
// other modules is not read.
func TestProductLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	packages := read(t, os.DirFS("../.."))
	inside := product(packages)
	// Neither a wrong root nor a wrong path must make this true of nothing.
	for _, dir := range []string{".", "internal/provider/domain", "internal/awsconf", "internal/rr"} {
		if !slices.Contains(inside, dir) {
			t.Errorf("%s is not among what users run, which is %q", dir, inside)
		}
	}
	for _, dir := range inside {
		for _, f := range packages[dir] {
			for _, harm := range harms(f) {
				t.Error(harm)
			}
		}
	}
}

// TestHarms shows that the rule bites, wherever it is broken in the product.
func TestHarms(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		source, want string
	}{
		"a program is started":              {`import "os/exec"`, "internal/low/low.go imports os/exec, which starts programs"},
		"a process is started":              {"import \"os\"\nvar _, err = os.StartProcess(\"\", nil, nil)", "internal/low/low.go uses os.StartProcess, which starts programs"},
		"a file is written":                 {"import \"os\"\nvar err = os.WriteFile(\"\", nil, 0)", "internal/low/low.go uses os.WriteFile, which changes files"},
		"a file is written by another name": {"import system \"os\"\nvar _, err = system.Create(\"\")", "internal/low/low.go uses os.Create, which changes files"},
		"a file is opened to be changed":    {"import \"os\"\nvar _, err = os.OpenFile(\"\", os.O_RDWR, 0)", "internal/low/low.go uses os.OpenFile, which changes files"},
		"names are taken without theirs":    {`import . "os"`, "internal/low/low.go imports all names of os, so that nobody sees where they come from"},
		"the system is asked by itself":     {`import "syscall"`, "internal/low/low.go imports syscall, which does anything"},
		"a file is read":                    {"import \"os\"\nvar _, err = os.ReadFile(\"\")", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packages := read(t, fstest.MapFS{
				"main.go":                  {Data: []byte("package main\nimport _ \"" + module + "/internal/high\"")},
				"internal/high/high.go":    {Data: []byte("package high\nimport _ \"" + module + "/internal/low\"")},
				"internal/low/low.go":      {Data: []byte("package low\n" + tc.source)},
				"internal/low/low_test.go": {Data: []byte("package low\nimport _ \"" + module + "/internal/tool\"\nimport _ \"os/exec\"")},
				"internal/tool/tool.go":    {Data: []byte("package tool\nimport _ \"os/exec\"")},
			})
			var found []string
			for _, dir := range product(packages) {
				for _, f := range packages[dir] {
					found = append(found, harms(f)...)
				}
			}
			if got := strings.Join(found, "\n"); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// product are the directories whose packages the program of the module's root
// links.
func product(packages map[string][]file) []string {
	seen := map[string]bool{}
	var visit func(dir string)
	visit = func(dir string) {
		if seen[dir] {
			return
		}
		seen[dir] = true
		for _, f := range packages[dir] {
			if f.test {
				continue
			}
			for _, target := range imported(f) {
				if below, ours := strings.CutPrefix(target, module+"/"); ours {
					visit(below)
				}
			}
		}
	}
	visit(".")
	return slices.Sorted(maps.Keys(seen))
}

// imported are the packages that f imports, by the name that it uses for each.
func imported(f file) map[string]string {
	out := make(map[string]string)
	for _, spec := range f.tree.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(target)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "_" {
			name = target
		}
		out[name] = target
	}
	return out
}

// harms returns what f does to the machine that it runs on.
func harms(f file) []string {
	if f.test {
		return nil
	}
	does := harmful()
	names := imported(f)
	var found []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		target := names[name]
		if why := does[target]; why != "" {
			found = append(found, fmt.Sprintf("%s imports %s, which %s", f.path, target, why))
		}
		if name == "." {
			found = append(found, fmt.Sprintf("%s imports all names of %s, so that nobody sees where they come from", f.path, target))
		}
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if pkg, ok := sel.X.(*ast.Ident); ok && does[names[pkg.Name]+"."+sel.Sel.Name] != "" {
				used := names[pkg.Name] + "." + sel.Sel.Name
				found = append(found, fmt.Sprintf("%s uses %s, which %s", f.path, used, does[used]))
			}
		}
		return true
	})
	return found
}

// harmful is what the product may not import or use, and what that does.
func harmful() map[string]string {
	out := map[string]string{
		"os/exec":         "starts programs",
		"os.StartProcess": "starts programs",
		"plugin":          "loads programs",
		"syscall":         "does anything",
		"unsafe":          "does anything",
		"io/ioutil":       "changes files",
		"os.CopyFS":       "changes files",
		"os.NewFile":      "changes files",
		"os.OpenRoot":     "changes files",
		"runtime/pprof":   "writes memory to files",
		"net/http/pprof":  "shows memory to others",
	}
	for _, name := range []string{
		"Chmod", "Chown", "Chtimes", "Create", "CreateTemp", "Lchown", "Link", "Mkdir", "MkdirAll", "MkdirTemp",
		"OpenFile", "Remove", "RemoveAll", "Rename", "Symlink", "Truncate", "WriteFile",
	} {
		out["os."+name] = "changes files"
	}
	return out
}
