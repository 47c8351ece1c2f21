package chaos_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// blow is one way in which a run of the CLI is ended from outside.
type blow struct {
	name string
	// late is whether the request that it comes with has its effect first.
	late bool
	// strike ends the run.
	strike func(*acctest.Command)
	// held is whether the provider is still there to hang up.
	held bool
	// again, if not nil, is called when it has hung up.
	again func(*acctest.Command)
	// orphans is whether the provider may outlive the CLI; it is left to finish
	// what it does.
	orphans bool
	// silent is whether nothing is in the state of what the run has made.
	silent bool
	// causes are what the run may say.
	causes []string
	// at are the names of the operations that it meets, all where it is nil.
	at []string
}

// blows are the columns of the table. A CLI that is interrupted twice, or killed,
// may lose its state, and says so; what it never had it cannot lose.
func blows() []blow {
	created, ended := []string{"create"}, []string{"create", "destroy"}
	died := []string{"Plugin did not respond", "Request cancelled"}
	stopped := []string{"Interrupt received", "interrupted"}
	kill, interrupt, end := (*acctest.Command).KillProviders, (*acctest.Command).Interrupt, (*acctest.Command).Kill
	return []blow{
		{name: "provider killed before the effect", strike: kill, silent: true, causes: died},
		{name: "provider killed after the effect", late: true, strike: kill, silent: true, causes: died},
		{name: "Ctrl-C before the effect", strike: interrupt, held: true, causes: stopped},
		{name: "Ctrl-C after the effect", late: true, strike: interrupt, held: true, causes: stopped},
		{name: "Ctrl-C twice, before the effect", strike: interrupt, held: true, again: interrupt, orphans: true, silent: true, causes: stopped, at: created},
		{name: "Ctrl-C twice, after the effect", late: true, strike: interrupt, held: true, again: interrupt, orphans: true, silent: true, causes: stopped, at: created},
		{name: "CLI killed before the effect", strike: end, held: true, orphans: true, silent: true, at: ended},
		{name: "CLI killed after the effect", late: true, strike: end, held: true, orphans: true, silent: true, at: ended},
	}
}

// fate is what becomes of the request that the blow comes with.
func (b blow) fate(run *acctest.Command) fate {
	f := fate{held: b.held}
	strike := func() { b.strike(run) }
	if b.again != nil {
		f.gone = func() { b.again(run) }
	}
	if b.late {
		f.unanswered, f.after = true, strike
	} else {
		f.unsent, f.before = true, strike
	}
	return f
}

func (b blow) meets(op operation) bool { return b.at == nil || slices.Contains(b.at, op.name) }

// judge looks at what the run said.
func (b blow) judge(t *testing.T, run acctest.Run) {
	t.Helper()
	if b.causes != nil && !slices.ContainsFunc(b.causes, func(cause string) bool { return strings.Contains(run.Text(), cause) }) {
		t.Errorf("exited with %d, and said none of %q:\n%s", run.Code, b.causes, run.Output)
	}
}

const (
	// killsAtOnce is how many cases are under way, each with a CLI.
	killsAtOnce = 3
	// killed is how many cases there are to each one that is run with all tests.
	killed = 73
	// adoption is what an apply says that meets what a killed one has left.
	adoption = `on_existing = "adopt"`
)

const killsHead = `# Kills

Each row is something that a user does with the real CLI, each column a way in which the CLI, or the provider that it has started, is ended
from outside, at every request that the provider sends to AWS. A cell is how many cases were run, one for each request. It passed where
the same was applied again, and AWS then looked as it does where nothing goes wrong, other people's values included; no resource
was tainted, and the next plan was empty. Where not all did, the cell says how many.

Written by ` + "`make chaos`" + `; a sample of it is part of ` + "`make test`" + `.
`

func recordKills(t *testing.T, scripts []script, columns []blow, cells [][]cell, took time.Duration) {
	t.Helper()
	names := make([]string, len(columns))
	for i, b := range columns {
		names[i] = b.name
	}
	publish(t, "testdata/kills.md", killsHead+table(scripts, names, cells, took))
}
