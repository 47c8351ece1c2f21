package domain_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// driftRow is one way to tamper with a domain that stands.
type driftRow struct {
	// what was done, as a person says it.
	what string
	// lines of the configuration; empty is `guarded`.
	lines string
	// alone says that nobody else has text at our names.
	alone bool
	// tamper does it.
	tamper func(*place) error
	// at is the attribute that has to show it; empty where all is made again.
	at string
	// named is what the warning calls it, where that is not at.
	named string
	// looks is what -refresh-only shows, where that is not at.
	looks string
	// unseen says that -refresh-only has nothing to show: what is found is what
	// the state has, and is to be something else.
	unseen bool
	// stays is a value that came with the tampering and is nobody's to remove.
	stays string
	// becomes is what everything is after the repair, where that is not as before.
	becomes func(p *place, before string) string
}

const driftHead = `# Drift

Each row is a domain that stood as its configuration says until somebody changed something, and what the real CLI made of it.
All rows are domains of one zone and one configuration, so that each command ran once for all of them: **plan** is ` + "`terraform plan -detailed-exitcode`" + `,
whose diff and warning are in the row, **look** is ` + "`terraform plan -refresh-only -detailed-exitcode`" + `, and **after** is the plan that follows the repair by ` + "`terraform apply`" + `.
Values that the plan exchanges in a list are written as OpenTofu does, as removed and added; all else is the same with both.
A warning is headed **Drift of example.org**, "Changed since the last apply, and not by it:", and ends in "Applying this plan repairs it." unless the row has another end; the row has the lines between, and any other warning about zone or domain.
"2, update" says that the command exited with 2 and that its JSON has an update of this resource with exactly the attributes of the diff.
Repaired means that everything that zone and SES have of the domain is as it was before, but for new DKIM tokens where SES made new keys.
Others' values are counted byte for byte, with the TTL of their set; where other people's text shares a name with ours, two of its values do so.
Requests are those about the domain. The zone's pages are read once, and its changes sent together, for all domains.

The domain is shown as example.org in every row. Written by ` + "`go test ./internal/provider/domain -run Table -update`" + `.

| | what was done | plan | diff | warning | look | repaired | others' values | after | requests of plan | requests of repair |
|--:|---|---|---|---|---|---|---|---|---|---|
`

// TestAccDomain_driftTable is the table of drift: one row per kind of it, each
// seen, said, repaired, and seen no more.
func TestAccDomain_driftTable(t *testing.T) {
	t.Parallel()
	rows := slices.Concat(driftOfDKIM(), driftOfMailFrom(), driftOfSPF(), driftOfDMARC(), driftOfSES(), driftOfExistence())
	w := acctest.Start(t)
	w.Account.CreateConfigurationSet(acctest.Region, "events")
	w.Account.CreateConfigurationSet(acctest.Region, "stray")
	zone := w.Zone(t, "example.org")
	config, places := w.Provider(), make([]*place, len(rows))
	for i, row := range rows {
		block := fmt.Sprintf("d%02d", i+1)
		places[i] = newPlace(t, w, zone, block, block+".example.org", row.alone)
		lines := row.lines
		if lines == "" {
			lines = guarded
		}
		config += places[i].resource(lines)
	}
	cli := acctest.NewCLI(t, config)
	if cli.Apply().Want(t, 0, fmt.Sprintf("%d added", len(rows))); t.Failed() {
		t.FailNow()
	}

	before := make([]string, len(rows))
	for i, row := range rows {
		places[i].tokens = places[i].identity.View().DkimAttributes.Tokens
		before[i] = places[i].print()
		if err := row.tamper(places[i]); err != nil {
			t.Fatalf("%s: %v", row.what, err)
		}
	}
	found := see(t, w, cli)
	cells := make([]driftCells, len(rows))
	for i, row := range rows {
		cells[i] = row.seen(t, places[i], found)
	}
	w.ResetCalls()
	cli.Run("apply", "-input=false", "plan.out").Want(t, 0, "0 destroyed")
	log := w.CallLog()
	after := cli.Plan("-out=after.out")
	after.Want(t, 0, "No changes")
	left := byAddress(show(t, cli, "after.out").Changes)

	table := driftHead
	for i, row := range rows {
		cells[i].repair = places[i].requests(log)
		cells[i].repaired = row.repaired(t, places[i], before[i])
		cells[i].others = row.others(t, places[i])
		cells[i].after = "0"
		if c, ok := left[places[i].address()]; ok {
			t.Errorf("%s: after the repair the plan still changes %q", row.what, c.paths)
			cells[i].after = "2, " + c.action
		}
		table += cells[i].line(i+1, row.what)
	}
	for i, line := range driftOfZone(t) {
		table += line(len(rows) + i + 1)
	}
	golden(t, "drift.md", table)
}

// sight is everything that looking at the tampered world has shown.
type sight struct {
	text     acctest.Run
	planned  map[string]planChange
	looked   map[string]planChange
	warnings map[string][]warning
	log      []fakeaws.Call
}

// see plans three times: for people, for programs, and only to look.
func see(t *testing.T, w *acctest.World, cli *acctest.CLI) sight {
	t.Helper()
	var s sight
	w.ResetCalls()
	s.text = cli.Plan("-out=plan.out")
	s.log = w.CallLog()
	s.text.Want(t, 2)
	s.planned = byAddress(show(t, cli, "plan.out").Changes)
	messages := cli.Plan("-json")
	messages.Want(t, 2)
	s.warnings = warnings(t, messages)
	cli.Plan("-refresh-only", "-out=look.out").Want(t, 2)
	s.looked = byAddress(show(t, cli, "look.out").Drift)
	return s
}

// driftCells are a row of the table.
type driftCells struct {
	plan, warning, look, repaired, others, after, reads, repair string
	diff                                                        []string
}

func (c driftCells) line(n int, what string) string {
	diff := make([]string, len(c.diff))
	for i, d := range c.diff {
		diff[i] = code(d)
	}
	cells := []string{
		fmt.Sprint(n), what, c.plan, strings.Join(diff, "<br>"), c.warning, c.look, c.repaired, c.others, c.after, c.reads, c.repair,
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// seen checks what the plans have of a row.
func (row driftRow) seen(t *testing.T, p *place, s sight) driftCells {
	t.Helper()
	c, looked := s.planned[p.address()], s.looked[p.address()]
	lines, paths := shownDiff(s.text, p.address())
	if !slices.Equal(paths, c.paths) {
		t.Errorf("%s: the text of the plan changes\n%q, its JSON\n%q", row.what, paths, c.paths)
	}
	action := "update"
	if row.at == "" {
		action = "create"
	} else {
		if !c.at(row.at) || !row.unseen && !looked.at(cmp.Or(row.looks, row.at)) {
			t.Errorf("%s: the plan changes %q, -refresh-only shows %q, and not both %s", row.what, c.paths, looked.paths, row.at)
		}
		if !row.warned(p, s) {
			t.Errorf("%s: no warning names %s: %+v", row.what, row.at, s.warnings[p.address()])
		}
	}
	if c.action != action || (looked.action == "") != row.unseen {
		t.Errorf("%s: the plan has the action %q, want %q; -refresh-only has %q", row.what, c.action, action, looked.action)
	}
	out := driftCells{plan: "2, " + c.action, look: "2, " + looked.action, reads: p.requests(s.log)}
	if row.unseen {
		out.look = "nothing"
	}
	for _, line := range lines {
		out.diff = append(out.diff, p.asExample(line))
	}
	if action == "create" {
		out.diff = []string{"+ everything"}
	}
	out.warning = told(t, p, s)
	return out
}

// warned reports whether the warning of drift has a line for the attribute.
func (row driftRow) warned(p *place, s sight) bool {
	name := cmp.Or(row.named, strings.TrimSuffix(strings.TrimSuffix(row.at, ".values"), ".ttl"))
	return slices.ContainsFunc(s.warnings[p.address()], func(w warning) bool {
		return w.Summary == "Drift of "+p.name && strings.Contains(w.Detail, "\n- "+name+": ")
	})
}

// What a warning of drift begins and ends with.
const (
	driftBegin = "Changed since the last apply, and not by it:\n\n"
	driftEnd   = "\n\nApplying this plan repairs it."
)

// told is what the warnings of drift say, of which the text for people has every word.
func told(t *testing.T, p *place, s sight) string {
	t.Helper()
	var out []string
	text := s.text.Text()
	for _, w := range s.warnings[p.address()] {
		ofDrift := w.Summary == "Drift of "+p.name
		if !ofDrift && !strings.HasSuffix(w.Summary, " "+p.name) && !strings.Contains(w.Summary, "osted zone") {
			continue // about what the configuration says, drift or not
		}
		if !strings.Contains(text, flat(w.Detail)) {
			t.Errorf("the text of the plan does not say %q", w.Detail)
		}
		detail := w.Detail
		if ofDrift {
			detail = strings.TrimPrefix(strings.TrimSuffix(detail, driftEnd), driftBegin)
		} else {
			out = append(out, "**"+p.asExample(w.Summary)+"**")
		}
		for part := range strings.SplitSeq(detail, "\n\n") {
			out = append(out, flat(p.asExample(part)))
		}
	}
	return cell(strings.Join(out, "<br>"))
}

// repaired compares a domain with what it was.
func (row driftRow) repaired(t *testing.T, p *place, before string) string {
	t.Helper()
	now := p.print()
	if row.becomes != nil {
		before = row.becomes(p, before)
	}
	if row.stays != "" {
		now = strings.Join(slices.DeleteFunc(strings.SplitAfter(now, "\n"), func(line string) bool {
			return strings.HasSuffix(line, row.stays+"\n")
		}), "")
	}
	if now != before {
		t.Errorf("%s: not repaired: it was\n%s\nand is\n%s", row.what, before, now)
		return "no"
	}
	return "yes"
}

func (row driftRow) others(t *testing.T, p *place) string {
	t.Helper()
	standing, all := p.untouched()
	if standing != all {
		t.Errorf("%s: of %d values of others %d stand as they were:\n%s", row.what, all, standing, p.print())
	}
	return fmt.Sprintf("%d of %d", standing, all)
}
