package domain

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// Delete removes the identity and the records that are ours. What others
// wrote, or changed since, stays and is named.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	defer remedy.Recovered("delete the domain", &resp.Diagnostics)
	state, diags := load(ctx, req.State)
	own, d := loadOwnership(ctx, req.Private)
	resp.Diagnostics.Append(append(diags, d...)...)
	if resp.Diagnostics.HasError() {
		return
	}
	managed := state.managed(own)
	c := &course{domain: heldDomain{state.Region.ValueString(), state.spec().Domain}, drops: managed.Claims, destroys: true}
	if err := r.cloud.Held().begin(ctx, c); err != nil {
		resp.Diagnostics.Append(diagnose(err, state.subject("delete the domain"))...)
		return
	}
	defer r.cloud.Held().end(c)
	if r.cloud.Held().tookOver(c) {
		resp.Diagnostics.Append(leftToSuccessor(state))
		return
	}
	limit, d := state.Timeouts.Delete(ctx, defaultDelete)
	resp.Diagnostics.Append(d...)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	rec, err := r.cloud.Reconciler(ctx, state.Region.ValueString())
	if err != nil {
		resp.Diagnostics.Append(diagnose(err, subject{doing: "configure access to AWS"})...)
		return
	}
	managed, kept := r.cloud.Held().spare(c, managed)
	left, err := rec.Destroy(ctx, state.spec().Domain, managed)
	resp.Diagnostics.Append(append(leftovers(left), recordsLeftToSuccessor(kept)...)...)
	if err != nil {
		resp.Diagnostics.Append(diagnose(err, state.subject("delete the domain"))...)
	}
}
