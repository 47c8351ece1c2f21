package layers

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// violations reads all Go files of a module and returns what breaks the rows,
// a sentence each.
func violations(t *testing.T, fsys fs.FS, rows []layer) []string {
	t.Helper()
	var found []string
	packages := read(t, fsys)
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		files := packages[dir]
		row, ok := rowOf(rows, short(dir))
		if !ok {
			found = append(found, dir+" is in no row of the table")
			continue
		}
		for _, f := range files {
			found = append(found, imports(f, row, rows)...)
			if row.pure && !f.test {
				found = append(found, impurities(f, row)...)
			}
		}
		found = append(found, comments(dir, files)...)
	}
	return found
}

// file is what the rules look at in a source file.
type file struct {
	path string
	test bool
	tree *ast.File
}

// read parses the module's files, by directory. Modules inside the module,
// hidden folders and test data are left out as the go command does.
func read(t *testing.T, fsys fs.FS) map[string][]file {
	t.Helper()
	packages := map[string][]file{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if _, err := fs.Stat(fsys, path.Join(name, "go.mod")); err == nil && name != "." {
				return fs.SkipDir
			}
			if base := path.Base(name); name != "." && (base[0] == '.' || base[0] == '_' || base == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		packages[dir] = append(packages[dir], file{name, strings.HasSuffix(name, "_test.go"), tree})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return packages
}

// short is a directory as the table spells it.
func short(dir string) string { return strings.TrimPrefix(dir, "internal/") }

// rowOf finds the row of a package: its own, or that of the smallest tree.
func rowOf(rows []layer, pkg string) (layer, bool) {
	var best layer
	for _, row := range rows {
		if matches(row.pkg, pkg) && len(row.pkg) > len(best.pkg) {
			best = row
		}
	}
	return best, best.pkg != ""
}

// hosted tells a package of some module from one of the standard library, or
// from a package of ours as the table spells it: its path starts with a host.
func hosted(pkg string) bool {
	host, _, _ := strings.Cut(pkg, "/")
	return strings.Contains(host, ".")
}

// matches tells whether a name of the table stands for a package.
func matches(pattern, pkg string) bool {
	tree, ok := strings.CutSuffix(pattern, "/...")
	return pkg == tree || ok && strings.HasPrefix(pkg, tree+"/")
}

// imports returns the imports of f that its row does not allow.
func imports(f file, row layer, rows []layer) []string {
	allowed := strings.Fields(row.imports)
	if f.test {
		allowed = append(allowed, strings.Fields(row.tests+" "+everyTest)...)
	}
	var found []string
	for _, spec := range f.tree.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil || !hosted(target) {
			continue // the standard library
		}
		dir, ours := strings.CutPrefix(target, module+"/")
		if !ours {
			dir = target
		}
		if ours && short(dir) == short(path.Dir(f.path)) {
			continue // a test of the package from outside
		}
		if !slices.ContainsFunc(allowed, func(p string) bool { return matches(p, short(dir)) }) {
			found = append(found, fmt.Sprintf("%s imports %s: not in the row of %s", f.path, dir, row.pkg))
		}
		if to, ok := rowOf(rows, short(dir)); ours && ok && to.onlyFrom != "" && to.onlyFrom != f.path && !f.test {
			found = append(found, fmt.Sprintf("%s imports %s: only %s may", f.path, dir, to.onlyFrom))
		}
	}
	return found
}

// impurities returns what keeps f from being a calculation on its arguments.
func impurities(f file, row layer) []string {
	why := forbidden()
	var found []string
	for _, spec := range f.tree.Imports {
		if target, err := strconv.Unquote(spec.Path.Value); err == nil && why[target] != "" {
			found = append(found, fmt.Sprintf("%s imports %s, which %s: %s is pure", f.path, target, why[target], row.pkg))
		}
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if pkg, ok := sel.X.(*ast.Ident); ok && why[pkg.Name+"."+sel.Sel.Name] != "" {
				name := pkg.Name + "." + sel.Sel.Name
				found = append(found, fmt.Sprintf("%s uses %s, which %s: %s is pure", f.path, name, why[name], row.pkg))
			}
		}
		return true
	})
	return found
}

// comments returns what is wrong with a package's comment: there is one, in the
// file of the package's name (main.go of a program). Test files count only
// where there is nothing else.
func comments(dir string, files []file) []string {
	onlyTests := !slices.ContainsFunc(files, func(f file) bool { return !f.test })
	var with []string
	home := ""
	for _, f := range files {
		if f.test != onlyTests || onlyTests && strings.HasSuffix(f.tree.Name.Name, "_test") {
			continue
		}
		home = f.tree.Name.Name + ".go"
		if onlyTests {
			home = f.tree.Name.Name + "_test.go"
		}
		if f.tree.Doc != nil {
			with = append(with, path.Base(f.path))
		}
	}
	switch {
	case len(with) == 0:
		return []string{dir + " has no package comment"}
	case len(with) > 1:
		return []string{fmt.Sprintf("%s has %d package comments, in %s", dir, len(with), strings.Join(with, ", "))}
	case with[0] != home:
		return []string{fmt.Sprintf("%s has its package comment in %s, not in %s", dir, with[0], home)}
	}
	return nil
}
