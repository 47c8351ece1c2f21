package reconcile_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// mayNotWait lets IAM refuse the question whether a change has arrived.
func mayNotWait(b *bundle) {
	b.Before = func(_ int, method string) error {
		if method != "Wait" {
			return nil
		}
		return &reconcile.APIError{
			Service: "Route 53", Operation: "GetChange", Code: "AccessDenied", Subject: "C1",
			Needs: &reconcile.Permission{Actions: []string{"route53:GetChange"}, Resources: []string{"*"}},
		}
	}
}

// TestMayNotWait: who may not ask Route 53 whether a change has arrived waits
// for SES all the same, and is told both.
func TestMayNotWait(t *testing.T) {
	t.Parallel()
	for rule, tc := range map[string]struct {
		verifiesAfter time.Duration
		unverified    bool
	}{
		"the domain is verified":     {time.Minute, false},
		"the domain is not verified": {2 * time.Hour, true},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBundle()
				b.Identities.VerifiesAfter = tc.verifiesAfter
				mayNotWait(b)
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				out, err := b.Reconciler().Create(ctx, wish())
				var (
					unconfirmed *reconcile.UnconfirmedError
					unverified  *reconcile.UnverifiedError
				)
				if err != nil || !errors.As(out.Pending, &unconfirmed) || errors.As(out.Pending, &unverified) != tc.unverified {
					t.Errorf("Create = %v, pending %v", err, out.Pending)
				}
				isSettled(t, b, wish())
			})
		})
	}
}

// TestMayNotWaitForSES: an error of SES is not covered up.
func TestMayNotWaitForSES(t *testing.T) {
	t.Parallel()
	b := newBundle()
	mayNotWait(b)
	refuse := b.Before
	b.Before = func(call int, method string) error {
		if method == "Get" {
			return errNoAnswer
		}
		return refuse(call, method)
	}
	out, err := b.create(t, wish())
	var unconfirmed *reconcile.UnconfirmedError
	if err != nil || !errors.Is(out.Pending, errNoAnswer) || errors.As(out.Pending, &unconfirmed) {
		t.Errorf("Create = %v, pending %v", err, out.Pending)
	}
}
