package reconcile

import (
	"context"
	"fmt"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Restarted is what Restart has found and done.
type Restarted struct {
	// Before is the identity as SES described it, After as it is since.
	Before, After Identity
	// DKIM and MailFrom say which searches were begun again.
	DKIM, MailFrom bool
}

// NewTokens reports whether SES looks for other DKIM records than before, which
// nobody can have published yet.
func (r Restarted) NewTokens() bool { return !slices.Equal(r.Before.DKIM.Tokens, r.After.DKIM.Tokens) }

// ForeignKeysError says that a search for DKIM records cannot be begun again
// because the keys are the user's own.
type ForeignKeysError struct {
	Domain rr.Name
	// Origin is in SES's spelling: EXTERNAL.
	Origin string
}

func (e *ForeignKeysError) Error() string {
	return fmt.Sprintf("verification of %s FAILED, with DKIM keys of the origin %s", e.Domain, e.Origin)
}

// Restart makes SES look again for the records that it has given up, and for no
// others: what SES looks for, has found or has lost sight of for a while needs
// nobody. It changes no record, and nothing else of the identity. It returns
// ErrNotFound where there is no such identity, and a *ForeignKeysError where
// only whoever has the keys can go on, with what it has done until then.
//
//	verification or DKIM   MAIL FROM   begun again
//	FAILED                 any         DKIM, by which SES verifies a domain
//	any                    FAILED      MAIL FROM
//	any other              any other   nothing
func (r *Reconciler) Restart(ctx context.Context, domain rr.Name) (Restarted, error) {
	before, err := r.Identities.Get(ctx, domain)
	if err != nil {
		return Restarted{}, err
	}
	done := Restarted{Before: before, After: before}
	if before.MailFrom.Status == statusFailed {
		if err := r.Identities.SetMailFrom(ctx, domain, before.MailFrom); err != nil {
			return done, err
		}
		done.MailFrom, done.After.MailFrom.Status = true, statusPending
	}
	if before.DKIM.Status != statusFailed && before.VerificationStatus != statusFailed {
		return done, nil
	}
	dkim, err := r.restartDKIM(ctx, domain, before.DKIM.Origin)
	if err != nil {
		return done, err
	}
	done.DKIM, done.After.DKIM.Status = true, dkim.Status
	// Those of a replica may come later.
	if len(dkim.Tokens) > 0 {
		done.After.DKIM.Tokens = dkim.Tokens
	}
	if before.VerificationStatus == statusFailed {
		done.After.VerificationStatus = statusPending
	}
	return done, nil
}

func (r *Reconciler) restartDKIM(ctx context.Context, domain rr.Name, origin string) (DKIM, error) {
	if parent := mailauth.ParentRegion(origin); parent != "" {
		return r.Identities.SetReplica(ctx, domain, parent)
	}
	if origin != mailauth.OriginEasyDKIM {
		return DKIM{}, &ForeignKeysError{Domain: domain, Origin: origin}
	}
	return r.Identities.SetEasyDKIM(ctx, domain, "")
}
