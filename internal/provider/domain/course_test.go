package domain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// overseas is the configuration of example.org in another region, which keeps
// the same DMARC record.
func overseas() map[string]any {
	return map[string]any{
		"domain": "example.org", "region": "us-west-2", "mail_from": map[string]any{"domain": "mail-us.example.org"},
		"timeouts": map[string]any{"create": "5s"},
	}
}

// takenOver is the configuration of example.org under another address.
func takenOver() map[string]any {
	return map[string]any{"domain": "example.org", "on_existing": "adopt", "timeouts": map[string]any{"create": "5s"}}
}

// during runs act when the first call of an operation comes, and lets the call
// go on when act has returned or has been waiting for a while.
func during(s scene, operation string, act func()) (ended <-chan struct{}) {
	done := make(chan struct{})
	s.Fail(fakeaws.Rule{Operation: operation, Call: 1, Effect: fakeaws.Pass, Do: func() {
		go func() { defer close(done); act() }()
		select {
		case <-done:
		case <-time.After(200 * time.Millisecond):
		}
	}})
	return done
}

// TestDomain_coursesOfOneRun lets a resource go while another one of the same run
// comes that relies on what the first has written.
func TestDomain_coursesOfOneRun(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		// comes is the configuration that is created, and at is the request of a
		// create, or of the destroy, during which the other one begins.
		comes    map[string]any
		at       string
		destroys bool
		says     string
	}{
		"a region comes while another goes": {comes: overseas(), at: "ses:CreateEmailIdentity", says: "Records left to their successor"},
		"a region goes while another comes": {comes: overseas(), at: "route53:ChangeResourceRecordSets", destroys: true},
		"an identity is taken over while it goes under another address": {
			comes: takenOver(), at: "ses:CreateEmailIdentity", says: "Domain left to its successor",
		},
		"an identity goes while it is taken over under another address": {
			comes: takenOver(), at: "ses:DeleteEmailIdentity", destroys: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			before := s.Server(t, nil)
			old, said := before.Apply(before.Nothing(), before.Config(map[string]any{"domain": "example.org"}))
			if strings.Contains(said, "ERROR") {
				t.Fatal(said)
			}
			run := s.Server(t, nil)
			var made acctest.Instance
			var created, destroyed string
			create := func() { made, created = run.Apply(run.Nothing(), run.Config(tc.comes)) }
			destroy := func() { _, destroyed = run.Apply(old, run.Nothing().State) }
			first, second := create, destroy
			if tc.destroys {
				first, second = destroy, create
			}
			ended := during(s, tc.at, second)
			first()
			<-ended
			if strings.Contains(created+destroyed, "ERROR") || !strings.Contains(destroyed, tc.says) {
				t.Errorf("the create said\n%s\nand the destroy\n%s", created, destroyed)
			}
			after := s.Server(t, nil)
			fresh, said := after.Refresh(t.Context(), made)
			if said != "" {
				t.Fatal(said)
			}
			if plan, said := after.PlanChange(t.Context(), fresh, after.Config(tc.comes)); said != "" || !plan.Equal(fresh) {
				t.Errorf("a plan after the run is not empty: %s%s\nthe zone is\n%s", said, plan.Warnings, s.zone.Dump())
			}
			_, said = after.Apply(fresh, after.Nothing().State)
			if _, stays := s.zone.Get("_dmarc.example.org", "TXT"); stays != strings.Contains(said, "it was there before this resource") {
				t.Errorf("the destroy after it left the zone\n%s\nand said %s", s.zone.Dump(), said)
			}
			if left := strings.Contains(said, "it was there before this resource"); left && tc.says != "Domain left to its successor" {
				t.Errorf("the destroy after it left records of the run: %s", said)
			}
		})
	}
}

// TestDomain_dmarcPassesOn lets the DMARC record pass from the resource of one
// region to that of another in one run, in either order.
func TestDomain_dmarcPassesOn(t *testing.T) {
	t.Parallel()
	for name, takesFirst := range map[string]bool{"who takes it comes first": true, "who gives it up comes first": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			here, there := map[string]any{"domain": "example.org"}, overseas()
			there["dmarc"] = map[string]any{"enabled": false}
			before := s.Server(t, nil)
			gives, _ := before.Apply(before.Nothing(), before.Config(here))
			takes, said := before.Apply(before.Nothing(), before.Config(there))
			if strings.Contains(said, "ERROR") {
				t.Fatal(said)
			}
			here["dmarc"] = map[string]any{"enabled": false}
			delete(there, "dmarc")
			run := s.Server(t, nil)
			give := func() { gives, said = run.Apply(gives, run.Config(here)) }
			take := func() { takes, _ = run.Apply(takes, run.Config(there)) }
			if takesFirst {
				take()
				give()
			} else {
				give()
				take()
			}
			if set, ok := s.zone.Get("_dmarc.example.org", "TXT"); !ok || takesFirst != strings.Contains(said, "Records left to their successor") {
				t.Errorf("_dmarc is %+v, and who gives it up said: %s", set, said)
			}
		})
	}
}

// TestDomain_oneProcessForAll serves a run after another from one process, as
// with -debug. What ended with one run means nothing to the next.
func TestDomain_oneProcessForAll(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	acctest.Do(t, s.identity.Create)()
	server := s.Server(t, nil)
	made, said := server.Apply(server.Nothing(), server.Config(takenOver()))
	if strings.Contains(said, "ERROR") {
		t.Fatal(said)
	}
	fresh, _ := server.Refresh(t.Context(), made)
	if _, said = server.Apply(fresh, server.Nothing().State); said != "" || s.identity.Exists() {
		t.Errorf("the destroy left the identity, or said %s", said)
	}
}

// TestDomain_twice plans a second resource of a domain that another one keeps.
func TestDomain_twice(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	before := s.Server(t, nil)
	config := before.Config(map[string]any{"domain": "example.org"})
	made, said := before.Apply(before.Nothing(), config)
	if strings.Contains(said, "ERROR") {
		t.Fatal(said)
	}
	run := s.Server(t, nil)
	fresh, _ := run.Refresh(t.Context(), made)
	if _, said := run.PlanChange(t.Context(), fresh, config); said != "" {
		t.Errorf("the plan of the one said %s", said)
	}
	if _, said := run.PlanChange(t.Context(), run.Nothing(), config); !strings.Contains(said, "Identity exists already") {
		t.Errorf("the plan of the other said %q", said)
	}
}

// TestDomain_readdressed destroys a domain at one address and makes it at another
// in one plan, as after a rename without `moved`. Terraform asks in any order.
func TestDomain_readdressed(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	before := s.Server(t, nil)
	old, said := before.Apply(before.Nothing(), before.Config(map[string]any{"domain": "example.org"}))
	if strings.Contains(said, "ERROR") {
		t.Fatal(said)
	}
	for name, tc := range map[string]struct {
		config    map[string]any
		goesFirst bool
		says      string
	}{
		"the old one is asked for first":                {map[string]any{"domain": "example.org"}, true, "a `moved` block"},
		"the new one is asked for first":                {map[string]any{"domain": "example.org"}, false, "moved {"},
		"the old one first, and it is to be taken over": {takenOver(), true, ""},
		"the new one first, and it takes it over":       {takenOver(), false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := s.Server(t, nil)
			fresh, _ := run.Refresh(t.Context(), old)
			var goes, comes string
			leave := func() { _, goes = run.PlanChange(t.Context(), fresh, run.Nothing().State) }
			if tc.goesFirst {
				leave()
			}
			_, comes = run.PlanChange(t.Context(), run.Nothing(), run.Config(tc.config))
			if !tc.goesFirst {
				leave()
			}
			if got := goes + comes; !strings.Contains(got, tc.says) || tc.says == "" && got != "" {
				t.Errorf("the plans said %q, want %q", got, tc.says)
			}
		})
	}
}
