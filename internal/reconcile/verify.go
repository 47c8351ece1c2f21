package reconcile

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// UnverifiedError says that SES had not verified a domain when the wait for it
// ended.
type UnverifiedError struct {
	// Identity is as SES last described it.
	Identity Identity
	// Waited is how long.
	Waited time.Duration
	// Failed is true where SES has given up and will look again only when it
	// is told to; false where the time was over.
	Failed bool
}

func (e *UnverifiedError) Error() string {
	return fmt.Sprintf("not verified after %s: %s", e.Waited.Round(time.Second), e.Identity.Summary())
}

// Verified reports whether SES sends authenticated mail for the identity: it
// may send, its DKIM records were found and, where a MAIL FROM domain is set,
// so was its MX.
func (i Identity) Verified() bool {
	return i.VerifiedForSending && i.DKIM.Status == statusSuccess &&
		(i.MailFrom.Domain == "" || i.MailFrom.Status == statusSuccess)
}

// Failed reports whether SES has stopped looking for one of the records.
func (i Identity) Failed() bool {
	return i.VerificationStatus == statusFailed || i.DKIM.Status == statusFailed || i.MailFrom.Status == statusFailed
}

// Summary is the three statuses of an identity in SES's spelling.
func (i Identity) Summary() string {
	return fmt.Sprintf("verification %s, DKIM %s, MAIL FROM %s",
		word(i.VerificationStatus), word(i.DKIM.Status), word(i.MailFrom.Status))
}

func word(status string) string {
	if status == "" {
		return "not set"
	}
	return status
}

// awaitVerification asks SES until it has verified the domain; an
// *UnverifiedError says that ctx ended, or that SES gave up, before.
func (c *convergence) awaitVerification(ctx context.Context) error {
	if !c.unsettled && c.out.Identity.Verified() || c.unaffected() {
		return nil
	}
	began, wait, last := time.Now(), time.Duration(0), ""
	for {
		fresh, err := c.lookAtIdentity(ctx, true)
		if err != nil && ctx.Err() == nil {
			return err
		}
		now := c.out.Identity
		if state := now.Summary(); state != last {
			last = state
			tflog.Info(ctx, "looked at the verification of the domain", map[string]any{"domain": string(c.wish.Spec.Domain), "state": state})
		}
		if now.Verified() {
			return nil
		}
		wait = c.Pace.next(wait)
		if now.Failed() || !sleep(ctx, wait) {
			if !fresh && err == nil {
				c.lastLook(ctx)
				now = c.out.Identity
			}
			return &UnverifiedError{Identity: *now, Waited: time.Since(began), Failed: now.Failed()}
		}
	}
}

// lookAtIdentity brings the identity up to date. It reports false where a
// glance told that SES is not through with it, or where SES shows it as it was
// before this run, so that it stays as it is.
func (c *convergence) lookAtIdentity(ctx context.Context, glance bool) (fresh bool, err error) {
	if glance && c.Identities.Glance(ctx, c.wish.Spec.Domain) == statusPending {
		return false, nil
	}
	identity, err := c.Identities.Get(ctx, c.wish.Spec.Domain)
	if err != nil || c.lags(identity) {
		return false, err
	}
	c.out.Identity, c.out.Unseen = &identity, false
	return true, nil
}

// lastLook asks once more for an identity that was only glanced at, although
// the time is over: what is told of it shall be why it was not verified.
func (c *convergence) lastLook(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recogniseTime)
	defer cancel()
	// Without an answer, what is known is told.
	_, _ = c.lookAtIdentity(ctx, false)
}

// unaffected reports whether SES was told nothing and shown nothing, and is
// not looking for anything the first time either. What it has lost sight of for
// a while it finds by itself; nobody waits for that.
func (c *convergence) unaffected() bool {
	showed := c.dns != nil && c.dns.showed
	return !c.unsettled && !showed && !c.out.Identity.Pending() && !c.out.Identity.Failed()
}

// Pending reports whether SES looks for one of the records the first time.
func (i Identity) Pending() bool {
	statuses := []string{i.VerificationStatus, i.DKIM.Status}
	if i.MailFrom.Domain != "" {
		statuses = append(statuses, i.MailFrom.Status)
	}
	return slices.ContainsFunc(statuses, func(s string) bool {
		return s != statusSuccess && s != statusFailed && s != statusTemporaryFailure
	})
}

// sleep waits, and reports false if ctx ends first.
func sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
