package reconcile

import (
	"context"
	"errors"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Wish is what Converge moves the world towards.
type Wish struct {
	Spec mailauth.Spec
	// Zone holds the records; nil where DNS is managed elsewhere.
	Zone *Zone
	// Adopt takes over an identity that exists, and what others have in our
	// slots in DNS.
	Adopt bool
	// Wait is whether to wait until all name servers answer with the records
	// and SES has verified the domain.
	Wait bool
	// Key is the private half of the user's own key, zero where it is not given.
	// It is needed only where SES has to be told.
	Key dkim.PrivateKey
	// RenewKey tells SES the key again though the selector is the one in use.
	RenewKey bool
	// Reclaim makes ours what stands just as it is wanted, for a run that follows
	// one that died without telling what it had written.
	Reclaim bool
}

// Prior is what is known of the world before.
type Prior struct {
	// Identity is as it was last read, nil where there is none.
	Identity *Identity
	Managed  Managed
}

// Outcome is what a Converge reached, whether or not it ended in an error.
type Outcome struct {
	// Identity is nil where none was made yet.
	Identity *Identity
	// Records are the records that are wanted now.
	Records []mailauth.Record
	// Sets are what stands at the names of Records, that of others as well, as this
	// run left it; nil where DNS is managed elsewhere.
	Sets []rr.Set
	// Parent is what stands where the borrowed ones of Records shall be, if this
	// run had reason to look: a replica was made, or has got another parent.
	Parent []rr.Set
	// Claims are the records that are ours now.
	Claims []Claim
	// Left are records that are no longer wanted and stay.
	Left []Leftover
	// Pending is why a wait ended too early, when everything was made already:
	// an *UnverifiedError, an *UnconfirmedError where nobody may ask Route 53, or
	// what else kept either from answering. Nil where all is confirmed or nobody
	// waited.
	Pending error
	// MadeIdentity is whether this run made the identity.
	MadeIdentity bool
	// Unseen is whether it has made one that SES has not shown since. A read may
	// still not find it.
	Unseen bool
}

// Set returns the set of a key as this run left it.
func (o Outcome) Set(key rr.Key) (rr.Set, bool) { return find(o.Sets, key) }

// Converge makes the world as it is wished: first what others rely on, then
// what relies on it, and only then does it take anything away. It may be
// called again after any failure; what was reached is then not done twice.
//
// Whatever it returns, Outcome.Claims is what is ours in DNS.
func (r *Reconciler) Converge(ctx context.Context, wish Wish, prior Prior) (Outcome, error) {
	c := r.begin(wish, prior)
	err := c.run(ctx)
	return c.out, err
}

func (r *Reconciler) begin(wish Wish, prior Prior) *convergence {
	c := &convergence{Reconciler: r, wish: wish, prior: prior}
	c.out.Identity = prior.Identity
	c.out.Claims = prior.Managed.Claims
	return c
}

// convergence is one run of Converge.
type convergence struct {
	*Reconciler
	wish  Wish
	prior Prior
	out   Outcome
	// dns is the zone that is written, nil where DNS is managed elsewhere.
	dns *zoneWriter
	// others are the zones of an earlier apply that the records leave.
	others []*zoneWriter
	// unsettled is whether SES was told something whose effect takes time.
	unsettled bool
	// told is what SES was told, for what it shows until that has arrived.
	told told
	// refusal is what SES answered when it would not make new keys.
	refusal error
	// introduced is whether the records were published before SES was told.
	introduced bool
	// announced takes back what the zone was told of changes to come.
	announced func()
}

func (c *convergence) run(ctx context.Context) error {
	defer c.withdraw()
	for _, step := range []func(context.Context) error{
		c.preflight, c.announce, c.introduce, c.ensureIdentity, c.publish, c.settle, c.retire,
	} {
		err := step(ctx)
		c.account()
		if err != nil {
			return err
		}
	}
	if c.refusal != nil {
		return c.refusal
	}
	if c.dns == nil {
		c.release()
	}
	c.out.Pending = c.await(ctx)
	return c.retireKeys(ctx)
}

// await waits for DNS and then for SES, if anybody wants to wait. Everything is
// made by then, so that a wait ends early is an outcome and no failure.
func (c *convergence) await(ctx context.Context) error {
	if !c.wish.Wait {
		return nil
	}
	err := c.awaitDNS(ctx)
	if err != nil && !denied(err) {
		return err
	}
	if err != nil {
		// Who may not ask Route 53 learns of SES all the same whether the
		// records are seen.
		err = &UnconfirmedError{err}
	}
	pending := c.awaitVerification(ctx)
	var unverified *UnverifiedError
	if pending != nil && !errors.As(pending, &unverified) {
		return pending
	}
	return errors.Join(pending, err)
}

// preflight reads the names that are known before SES has answered and looks
// for conflicts, so that nothing is made that could not be finished.
func (c *convergence) preflight(ctx context.Context) error {
	if c.wish.Zone == nil {
		return nil
	}
	for _, zone := range c.prior.Managed.zones() {
		if zone.ID != c.wish.Zone.ID {
			c.others = append(c.others, &zoneWriter{zones: c.Zones, zone: zone, holding: c.prior.Managed.in(zone)})
		}
	}
	c.dns = &zoneWriter{zones: c.Zones, zone: *c.wish.Zone, adopt: c.wish.Adopt, reclaim: c.wish.Reclaim, holding: c.prior.Managed.in(*c.wish.Zone)}
	err := c.dns.look(ctx, mailauth.Own(c.want()))
	if conflict := (*ConflictError)(nil); errors.As(err, &conflict) {
		conflict.Identity = c.meetsIdentity(ctx)
	}
	return err
}

// meetsIdentity reports whether an identity is in the way as well, so that one
// error tells all. Nothing is about to be written, so a question that is not
// answered only makes the error shorter.
func (c *convergence) meetsIdentity(ctx context.Context) bool {
	if c.out.Identity != nil || c.wish.Adopt {
		return false
	}
	exists, err := c.Identities.Exists(ctx, c.wish.Spec.Domain)
	return err == nil && exists
}

// account brings the outcome up to date with what the zones hold.
func (c *convergence) account() {
	if c.dns == nil {
		return
	}
	c.out.Claims, c.out.Left, c.out.Sets = nil, nil, c.dns.sets
	for _, w := range append([]*zoneWriter{c.dns}, c.others...) {
		c.out.Claims = append(c.out.Claims, w.claims()...)
		c.out.Left = append(c.out.Left, w.left...)
	}
}

// want returns the records that are wanted, as far as SES has told its tokens.
func (c *convergence) want() []mailauth.Record {
	if c.out.Identity == nil {
		return mailauth.Records(c.wish.Spec, mailauth.Facts{})
	}
	return mailauth.Records(c.wish.Spec, c.out.Identity.DKIM.Facts())
}

// publish writes the records. What is no longer wanted goes in the same batch,
// so that receivers never see half of a change; but the records of a MAIL FROM
// domain that SES still uses stay until SES uses the new one.
func (c *convergence) publish(ctx context.Context) error {
	c.out.Records = c.want()
	if c.dns == nil || c.introduced {
		return nil
	}
	if err := c.beholdParent(ctx); err != nil {
		return err
	}
	own := mailauth.Own(c.out.Records)
	if c.adopted() {
		// Its tokens are known only now, and may have been published long ago.
		if err := c.dns.look(ctx, own); err != nil {
			return err
		}
	}
	err := c.dns.write(ctx, own, c.inUse)
	c.withdraw()
	return err
}

// release hands the records of an earlier apply over to whoever manages DNS
// from now on. It comes last: after an update that fails, Terraform goes on as
// if it had not been asked for.
func (c *convergence) release() {
	for _, zone := range c.prior.Managed.zones() {
		for _, r := range c.prior.Managed.in(zone).all() {
			c.out.Left = append(c.out.Left, Leftover{Record: r, Reason: leftReleased})
		}
	}
	c.out.Claims = nil
}

// inUse reports whether SES may still rely on a record that is not wanted any
// more.
func (c *convergence) inUse(r mailauth.Record) bool { return !c.mailFromStands() || c.keyInUse(r) }

// retire removes what publish kept for the sake of SES, and the records in a
// zone that they have left, once the new zone answers everywhere.
func (c *convergence) retire(ctx context.Context) error {
	if c.dns == nil {
		return nil
	}
	if err := c.dns.finish(ctx, mailauth.Own(c.out.Records), c.keyInUse); err != nil {
		return err
	}
	if len(c.others) == 0 {
		return nil
	}
	if err := c.awaitDNS(ctx); err != nil {
		return err
	}
	for _, w := range c.others {
		if err := w.clear(ctx); err != nil && !errors.Is(err, ErrZoneNotFound) {
			return err
		}
		w.holding = Holding{}
	}
	return nil
}

// awaitDNS waits until the name servers of the zones answer with every change.
func (c *convergence) awaitDNS(ctx context.Context) error {
	if c.dns == nil {
		return nil
	}
	for _, w := range append([]*zoneWriter{c.dns}, c.others...) {
		if err := w.await(ctx); err != nil {
			return err
		}
	}
	return nil
}
