package domain_test

import (
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// plansCLI is the CLI whose words the golden files of plans have. Others word,
// order and fold the same plan differently, so that they cannot be compared.
const plansCLI = "Terraform v1.11."

// TestAccDomain_plans compares what people read of typical plans with files, to
// be looked at by a person whenever they change.
func TestAccDomain_plans(t *testing.T) {
	t.Parallel()
	acctest.NeedCLI(t)
	version, err := exec.CommandContext(t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), "version").Output()
	if err != nil || !strings.HasPrefix(string(version), plansCLI) {
		t.Skipf("the golden files of plans are in the words of %s, and this is another CLI (%v): %s", plansCLI, err, version)
	}
	w := acctest.Start(t)
	w.Account.CreateConfigurationSet(acctest.Region, "news")
	w.Delegate("pending.example", "ns1.other.example")
	all, places := situations(), map[string]*place{}
	applied := acctest.NewCLI(t, w.Provider())
	// In this order, so that zones have the same ids in each run.
	for _, name := range slices.Sorted(maps.Keys(all)) {
		p := &place{identity: w.Account.Identity(acctest.Region, name+".example"), block: name, name: name + ".example", spelled: name + ".example"}
		p.zone, places[name] = w.Zone(t, p.name), p
		applied.File(name+".tf", all[name].file(p, all[name].before))
	}
	applied.Apply().Want(t, 0)
	unchanged := applied.Plan()
	unchanged.Want(t, 0)
	golden(t, "plans/unchanged.txt", "Nothing has changed since the last apply.\n\n$ terraform plan\n"+afterRefresh(unchanged))

	refused := acctest.NewCLI(t, w.Provider())
	for name, s := range all {
		p := places[name]
		p.tokens = p.identity.View().DkimAttributes.Tokens
		if s.happens != nil {
			acctest.Do(t, func() error { return s.happens(p) })()
		}
		if s.refused {
			refused.File(name+".tf", s.file(p, s.after))
		} else {
			applied.File(name+".tf", s.file(p, s.after))
		}
	}
	changed, conflict := applied.Plan(), refused.Plan()
	changed.Want(t, 2)
	conflict.Want(t, 1)
	for name, s := range all {
		r := changed
		if s.refused {
			r = conflict
		}
		golden(t, "plans/"+name+".txt", s.shown(places[name], r))
	}
}

// file is the configuration of a resource; lines that are empty are for none.
func (s situation) file(p *place, lines string) string {
	if lines == "" {
		return ""
	}
	return s.beside + strings.TrimPrefix(p.resource(strings.TrimPrefix(lines, "\n")), "\n")
}

// shown is the situation, and what a plan says of it.
func (s situation) shown(p *place, r acctest.Run) string {
	text := s.what + "\n\n"
	if s.before != "" && s.before != s.after {
		text += "Applied:\n\n" + s.file(p, s.before) + "\n"
	}
	if s.after != "" && s.before != "" && s.before != s.after {
		text += "Planned:\n\n"
	}
	if s.after != "" {
		text += s.file(p, s.after) + "\n"
	}
	return text + "$ terraform plan\n\n" + point.ReplaceAllString(about(r, p.address()), "2026-01-02${1}03:04${2}UTC")
}

// point is a point in time, broken into lines or not.
var point = regexp.MustCompile(`\d{4}-\d\d-\d\d(\s)\d\d:\d\d(\s)UTC`)

// diagnostic is the head of one in the output of a CLI.
var diagnostic = regexp.MustCompile(`(?m)^(Warning|Error): `)

// about is what a command says of one resource: its blocks and diagnostics.
func about(r acctest.Run, address string) string {
	var out []string
	for rest := r.Output; ; {
		_, block, found := strings.Cut(rest, "\n  # "+address+" ")
		if !found {
			break
		}
		block, rest, _ = strings.Cut(block, "\n    }\n")
		out = append(out, "  # "+address+" "+block+"\n    }\n")
	}
	starts := diagnostic.FindAllStringIndex(r.Output, -1)
	for i, start := range starts {
		end := len(r.Output)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		text := r.Output[start[0]:end]
		if strings.Contains(text, "\n  with "+address+",\n") {
			text, _, _ = strings.Cut(text, "\n─")
			out = append(out, strings.TrimRight(text, "\n")+"\n")
		}
	}
	return strings.Join(out, "\n")
}

// afterRefresh is what a command says after it has read everything.
func afterRefresh(r acctest.Run) string {
	const last = ": Refreshing state...\n"
	return r.Output[strings.LastIndex(r.Output, last)+len(last):]
}
