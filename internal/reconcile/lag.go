package reconcile

import (
	"context"
	"errors"
	"slices"
	"time"
)

const (
	// lagTime bounds how long SES may show an identity as it was before it was
	// told something else. SES promises nothing about it.
	lagTime = 20 * time.Second
	// firstAppears is the first pause in the wait for an identity that a request
	// has made, or may have made, to show. Each is twice as long as the one before.
	firstAppears = 250 * time.Millisecond
	// appearsTime bounds that wait where nobody knows whether it was made.
	appearsTime = 5 * time.Second
)

// told is what this run has told SES: how it was before. Nil is nothing told.
type told struct {
	at       time.Time
	keys     *keys
	mailFrom *mailFrom
}

// keys is what is told of DKIM, by which SES verifies a domain, and mailFrom of
// MAIL FROM; both with whether SES had given up, which telling it again changes.
type keys struct {
	origin, length string
	tokens         []string
	failed         bool
}

type mailFrom struct {
	MailFrom
	failed bool
}

func keysOf(i Identity) keys {
	return keys{
		origin: i.DKIM.Origin, length: i.DKIM.NextKeyLength, tokens: slices.Sorted(slices.Values(i.DKIM.Tokens)),
		failed: i.DKIM.Status == statusFailed || i.VerificationStatus == statusFailed,
	}
}

func (k keys) equal(other keys) bool {
	return k.origin == other.origin && k.length == other.length && k.failed == other.failed && slices.Equal(k.tokens, other.tokens)
}

func mailFromOf(i Identity) mailFrom {
	out := mailFrom{i.MailFrom, i.MailFrom.Status == statusFailed}
	out.Status = ""
	return out
}

// tellKeys and tellMailFrom note that SES is told something of an identity that
// was so far as it says.
func (c *convergence) tellKeys(before Identity) {
	k := keysOf(before)
	c.told.at, c.told.keys = time.Now(), &k
}

func (c *convergence) tellMailFrom(before Identity) {
	m := mailFromOf(before)
	c.told.at, c.told.mailFrom = time.Now(), &m
}

// lags reports whether SES shows an identity as it was before this run told it
// something else. What differs from both was changed by somebody else since.
//
//	shown as    | told moments ago | shows
//	before      | yes              | what was, and is not believed
//	before      | no               | what somebody has put back
//	otherwise   | any              | what is
func (c *convergence) lags(shown Identity) bool {
	if time.Since(c.told.at) > lagTime {
		return false
	}
	return c.lagsInKeys(keysOf(shown)) || c.lagsInMailFrom(mailFromOf(shown))
}

func (c *convergence) lagsInKeys(shown keys) bool {
	now := keysOf(*c.out.Identity)
	// Keys that SES was told are not FAILED any more, though the domain may be.
	now.failed = false
	return c.told.keys != nil && shown.equal(*c.told.keys) && !shown.equal(now)
}

func (c *convergence) lagsInMailFrom(shown mailFrom) bool {
	return c.told.mailFrom != nil && shown == *c.told.mailFrom && shown != mailFromOf(*c.out.Identity)
}

// appear asks for an identity that a request has made, or may have made. Where
// SES says that it exists it does; otherwise it may not have been made, and
// nobody waits for it long.
func (c *convergence) appear(ctx context.Context, failure error) (Identity, error) {
	began := time.Now()
	for pause := firstAppears; ; pause *= 2 {
		identity, err := c.Identities.Get(ctx, c.wish.Spec.Domain)
		if !errors.Is(err, ErrNotFound) || sentOnce(failure) {
			return identity, err
		}
		if answered(failure) && !errors.Is(failure, ErrExists) {
			return identity, err
		}
		if !errors.Is(failure, ErrExists) && time.Since(began)+pause > appearsTime || !sleep(ctx, pause) {
			return identity, err
		}
	}
}
