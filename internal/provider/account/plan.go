package account

import (
	"cmp"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// ModifyPlan plans what should be, on top of what stands: of an account that is
// in the state as the refresh found it, else as AWS says now.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	defer remedy.Recovered("plan the account", &resp.Diagnostics)
	if r.cloud == nil {
		return
	}
	p := planning{cloud: r.cloud}
	if !req.State.Raw.IsNull() {
		p.state = new(model)
		resp.Diagnostics.Append(req.State.Get(ctx, p.state)...)
	}
	kept, diags := loadKept(ctx, req.Private)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(warnOfDestroy(*p.state, kept)...)
		return
	}
	if resp.Diagnostics.Append(req.Config.Get(ctx, &p.config)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	plan := p.plan(ctx, &resp.Diagnostics)
	if p.state != nil && !plan.Region.Equal(p.state.Region) {
		resp.RequiresReplace = append(resp.RequiresReplace, pathRegion)
		resp.Diagnostics.Append(warnOfDestroy(*p.state, kept)...)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// planning is what a plan follows from.
type planning struct {
	cloud  Cloud
	config model
	// state is nil at create.
	state *model
}

func (p *planning) plan(ctx context.Context, diags *diag.Diagnostics) model {
	m := p.config
	m.Region = p.region()
	live, known := p.stands(ctx, m.Region, diags)
	m.AccountID = types.StringUnknown()
	if p.state != nil && m.Region.Equal(p.state.Region) {
		m.AccountID = p.state.AccountID
	}
	if !known || diags.HasError() {
		m.open(ctx, diags)
		return m
	}
	m.fillReview(live)
	if m.SuppressedReasons.IsNull() {
		m.SuppressedReasons = set(live.SuppressedReasons)
	}
	p.request(ctx, &m, live, diags)
	p.warnOfTaking(m, live, diags)
	return m
}

func (p *planning) region() types.String {
	switch name := p.cloud.Region(); {
	case !p.config.Region.IsNull():
		return p.config.Region
	case name != "":
		return types.StringValue(name)
	case p.state != nil && !p.cloud.Ready():
		return p.state.Region
	default:
		return types.StringUnknown()
	}
}

// stands is the account in a region; known is false where nobody can be asked
// yet.
func (p *planning) stands(ctx context.Context, region types.String, diags *diag.Diagnostics) (live reconcile.Account, known bool) {
	switch {
	case p.state != nil && region.Equal(p.state.Region):
		return p.state.account(ctx, diags), true
	case !p.cloud.Ready(), p.config.Region.IsUnknown():
		return live, false
	}
	accounts, name := reach(ctx, p.cloud, region, diags)
	if diags.HasError() {
		return live, false
	}
	return look(ctx, accounts, name, diags), true
}

// open makes unknown what only the apply can know.
func (m *model) open(ctx context.Context, diags *diag.Diagnostics) {
	m.forgetReview()
	if m.SuppressedReasons.IsNull() {
		m.SuppressedReasons = types.SetUnknown(types.StringType)
	}
	switch {
	case m.ProductionAccess.IsNull():
		m.ProductionAccess = types.ObjectUnknown(requestTypes())
	case !m.ProductionAccess.IsUnknown():
		request, d := requestOf(ctx, m.ProductionAccess)
		diags.Append(d...)
		m.ProductionAccess = request.over(requestModel{
			ContactLanguage: types.StringUnknown(), Contacts: types.SetUnknown(types.StringType), UseCase: types.StringUnknown(),
		}).object(ctx, diags)
	}
}

// request plans what AWS is told, and whether it is.
func (p *planning) request(ctx context.Context, m *model, live reconcile.Account, diags *diag.Diagnostics) {
	switch {
	case m.ProductionAccess.IsNull():
		m.ProductionAccess = types.ObjectNull(requestTypes())
		if live.Request != nil {
			m.ProductionAccess = filed(*live.Request).object(ctx, diags)
		}
		return
	case m.ProductionAccess.IsUnknown():
		if !live.Production {
			m.forgetReview()
		}
		return
	}
	config, d := requestOf(ctx, m.ProductionAccess)
	diags.Append(d...)
	want := wanted(config, live)
	m.ProductionAccess = want.object(ctx, diags)
	p.tellOfRequest(*m, want, live, diags)
	if !live.Production && (!want.known() || files(want, live)) {
		m.forgetReview()
	}
}

// tellOfRequest warns of what AWS does not take, or has not taken.
func (p *planning) tellOfRequest(m model, want requestModel, live reconcile.Account, diags *diag.Diagnostics) {
	region := m.Region.ValueString()
	changed := p.state == nil || !m.ProductionAccess.Equal(p.state.ProductionAccess)
	switch {
	case !want.known():
	case live.Production:
		if changed && (live.Request == nil || !want.equal(filed(*live.Request).over(want))) {
			diags.Append(notNeeded(region))
		}
	case live.Review.Status == reviewPending && files(want, live):
		diags.Append(underReview(region, live.Review))
	case live.Review.Status == reviewDenied && !files(want, live):
		diags.Append(wasDenied(region, live.Review))
	}
}

// warnOfTaking shows, where an account comes under this resource, what an apply
// replaces of what stands there.
func (p *planning) warnOfTaking(m model, live reconcile.Account, diags *diag.Diagnostics) {
	first := p.state == nil || !m.Region.Equal(p.state.Region)
	if first && setKnown(m.SuppressedReasons) && !slices.Equal(texts(m.SuppressedReasons), live.SuppressedReasons) {
		diags.Append(takesReasons(cmp.Or(m.Region.ValueString(), p.cloud.Region()), live.SuppressedReasons, texts(m.SuppressedReasons)))
	}
}
