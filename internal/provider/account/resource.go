package account

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Resource is mailauth_account.
type Resource struct {
	cloud Cloud
}

var (
	_ resource.ResourceWithConfigure   = (*Resource)(nil)
	_ resource.ResourceWithIdentity    = (*Resource)(nil)
	_ resource.ResourceWithImportState = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan  = (*Resource)(nil)
)

// NewResource returns the resource for the provider's list.
func NewResource() resource.Resource { return &Resource{} }

// Metadata names the resource.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_account"
}

// Configure takes the configured provider.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.cloud = takeCloud(req.ProviderData, &resp.Diagnostics)
}

// Read takes the account as it is. It is never gone.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	defer remedy.Recovered("read the account", &resp.Diagnostics)
	var m model
	if resp.Diagnostics.Append(req.State.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	if !r.cloud.Ready() {
		resp.Diagnostics.Append(settle(ctx, resp.Identity, m)...)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	accounts, region := reach(ctx, r.cloud, m.Region, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	live := look(ctx, accounts, region, &resp.Diagnostics)
	m.AccountID = r.accountID(ctx, &resp.Diagnostics)
	m.fill(ctx, live, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(settle(ctx, resp.Identity, m)...)
}

func (r *Resource) accountID(ctx context.Context, diags *diag.Diagnostics) types.String {
	id, err := r.cloud.AccountID(ctx)
	if err != nil {
		diags.Append(remedy.Failure(err, "find out the account"))
	}
	return text(id)
}

// Create takes the account over. If it fails nothing is kept, and what it has
// reached stands there for the next one to find.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	defer remedy.Recovered("take over the account", &resp.Diagnostics)
	var a application
	resp.Diagnostics.Append(req.Config.Get(ctx, &a.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &a.plan)...)
	a.apply(ctx, r, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, a.plan)...)
	resp.Diagnostics.Append(storeKept(ctx, a.kept, resp.Private)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, a.plan.identity())...)
}

// Update converges with the same code. If it fails the state stays as it was,
// and the next refresh tells how far it came.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	defer remedy.Recovered("change the account", &resp.Diagnostics)
	var a application
	resp.Diagnostics.Append(req.Config.Get(ctx, &a.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &a.plan)...)
	kept, diags := loadKept(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	a.kept = kept
	a.apply(ctx, r, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, a.plan)...)
	resp.Diagnostics.Append(storeKept(ctx, a.kept, resp.Private)...)
	resp.Diagnostics.Append(settle(ctx, resp.Identity, a.plan)...)
}

// Delete puts the suppression reasons back, as far as they are still as the last
// apply left them. Everything else cannot be undone, which the plan has said.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	defer remedy.Recovered("leave the account", &resp.Diagnostics)
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	kept, diags := loadKept(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || kept == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	accounts, region := reach(ctx, r.cloud, m.Region, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	live := look(ctx, accounts, region, &resp.Diagnostics)
	switch {
	case resp.Diagnostics.HasError(), slices.Equal(live.SuppressedReasons, kept.Before):
	case !slices.Equal(live.SuppressedReasons, kept.Left):
		resp.Diagnostics.Append(leavesReasons(region, live.SuppressedReasons, *kept))
	default:
		setReasons(ctx, accounts, region, kept.Before, &resp.Diagnostics)
	}
}

// application is one apply.
type application struct {
	config, plan model
	kept         *kept
}

// apply makes the account what is planned, and closes the open ends of the plan.
// The request goes first: it is what AWS may refuse, and nothing is changed then.
func (a *application) apply(ctx context.Context, r *Resource, diags *diag.Diagnostics) {
	if diags.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	given := a.plan.Region
	if given.IsUnknown() {
		given = a.config.Region
	}
	accounts, region := reach(ctx, r.cloud, given, diags)
	if diags.HasError() {
		return
	}
	a.plan.Region = types.StringValue(region)
	live := look(ctx, accounts, region, diags)
	if a.plan.AccountID.IsUnknown() {
		a.plan.AccountID = r.accountID(ctx, diags)
	}
	if diags.HasError() {
		return
	}
	live = a.ask(ctx, accounts, live, diags)
	if !diags.HasError() {
		a.suppress(ctx, accounts, live, diags)
	}
	if a.plan.ReviewStatus.IsUnknown() {
		a.plan.fillReview(live)
	}
}

// ask makes the request that is planned, if it still has to be made, and returns
// the account as it is then.
func (a *application) ask(ctx context.Context, accounts reconcile.Accounts, live reconcile.Account, diags *diag.Diagnostics) reconcile.Account {
	if a.config.ProductionAccess.IsNull() {
		if a.plan.ProductionAccess.IsUnknown() {
			a.plan.ProductionAccess = types.ObjectNull(requestTypes())
			a.plan.fill(ctx, live, diags)
		}
		return live
	}
	want := a.request(ctx, live, diags)
	a.plan.ProductionAccess = want.object(ctx, diags)
	if diags.HasError() || !a.plan.ReviewStatus.IsUnknown() || !files(want, live) {
		return live
	}
	region := a.plan.Region.ValueString()
	err := accounts.RequestProduction(ctx, want.request())
	if errors.Is(err, reconcile.ErrReviewed) {
		diags.Append(refused(err, region, live.Review))
		return live
	}
	if err != nil {
		diags.Append(remedy.Failure(err, "request production access in "+region))
		return live
	}
	return look(ctx, accounts, region, diags)
}

// request is the one that is planned, with what is known only now.
func (a *application) request(ctx context.Context, live reconcile.Account, diags *diag.Diagnostics) requestModel {
	object := a.plan.ProductionAccess
	if object.IsUnknown() {
		object = a.config.ProductionAccess
	}
	planned, d := requestOf(ctx, object)
	diags.Append(d...)
	if planned.known() {
		return wanted(planned, live)
	}
	config, d := requestOf(ctx, a.config.ProductionAccess)
	diags.Append(d...)
	return wanted(config, live)
}

// suppress sets the reasons, where they are configured, and keeps what stood
// before the first time.
func (a *application) suppress(ctx context.Context, accounts reconcile.Accounts, live reconcile.Account, diags *diag.Diagnostics) {
	want := a.plan.SuppressedReasons
	if a.config.SuppressedReasons.IsNull() {
		a.kept = nil
		if want.IsUnknown() {
			a.plan.SuppressedReasons = set(live.SuppressedReasons)
		}
		return
	}
	if !setKnown(want) {
		want = a.config.SuppressedReasons
		a.plan.SuppressedReasons = want
	}
	if a.kept == nil {
		a.kept = &kept{Before: live.SuppressedReasons}
	}
	a.kept.Left = texts(want)
	if !slices.Equal(a.kept.Left, live.SuppressedReasons) {
		setReasons(ctx, accounts, a.plan.Region.ValueString(), a.kept.Left, diags)
	}
}

func setReasons(ctx context.Context, accounts reconcile.Accounts, region string, reasons []string, diags *diag.Diagnostics) {
	if err := accounts.SetSuppressedReasons(ctx, reasons); err != nil {
		diags.Append(remedy.Failure(err, "set the suppression reasons of the account in "+region))
	}
}
