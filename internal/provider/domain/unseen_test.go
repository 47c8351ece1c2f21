package domain_test

import (
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestUnseen: a process that comes moments after the create, and for which SES
// has not got the identity yet, neither drops it nor plans to make it again.
func TestUnseen(t *testing.T) {
	t.Parallel()
	const lag = 1500 * time.Millisecond
	const hasty, alone = `"domain": "example.org", "wait_for_verification": false`, `, "manage_dns": false`
	for name, tc := range map[string]struct {
		config string
		fault  fakeaws.Effect
	}{
		"SES shows what was before, and nothing else is left":   {"{" + hasty + alone + "}", fakeaws.Stale},
		"SES shows what was before, and records stand":          {"{" + hasty + "}", fakeaws.Stale},
		"SES finds it by no request":                            {"{" + hasty + alone + "}", fakeaws.Late},
		"SES finds it by no request, and it has to be made so":  {"{" + hasty + alone + `, "mail_from": {"enabled": false}}`, fakeaws.Late},
		"SES finds it by no request, and a request follows too": {"{" + hasty + `, "feedback_forwarding_enabled": false}`, fakeaws.Late},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			s.World.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Call: 1, Effect: tc.fault, For: lag})
			first := s.World.Server(t, nil)
			planned, errors := first.PlanChange(t.Context(), first.Nothing(), first.Configuration(tc.config))
			if errors != "" {
				t.Fatal(errors)
			}
			made, errors := first.ApplyChange(t.Context(), first.Nothing(), planned)
			if errors != "" {
				t.Fatal(errors)
			}
			next := s.World.Server(t, nil)
			fresh, errors := next.Refresh(t.Context(), made)
			if errors != "" || fresh.State.IsNull() {
				t.Fatalf("refreshed: gone %t, %s", fresh.State.IsNull(), errors)
			}
			again, errors := next.PlanChange(t.Context(), fresh, next.Configuration(tc.config))
			if errors != "" || !again.Equal(fresh) {
				t.Errorf("there is something to do: %s %s", again.Warnings, errors)
			}
		})
	}
}
