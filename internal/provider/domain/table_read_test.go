package domain_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// planChange is what a plan says of one resource, by the paths of the attributes.
type planChange struct {
	// action is "create", "update", "delete" or "no-op".
	action string
	paths  []string
}

func (c planChange) at(path string) bool { return slices.Contains(c.paths, path) }

// shownPlan is what `show -json` makes of a plan.
type shownPlan struct {
	Changes []shownChange `json:"resource_changes"`
	Drift   []shownChange `json:"resource_drift"`
}

type shownChange struct {
	Address string
	Change  struct {
		Actions       []string
		Before, After map[string]any
		Unknown       any `json:"after_unknown"`
	}
}

// show reads a saved plan.
func show(t *testing.T, cli *acctest.CLI, file string) shownPlan {
	t.Helper()
	var plan shownPlan
	document(t, cli.Run("show", "-json", file), &plan)
	return plan
}

// document reads the JSON document among what a command says.
func document(t *testing.T, r acctest.Run, into any) {
	t.Helper()
	for line := range strings.Lines(r.Output) {
		if strings.HasPrefix(line, "{") {
			if err := json.Unmarshal([]byte(line), into); err != nil {
				t.Fatalf("read what the CLI shows: %v", err)
			}
			return
		}
	}
	t.Fatalf("the CLI shows no JSON:\n%s", r.Output)
}

// byAddress are the changes other than those that Terraform calls "no-op".
func byAddress(shown []shownChange) map[string]planChange {
	out := map[string]planChange{}
	for _, s := range shown {
		c := planChange{action: strings.Join(s.Change.Actions, ", ")}
		if c.action == "no-op" {
			continue
		}
		c.paths = differing("", anyMap(s.Change.Before), anyMap(s.Change.After), s.Change.Unknown)
		slices.Sort(c.paths)
		out[s.Address] = c
	}
	return out
}

// anyMap keeps the difference between null and an empty map.
func anyMap(m map[string]any) any {
	if m == nil {
		return nil
	}
	return m
}

// differing lists the innermost attributes that differ, or are not known yet.
func differing(path string, before, after, unknown any) []string {
	if unknown == true {
		return []string{path}
	}
	b, isB := before.(map[string]any)
	a, isA := after.(map[string]any)
	if !isB && !isA || len(a)+len(b) == 0 {
		if reflect.DeepEqual(before, after) && !anyTrue(unknown) {
			return nil
		}
		return []string{path}
	}
	u, _ := unknown.(map[string]any)
	keys := maps.Clone(b)
	if keys == nil {
		keys = map[string]any{}
	}
	maps.Copy(keys, a)
	maps.Copy(keys, u)
	var out []string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		out = append(out, differing(below(path, key), b[key], a[key], u[key])...)
	}
	return out
}

// anyTrue looks for something unknown in a list.
func anyTrue(unknown any) bool {
	list, _ := unknown.([]any)
	return slices.Contains(list, any(true))
}

// below goes down into an object or, where the schema has one, a map.
func below(path, key string) string {
	switch path {
	case "":
		return key
	case "records", "tags", "tags_all":
		return fmt.Sprintf("%s[%q]", path, key)
	default:
		return path + "." + key
	}
}

// shownDiff is the block of a resource in the text of a plan: each attribute
// in a line, with its path in front. It returns the paths as well.
func shownDiff(r acctest.Run, address string) (lines, paths []string) {
	_, block, _ := strings.Cut(r.Output, "\n  # "+address+" ")
	block, _, _ = strings.Cut(block, "\n    }\n")
	var within []string
	var list *strings.Builder
	mark := ""
	for line := range strings.Lines(block) {
		m := attribute.FindStringSubmatch(strings.TrimRight(line, "\n"))
		text := strings.TrimSpace(line)
		switch {
		case list != nil && strings.HasPrefix(text, "]"):
			lines = append(lines, mark+" "+list.String()+" "+text)
			list = nil
		case list != nil:
			if !strings.HasPrefix(text, "#") {
				list.WriteString(" " + exchanged.ReplaceAllString(text, "- $1, + $2"))
			}
		case m != nil && strings.HasSuffix(m[3], "write-only attribute)"):
			// CLIs name these in what they make, set or not; OpenTofu in all.
		case m != nil && m[3] == "{":
			within = append(within, m[2])
		case strings.HasPrefix(text, "}") && len(within) > 0:
			within = within[:len(within)-1]
		case m != nil && m[1] != "":
			path := joined(append(slices.Clone(within), m[2]))
			paths = append(paths, path)
			mark = m[1]
			if m[3] == "[" {
				list = &strings.Builder{}
				list.WriteString(path + " = [")
				continue
			}
			lines = append(lines, mark+" "+path+" = "+strings.TrimSuffix(m[3], ","))
		}
	}
	slices.Sort(paths)
	return lines, paths
}

var attribute = regexp.MustCompile(`^ +([~+-])? +("[^"]*"|\w+) += (.*)$`)

// exchanged is an element of a list in Terraform's words; OpenTofu says of the
// same that one is removed and one added.
var exchanged = regexp.MustCompile(`^~ (".*") -> (".*",)$`)

func joined(steps []string) string {
	path := ""
	for _, s := range steps {
		path = below(path, strings.Trim(s, `"`))
	}
	return path
}

// warning is a diagnostic of a plan.
type warning struct{ Address, Severity, Summary, Detail string }

// warnings are what `plan -json` has of a resource's.
func warnings(t *testing.T, r acctest.Run) map[string][]warning {
	t.Helper()
	out := map[string][]warning{}
	lines := bufio.NewScanner(strings.NewReader(r.Output))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var event struct{ Diagnostic *warning }
		if json.Unmarshal(lines.Bytes(), &event) == nil && event.Diagnostic != nil {
			out[event.Diagnostic.Address] = append(out[event.Diagnostic.Address], *event.Diagnostic)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("read the messages of the CLI: %v", err)
	}
	return out
}
