package reconcile

import (
	"context"
	"errors"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// errNoKey is a bug of the caller, who has to ask for the key first.
var errNoKey = errors.New("SES has to be given the private key of the selector, and there is none")

// SignsWith reports whether SES signs, or is about to, with the user's own key of
// a selector.
func (d DKIM) SignsWith(selector string) bool {
	return d.Origin == mailauth.OriginOwnKey && len(d.Tokens) == 1 && mailauth.SameSelector(d.Tokens[0], selector)
}

// introduce publishes the user's own key before SES is told of it: unlike the
// tokens of Easy DKIM it is known. From the moment in which SES signs with it,
// all name servers answer with it. For a domain that SES does not sign for yet
// nobody waits who does not want to.
func (c *convergence) introduce(ctx context.Context) error {
	if c.dns == nil || !c.wish.Spec.DKIM.OwnKey() {
		return nil
	}
	c.introduced, c.out.Records = true, c.want()
	if err := c.dns.write(ctx, c.out.Records, c.inUse); err != nil {
		return err
	}
	switch {
	case c.out.Identity != nil && c.rekeys(*c.out.Identity):
		// Whoever may not ask for the state of a change cannot change keys
		// without a gap, and is told.
		return c.awaitDNS(ctx)
	case c.out.Identity == nil && c.wish.Wait:
		if err := c.awaitDNS(ctx); !denied(err) {
			return err
		}
	}
	return nil
}

// giveKey gives SES the user's own key.
func (c *convergence) giveKey(ctx context.Context) (DKIM, error) {
	if c.wish.Key.IsZero() {
		return DKIM{}, errNoKey
	}
	selector := c.wish.Spec.DKIM.Selector
	answer, err := c.Identities.SetOwnKey(ctx, c.wish.Spec.Domain, OwnKey{Selector: selector, Private: c.wish.Key})
	if err == nil && len(answer.Tokens) == 0 {
		answer.Tokens = []string{selector}
	}
	return answer, err
}

// hasOurKey reports whether an identity that was met is one that a request of
// ours has made: it signs under the selector whose place in DNS was free before
// this run, so nobody else can have been using it.
func (c *convergence) hasOurKey(met Identity) bool {
	spec := c.wish.Spec
	return spec.DKIM.OwnKey() && met.DKIM.SignsWith(spec.DKIM.Selector) && c.dns != nil &&
		slices.Contains(c.dns.vacant, mailauth.PublicKeyAt(spec.Domain, spec.DKIM.Selector))
}

// keyInUse reports whether mail may still be signed with the key of a record that
// is not wanted any more. A key stays until SES has confirmed the one that follows
// it, whenever one of the two is the user's own:
//
//	from          to            the old record goes
//	Easy DKIM     Easy DKIM     with the publication of the new ones: SES has
//	                            dropped its old keys by then
//	Easy DKIM     own key       when SES has found the new key
//	own key       another one   when SES has found the new key
//	own key       Easy DKIM     when SES has found the new keys
//
// One that the user retains stays until it is retained no more.
func (c *convergence) keyInUse(r mailauth.Record) bool {
	want := c.wish.Spec.DKIM
	if c.retained(r) {
		return true
	}
	if r.Kind != mailauth.DKIMKey && !(r.Kind.IsDKIM() && want.OwnKey()) {
		return false
	}
	have := c.out.Identity
	signs := have != nil && have.DKIM.Origin == want.Origin() && (!want.OwnKey() || have.DKIM.SignsWith(want.Selector))
	return !signs || have.DKIM.Status != statusSuccess
}

// retained reports whether the user keeps the record of a former key.
func (c *convergence) retained(r mailauth.Record) bool {
	return r.Kind == mailauth.DKIMKey && slices.ContainsFunc(c.wish.Spec.RetainedSelectors, func(selector string) bool {
		return mailauth.PublicKeyAt(c.wish.Spec.Domain, selector) == r.Key
	})
}

// retireKeys removes the records of keys that keyInUse has kept, once SES has
// confirmed their successors, whatever else is pending, and names those that stay
// until it has.
func (c *convergence) retireKeys(ctx context.Context) error {
	if c.dns == nil {
		return nil
	}
	var err error
	if ctx.Err() == nil {
		err = c.dns.finish(ctx, mailauth.Own(c.out.Records), c.keyInUse)
	}
	c.account()
	for _, r := range c.dns.spared(mailauth.Own(c.out.Records), c.keyInUse) {
		if !c.retained(r) {
			c.out.Left = append(c.out.Left, Leftover{Record: r, Reason: leftInUse})
		}
	}
	return err
}
