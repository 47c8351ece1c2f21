package provider

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// unremedied are the functions that say something without what to type, and why.
func unremedied() map[string]string {
	return map[string]string{
		"domain.asDiagnostic":           "a finding has its remedy",
		"domain.asErrors":               "passes on what has one",
		"domain.asWarnings":             "passes on what has one",
		"domain.undescribed":            "passes on what has one",
		"remedy.Bug":                    "a fault of the provider is to be reported",
		"domain.adoptedIdentity":        "on_existing asked for it, and this is what it does",
		"domain.adoptedRecords":         "on_existing asked for it, and this is what it does",
		"domain.warnOfDrift":            "applying the plan is the remedy, or there is none yet",
		"domain.warnOfKeys":             "the plan does by itself what was begun",
		"domain.recordsLeftToSuccessor": "the records are in use, and nothing is to be done",
	}
}

// TestEveryDiagnosticHasARemedy reads over the code: whatever is said to a user
// ends in what to type, and is headed by a short phrase.
func TestEveryDiagnosticHasARemedy(t *testing.T) {
	t.Parallel()
	reasons := unremedied()
	used := map[string]bool{}
	found := 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			name := file.Name.Name + "." + f.Name.Name
			for _, said := range diagnosticsIn(f) {
				found++
				heading(t, path, name, said.summary)
				if _, excused := reasons[name]; !remedied(said.detail) && excused {
					used[name] = true
				} else if !remedied(said.detail) {
					t.Errorf("%s: %s says something without remedy.Detail or the Text of a finding; if nothing is to be typed, say in unremedied why", path, name)
				}
			}
		}
		return nil
	})
	if err != nil || found < 50 {
		t.Fatalf("found %d diagnostics: %v", found, err)
	}
	for name := range reasons {
		if !used[name] {
			t.Errorf("unremedied excuses %s, which needs no excuse", name)
		}
	}
}

type saying struct{ summary, detail ast.Expr }

// diagnosticsIn are those that a function makes, by whatever constructor.
func diagnosticsIn(f *ast.FuncDecl) []saying {
	var out []saying
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		switch selector.Sel.Name {
		case "NewErrorDiagnostic", "NewWarningDiagnostic", "AddError", "AddWarning":
			out = append(out, saying{call.Args[0], call.Args[1]})
		case "NewAttributeErrorDiagnostic", "NewAttributeWarningDiagnostic", "AddAttributeError", "AddAttributeWarning":
			out = append(out, saying{call.Args[1], call.Args[2]})
		}
		return true
	})
	return out
}

// remedied reports whether a detail is made by something that adds a remedy.
func remedied(detail ast.Expr) bool {
	has := false
	ast.Inspect(detail, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if selector, ok := call.Fun.(*ast.SelectorExpr); ok {
			has = has || selector.Sel.Name == "Text" || selector.Sel.Name == "Detail" && len(call.Args) == 2
		}
		if called, ok := call.Fun.(*ast.Ident); ok && called.Name == "Detail" {
			has = true // in the package remedy itself
		}
		return true
	})
	return has
}

// heading looks at a summary that is written out.
func heading(t *testing.T, path, name string, summary ast.Expr) {
	t.Helper()
	literal, ok := summary.(*ast.BasicLit)
	if !ok {
		return
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil || text == "" || !unicode.IsUpper(rune(text[0])) || strings.ContainsAny(text[len(text)-1:], ".:!") || len(text) > 60 {
		t.Errorf("%s: %s heads something %q, want a phrase of at most 60 letters that begins with a capital and has no end", path, name, text)
	}
}
