// Package domain is the Terraform side of the resource mailauth_domain. It
// translates between Terraform's values and those of the packages below, and
// decides nothing about mail or DNS itself.
package domain

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// Resource is mailauth_domain.
type Resource struct {
	named
}

var (
	_ resource.ResourceWithConfigure      = (*Resource)(nil)
	_ resource.ResourceWithIdentity       = (*Resource)(nil)
	_ resource.ResourceWithImportState    = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan     = (*Resource)(nil)
	_ resource.ResourceWithMoveState      = (*Resource)(nil)
	_ resource.ResourceWithValidateConfig = (*Resource)(nil)
)

// NewResource returns the resource for the provider's list.
func NewResource() resource.Resource { return &Resource{} }

// named is what the resource and its list have in common.
type named struct {
	cloud Cloud
}

// Metadata names the resource.
func (r *named) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_domain"
}

// Configure takes the configured provider. Terraform calls it without one
// while it validates.
func (r *named) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	cloud, ok := req.ProviderData.(Cloud)
	if !ok {
		resp.Diagnostics.Append(remedy.Bug("configure the resource", fmt.Errorf("the provider handed over a %T", req.ProviderData)))
		return
	}
	r.cloud = cloud
}
