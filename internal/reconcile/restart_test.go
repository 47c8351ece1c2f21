package reconcile_test

import (
	"errors"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// TestRestart has the rows of the comment on Restart.
func TestRestart(t *testing.T) {
	t.Parallel()
	dkim := failed(func(i *reconcile.Identity) *string { return &i.DKIM.Status })
	verification := failed(func(i *reconcile.Identity) *string { return &i.VerificationStatus })
	mailFrom := failed(func(i *reconcile.Identity) *string { return &i.MailFrom.Status })
	for name, tc := range map[string]struct {
		before    func(*bundle)
		calls     string
		newTokens bool
	}{
		"a verified domain is left alone":           {func(*bundle) {}, "Get", false},
		"what SES has lost sight of is left alone":  {lostSight, "Get", false},
		"DKIM that failed is begun again":           {dkim, "Get SetEasyDKIM", true},
		"a verification that failed is one by DKIM": {verification, "Get SetEasyDKIM", true},
		"MAIL FROM that failed is set again":        {mailFrom, "Get SetMailFrom", false},
		"a replica follows its parent again": {
			func(b *bundle) {
				dkim(b)
				b.Identities.Edit(domain, func(i *reconcile.Identity) { i.DKIM.Origin, i.DKIM.NextKeyLength = "AWS_SES_US_WEST_2", "" })
			}, "Get SetReplica", false,
		},
		"both are begun again":                     {func(b *bundle) { dkim(b); mailFrom(b) }, "Get SetMailFrom SetEasyDKIM", true},
		"tokens that SES keeps are not called new": {func(b *bundle) { b.Identities.KeepTokens = true; dkim(b) }, "Get SetEasyDKIM", false},
		"signing, behaviour and key length stay":   {func(b *bundle) { custom(b); dkim(b); mailFrom(b) }, "Get SetMailFrom SetEasyDKIM", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := applied(t, wish())
			tc.before(b)
			b.Identities.VerifiesAfter = 0
			was := b.Identities.Peek(domain)
			done, err := b.Reconciler().Restart(t.Context(), domain)
			if err != nil || done.NewTokens() != tc.newTokens {
				t.Errorf("Restart = %+v, %v, want new tokens %t", done, err, tc.newTokens)
			}
			b.calls(t, tc.calls)
			is := b.Identities.Peek(domain)
			for _, status := range []string{is.DKIM.Status, is.MailFrom.Status, is.VerificationStatus} {
				if status == "FAILED" {
					t.Errorf("the identity is %+v after it", is)
				}
			}
			if is.DKIM.SigningEnabled != was.DKIM.SigningEnabled || is.DKIM.NextKeyLength != was.DKIM.NextKeyLength ||
				is.MailFrom.Domain != was.MailFrom.Domain || is.MailFrom.BehaviorOnMXFailure != was.MailFrom.BehaviorOnMXFailure {
				t.Errorf("the identity was %+v and is %+v", was, is)
			}
			if done.After.DKIM.Status != is.DKIM.Status || done.After.MailFrom.Status != is.MailFrom.Status || done.After.VerificationStatus != is.VerificationStatus {
				t.Errorf("Restart tells of %+v, and SES of %+v", done.After, is)
			}
		})
	}
}

// custom is an identity that somebody has set up in a way of their own.
func custom(b *bundle) {
	b.Identities.Edit(domain, func(i *reconcile.Identity) {
		i.DKIM.SigningEnabled, i.DKIM.NextKeyLength = false, "RSA_1024_BIT"
		i.MailFrom.BehaviorOnMXFailure = "REJECT_MESSAGE"
	})
}

// TestRestartRefused: keys that SES does not make are not replaced by some that
// it makes, and a domain that is none is not found.
func TestRestartRefused(t *testing.T) {
	t.Parallel()
	b := applied(t, wish())
	b.Identities.Edit(domain, func(i *reconcile.Identity) {
		i.DKIM.Origin, i.DKIM.Status, i.MailFrom.Status = "EXTERNAL", "FAILED", "FAILED"
	})
	done, err := b.Reconciler().Restart(t.Context(), domain)
	if keys := (*reconcile.ForeignKeysError)(nil); !errors.As(err, &keys) || keys.Origin != "EXTERNAL" || keys.Domain != domain {
		t.Errorf("Restart = %v", err)
	}
	if !done.MailFrom || done.DKIM {
		t.Errorf("Restart tells of %+v", done)
	}
	b.calls(t, "Get SetMailFrom")
	if _, err := b.Reconciler().Restart(t.Context(), "example.net"); !errors.Is(err, reconcile.ErrNotFound) {
		t.Errorf("Restart = %v", err)
	}
}
