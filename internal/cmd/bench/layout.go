package main

import "time"

// AWS's rates and delays in the fake. Of Route 53's rates these are the harsher:
// five requests per second, as it was until July 2026; since then ten, and fifty
// at once. All operations of SES but sending share one per second (Developer
// Guides, "API throttling" and "Service quotas").
const (
	sesRate      = 1.0
	route53Rate  = 5.0
	route53Burst = 5
	// insyncAfter is how long a change of DNS is on its way.
	insyncAfter = 30 * time.Second
	// verifyAfter is how long the records have to stand until SES believes them.
	verifyAfter = time.Minute
)

// operation is a command of the CLI.
type operation string

const (
	create  operation = "create"
	plan    operation = "plan"
	destroy operation = "destroy"
)

// A layout is an estate of domains, and what is done to it.
type layout struct {
	// name is how the tables call it.
	name    string
	domains int
	// zones is how many hosted zones there are: one for all domains, or one for
	// each.
	zones int
	// foreign is how many record sets of others are in the zone, as many between
	// any two domains.
	foreign int
	// waits is the default of a configuration, wait_for_verification.
	waits bool
	// parallelism is the CLI's flag; 0 is its default, 10.
	parallelism int
	operations  []operation
	// speed is how many times as fast the clock runs. What the programs compute
	// takes as much longer: so small estates get a slow clock, and so does the
	// largest, for which the CLI writes its state a thousand times.
	speed int
	// alone says that nothing else is to run meanwhile.
	alone bool
}

func layouts() []layout {
	all := []operation{create, plan, destroy}
	return []layout{
		{name: "1 domain", domains: 1, zones: 1, operations: all, speed: 1},
		{name: "10 domains, one zone", domains: 10, zones: 1, operations: all, speed: 2},
		{name: "100 domains, one zone", domains: 100, zones: 1, operations: all, speed: 5},
		{name: "1,000 domains, one zone", domains: 1000, zones: 1, operations: all, speed: 3, alone: true},
		{name: "100 domains, 100 zones", domains: 100, zones: 100, operations: all, speed: 5},
		{name: "100 domains among 10,000 other record sets", domains: 100, zones: 1, foreign: 10_000, operations: all, speed: 5},
		{name: "1 domain, awaited", domains: 1, zones: 1, waits: true, operations: []operation{create}, speed: 2},
		{name: "10 domains, awaited", domains: 10, zones: 1, waits: true, operations: []operation{create}, speed: 2},
		{name: "100 domains, awaited", domains: 100, zones: 1, waits: true, operations: []operation{create}, speed: 10},
		{name: "100 domains, awaited, -parallelism=100", domains: 100, zones: 1, waits: true, parallelism: 100, operations: []operation{create}, speed: 5},
	}
}
