// Package provider is the Terraform provider mailauth: its settings, and what
// it offers. The work is done below, by what config.go wires together.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/account"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/actions"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/domain"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/functions"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/lookup"
)

// Provider is the provider. It keeps nothing but its version and a count: what
// Configure makes is handed to the resources.
type Provider struct {
	version string
	traffic traffic
}

var (
	_ provider.ProviderWithActions       = (*Provider)(nil)
	_ provider.ProviderWithFunctions     = (*Provider)(nil)
	_ provider.ProviderWithListResources = (*Provider)(nil)
)

// New returns the provider's factory. The version is what the provider calls
// itself towards Terraform and AWS.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &Provider{version: version} }
}

// Metadata names the provider.
func (p *Provider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "mailauth"
	resp.Version = p.version
}

// Schema describes the provider block.
func (p *Provider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

// Configure reads the provider block. It calls nobody.
func (p *Provider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	cloud, diags := p.configure(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	resp.ResourceData = cloud
	resp.DataSourceData = cloud
	resp.ListResourceData = cloud
	resp.ActionData = cloud
	resp.EphemeralResourceData = cloud
}

// Resources lists the resources.
func (p *Provider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{domain.NewResource, account.NewResource}
}

// ListResources lists what `terraform query` can find.
func (p *Provider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{domain.NewList}
}

// DataSources lists the data sources.
func (p *Provider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{account.NewDataSource, domain.NewDataSource, lookup.NewDataSource}
}

// Functions lists the functions, which work without any setting.
func (p *Provider) Functions(context.Context) []func() function.Function { return functions.All() }

// Actions lists what can be done on request.
func (p *Provider) Actions(context.Context) []func() action.Action { return actions.All() }
