package chaos_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// struck are the operations in which the provider, or the CLI, is killed.
func struck() []operation {
	names := []string{
		"create", "create with every setting", "create by adoption", "destroy", "destroy everything",
		"update: many at once", "update: mail_from.domain", "update: zone_id", "update: manage_dns",
		"repair: all records and MAIL FROM", "repair: the identity gone", "repair: MX elsewhere",
	}
	return slices.DeleteFunc(operations(), func(op operation) bool { return !slices.Contains(names, op.name) })
}

// session is a life whose domain a real CLI looks after.
type session struct {
	*life
	cli *acctest.CLI
	// wire is between the provider and AWS.
	wire *wire

	mu sync.Mutex
	// broken is as in wire, nil while nothing is disturbed.
	broken func(call int) fate
}

// open leads a domain to where an operation begins.
func open(t *testing.T, op operation) *session {
	t.Helper()
	s := &session{life: begin(t)}
	s.wire = lay(t, s.world.URL(), func(call int) fate {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.broken == nil {
			return fate{}
		}
		return s.broken(call)
	})
	s.cli = acctest.NewCLI(t, s.world.ProviderAt(s.wire.server.URL))
	if op.from != "" {
		s.write(op.from)
		s.cli.Apply().Want(t, 0)
	}
	if op.world != nil {
		acctest.Do(t, func() error { return op.world(s.life) })()
	}
	const day = 25
	s.world.Advance(day * hour)
	return s
}

// write makes a block the configuration; an empty one is none.
func (s *session) write(block string) {
	config := "{}"
	if block != "" {
		config = fmt.Sprintf(`{"resource": {"mailauth_domain": {"this": %s}}}`, strings.ReplaceAll(block, otherZone, s.org.ID))
	}
	s.cli.File("domain.tf.json", config)
}

// apply is what the operation is, undisturbed.
func (s *session) apply(block string) acctest.Run {
	s.write(block)
	return s.cli.Apply()
}

// disturb applies a configuration, and lets a blow come with the n-th request.
func (s *session) disturb(block string, b blow, n int) acctest.Run {
	s.write(block)
	started := make(chan *acctest.Command, 1)
	first := s.wire.count()
	s.breaks(func(call int) fate {
		if call-first != n {
			return fate{}
		}
		return b.fate(<-started)
	})
	run := s.cli.Begin("apply", "-input=false", "-auto-approve")
	started <- run
	out := run.Wait()
	if len(started) > 0 {
		s.t.Errorf("there is no request %d", n)
	}
	if b.orphans {
		s.quiet()
		run.KillProviders()
	}
	s.breaks(nil)
	return out
}

func (s *session) breaks(how func(int) fate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = how
}

// quiet waits until nobody asks AWS anything any more.
func (s *session) quiet() {
	const pause, looks = 100 * time.Millisecond, 30
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for still, last := 0, -1; still < looks; still++ {
		if now := s.wire.count(); now != last {
			still, last = 0, now
		}
		<-tick.C
	}
}

// TestKill ends the provider, or the CLI, at every request of an operation, and
// applies again.
func TestKill(t *testing.T) {
	t.Parallel()
	acctest.NeedCLI(t)
	ops, columns := struck(), blows()
	scripts, cells := make([]script, len(ops)), make([][]cell, len(ops))
	for i, op := range ops {
		scripts[i], cells[i] = rehearse(t, op), make([]cell, len(columns))
	}
	var (
		group sync.WaitGroup
		mu    sync.Mutex
	)
	began, count, slots := time.Now(), 0, make(chan struct{}, killsAtOnce)
	for i, s := range scripts {
		for j, b := range columns {
			for n, call := range s.calls {
				if !b.meets(s.operation) {
					continue
				}
				if count++; !*all && count%killed != 0 {
					continue
				}
				slots <- struct{}{}
				group.Go(func() {
					defer func() { <-slots }()
					passed := t.Run(fmt.Sprintf("%s/%s at call %d, %s", s.name, b.name, n+1, call), func(t *testing.T) { s.endure(t, b, n+1) })
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
		recordKills(t, scripts, columns, cells, time.Since(began))
	}
}

// endure lets a blow come with the n-th request of an operation, then repeats it.
func (s script) endure(t *testing.T, b blow, n int) {
	t.Helper()
	at := open(t, s.operation)
	hit := at.disturb(s.to, b, n)
	b.judge(t, hit)
	if strings.Contains(at.cli.State(), `"status": "tainted"`) {
		t.Errorf("tainted, after\n%s", hit.Output)
	}
	first, config := at.look(), s.to
	again := at.apply(config)
	if b.silent && s.from == "" && strings.Contains(again.Text(), "Identity exists already") {
		again.Want(t, 1, adoption)
		config = strings.TrimSuffix(config, "}") + ", " + adopt + "}"
		again = at.apply(config)
	}
	if again.Code != 0 {
		t.Errorf("the second apply: %s\nafter the first: %s\nwhich left\n%s", again.Output, hit.Output, first)
		return
	}
	if got := at.look(); got != s.end {
		t.Errorf("after the second apply (+) and undisturbed (-)\n%s\nthe first said: %s\nand left\n%s", cmp.Diff(s.end, got), hit.Output, first)
	}
	at.cli.Plan().Want(t, 0)
}
