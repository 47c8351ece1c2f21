package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
)

// figures are what a run has measured.
type figures struct {
	CLI     string
	Program program
	Trials  []trial
}

// trial is one operation on one layout.
type trial struct {
	Layout      string
	Operation   operation
	Domains     int
	Awaited     bool
	Parallelism int
	// Speed is that of the clock.
	Speed int
	// SES, Route53 and STS are calls that were answered, Refused those that were
	// over a rate.
	SES, Route53, STS, Refused int
	// Seconds are what the command would take with AWS.
	Seconds float64
	// MiB is the most memory that a process of the provider had, and CPU the
	// seconds of all of them.
	MiB, CPU float64
}

// Limits of the project; memory is that of a plan of 1,000 domains.
const (
	mostSchemaMS = 100
	mostMB       = 40
	mostMiB      = 60
	// mostOfFloor is how many times what the rates alone take an operation on
	// 100 domains or more in one zone may take.
	mostOfFloor = 1.3
)

// floor is how many seconds the rates of AWS alone set for an operation, be the
// program what it will: for each domain a call of SES that reads it, one that
// makes it, one that sets its MAIL FROM, one that removes it. An operation that
// waits begins with the last domain's records and ends with its verification,
// and has one look more for each.
func (t trial) floor() float64 {
	perDomain := map[operation]int{create: 2, plan: 1, destroy: 2}[t.Operation]
	var delay float64
	if t.Awaited {
		perDomain++
		delay = verifyAfter.Seconds()
	}
	return max(float64(perDomain*t.Domains)/sesRate, float64(t.Route53-route53Burst)/route53Rate) + delay
}

// peer is what hashicorp/aws takes for the same.
type peer struct {
	// calls by its source.
	calls int
	// seconds, 0 where there is no figure; computed ones are of a simulation.
	seconds  float64
	computed bool
}

// The figures of hashicorp/aws: calls as its version 5.46.0 makes them for the
// eight resources of a domain, counted and read in its source; times measured
// with 10 domains at the same rates, and computed for 1 and 100 with 30 seconds
// until a change of DNS is everywhere. The computed destroy has no refresh.
func (t trial) peer() peer {
	switch t.Operation {
	case create:
		return peer{2 + 35*t.Domains, map[int]float64{1: 49, 10: 197, 100: 2458}[t.Domains], t.Domains != 10}
	case plan:
		return peer{1 + 15*t.Domains, map[int]float64{1: 1.4, 10: 119, 100: 239}[t.Domains], t.Domains != 10}
	default:
		return peer{3 + 41*t.Domains, map[int]float64{1: 50, 10: 272, 100: 2442}[t.Domains], t.Domains != 10}
	}
}

// broken says which limits were not kept.
func (f figures) broken() error {
	var errs []error
	over := func(what string, got, most float64) {
		if got > most {
			errs = append(errs, fmt.Errorf("%s: %.4g, at most %.4g wanted", what, got, most))
		}
	}
	over("milliseconds until the schema is there", f.Program.SchemaMS, mostSchemaMS)
	over("MB of the binary", f.Program.MB, mostMB)
	for _, t := range f.Trials {
		what := t.Layout + ": " + string(t.Operation)
		if t.Operation == plan {
			over(what+": MiB of memory", t.MiB, mostMiB)
		}
		if t.Domains >= 100 && t.plain() {
			over(what+": times the floor", t.Seconds/t.floor(), mostOfFloor)
		}
	}
	return errors.Join(errs...)
}

// with returns new figures, and the old ones of the layouts that have none.
func (f figures) with(news figures) figures {
	byLayout := map[string][]trial{}
	for _, trials := range [][]trial{f.Trials, news.Trials} {
		seen := map[string]bool{}
		for _, t := range trials {
			if !seen[t.Layout] {
				seen[t.Layout], byLayout[t.Layout] = true, nil
			}
			byLayout[t.Layout] = append(byLayout[t.Layout], t)
		}
	}
	news.Trials = nil
	for _, l := range layouts() {
		news.Trials = append(news.Trials, byLayout[l.name]...)
	}
	return news
}

// plain reports whether a trial is of domains that have a zone for themselves,
// and are not awaited.
func (t trial) plain() bool {
	return slices.ContainsFunc(layouts(), func(l layout) bool {
		return l.name == t.Layout && l.zones == 1 && l.foreign == 0 && !l.waits
	})
}

func save(path string, f figures) error {
	for i := range f.Trials {
		t := &f.Trials[i]
		t.Seconds, t.MiB, t.CPU = tenths(t.Seconds), tenths(t.MiB), tenths(t.CPU)
	}
	f.Program = program{MB: tenths(f.Program.MB), SchemaMS: tenths(f.Program.SchemaMS)}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("write figures: %w", err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write figures: %w", err)
	}
	return nil
}

func tenths(x float64) float64 { return math.Round(10*x) / 10 }

func load(path string) (figures, error) {
	var f figures
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		return f, fmt.Errorf("read figures: %w", err)
	}
	return f, nil
}
