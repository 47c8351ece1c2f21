package lookup_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// cloudflare stands in for cloudflare/cloudflare 5: its resource for a record,
// with as much of the schema as the example writes. What it publishes stands in
// a zone of the fake, so that its DNS and its SES see it.
type cloudflare struct{ zone *fakeaws.Zone }

func (cloudflare) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "cloudflare"
}

func (cloudflare) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (cloudflare) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (cloudflare) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (c cloudflare) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &dnsRecord{c.zone} }}
}

type dnsRecord struct{ zone *fakeaws.Zone }

// dnsRecordModel is a record as Cloudflare's API takes it.
type dnsRecordModel struct {
	ID       types.String `tfsdk:"id"`
	ZoneID   string       `tfsdk:"zone_id"`
	Name     string       `tfsdk:"name"`
	Type     string       `tfsdk:"type"`
	TTL      int64        `tfsdk:"ttl"`
	Content  string       `tfsdk:"content"`
	Priority *int64       `tfsdk:"priority"`
	Proxied  bool         `tfsdk:"proxied"`
}

func (*dnsRecord) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "cloudflare_dns_record"
}

func (*dnsRecord) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":       schema.StringAttribute{Computed: true},
		"zone_id":  schema.StringAttribute{Required: true},
		"name":     schema.StringAttribute{Required: true},
		"type":     schema.StringAttribute{Required: true},
		"ttl":      schema.Int64Attribute{Required: true},
		"content":  schema.StringAttribute{Optional: true},
		"priority": schema.Int64Attribute{Optional: true},
		"proxied":  schema.BoolAttribute{Optional: true},
	}}
}

// set is the record in Route 53's spelling, or what Cloudflare has against it
// (its API reference, "DNS Records").
func (m dnsRecordModel) set() (fakeaws.Set, error) {
	value := m.Content
	quoted := strings.HasPrefix(value, `"`) && strings.HasSuffix(value, `"`)
	switch {
	case (m.Priority != nil) != (m.Type == "MX"):
		return fakeaws.Set{}, fmt.Errorf("the priority of %s %s is %v", m.Type, m.Name, m.Priority)
	case quoted != (m.Type == "TXT") || m.Type != "TXT" && strings.Contains(value, " "):
		return fakeaws.Set{}, fmt.Errorf("the content of %s %s is %q", m.Type, m.Name, value)
	case m.TTL < 60 || m.TTL > 86400:
		return fakeaws.Set{}, fmt.Errorf("the TTL of %s %s is %d", m.Type, m.Name, m.TTL)
	case m.Proxied:
		return fakeaws.Set{}, fmt.Errorf("%s %s is proxied", m.Type, m.Name)
	}
	if m.Priority != nil {
		value = fmt.Sprintf("%d %s", *m.Priority, value)
	}
	return fakeaws.Set{Name: m.Name, Type: m.Type, TTL: m.TTL, Values: []string{value}}, nil
}

// Create publishes the record.
func (r *dnsRecord) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m dnsRecordModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	set, err := m.set()
	if err == nil {
		err = r.zone.Put(set)
	}
	refuse(&resp.Diagnostics, err)
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), m.Type+" "+m.Name)...)
}

// Read trusts the state.
func (*dnsRecord) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update is not meant to be reached.
func (*dnsRecord) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("update a record", "no test changes one")
}

// Delete removes the record.
func (r *dnsRecord) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m dnsRecordModel
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	refuse(&resp.Diagnostics, r.zone.Remove(m.Name, m.Type))
}

func refuse(diags *diag.Diagnostics, err error) {
	if err != nil {
		diags.AddError("Cloudflare refuses", err.Error())
	}
}
