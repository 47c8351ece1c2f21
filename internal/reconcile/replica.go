package reconcile

import (
	"context"
	"strings"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// tokensTime bounds the wait for the parent's tokens to reach a new replica.
const tokensTime = 30 * time.Second

// replicationErrors is how SES begins the ErrorType of a replica that cannot
// have its parent's keys (SES API v2, VerificationInfo).
const replicationErrors = "REPLICATION_"

// NotReplicated reports whether SES says that the replica cannot have the keys
// of its parent. SES leaves an error standing after a success, so it means
// nothing then.
func (i Identity) NotReplicated() bool {
	return i.DKIM.Status != statusSuccess && strings.HasPrefix(i.Verification.ErrorType, replicationErrors)
}

// awaitTokens waits until a replica has the tokens of its parent, which SES
// copies after it has answered, or has said why it can't. Without them its
// records have no names; they are then told by a later read.
func (c *convergence) awaitTokens(ctx context.Context) error {
	if c.wish.Spec.DKIM.ParentRegion == "" {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, tokensTime)
	defer cancel()
	for wait := time.Duration(0); len(c.out.Identity.DKIM.Tokens) == 0 && !c.out.Identity.NotReplicated(); {
		if wait = c.Pace.next(wait); !sleep(limited, wait) {
			return ctx.Err()
		}
		identity, err := c.Identities.Get(ctx, c.wish.Spec.Domain)
		if err != nil {
			return err
		}
		c.out.Identity = &identity
	}
	return nil
}

// isNew reports whether an identity was made since a time. The key of a replica
// is as old as its parent; it is new if SES has not found its records before.
func (c *convergence) isNew(identity Identity, since time.Time) bool {
	want := c.wish.Spec.DKIM
	if want.OwnKey() {
		return c.hasOurKey(identity)
	}
	if want.ParentRegion == "" {
		return !identity.DKIM.KeyGenerated.Before(since)
	}
	seen := identity.Verification
	return identity.DKIM.Origin == want.Origin() &&
		(identity.VerificationStatus != statusSuccess || !seen.LastSuccess.Before(since)) &&
		(seen.LastChecked.IsZero() || !seen.LastChecked.Before(since))
}

// beholdParent looks at the records that the replica borrows, where they are new
// to it: whoever shows them has to know what really stands there.
func (c *convergence) beholdParent(ctx context.Context) error {
	borrowed := mailauth.Borrowed(c.out.Records)
	if len(borrowed) == 0 || !c.unsettled && !c.adopted() {
		return nil
	}
	sets, err := c.Zones.Sets(ctx, *c.wish.Zone, mailauth.Names(borrowed))
	c.out.Parent = sets
	return err
}
