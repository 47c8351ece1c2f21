package domain

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Defaults of the attribute `timeouts`.
const (
	defaultCreate = 45 * time.Minute
	defaultRead   = 20 * time.Minute
	defaultUpdate = 45 * time.Minute
	defaultDelete = 10 * time.Minute
)

// Read fills every attribute from the live world. The resource leaves the
// state only when SES and Route 53 have both answered that nothing of it is
// left.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	defer remedy.Recovered("read the domain", &resp.Diagnostics)
	state, diags := load(ctx, req.State)
	own, d := loadOwnership(ctx, req.Private)
	resp.Diagnostics.Append(append(diags, d...)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.cloud.Held().forget(heldDomain{state.Region.ValueString(), state.spec().Domain})
	arn := state.ARN
	if !r.cloud.Ready() {
		resp.Diagnostics.Append(settle(ctx, resp.Identity, state.identityOf(arn))...)
		return
	}
	limit, d := state.Timeouts.Read(ctx, defaultRead)
	resp.Diagnostics.Append(d...)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	var gone bool
	switch {
	case own.Imported:
		gone = readImported(ctx, r.cloud, &state, &own, &resp.Diagnostics)
	case !own.known():
		own.recoup(state)
		fallthrough
	default:
		gone = r.refresh(ctx, &state, &own, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if !state.ARN.IsNull() {
		arn = state.ARN
	}
	resp.Diagnostics.Append(settle(ctx, resp.Identity, state.identityOf(arn))...)
	if gone {
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(store(ctx, state, &resp.State)...)
	resp.Diagnostics.Append(storeOwnership(ctx, own, resp.Private)...)
	r.cloud.Held().put(state.Region, state.spec().Domain, own)
}

// refresh brings a state up to date. It reports whether nothing of the bundle
// is left.
func (r *Resource) refresh(ctx context.Context, state *model, own *ownership, diags *diag.Diagnostics) bool {
	rec, err := r.cloud.Reconciler(ctx, state.Region.ValueString())
	if err != nil {
		diags.Append(diagnose(err, subject{doing: "configure access to AWS"})...)
		return false
	}
	managed := state.managed(*own)
	seen, err := own.await(ctx, func() (reconcile.Observation, error) {
		return rec.Observe(ctx, state.spec().Domain, managed.Zone, func(identity *reconcile.Identity) []rr.Name {
			return state.observed(managed, identity)
		})
	})
	if err != nil {
		diags.Append(diagnose(err, state.subject("read the domain"))...)
		return false
	}
	if seen.Identity != nil && state.ARN.IsNull() {
		// It was gone once, and somebody has made it again.
		arn, err := rec.Identities.ARN(ctx, state.spec().Domain)
		if err != nil {
			diags.Append(diagnose(err, state.subject("find out the account for"))...)
			return false
		}
		state.ARN = types.StringValue(arn)
	}
	if seen.Identity != nil {
		r.cloud.Held().see(state.Region, state.spec().Domain, *seen.Identity)
	}
	state.fillIdentity(seen.Identity, r.cloud)
	if managed.Zone == nil {
		before := *state
		state.records = plannedRecords(*state)
		state.keepRecords(before, *own)
		return seen.Identity == nil
	}
	if seen.ZoneGone {
		state.ZoneName = text("")
	}
	state.fillRecords(seen)
	own.see(*state, seen)
	return seen.Identity == nil && !state.publishes()
}

// publishes reports whether any record of the bundle stands.
func (m model) publishes() bool {
	for kind, r := range m.records {
		if !m.borrows(kind) && len(r.texts()) > 0 {
			return true
		}
	}
	return false
}

// dkimRecords returns the DKIM records that the live identity asks for, which
// are others than those of the state when its keys are others.
func (m model) dkimRecords(identity *reconcile.Identity) []mailauth.Record {
	if identity == nil {
		return nil
	}
	spec := m.spec()
	spec.DKIM.Selector = ""
	spec.MailFrom.Enabled, spec.DMARC.Enabled, spec.SPF = false, false, ""
	return append(mailauth.Records(spec, identity.DKIM.Facts()), liveKey(spec.Domain, *identity)...)
}
