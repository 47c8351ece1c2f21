package domain

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// identityModel is the resource identity: what tells a domain from all others.
// Terraform takes a change of it for a fault of the provider.
type identityModel struct {
	// Domain is in its canonical form, whatever the user wrote.
	Domain types.String `tfsdk:"domain"`
	Region types.String `tfsdk:"region"`
	// AccountID is null where the user asked not to look it up.
	AccountID types.String `tfsdk:"account_id"`
}

// IdentitySchema describes the resource identity. Its version stays 0: a state
// by a CLI that knows no identities opens as one of version 0.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"domain": identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       "The domain that sends, such as `example.org`.",
		},
		"region": identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "The SES region, such as `eu-west-1`. Default: the region of the provider.",
		},
		"account_id": identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "The AWS account. Default: that of the provider's credentials; another one is refused.",
		},
	}}
}

// identityOf is the identity of a domain whose identity at SES has, or had, the
// ARN.
func (m model) identityOf(arn types.String) identityModel {
	return identityModel{
		Domain:    types.StringValue(string(m.spec().Domain)),
		Region:    m.Region,
		AccountID: text(partOf(arn, arnAccount)),
	}
}

// Parts of an ARN, which are separated by colons (IAM User Guide, "Identify AWS
// resources with Amazon Resource Names").
const (
	arnRegion  = 3
	arnAccount = 4
	arnParts   = 6
)

// partOf is a part of an ARN, empty where there is none.
func partOf(arn types.String, part int) string {
	parts := strings.SplitN(arn.ValueString(), ":", arnParts)
	if len(parts) < arnParts {
		return ""
	}
	return parts[part]
}

// settle gives a response the identity unless it has one: what is stored stays.
// A CLI before 1.12 stores none, and the framework wants one in every response
// all the same.
func settle(ctx context.Context, identity *tfsdk.ResourceIdentity, is identityModel) diag.Diagnostics {
	if !identity.Raw.IsFullyNull() {
		return nil
	}
	return identity.Set(ctx, is)
}

// sameAccount refuses an account that is not the one of the credentials, as far
// as that is known.
func sameAccount(ctx context.Context, cloud Cloud, wanted string) diag.Diagnostics {
	have, err := cloud.AccountID(ctx)
	if err != nil {
		return diagnose(err, subject{doing: "find out the account"})
	}
	if wanted == "" || have == "" || wanted == have {
		return nil
	}
	return one(diag.NewErrorDiagnostic("Domain of another account", remedy.Detail(
		fmt.Sprintf("The domain is said to be in account %s, but the provider's credentials belong to account %s.", wanted, have),
		fmt.Sprintf("use credentials of account %s (profile or assume_role in the provider block); or, where the domain is in account %[2]s, say account_id = %[2]q or leave it out.", wanted, have))))
}
