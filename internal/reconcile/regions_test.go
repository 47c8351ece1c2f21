package reconcile_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestMailFromOfAnotherRegion: whoever comes second is refused and leaves nothing
// behind, also where the other is faster between the look and the write.
func TestMailFromOfAnotherRegion(t *testing.T) {
	t.Parallel()
	theirs := set("mail.example.org", rr.MX, 300, "10 feedback-smtp.us-east-1.amazonses.com")
	spf := set("mail.example.org", rr.TXT, 300, mailauth.DefaultMailFromSPF)
	for name, tc := range map[string]struct {
		at    string
		adopt bool
	}{
		"it stands already":                                             {"", false},
		"it stands already, and to be taken":                            {"", true},
		"it comes before the write":                                     {"Apply", false},
		"it comes before the write, and whatever stands is to be taken": {"Apply", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBundle()
				if tc.at == "" {
					b.Zones.Put(zoneA, theirs, spf)
				}
				came := false
				b.Before = func(_ int, method string) error {
					if method == tc.at && !came {
						came = true
						b.Zones.Put(zoneA, theirs, spf)
					}
					return nil
				}
				w := wish()
				w.Adopt = tc.adopt
				_, err := b.create(t, w)
				conflict := (*reconcile.ConflictError)(nil)
				if !errors.As(err, &conflict) || conflict.Conflicts[0].Region != "us-east-1" || !conflict.Conflicts[0].Excluded {
					t.Errorf("Create = %v, want a conflict with us-east-1", err)
				}
				if left := len(b.Zones.All(zoneA)); left != 2 || b.Identities.Peek(domain) != nil {
					t.Errorf("%d sets stand, want the two of the other region; identity %v", left, b.Identities.Peek(domain))
				}
			})
		})
	}
}
