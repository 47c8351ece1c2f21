package account_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccount_permissions holds the table of the guide to what is called.
func TestAccount_permissions(t *testing.T) {
	t.Parallel()
	operations := map[string]func(scene){
		"plan, refresh, import": func(s scene) {
			in, _ := s.Import(map[string]string{"region": acctest.Region})
			s.plans(in, map[string]any{})
		},
		"apply of `production_access`":  func(s scene) { s.takes(request()) },
		"apply of `suppressed_reasons`": func(s scene) { s.takes(reasons("BOUNCE")) },
		"destroy, where `suppressed_reasons` was applied": func(s scene) {
			in := s.takes(reasons("BOUNCE"))
			s.ResetCalls()
			s.Apply(in, s.Nothing().State)
		},
		"data source": func(s scene) { s.ReadData(dataSource, nil) },
	}
	text, err := os.ReadFile("../../../docs/guides/iam-policies.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| `mailauth_account` | SES |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		name, want := strings.TrimSpace(cells[1]), strings.Fields(strings.ReplaceAll(cells[2], "`", ""))
		operation, ok := operations[name]
		if !ok {
			t.Errorf("the guide has %s, which is nothing that is tried here", name)
			continue
		}
		delete(operations, name)
		s := newScene(t)
		s.ResetCalls()
		operation(s)
		var got []string
		for action := range s.Calls() {
			if action != "sts:GetCallerIdentity" {
				got = append(got, action)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s called %q, and the guide has %q", name, got, want)
		}
	}
	for name := range operations {
		t.Errorf("the guide does not have %s", name)
	}
}
