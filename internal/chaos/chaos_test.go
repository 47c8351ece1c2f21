package chaos_test

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

var all = flag.Bool("all", false, "run every case, and write the table of them")

// atOnce is how many cases are under way: most of the time they wait for the
// SDK's next attempt.
const atOnce = 64

// prepare leads a domain to where an operation begins.
func prepare(t *testing.T, op operation) *life {
	t.Helper()
	l := begin(t)
	if op.from != "" {
		if errors := l.undisturbed(t, op.from); errors != "" {
			t.Fatalf("prepare: %s", errors)
		}
	}
	if op.world != nil {
		acctest.Do(t, func() error { return op.world(l) })()
	}
	// SES changes keys once in 24 hours.
	const day = 25
	l.world.Advance(day * hour)
	return l
}

// undisturbed applies a configuration with nothing in the way.
func (l *life) undisturbed(t *testing.T, config string) string {
	t.Helper()
	return l.run(t, attempt{wire: lay(t, l.world.URL(), nil), context: t.Context(), config: config})
}

// script is what an operation does when nothing goes wrong.
type script struct {
	operation
	// calls are its requests: "ses:GetEmailIdentity".
	calls []string
	// end is how AWS looks then.
	end string
}

func rehearse(t *testing.T, op operation) script {
	t.Helper()
	l := prepare(t, op)
	l.world.ResetCalls()
	if errors := l.undisturbed(t, op.to); errors != "" {
		t.Fatalf("%s: %s", op.name, errors)
	}
	s := script{operation: op, end: l.look()}
	for _, c := range l.world.CallLog() {
		s.calls = append(s.calls, c.Service+":"+c.Operation)
	}
	l.settled(t, op.to)
	return s
}

// settled demands that nothing is left to do.
func (l *life) settled(t *testing.T, config string) {
	t.Helper()
	server := l.world.Server(t, nil)
	if config == "" {
		if !l.kept.State.IsNull() {
			t.Error("destroyed, and still in the state")
		}
		return
	}
	fresh, errors := server.Refresh(t.Context(), l.kept)
	if errors != "" {
		t.Errorf("refresh: %s", errors)
		return
	}
	planned, errors := server.PlanChange(t.Context(), fresh, server.Configuration(strings.ReplaceAll(config, otherZone, l.org.ID)))
	if errors != "" {
		t.Errorf("plan: %s", errors)
		return
	}
	if differences, err := planned.State.Diff(fresh.State); err != nil || len(differences) > 0 {
		t.Errorf("the next plan has changes: %v %v", differences, err)
	}
}

// ruin lets the n-th request of an operation go wrong, then repeats it.
func (s script) ruin(t *testing.T, f fault, n int) {
	t.Helper()
	l := prepare(t, s.operation)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	a := attempt{context: ctx, ended: make(chan struct{}), config: s.to, settings: f.settings()}
	a.wire = lay(t, l.world.URL(), f.strike(n, a.ended, interrupt))
	if f.ofAWS() {
		f.refuse(l.world, n)
	}
	errors := l.run(t, a)
	f.judge(t, errors)
	if l.tainted && f.reach != lasting {
		t.Errorf("tainted, after %s", errors)
	}
	first := l.look()
	l.world.ClearFaults()
	config := s.to
	if s.unknown(f, errors) && !strings.Contains(config, adopt) {
		config = strings.TrimSuffix(config, "}") + ", " + adopt + "}"
	}
	if again := l.undisturbed(t, config); again != "" {
		t.Errorf("the second apply: %s\nafter the first: %s\nand\n%s", again, errors, first)
		return
	}
	if got := l.look(); got != s.end {
		t.Errorf("after the second apply (+) and undisturbed (-)\n%s\nthe first said: %s\nand left\n%s", cmp.Diff(s.end, got), errors, first)
	}
	l.settled(t, config)
}

// unknown reports whether what was made is in no state: a killed create cannot
// say it, and one that got no answer at all says so.
func (s script) unknown(f fault, errors string) bool {
	return f.reach == fatal && s.from == "" && s.to != "" || strings.Contains(errors, "Identity perhaps made")
}

// settings let a fault that lasts end soon.
func (f fault) settings() acctest.Attributes {
	if f.reach == once {
		return nil
	}
	return acctest.Attributes{"max_retries": tftypes.NewValue(tftypes.Number, 0)}
}

// judge looks at what the first apply said.
func (f fault) judge(t *testing.T, errors string) {
	t.Helper()
	switch {
	case f.reach == once && errors != "":
		t.Errorf("said %s", errors)
	case f.reach == lasting && errors != "" && !strings.Contains(errors, f.cause):
		t.Errorf("said %s\nwithout %q", errors, f.cause)
	}
}

type cell struct{ run, passed int }

// TestChaos lets every request of every operation go wrong in every way.
func TestChaos(t *testing.T) {
	t.Parallel()
	ops, columns := operations(), faults()
	scripts := make([]script, len(ops))
	for i, op := range ops {
		scripts[i] = rehearse(t, op)
	}
	if t.Failed() {
		return
	}
	began, cells := time.Now(), make([][]cell, len(ops))
	slots, count := make(chan struct{}, atOnce), 0
	var (
		group sync.WaitGroup
		mu    sync.Mutex
	)
	for i, s := range scripts {
		cells[i] = make([]cell, len(columns))
		for j, f := range columns {
			for n, call := range s.calls {
				if count++; !f.concerns(call) || !*all && count%sample != 0 {
					continue
				}
				slots <- struct{}{}
				group.Go(func() {
					defer func() { <-slots }()
					passed := t.Run(fmt.Sprintf("%s/%s at call %d, %s", s.name, f.name, n+1, call), func(t *testing.T) { s.ruin(t, f, n+1) })
					mu.Lock()
					defer mu.Unlock()
					cells[i][j].run++
					if passed {
						cells[i][j].passed++
					}
				})
			}
		}
	}
	group.Wait()
	if *all {
		record(t, scripts, columns, cells, time.Since(began))
	}
}
