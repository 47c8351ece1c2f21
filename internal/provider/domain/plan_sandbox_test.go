package domain_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const sandboxed = "Account in the sandbox of SES"

// TestSandbox: a plan that makes a domain tells of the sandbox. It asks for that
// where nothing else would be said, and no answer is neither a word nor an error.
func TestSandbox(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare  func(*acctest.World)
		settings acctest.Attributes
		given    map[string]any
		says     []string
		asks     int
	}{
		"the sandbox is told of, with what it lets through": {
			says: []string{"in the sandbox of SES in eu-west-1", "200 messages in 24 hours, 1 in a second", "production_access", "sandbox_warning = false"}, asks: 1,
		},
		"that somebody has asked to leave it is told too": {
			prepare: func(w *acctest.World) { ask(w, "PENDING") }, says: []string{"AWS is reviewing it", "wait for AWS"}, asks: 1,
		},
		"that AWS has refused to let it out as well": {
			prepare: func(w *acctest.World) { ask(w, "DENIED") }, says: []string{"AWS has denied production access", "answer in the case"}, asks: 1,
		},
		"production is nothing to tell":           {prepare: func(w *acctest.World) { w.Account.Review(acctest.Region, "GRANTED") }, asks: 1},
		"a permission that is lacking is no word": {prepare: func(w *acctest.World) { w.Account.Deny("ses:GetAccount") }, asks: 1},
		"a fault of AWS is no word": {
			prepare: func(w *acctest.World) { w.Fail(fakeaws.Rule{Operation: "ses:GetAccount", Code: "BadRequestException"}) },
			asks:    1,
		},
		"who does not want to hear it is not told, and AWS not asked": {settings: acctest.Attributes{"sandbox_warning": acctest.Flag(false)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.StartWithoutCLI(t, acctest.Sandbox)
			w.Zone(t, "example.org")
			if tc.prepare != nil {
				tc.prepare(w)
			}
			w.ResetCalls()
			s := w.Server(t, tc.settings)
			plan, said := s.PlanChange(t.Context(), s.Nothing(), s.Config(map[string]any{"domain": "example.org"}))
			if said != "" || len(tc.says) == 0 && plan.Warnings != "" {
				t.Errorf("the plan says %s%s", said, plan.Warnings)
			}
			for _, text := range tc.says {
				if !strings.Contains(plan.Warnings, text) {
					t.Errorf("the plan does not say %q: %s", text, plan.Warnings)
				}
			}
			if asked := w.Calls()["ses:GetAccount"]; asked != tc.asks {
				t.Errorf("AWS is asked %d times, want %d", asked, tc.asks)
			}
		})
	}
}

// ask leaves a request for production access with a review.
func ask(w *acctest.World, status string) {
	w.Account.RequestProduction(acctest.Region)
	w.Account.Review(acctest.Region, status)
}

// TestSandbox_once: one process tells of each region once, and asks nothing for
// a domain that stands or cannot be made.
func TestSandbox_once(t *testing.T) {
	t.Parallel()
	w := acctest.StartWithoutCLI(t, acctest.Sandbox)
	w.Zone(t, "example.org")
	s := w.Server(t, nil)
	plan := func(domain, region string) (said string) {
		t.Helper()
		p, errors := s.PlanChange(t.Context(), s.Nothing(), s.Config(map[string]any{"domain": domain, "region": region}))
		return errors + p.Warnings
	}
	for _, step := range []struct {
		domain, region string
		told           bool
		asked          int
	}{
		{"elsewhere.example", "eu-west-1", false, 0},
		{"a.example.org", "eu-west-1", true, 1},
		{"b.example.org", "eu-west-1", false, 1},
		{"c.example.org", "us-east-1", true, 2},
	} {
		said := plan(step.domain, step.region)
		if told := strings.Contains(said, sandboxed); told != step.told || w.Calls()["ses:GetAccount"] != step.asked {
			t.Errorf("%s in %s: it says %q, and AWS was asked %d times", step.domain, step.region, said, w.Calls()["ses:GetAccount"])
		}
	}

	in, _ := s.Apply(s.Nothing(), s.Config(map[string]any{"domain": "d.example.org"}))
	w.ResetCalls()
	again := w.Server(t, nil)
	in, _ = again.Read(in)
	p, errors := again.PlanChange(t.Context(), in, again.Config(map[string]any{"domain": "d.example.org"}))
	if said := errors + p.Warnings; said != "" || w.Calls()["ses:GetAccount"] != 0 {
		t.Errorf("for a domain that stands it says %q and asks %v", said, w.Calls())
	}
}
