package account

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// model is the resource as Terraform holds it.
type model struct {
	Region            types.String `tfsdk:"region"`
	SuppressedReasons types.Set    `tfsdk:"suppressed_reasons"`
	ProductionAccess  types.Object `tfsdk:"production_access"`
	AccountID         types.String `tfsdk:"account_id"`
	Production        types.Bool   `tfsdk:"production_access_enabled"`
	ReviewStatus      types.String `tfsdk:"review_status"`
	ReviewCaseID      types.String `tfsdk:"review_case_id"`
}

// account is what a state says of the account; its quota and what else the
// resource does not have are zero.
func (m model) account(ctx context.Context, diags *diag.Diagnostics) reconcile.Account {
	out := reconcile.Account{
		Production:        m.Production.ValueBool(),
		SuppressedReasons: texts(m.SuppressedReasons),
		Review:            reconcile.Review{Status: m.ReviewStatus.ValueString(), CaseID: m.ReviewCaseID.ValueString()},
	}
	if !m.ProductionAccess.IsNull() {
		request, d := requestOf(ctx, m.ProductionAccess)
		diags.Append(d...)
		filed := request.request()
		out.Request = &filed
	}
	return out
}

// fill takes the account as it is. A request that is of no consequence any more,
// since the account has what it asks for, stays as the state has it: nothing can
// change what was filed.
func (m *model) fill(ctx context.Context, live reconcile.Account, diags *diag.Diagnostics) {
	m.SuppressedReasons = set(live.SuppressedReasons)
	m.fillReview(live)
	if live.Production && !m.ProductionAccess.IsNull() {
		return
	}
	if live.Request == nil {
		m.ProductionAccess = types.ObjectNull(requestTypes())
		return
	}
	request := filed(*live.Request)
	if !m.ProductionAccess.IsNull() {
		// What SES does not repeat it has been told all the same.
		before, d := requestOf(ctx, m.ProductionAccess)
		diags.Append(d...)
		request = request.over(before)
	}
	m.ProductionAccess = request.object(ctx, diags)
}

func (m *model) fillReview(live reconcile.Account) {
	m.Production = types.BoolValue(live.Production)
	m.ReviewStatus, m.ReviewCaseID = text(live.Review.Status), text(live.Review.CaseID)
}

// forgetReview is what a plan knows of a review that is only asked for.
func (m *model) forgetReview() {
	m.Production, m.ReviewStatus, m.ReviewCaseID = types.BoolUnknown(), types.StringUnknown(), types.StringUnknown()
}

// files reports whether a request has to be made, with what stands as SES says:
//
//	production access  last request             wanted     made
//	yes                any                      any        no
//	no                 none, or never received  any        yes
//	no                 under review, or denied  the same   no
//	no                 under review, or denied  another    yes
//
// While one is under review SES refuses another; that is for the user to hear.
func files(want requestModel, live reconcile.Account) bool {
	switch {
	case live.Production:
		return false
	case live.Request == nil, live.Review.Status == "", live.Review.Status == reviewFailed:
		return true
	}
	return !want.equal(filed(*live.Request).over(want))
}

// What SES says of a review (SES API Reference, ReviewDetails).
const (
	reviewPending = "PENDING"
	reviewDenied  = "DENIED"
	reviewFailed  = "FAILED"
)

// wanted is what is configured, with the rest as it was filed before.
func wanted(config requestModel, live reconcile.Account) requestModel {
	if live.Request != nil {
		config = config.over(filed(*live.Request))
	}
	return config.over(requestModel{ContactLanguage: types.StringValue(languageEnglish), Contacts: addresses(nil)})
}
