package domain

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// readdressed are the domains that one plan destroys at an address and makes at
// another. Terraform does both at once and in any order, so that one identity
// would be refused, or taken down, by the other's doing. The zero value has none.
type readdressed struct {
	// going are planned to be destroyed, staying to be kept or changed; coming are
	// planned to be made in the place of what was read, and are true where what
	// exists is not taken over.
	going, staying, coming map[heldDomain]bool
}

// come notes a resource without a state that is planned where another was read.
// It reports whether that is the same one, which Terraform replaces because it
// is tainted: then nobody has planned its destruction, or that it stays.
func (h *Held) come(domain heldDomain, adopts bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.readdressed.going[domain] || h.readdressed.staying[domain] {
		return false
	}
	if h.readdressed.coming == nil {
		h.readdressed.coming = make(map[heldDomain]bool)
	}
	h.readdressed.coming[domain] = !adopts
	return true
}

// stay notes a resource that is planned to be kept or changed.
func (h *Held) stay(domain heldDomain) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.readdressed.staying == nil {
		h.readdressed.staying = make(map[heldDomain]bool)
	}
	h.readdressed.staying[domain] = true
}

// leave notes a resource that is planned to be destroyed, and reports whether
// another one has been taken for it that would not take it over.
func (h *Held) leave(domain heldDomain) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.readdressed.going == nil {
		h.readdressed.going = make(map[heldDomain]bool)
	}
	h.readdressed.going[domain] = true
	return h.readdressed.coming[domain]
}

// planDestroy looks at a plan to destroy. Terraform makes none for a resource
// that it replaces.
func (r *Resource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest) diag.Diagnostics {
	state, diags := load(ctx, req.State)
	if diags.HasError() || !r.cloud.Held().leave(heldDomain{state.Region.ValueString(), state.spec().Domain}) {
		return diags
	}
	return one(diag.NewAttributeErrorDiagnostic(pathDomain, "Domain destroyed and made in one run", remedy.Detail(
		fmt.Sprintf("This resource is to be destroyed, and another one of this plan makes %s in %s. Terraform would do both at once: SES keeps one identity of a name in a region, so the new one could be refused, and mail would not be signed until the next apply.",
			state.Domain.ValueString(), state.Region.ValueString()),
		"if the resource has only got another address, say so, and nothing is destroyed:\n"+
			typed("moved {")+"\n"+typed("  from = mailauth_domain.OLD")+"\n"+typed("  to   = mailauth_domain.NEW")+"\n"+typed("}")+
			"\nOr have the new one take the identity over, with its keys:\n"+typed(`on_existing = "adopt"`))))
}
