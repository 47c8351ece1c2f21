package domain_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// sameRow is one thing that can be done to a domain, or to its configuration,
// that is no drift.
type sameRow struct {
	// what was done, as a person says it.
	what string
	// lines of the configuration, and those of it afterwards where it is the
	// configuration that changes; spelled is the domain in it then.
	lines, then, spelled string
	// before prepares the world for the first apply; do is what was done.
	before, do func(*place) error
	alone      bool
	// found is what stands then, where a text tells it.
	found string
	// keeps is the attribute whose text stays in the state, and that text.
	keeps, text string
	// warns is what a warning says nevertheless.
	warns string
}

const sameHead = `# No drift

Each row is a domain that stood as its configuration says until somebody did something that means the same to mail, or is nobody's business here.
The real CLI ran once for all rows, which are domains of one zone and one configuration: ` + "`terraform plan -detailed-exitcode`" + ` exited with 0, and so did the plan after an ` + "`apply`" + `,
which left zone and identity byte for byte as they were edited. **Look** is what ` + "`terraform plan -refresh-only`" + ` has of the row: most often nothing, else what it would merely note in the state.

The domain is shown as example.org in every row. Written by ` + "`go test ./internal/provider/domain -run Table -update`" + `.

| | what was done | found then | plan | diff | warning | look | the state keeps | after an apply |
|--:|---|---|---|---|---|---|---|---|
`

// TestAccDomain_sameTable is the table of what is no drift: one row per kind of
// it, each planned to nothing and left alone.
func TestAccDomain_sameTable(t *testing.T) {
	t.Parallel()
	rows := slices.Concat(samePairs(), sameText(), sameHosts(), sameOthers(), sameSES(), sameWords())
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	provider := w.Provider(`default_tags { tags = { owner = "ops" } }`)
	config, then, places := provider, provider, make([]*place, len(rows))
	for i, row := range rows {
		block := fmt.Sprintf("s%02d", i+1)
		p := newPlace(t, w, zone, block, block+".example.org", row.alone)
		if row.before != nil {
			if err := row.before(p); err != nil {
				t.Fatalf("prepare %q: %v", row.what, err)
			}
		}
		config += p.resource(row.lines)
		if row.spelled != "" {
			p.spelled = strings.ReplaceAll(row.spelled, "NAME", strings.ToUpper(block))
		}
		then += p.resource(strings.ReplaceAll(cmp.Or(row.then, row.lines), "NAME", strings.ToUpper(block)))
		places[i] = p
	}
	cli := acctest.NewCLI(t, config)
	if cli.Apply().Want(t, 0, fmt.Sprintf("%d added", len(rows))); t.Failed() {
		t.FailNow()
	}
	edited := make([]string, len(rows))
	for i, row := range rows {
		places[i].tokens = places[i].identity.View().DkimAttributes.Tokens
		before := places[i].exactly()
		if row.do != nil {
			if err := row.do(places[i]); err != nil {
				t.Fatalf("%s: %v", row.what, err)
			}
		}
		if edited[i] = places[i].exactly(); (edited[i] == before) != (row.do == nil) {
			t.Errorf("%s: what was done does not show", row.what)
		}
	}
	cli.Config(then)
	text := cli.Plan("-out=plan.out")
	text.Want(t, 0)
	planned := byAddress(show(t, cli, "plan.out").Changes)
	messages := cli.Plan("-json")
	found := warnings(t, messages)
	cli.Plan("-refresh-only", "-out=look.out")
	looked := byAddress(show(t, cli, "look.out").Drift)
	cli.Apply().Want(t, 0, "0 added, 0 changed, 0 destroyed")
	cli.Plan().Want(t, 0)
	state := shownState(t, cli)

	table := sameHead
	for i, row := range rows {
		table += row.line(t, i+1, sameSight{
			place: places[i], planned: planned[places[i].address()], looked: looked[places[i].address()],
			warnings: found[places[i].address()], state: state[places[i].address()], edited: edited[i],
		})
	}
	golden(t, "nodrift.md", table)
}

// sameSight is everything that looking at a row has shown.
type sameSight struct {
	*place
	planned, looked planChange
	warnings        []warning
	state           map[string]any
	edited          string
}

func (row sameRow) line(t *testing.T, n int, s sameSight) string {
	t.Helper()
	plan, diff := "0", "none"
	if s.planned.action != "" {
		t.Errorf("%s: the plan has %s of %q", row.what, s.planned.action, s.planned.paths)
		plan, diff = "2", strings.Join(s.planned.paths, ", ")
	}
	look := "nothing"
	if s.looked.action != "" {
		look = strings.Join(s.looked.paths, ", ")
	}
	var said []string
	for _, w := range s.warnings {
		if strings.HasSuffix(w.Summary, " "+s.name) {
			said = append(said, flat(s.asExample(w.Summary+": "+w.Detail)))
		}
	}
	warning := cell(strings.Join(said, "<br>"))
	if row.warns == "" && warning != "" || !strings.Contains(warning, row.warns) {
		t.Errorf("%s: warned %q, want it to say %q", row.what, warning, row.warns)
	}
	text := row.text
	if row.keeps == "domain" || row.keeps == "mail_from.domain" {
		text = strings.ReplaceAll(text, "example.org", s.name)
	}
	if got := fmt.Sprint(inState(s.state, row.keeps)); got != text {
		t.Errorf("%s: the state has %s = %q, want %q", row.what, row.keeps, got, text)
	}
	left := "as edited"
	if now := s.exactly(); now != s.edited {
		t.Errorf("%s: it was\n%s\nand is\n%s", row.what, s.edited, now)
		left = "changed"
	}
	found := ""
	if row.found != "" {
		found = code(row.found)
	}
	cells := []string{
		fmt.Sprint(n), row.what, found, plan, diff, warning, look,
		code(row.keeps + " = " + s.asExample(text)), left,
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// shownState are the attributes of every resource in the state.
func shownState(t *testing.T, cli *acctest.CLI) map[string]map[string]any {
	t.Helper()
	var state struct {
		Values struct {
			Root struct {
				Resources []struct {
					Address string
					Values  map[string]any
				}
			} `json:"root_module"`
		}
	}
	document(t, cli.Run("show", "-json"), &state)
	out := map[string]map[string]any{}
	for _, r := range state.Values.Root.Resources {
		out[r.Address] = r.Values
	}
	return out
}

// inState is the value at a path such as records.dmarc.values.
func inState(values map[string]any, path string) any {
	var at any = values
	for name := range strings.SplitSeq(path, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = object[name]
	}
	return at
}
