// Package lookup is the data source mailauth_dns: what public DNS shows of the
// records of a domain, whoever hosts them. What it means for mail is decided
// below it; AWS is not asked.
package lookup

import (
	"context"
	"net/netip"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
	"github.com/mailauth/terraform-provider-mailauth/internal/survey"
)

// DataSource is mailauth_dns.
type DataSource struct{}

var _ datasource.DataSourceWithValidateConfig = (*DataSource)(nil)

// NewDataSource returns the data source for the provider's list.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// Metadata names the data source.
func (*DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_dns"
}

// ValidateConfig refuses what cannot be asked for. Whatever is unknown is looked
// at again when it is known.
func (*DataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	defer remedy.Recovered("check the arguments of mailauth_dns", &resp.Diagnostics)
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		_, diags := m.question(ctx)
		resp.Diagnostics.Append(diags...)
	}
}

// Read asks. That records are wrong, or that nobody answers, is what it is there
// to say, and so no error.
func (*DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	defer remedy.Recovered("look up the records of mailauth_dns", &resp.Diagnostics)
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	q, diags := m.question(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	servers := q.servers
	if len(servers) == 0 {
		servers = resolver.System(ctx)
	}
	if len(servers) == 0 {
		resp.Diagnostics.AddAttributeError(path.Root("resolvers"), "No resolver to ask",
			remedy.Detail("This machine is set up with no name server.", `write one into resolvers, such as resolvers = ["9.9.9.9"]`))
		return
	}
	m.fill(ctx, q.look(ctx, servers), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// look asks the servers for everything at once, for as long as it may take.
func (q question) look(ctx context.Context, servers []netip.AddrPort) survey.Report {
	ctx, cancel := context.WithTimeout(ctx, q.timeout)
	defer cancel()
	return survey.Look(ctx, resolver.New(servers), q.domain, q.records)
}
