package domain

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Update moves the world from what was last read to the plan. After a failure
// the state holds what is really there, so that the next plan shows what is
// left to do.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	defer remedy.Recovered("update the domain", &resp.Diagnostics)
	state, diags := load(ctx, req.State)
	own, d := loadOwnership(ctx, req.Private)
	resp.Diagnostics.Append(append(diags, d...)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(settle(ctx, resp.Identity, state.identityOf(state.ARN))...)
	a := r.application(ctx, req.Config, req.Plan, &state, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if a.actual.dkim.replicates() && state.rekeys(a.plan) {
		resp.Diagnostics.Append(checkParent(ctx, a.cloud, a.actual, true)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	own.giveUp(a.actual.spec())
	own.handOver(state.ManageDNS.ValueBool(), a.actual.ManageDNS.ValueBool())
	a.released, a.reclaims = own.Released, own.Lost
	c := a.course(own.claims())
	if err := a.cloud.Held().begin(ctx, c); err != nil {
		resp.Diagnostics.Append(diagnose(err, a.actual.subject("update the domain"))...)
		return
	}
	defer a.cloud.Held().end(c)
	limit, d := a.plan.Timeouts.Update(ctx, defaultUpdate)
	resp.Diagnostics.Append(d...)
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	prior := state.prior(own)
	managed, kept := a.cloud.Held().spare(c, prior.Managed)
	prior.Managed = managed
	out, err := a.rec.Converge(limited, a.wish(), prior)
	resp.Diagnostics.Append(append(leftovers(out.Left), recordsLeftToSuccessor(kept)...)...)
	if err != nil {
		resp.Diagnostics.Append(diagnose(err, a.actual.subject("update the domain"))...)
		resp.Diagnostics.Append(r.saveReality(ctx, state, ownership{Applied: own.Applied, Lost: own.Lost}, out, resp)...)
		return
	}
	a.cloud.Held().succeed(c, &out)
	_, d = a.save(ctx, out, &resp.State, resp.Private)
	resp.Diagnostics.Append(d...)
	switch {
	case out.Pending == nil:
	case settled(out.Pending):
		resp.Diagnostics.Append(a.unfinished(limited, out)...)
	default:
		resp.Diagnostics.Append(asErrors(a.unfinished(limited, out))...)
		made := a.finished(out)
		resp.Diagnostics.Append(r.saveReality(ctx, made, ownership{Applied: a.ownership(out, made).Applied}, out, resp)...)
	}
}

// prior is what the state knows of the world.
func (m model) prior(own ownership) reconcile.Prior {
	prior := reconcile.Prior{Managed: m.managed(own)}
	if !m.ARN.IsNull() {
		identity := m.identity()
		prior.Identity = &identity
	}
	return prior
}

// saveReality reads the world again after a failure. If even that fails, the
// state stays as it was before the update.
func (r *Resource) saveReality(ctx context.Context, state model, own ownership, out reconcile.Outcome, resp *resource.UpdateResponse) diag.Diagnostics {
	own.Claims = ownershipOf(out.Claims).Claims
	var quiet diag.Diagnostics
	before := state
	if r.refresh(context.WithoutCancel(ctx), &before, &own, &quiet); quiet.HasError() {
		return storeOwnership(ctx, own, resp.Private)
	}
	diags := store(ctx, before, &resp.State)
	return append(diags, storeOwnership(ctx, own, resp.Private)...)
}
