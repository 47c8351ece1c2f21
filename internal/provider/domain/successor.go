package domain

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// successor is a resource that was created in this process. With
// create_before_destroy it comes before the end of the one that it replaces,
// which then must not take down what both of them are.
type successor struct {
	domain heldDomain
	// took is whether it has taken over an identity that was there.
	took    bool
	zoneID  string
	records []mailauth.Record
}

// succeed remembers a resource that was created.
func (h *Held) succeed(m model, zone *reconcile.Zone, out reconcile.Outcome) {
	s := successor{
		domain: heldDomain{m.Region.ValueString(), m.spec().Domain},
		took:   !out.MadeIdentity, records: out.Records,
	}
	if zone != nil {
		s.zoneID = zone.ID
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.successors = append(h.successors, s)
}

// tookOver reports whether a successor has taken over the identity of m.
func (h *Held) tookOver(m model) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	is := heldDomain{m.Region.ValueString(), m.spec().Domain}
	return slices.ContainsFunc(h.successors, func(s successor) bool { return s.took && s.domain == is })
}

// withoutSucceeded returns what is managed but for the records that a successor
// has at the same places.
func (h *Held) withoutSucceeded(managed reconcile.Managed) (rest reconcile.Managed, kept []rr.Key) {
	h.mu.Lock()
	defer h.mu.Unlock()
	has := func(zoneID string, r mailauth.Record) bool {
		return slices.ContainsFunc(h.successors, func(s successor) bool {
			return s.zoneID == zoneID && slices.ContainsFunc(s.records, func(o mailauth.Record) bool { return o.Key == r.Key && o.Kind == r.Kind })
		})
	}
	managed.Claims = slices.DeleteFunc(slices.Clone(managed.Claims), func(c reconcile.Claim) bool {
		if !has(c.Zone.ID, c.Record) {
			return false
		}
		kept = append(kept, c.Key)
		return true
	})
	if managed.Zone != nil {
		managed.Records = slices.DeleteFunc(slices.Clone(managed.Records), func(r mailauth.Record) bool { return has(managed.Zone.ID, r) })
	}
	return managed, kept
}

// leftToSuccessor says that nothing was removed.
func leftToSuccessor(m model) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Domain left to its successor", remedy.Detail(
		fmt.Sprintf("With create_before_destroy the new resource has taken over the identity %s in %s before the old one was removed. SES keeps one identity of a name in a region, so nothing was removed: identity, keys and records are the new resource's, as they were.",
			m.Domain.ValueString(), m.Region.ValueString()),
		"to have it made anew, take create_before_destroy out of the resource and replace it again."))
}

// recordsLeftToSuccessor says which records a successor uses.
func recordsLeftToSuccessor(kept []rr.Key) diag.Diagnostics {
	if len(kept) == 0 {
		return nil
	}
	return one(diag.NewWarningDiagnostic("Records left to their successor",
		"The resource that was created before this one was removed has its own records at these places, so they stay: "+list(keyTexts(kept), 10)+"."))
}

func keyTexts(keys []rr.Key) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = key.String()
	}
	return out
}
