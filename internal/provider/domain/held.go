package domain

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Held is the domains that were read for some resource since the process
// began, and whose their records are. Terraform plans a tainted resource as if
// it had neither state nor private state, and destroys it with the private
// state of that plan; so this alone tells that what stands in AWS is its own
// and goes before it is made anew. It holds the identities as well, since SES
// says more of its search than a state has room for, and other things at every
// look. The zero value holds nothing.
type Held struct {
	mu      sync.Mutex // guards domains, seen, sandboxes, courses, turn and readdressed
	domains map[heldDomain]ownership
	seen    map[heldDomain]reconcile.Identity
	// sandboxes are the regions that somebody has looked for the sandbox in.
	sandboxes map[string]bool
	// courses are those under way, and those that others have to heed.
	courses []*course
	// turn is closed when a course ends; nil while nobody waits for that.
	turn        chan struct{}
	readdressed readdressed
	// planned is what the resources of the process want of names that only one
	// of them can have.
	planned neighbours
}

type heldDomain struct {
	region string
	name   rr.Name
}

func (h *Held) put(region types.String, name rr.Name, own ownership) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.domains == nil {
		h.domains = make(map[heldDomain]ownership)
	}
	h.domains[heldDomain{region.ValueString(), name}] = own
}

func (h *Held) get(region types.String, name rr.Name) (ownership, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	own, ok := h.domains[heldDomain{region.ValueString(), name}]
	return own, ok
}

// see takes note of an identity as SES describes it.
func (h *Held) see(region types.String, name rr.Name, identity reconcile.Identity) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.seen == nil {
		h.seen = make(map[heldDomain]reconcile.Identity)
	}
	h.seen[heldDomain{region.ValueString(), name}] = identity
}

// sight returns the identity as SES last described it to this process.
func (h *Held) sight(region types.String, name rr.Name) (reconcile.Identity, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	identity, ok := h.seen[heldDomain{region.ValueString(), name}]
	return identity, ok
}

// takeHeld takes a resource without a state for the one that was read: Terraform
// plans so what is tainted.
func (p *planning) takeHeld(m model) {
	domain := heldDomain{m.Region.ValueString(), m.spec().Domain}
	if p.state != nil && len(p.replacing(m)) == 0 {
		p.cloud.Held().stay(domain)
	}
	if p.state != nil || p.own.known() {
		return
	}
	if own, ok := p.cloud.Held().get(m.Region, domain.name); ok && p.cloud.Held().come(domain, m.adopts()) {
		p.own = own
	}
}

// lookForSandbox reports whether the caller is the first of the process that is
// to look for the sandbox in a region.
func (h *Held) lookForSandbox(region types.String) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.sandboxes == nil {
		h.sandboxes = make(map[string]bool)
	}
	looked := h.sandboxes[region.ValueString()]
	h.sandboxes[region.ValueString()] = true
	return !looked
}
