package domain

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// course is one create, update or destroy of this process. Terraform may run
// several at once, or one after another, in which one resource gives up what
// another wants: with create_before_destroy, under a new key of for_each, or
// when the DMARC record passes from one region to another. Whoever comes second
// must not take down what both of them are.
//
//	comes first        comes second            who comes second
//	wants a record     gives it up             leaves it where it is
//	gives it up        wants it                waits until it is gone
//	takes an identity  destroys it             leaves all as it is, once the first has ended
//	destroys it        makes or takes it       waits until it is gone
type course struct {
	domain heldDomain
	zoneID string
	// wants are the records that shall stand, drops the claims that are given up.
	wants []mailauth.Record
	drops []reconcile.Claim
	// makes and destroys are whether the identity is to come or to go.
	makes, destroys bool
	// ended is whether it is over, took whether it has taken over an identity.
	ended, took bool
	// received are the claims that others have left to it.
	received []reconcile.Claim
}

// course is that of an apply of a domain which has these claims before.
func (a *application) course(before []reconcile.Claim) *course {
	spec := a.actual.spec()
	c := &course{
		domain: heldDomain{a.actual.Region.ValueString(), spec.Domain},
		wants:  mailauth.Own(mailauth.Records(spec, a.actual.dkim.facts())),
	}
	if a.zone != nil {
		c.zoneID = a.zone.ID
	}
	for _, claim := range before {
		if a.zone != nil && !c.has(claim) {
			c.drops = append(c.drops, claim)
		}
	}
	return c
}

// has reports whether the course wants a record at the place of a claim.
func (c *course) has(claim reconcile.Claim) bool {
	return c.zoneID == claim.Zone.ID && slices.ContainsFunc(c.wants, func(r mailauth.Record) bool {
		return r.Key == claim.Key && r.Kind == claim.Kind
	})
}

// waitsFor reports whether another course has to end before this one begins.
func (c *course) waitsFor(other *course) bool {
	switch {
	case other.ended:
		return false
	case other.domain == c.domain && (other.destroys || c.destroys):
		return true
	}
	return slices.ContainsFunc(other.drops, c.has)
}

// begin enters a course as soon as nothing is in its way.
func (h *Held) begin(ctx context.Context, c *course) error {
	for {
		h.mu.Lock()
		at := slices.IndexFunc(h.courses, c.waitsFor)
		if at < 0 {
			h.courses = append(h.courses, c)
			h.mu.Unlock()
			return nil
		}
		if h.turn == nil {
			h.turn = make(chan struct{})
		}
		turn := h.turn
		h.mu.Unlock()
		select {
		case <-turn:
		case <-ctx.Done():
			return fmt.Errorf("wait for another resource of this run: %w", ctx.Err())
		}
	}
}

// end ends a course, unless it has ended. Of one that came to nothing nobody has
// to know.
func (h *Held) end(c *course) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !c.ended {
		h.courses = slices.DeleteFunc(h.courses, func(o *course) bool { return o == c })
		h.passLocked(c)
	}
}

// succeed ends a course that came to something. What others have left to it is
// among the claims from then on.
func (h *Held) succeed(c *course, out *reconcile.Outcome) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.wants, c.took = mailauth.Own(out.Records), c.makes && !out.MadeIdentity
	for _, claim := range c.received {
		if !slices.ContainsFunc(out.Claims, func(o reconcile.Claim) bool {
			return o.Zone.ID == claim.Zone.ID && o.Key == claim.Key && o.Kind == claim.Kind
		}) {
			out.Claims = append(out.Claims, claim)
		}
	}
	h.passLocked(c)
}

// passLocked lets others go on.
func (h *Held) passLocked(c *course) {
	c.ended = true
	if h.turn != nil {
		close(h.turn)
		h.turn = nil
	}
}

// forget drops what has ended of a domain that is read: Terraform reads before a
// run, so that was another one, in a process that serves several.
func (h *Held) forget(domain heldDomain) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.courses = slices.DeleteFunc(h.courses, func(c *course) bool { return c.ended && c.domain == domain })
	delete(h.readdressed.going, domain)
	delete(h.readdressed.coming, domain)
	delete(h.readdressed.staying, domain)
}

// tookOver reports whether another course has taken over the identity of this.
func (h *Held) tookOver(c *course) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(h.courses, func(o *course) bool { return o != c && o.took && o.domain == c.domain })
}

// spare returns what is managed but for the records that a course gives up and
// another one wants, which may have come to rely on them.
func (h *Held) spare(c *course, managed reconcile.Managed) (rest reconcile.Managed, kept []rr.Key) {
	h.mu.Lock()
	defer h.mu.Unlock()
	heir := func(claim reconcile.Claim) *course {
		at := slices.IndexFunc(h.courses, func(o *course) bool { return o.domain != c.domain && o.has(claim) })
		if at < 0 || c.has(claim) {
			return nil
		}
		return h.courses[at]
	}
	managed.Claims = slices.DeleteFunc(slices.Clone(managed.Claims), func(claim reconcile.Claim) bool {
		to := heir(claim)
		if to == nil {
			return false
		}
		if !to.ended {
			to.received = append(to.received, claim)
		}
		kept = append(kept, claim.Key)
		return true
	})
	if zone := managed.Zone; zone != nil {
		managed.Records = slices.DeleteFunc(slices.Clone(managed.Records), func(r mailauth.Record) bool {
			return heir(reconcile.Claim{Zone: *zone, Record: r}) != nil
		})
	}
	return managed, kept
}

// leftToSuccessor says that nothing was removed.
func leftToSuccessor(m model) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Domain left to its successor", remedy.Detail(
		fmt.Sprintf("Another resource of this run has taken over the identity %s in %s before this one was removed, as with create_before_destroy. SES keeps one identity of a name in a region, so nothing was removed: identity, keys and records are the other resource's, as they were.",
			m.Domain.ValueString(), m.Region.ValueString()),
		"to have it made anew, take create_before_destroy out of the resource and replace it again."))
}

// recordsLeftToSuccessor says which records a successor uses.
func recordsLeftToSuccessor(kept []rr.Key) diag.Diagnostics {
	if len(kept) == 0 {
		return nil
	}
	return one(diag.NewWarningDiagnostic("Records left to their successor",
		"Another resource of this run has its own records at these places, so they stay: "+list(keyTexts(kept), 10)+"."))
}

func keyTexts(keys []rr.Key) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = key.String()
	}
	return out
}
