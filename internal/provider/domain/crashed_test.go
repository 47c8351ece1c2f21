package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestCrashed lets the provider die in the middle of an update, after which the
// CLI has the state of before and no private state. The next apply finishes,
// and what the dead one has written, or should have removed, is not forgotten.
func TestCrashed(t *testing.T) {
	t.Parallel()
	moved := map[string]any{"domain": "example.org", "mail_from": map[string]any{"domain": "bounce.example.org"}}
	for name, tc := range map[string]struct {
		// crash is whether the batch of the update was sent.
		sent bool
		then map[string]any
	}{
		"before the batch, then the same":    {false, moved},
		"after the batch, then the same":     {true, moved},
		"before the batch, then back":        {false, map[string]any{"domain": "example.org"}},
		"before the batch, then destruction": {false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			before := s.zone.Dump()
			p := s.Server(t, nil)
			in, said := p.Apply(p.Nothing(), p.Config(map[string]any{"domain": "example.org"}))
			if said != "" {
				t.Fatal(said)
			}
			if tc.sent {
				acctest.Do(t, func() error {
					return s.zone.Put(
						fakeaws.Set{Name: "bounce.example.org", Type: "MX", TTL: 300, Values: []string{"10 feedback-smtp.eu-west-1.amazonses.com"}},
						acctest.TXT("bounce.example.org", 300, `"v=spf1 include:amazonses.com ~all"`))
				})()
			}
			p = s.Server(t, nil)
			in, said = p.Read(in.Crashed())
			if said != "" {
				t.Fatal(said)
			}
			if tc.then != nil {
				if in, said = p.Apply(in, p.Config(tc.then)); said != "" {
					t.Errorf("the next apply says %s", said)
				}
				read, said := p.Read(in)
				if planned, errors := p.PlanChange(t.Context(), read, p.Config(tc.then)); said+errors != "" || !planned.Equal(read) {
					t.Errorf("the next plan has changes: %s%s", said, errors)
				}
			}
			if _, said = p.Apply(in, p.Nothing().State); said != "" || s.identity.Exists() {
				t.Errorf("destroy says %s", said)
			}
			if after := s.zone.Dump(); after != before {
				t.Errorf("the zone was\n%s\nand is\n%s", before, after)
			}
		})
	}
}
