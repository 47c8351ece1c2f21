package domain_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestPrivate: what an apply remembers is what the refresh after it remembers,
// where nothing has happened in between. Terraform calls a difference a change,
// and exits with 2, though it has none to show.
func TestPrivate(t *testing.T) {
	t.Parallel()
	shared := func(s scene) error {
		return s.zone.Put(acctest.TXT("mail.example.org", 60, `"other"`), acctest.TXT("_dmarc.example.org", 60, `"other"`))
	}
	stands := func(s scene) error { stand(t, s.zone, s.identity); return nil }
	elsewhen := func(s scene) error {
		stand(t, s.zone, s.identity)
		sets := s.zone.Sets()
		for i := range sets {
			sets[i].TTL = 3600
		}
		return s.zone.Put(slices.DeleteFunc(sets, func(set fakeaws.Set) bool { return set.Type == "SOA" || set.Type == "NS" })...)
	}
	for name, tc := range map[string]struct {
		config  object
		before  func(scene) error
		happens func(scene) error
		then    object
	}{
		"alone":              {},
		"beside others":      {before: shared},
		"nobody waits":       {config: object{"wait_for_verification": false}},
		"DNS elsewhere":      {config: object{"manage_dns": false}},
		"adopted":            {config: object{"on_existing": "adopt"}, before: stands},
		"adopted, other TTL": {config: object{"on_existing": "adopt"}, before: elsewhen},
		"records stand":      {before: func(s scene) error { stand(t, s.zone, s.identity); s.identity.Delete(); return nil }},
		"in another zone":    {config: object{"zone_id": "org", "wait_for_verification": false}},
		"a change":           {then: object{"ttl": 60, "spf": "v=spf1 include:amazonses.com -all"}},
		"MAIL FROM moves":    {before: shared, then: object{"mail_from": object{"domain": "bounce.example.org"}}},
		"less":               {then: object{"mail_from": object{"enabled": false}, "dmarc": object{"enabled": false}}},
		"DNS handed over":    {then: object{"manage_dns": false}},
		"DNS taken back":     {config: object{"manage_dns": false}, then: object{"manage_dns": true}},
		"another zone":       {then: object{"zone_id": "org", "wait_for_verification": false}},
		"a record repaired":  {happens: func(s scene) error { return s.zone.Remove("mail.example.org", "MX") }, then: object{}},
		"all repaired": {before: shared, happens: func(s scene) error {
			s.identity.Delete()
			return inOrder(func() error { return s.zone.Remove("mail.example.org", "MX") }, func() error { return shared(s) })
		}, then: object{"wait_for_verification": false}},
		"other words": {happens: func(s scene) error {
			return s.zone.Put(acctest.TXT("_dmarc.example.org", 300, `"v=DMARC1;p=none;"`))
		}, then: object{"tags": object{"a": "b"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			elder := s.Zone(t, "org", fakeaws.Set{Name: "mail.example.org", Type: "A", TTL: 60, Values: []string{"192.0.2.1"}})
			if tc.before != nil {
				acctest.Do(t, func() error { return tc.before(s) })()
			}
			p := s.Server(t, nil)
			apply := func(in acctest.Instance, config object) acctest.Instance {
				t.Helper()
				config = maps.Clone(config)
				if config == nil {
					config = object{}
				}
				config["domain"] = "example.org"
				if config["zone_id"] == "org" {
					config["zone_id"] = elder.ID
				}
				planned, errors := p.PlanChange(t.Context(), in, p.Config(config))
				if errors != "" {
					t.Fatal(errors)
				}
				if in, errors = p.ApplyChange(t.Context(), in, planned); errors != "" {
					t.Fatal(errors)
				}
				read, errors := p.Refresh(t.Context(), in)
				if errors != "" {
					t.Fatal(errors)
				}
				if said := in.Remembers(read); said != "" {
					t.Errorf("after the apply of %v: %s", config, said)
				}
				// Without a wait SES goes on by itself.
				if waited := config["wait_for_verification"] != false && config["manage_dns"] != false; waited && !in.State.Equal(read.State) {
					t.Errorf("after the apply of %v the state was\n%s\nand is\n%s", config, in.State, read.State)
				}
				return read
			}
			in := apply(p.Nothing(), tc.config)
			if tc.happens != nil {
				acctest.Do(t, func() error { return tc.happens(s) })()
			}
			if tc.then != nil {
				// What this process has read is of no use after what has happened.
				p = s.Server(t, nil)
				in, said := p.Refresh(t.Context(), in)
				if said != "" || in.State.IsNull() {
					t.Fatalf("the domain does not stand: %s", said)
				}
				apply(in, tc.then)
			}
		})
	}
}
