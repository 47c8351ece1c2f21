package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// stint is what a part of the show cost.
type stint struct {
	what string
	// requests were for the domain, opening ones for the provider itself.
	requests, opening int
	// others is what hashicorp/aws needs for the same, in words.
	others string
}

// reckon notes the requests since the last time.
func (d *demo) reckon(what, others string) {
	s := stint{what: what, others: others}
	for operation, n := range d.world.Calls() {
		switch operation {
		// What every process of the provider asks once, for how many domains
		// whatsoever; hashicorp/aws has the like, which its figures leave out.
		case "sts:GetCallerIdentity", "route53:ListHostedZones", "ses:GetAccount":
			s.opening += n
		default:
			s.requests += n
		}
	}
	d.world.ResetCalls()
	d.tally = append(d.tally, s)
}

// Operations that the claims of the show are about.
const (
	changeRecords = "route53:ChangeResourceRecordSets"
	switchSigning = "ses:PutEmailIdentityDkimAttributes"
)

// writes are the requests since the last reckoning that ask for a change, each
// as often as it was sent, sorted.
func (d *demo) writes() []string {
	var out []string
	for _, call := range d.world.CallLog() {
		if !strings.HasPrefix(call.Operation, "Get") && !strings.HasPrefix(call.Operation, "List") {
			out = append(out, call.Service+":"+call.Operation)
		}
	}
	slices.Sort(out)
	return out
}

// bill shows what all parts cost.
func (d *demo) bill() {
	rows := make([][]string, 0, len(d.tally))
	for _, s := range d.tally {
		ours := strconv.Itoa(s.requests)
		if s.opening > 0 {
			ours += fmt.Sprintf(" (and %d)", s.opening)
		}
		rows = append(rows, []string{s.what, ours, s.others})
	}
	d.screen.table([]int{34, 17, 43}, []string{"REQUESTS TO AWS", "mailauth_domain", "the same with 8 resources of hashicorp/aws"}, rows...)
}
