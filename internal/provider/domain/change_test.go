package domain_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestChange makes changes of a domain in every condition. What comes out is what
// was planned, the refresh after it finds nothing else, and nothing is left to
// do but to wait for SES.
func TestChange(t *testing.T) {
	t.Parallel()
	own := object{"selector": "s1", "private_key_wo": newKeyPair(t).text(), "private_key_wo_version": 1}
	for name, before := range inKeyOrder(standings(own)) {
		dice := rand.New(rand.NewPCG(2, uint64(len(name))))
		for what := range inKeyOrder(changes(own, "")) {
			if !*all && dice.IntN(8) > 0 {
				continue
			}
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				s := stands(t, before)
				config := maps.Clone(changes(own, s.elder.ID)[what])
				config["timeouts"] = object{"create": "1s", "update": "1s"}
				s.change(t, config)
			})
		}
	}
}

func (s *stood) change(t *testing.T, config object) {
	t.Helper()
	planned, errors := s.server.PlanChange(t.Context(), s.instance, s.server.Config(config))
	if strings.Contains(errors, "exist already") || strings.Contains(errors, "Identity exists already") {
		return // Others were there first.
	}
	if errors != "" {
		t.Fatalf("the plan says %s", errors)
	}
	if planned.Replace {
		t.Fatal("it would be replaced")
	}
	made, errors := s.server.ApplyChange(t.Context(), s.instance, planned)
	if unverified := strings.Contains(errors, "the wait ended after"); errors != "" && !unverified {
		t.Fatalf("the apply says %s", errors)
	}
	read, errors := s.server.Refresh(t.Context(), made)
	if errors != "" {
		t.Fatalf("the refresh says %s", errors)
	}
	if said := made.Remembers(read); said != "" {
		t.Error(said)
	}
	again, errors := s.server.PlanChange(t.Context(), read, s.server.Config(config))
	if errors != "" {
		t.Fatalf("the next plan says %s", errors)
	}
	for what, differences := range map[string][]string{
		"the refresh has changed": contrasts(t, made.State, read.State),
		"the next plan changes":   contrasts(t, read.State, again.State),
	} {
		if len(differences) > 0 {
			t.Errorf("%s %s", what, strings.Join(differences, "\n"))
		}
	}
}

// sesDecides are the attributes that change when SES has looked.
var sesDecides = regexp.MustCompile(`"(status|verification_status|verified_for_sending|current_key_length)"\)$`)

// contrasts are the attributes in which two states differ, those apart that SES
// decides.
func contrasts(t *testing.T, from, to tftypes.Value) []string {
	t.Helper()
	differences, err := from.Diff(to)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range differences {
		path := d.Path.String()
		if leaf := d.Value1 == nil || d.Value2 == nil || !d.Value1.Type().Is(tftypes.Object{}); leaf && !sesDecides.MatchString(path) {
			out = append(out, fmt.Sprintf("%s from %v to %v", path, d.Value1, d.Value2))
		}
	}
	return out
}
