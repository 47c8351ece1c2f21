package reconcile_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestCreateCalls(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		wish  reconcile.Wish
		calls string
	}{
		"the one-line configuration": {
			wish(), "Sets Create Apply SetMailFrom Wait Get Get Get",
		},
		"without a wait": {
			hasty(wish()), "Sets Create Apply SetMailFrom",
		},
		"where DNS is managed elsewhere": {
			elsewhere(), "Create SetMailFrom",
		},
		"without a MAIL FROM domain": {
			hasty(wish(noMailFrom)), "Sets Create Apply",
		},
		"what CreateEmailIdentity cannot be told": {
			hasty(wish(func(s *mailauth.Spec) { s.DKIM.SigningEnabled, s.FeedbackForwarding = false, false })),
			"Sets Create Apply SetMailFrom SetSigning SetFeedbackForwarding",
		},
		"what CreateEmailIdentity is told": {
			hasty(wish(func(s *mailauth.Spec) {
				s.ConfigurationSet, s.DKIM.KeyLength, s.Tags = "news", "RSA_1024_BIT", map[string]string{"a": "b"}
			})),
			"Sets Create Apply SetMailFrom",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBundle()
				b.Identities.VerifiesAfter = 2 * time.Second
				out, err := b.create(t, tc.wish)
				if err != nil || out.Pending != nil || !out.MadeIdentity {
					t.Errorf("Create = %+v, %v", out, err)
				}
				b.calls(t, tc.calls)
				isSettled(t, b, tc.wish)
			})
		})
	}
}

// isSettled demands that SES has what is wished.
func isSettled(t *testing.T, b *bundle, w reconcile.Wish) {
	t.Helper()
	have, want := b.Identities.Peek(domain), w.Spec
	if have == nil {
		t.Error("there is no identity")
		return
	}
	mailFrom := reconcile.MailFrom{BehaviorOnMXFailure: "USE_DEFAULT_VALUE"}
	if want.MailFrom.Enabled {
		mailFrom = reconcile.MailFrom{Domain: want.MailFrom.Domain, BehaviorOnMXFailure: want.MailFrom.BehaviorOnMXFailure, Status: have.MailFrom.Status}
	}
	if have.MailFrom != mailFrom {
		t.Errorf("MAIL FROM is %+v, want %+v", have.MailFrom, mailFrom)
	}
	got := mailauth.Spec{
		DKIM:             mailauth.DKIM{SigningEnabled: have.DKIM.SigningEnabled, KeyLength: have.DKIM.NextKeyLength},
		ConfigurationSet: have.ConfigurationSet, FeedbackForwarding: have.FeedbackForwarding,
	}
	if got.DKIM != want.DKIM || got.ConfigurationSet != want.ConfigurationSet || got.FeedbackForwarding != want.FeedbackForwarding {
		t.Errorf("the identity is %+v, want %+v", have, want)
	}
	for key, value := range want.Tags {
		if have.Tags[key] != value || len(have.Tags) != len(want.Tags) {
			t.Errorf("tags are %v, want %v", have.Tags, want.Tags)
		}
	}
}

func TestCreateOutcome(t *testing.T) {
	t.Parallel()
	foreign := set("_dmarc.example.org", rr.TXT, 60, site)
	accepted := set("mail.example.org", rr.MX, 60, "10 feedback-smtp.eu-west-1.amazonses.com")
	b := newBundle(foreign, accepted)
	out, err := b.create(t, wish())
	if err != nil {
		t.Fatalf("Create = %v", err)
	}
	b.stands(t, zoneA, slices.Concat(dkimLines(1), []string{
		"TXT mail.example.org 300 " + mailauth.DefaultMailFromSPF,
		"TXT _dmarc.example.org 60 " + site + " + " + none,
		"MX mail.example.org 60 10 feedback-smtp.eu-west-1.amazonses.com",
	})...)
	claims(t, out.Claims, slices.Concat(dkimClaims(zoneA, 1), []string{"ZA mail_from_spf " + mailauth.DefaultMailFromSPF, "ZA dmarc " + none})...)
	if len(out.Records) != 6 || out.Identity == nil || len(out.Left) != 0 {
		t.Errorf("Create = %+v", out)
	}
	want := b.Identities.Peek(domain)
	if out.Identity.MailFrom != want.MailFrom || !slices.Equal(out.Identity.DKIM.Tokens, want.DKIM.Tokens) {
		t.Errorf("the identity of the outcome is %+v, want %+v", out.Identity, want)
	}
}

// TestCreateStops shows that nothing is made that could not be finished.
func TestCreateStops(t *testing.T) {
	t.Parallel()
	conflict := func(err error) bool {
		var conflict *reconcile.ConflictError
		return errors.As(err, &conflict)
	}
	for name, tc := range map[string]struct {
		others []rr.Set
		zone   *reconcile.Zone
		is     func(error) bool
		calls  string
	}{
		"a DMARC record of somebody else": {
			[]rr.Set{set("_dmarc.example.org", rr.TXT, 60, quarantine)}, zone(zoneA), conflict, "Sets Exists",
		},
		"an MX at the MAIL FROM domain": {
			[]rr.Set{set("mail.example.org", rr.MX, 60, "10 mx.example.org")}, zone(zoneA), conflict, "Sets Exists",
		},
		"a CNAME at the MAIL FROM domain": {
			[]rr.Set{set("mail.example.org", rr.CNAME, 60, "elsewhere.example.net")}, zone(zoneA), conflict, "Sets Exists",
		},
		"a zone that is gone": {
			nil, zone("gone"), func(err error) bool { return errors.Is(err, reconcile.ErrZoneNotFound) }, "Sets",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBundle(tc.others...)
			before := b.Zones.All(zoneA)
			out, err := b.create(t, reconcile.Wish{Spec: spec(), Zone: tc.zone, Wait: true})
			if !tc.is(err) || out.MadeIdentity || len(out.Claims) != 0 {
				t.Errorf("Create = %+v, %v", out, err)
			}
			b.calls(t, tc.calls)
			sameSets(t, before, b.Zones.All(zoneA))
		})
	}
}

// TestCreateTellsAllConflicts has an identity and a record of somebody else in
// the way, which one error tells of; an answer that does not come hides the one
// but not the other.
func TestCreateTellsAllConflicts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault    error
		adopt    bool
		identity bool
	}{
		"both are told":                             {nil, false, true},
		"an identity to be taken over is none":      {nil, true, false},
		"the record is told if SES does not answer": {errNoAnswer, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, elsewhere())
			b.Zones.Put(zoneA, set("_dmarc.example.org", rr.CNAME, 60, "elsewhere.example.net"))
			w := wish()
			w.Adopt = tc.adopt
			b.Before = func(_ int, method string) error {
				if method == "Exists" {
					return tc.fault
				}
				return nil
			}
			_, err := b.Reconciler().Create(t.Context(), w)
			var conflict *reconcile.ConflictError
			if !errors.As(err, &conflict) || len(conflict.Conflicts) != 1 || conflict.Identity != tc.identity {
				t.Errorf("Create = %v, want a conflict with the record, and with the identity: %t", err, tc.identity)
			}
		})
	}
}

// TestCreateMeetsConflictAtToken is a conflict at a name that only SES's tokens tell.
func TestCreateMeetsConflictAtToken(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]rr.Set{
		"text at the name of a token":                 set("abc1._domainkey.example.org", rr.TXT, 60, "v=DKIM1; p="),
		"a CNAME that leads elsewhere, from a token":  set("def1._domainkey.example.org", rr.CNAME, 60, "elsewhere.example.net"),
		"a routed set at the name of the third token": routed("ghi1._domainkey.example.org", rr.CNAME),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBundle(other)
			before := b.Zones.All(zoneA)
			out, err := b.create(t, wish())
			var conflict *reconcile.ConflictError
			if !errors.As(err, &conflict) || len(conflict.Conflicts) != 1 || out.Identity != nil {
				t.Errorf("Create = %+v, %v, want one conflict", out, err)
			}
			sameSets(t, before, b.Zones.All(zoneA))
			if b.Identities.Peek(domain) != nil {
				t.Error("the identity remains")
			}
		})
	}
}

// sameSets demands that nothing has changed, down to the bytes.
func sameSets(t *testing.T, want, got []rr.Set) {
	t.Helper()
	if !slices.EqualFunc(want, got, func(a, b rr.Set) bool {
		return a.Key == b.Key && a.TTL == b.TTL && a.Routing == b.Routing && slices.Equal(a.Values, b.Values)
	}) {
		t.Errorf("the zone is %v, want it as it was, %v", got, want)
	}
}

// TestCreateExists shows which identity is taken for the one that an answer
// that got lost has made.
func TestCreateExists(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		key   time.Duration
		known bool
		ours  bool
	}{
		"one whose key was made since is ours":                 {time.Second, true, true},
		"one whose key is a little older by SES's clock is":    {-4 * time.Second, true, true},
		"one whose key is older belongs to somebody else":      {-time.Minute, true, false},
		"one of which SES does not tell belongs to who it may": {0, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBundle()
				b.Before = func(call int, method string) error {
					if method != "Create" || b.Identities.Peek(domain) != nil {
						return nil
					}
					// The first attempt, whose answer gets lost; the client asks again.
					b.Identities.Make(reconcile.NewIdentity{Domain: domain, KeyLength: "RSA_2048_BIT", Tags: spec().Tags})
					b.Identities.Edit(domain, func(i *reconcile.Identity) {
						i.DKIM.KeyGenerated = time.Time{}
						if tc.known {
							i.DKIM.KeyGenerated = time.Now().Add(tc.key)
						}
					})
					return nil
				}
				out, err := b.create(t, wish())
				if !tc.ours {
					if !errors.Is(err, reconcile.ErrExists) || out.MadeIdentity {
						t.Errorf("Create = %+v, %v, want ErrExists", out, err)
					}
					if b.Identities.Peek(domain) == nil {
						t.Error("somebody else's identity was deleted")
					}
					return
				}
				if err != nil || !out.MadeIdentity {
					t.Fatalf("Create = %+v, %v", out, err)
				}
				isSettled(t, b, wish())
				claims(t, out.Claims, bundleClaims(zoneA, 1)...)
			})
		})
	}
}
