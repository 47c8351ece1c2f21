package account

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// identityModel is the resource identity: what tells an account in a region from
// all others.
type identityModel struct {
	Region types.String `tfsdk:"region"`
	// AccountID is null where the user asked not to look it up.
	AccountID types.String `tfsdk:"account_id"`
}

func (m model) identity() identityModel { return identityModel{m.Region, m.AccountID} }

// settle gives a response the identity unless it has one: what is stored stays.
// A CLI before 1.12 stores none, and the framework wants one in every response
// all the same.
func settle(ctx context.Context, identity *tfsdk.ResourceIdentity, m model) diag.Diagnostics {
	if !identity.Raw.IsFullyNull() {
		return nil
	}
	return identity.Set(ctx, m.identity())
}

// IdentitySchema describes the resource identity.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"region": identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       "The SES region, such as `eu-west-1`.",
		},
		"account_id": identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "The AWS account. Default: that of the provider's credentials; another one is refused.",
		},
	}}
}

// ImportState takes the name of a region, or the resource identity; the read that
// follows takes what stands.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	defer remedy.Recovered("import the account", &resp.Diagnostics)
	is := identityModel{Region: types.StringValue(req.ID)}
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &is)...)
	}
	if region := is.Region.ValueString(); !regionName().MatchString(region) {
		resp.Diagnostics.AddError("Import id is not a region", remedy.Detail(fmt.Sprintf("%q is not the name of a region.", region),
			fmt.Sprintf("import with the region, such as `terraform import mailauth_account.this %s`.", cmp.Or(r.cloud.Region(), "eu-west-1"))))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	have := r.accountID(ctx, &resp.Diagnostics)
	if wanted := is.AccountID.ValueString(); wanted != "" && !have.IsNull() && wanted != have.ValueString() {
		resp.Diagnostics.AddError("Another account", remedy.Detail(
			fmt.Sprintf("The import names account %s, but the provider's credentials belong to account %s.", wanted, have.ValueString()),
			"use credentials of the account that is to be imported (profile or assume_role in the provider block), or leave account_id out."))
	}
	is.AccountID = have
	resp.Diagnostics.Append(resp.Identity.Set(ctx, is)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("region"), is.Region)...)
}
