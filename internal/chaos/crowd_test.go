package chaos_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// crowd is a zone in which two Terraform runs, a person and another tool work at
// the same time.
type crowd struct {
	*rand.Rand
	world *acctest.World
	zone  *fakeaws.Zone
	runs  []*crowdRun

	mu sync.Mutex
	// owned are the values that the person and the tool have in the zone, by
	// owner and by name of the TXT set.
	owned map[string]map[string][]string
	story []string
	count int
}

// crowdRun is one of the Terraform runs.
type crowdRun struct {
	*life
	region string
	// configs are what is applied, one after the other; the last one removes.
	configs []string
	errors  []string
}

// shared are the TXT sets that everybody writes to.
func shared() []string {
	return []string{"example.org", "_dmarc.example.org", "mail.example.org", "bounce.example.org"}
}

func gather(t *testing.T, seed uint64) *crowd {
	t.Helper()
	w := acctest.StartWithoutCLI(t)
	c := &crowd{Rand: rand.New(rand.NewPCG(seed, 0)), world: w, zone: w.Zone(t, "example.org"), owned: map[string]map[string][]string{}}
	for _, owner := range []string{"person", "tool"} {
		c.owned[owner] = map[string][]string{}
	}
	c.runs = []*crowdRun{
		{region: "eu-west-1", configs: []string{block(), block(`"dmarc": {"policy": "reject"}`, `"ttl": 600`), ""}},
		{region: "us-west-2", configs: []string{
			block(`"region": "us-west-2"`, withSPF, `"dmarc": {"enabled": false}`, `"mail_from": {"domain": "bounce.example.org"}`),
			block(`"region": "us-west-2"`, `"dmarc": {"enabled": false}`, `"mail_from": {"domain": "bounce.example.org", "spf": "v=spf1 include:amazonses.com -all"}`),
			"",
		}},
	}
	for _, r := range c.runs {
		r.life = &life{t: t, world: w, zone: c.zone, org: c.zone, identity: w.Account.Identity(r.region, "example.org")}
	}
	return c
}

// meddle is what happens between any two requests: often nothing.
func (c *crowd) meddle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch c.IntN(5) {
	case 0:
		c.edit()
	case 1:
		c.rewrite()
	}
}

// edit adds or removes a value of a person's, and touches nothing else.
func (c *crowd) edit() {
	name := shared()[c.IntN(len(shared()))]
	set, _ := c.zone.Get(name, "TXT")
	mine := c.owned["person"][name]
	if len(mine) > 0 && c.IntN(3) == 0 {
		gone := mine[c.IntN(len(mine))]
		c.owned["person"][name] = slices.DeleteFunc(slices.Clone(mine), func(v string) bool { return v == gone })
		c.put(name, 300, slices.DeleteFunc(slices.Clone(set.Values), func(v string) bool { return v == gone }))
		return
	}
	c.count++
	value := fmt.Sprintf(`"person %d" "\303\244 \"%d\""`, c.count, c.count)
	c.owned["person"][name] = append(mine, value)
	c.put(name, 300, append(slices.Clone(set.Values), value))
}

// rewrite is a tool that renews its one value in a set, sorts all of them and
// sets a TTL of its own.
func (c *crowd) rewrite() {
	name := shared()[c.IntN(len(shared()))]
	set, _ := c.zone.Get(name, "TXT")
	c.count++
	old, value := c.owned["tool"][name], fmt.Sprintf(`"tool=%d"`, c.count)
	values := slices.DeleteFunc(slices.Clone(set.Values), func(v string) bool { return slices.Contains(old, v) })
	values = append(values, value)
	slices.Sort(values)
	c.owned["tool"][name] = []string{value}
	c.put(name, 120, values)
}

func (c *crowd) put(name string, ttl int64, values []string) {
	c.story = append(c.story, fmt.Sprintf("%s TXT is made %d %q", name, ttl, values))
	var err error
	if len(values) == 0 {
		err = c.zone.Remove(name, "TXT")
	} else {
		err = c.zone.Put(acctest.TXT(name, ttl, values...))
	}
	if err != nil {
		c.story = append(c.story, "which failed: "+err.Error())
	}
}

// work lets both runs apply their configurations while the others meddle. It is
// not defined who is faster; that differs with each seed.
func (c *crowd) work(t *testing.T) {
	t.Helper()
	var group sync.WaitGroup
	for _, r := range c.runs {
		wire := lay(t, c.world.URL(), func(int) fate { return fate{before: c.meddle, after: c.meddle} })
		group.Go(func() {
			for i, config := range r.configs {
				said := r.run(t, attempt{wire: wire, context: t.Context(), config: config})
				r.errors = append(r.errors, said)
				c.tell("%s applied %d: %s", r.region, i, said)
			}
		})
	}
	group.Wait()
}

func (c *crowd) tell(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.story = append(c.story, fmt.Sprintf(format, args...))
}

// check demands that every value of person and tool is there, once, and that of
// everybody else's only those are there that ours shall be.
func (c *crowd) check(t *testing.T, ours map[string]int) {
	t.Helper()
	for _, name := range shared() {
		set, _ := c.zone.Get(name, "TXT")
		left := slices.Clone(set.Values)
		for _, owner := range slices.Sorted(maps.Keys(c.owned)) {
			for _, value := range c.owned[owner][name] {
				at := slices.Index(left, value)
				if at < 0 {
					t.Errorf("%s TXT has lost %s of the %s: %q", name, value, owner, set.Values)
					continue
				}
				left = slices.Delete(left, at, at+1)
			}
		}
		if len(left) != ours[name] {
			t.Errorf("%s TXT has %q besides, want %d values", name, left, ours[name])
		}
	}
	if t.Failed() {
		t.Logf("the story:\n%s", strings.Join(c.story, "\n"))
	}
}

// TestCrowd: two Terraform runs with a domain each, a person who edits the same
// TXT sets, and a tool that rewrites them. No value is ever lost, whoever is
// faster; in the end nothing of ours is left.
func TestCrowd(t *testing.T) {
	t.Parallel()
	const some, many = 25, 1000
	crowds := some
	if *all {
		crowds = many
	}
	succeeded, slots := 0, make(chan struct{}, 8)
	var (
		group sync.WaitGroup
		mu    sync.Mutex
	)
	for seed := range crowds {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
				n := crowded(t, uint64(seed))
				mu.Lock()
				defer mu.Unlock()
				succeeded += n
			})
		})
	}
	group.Wait()
	if least := crowds * 3; succeeded < least {
		t.Errorf("%d applies of %d went well, want %d: too few to prove anything", succeeded, 6*crowds, least)
	}
}

// crowded is one such day. It returns how many applies went well.
func crowded(t *testing.T, seed uint64) int {
	t.Helper()
	c := gather(t, seed)
	c.work(t)
	succeeded := 0
	for _, r := range c.runs {
		for _, said := range r.errors {
			if said == "" {
				succeeded++
			}
		}
		// What a crowd hindered is done when it is gone.
		if said := r.undisturbed(t, ""); said != "" {
			t.Errorf("%s is not destroyed: %s", r.region, said)
		}
		if r.identity.Exists() {
			t.Errorf("the identity in %s is left", r.region)
		}
	}
	c.check(t, map[string]int{})
	return succeeded
}
