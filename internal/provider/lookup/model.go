package lookup

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
	"github.com/mailauth/terraform-provider-mailauth/internal/survey"
)

// model is the data source as Terraform holds it.
type model struct {
	Domain    types.String `tfsdk:"domain"`
	Records   types.Map    `tfsdk:"records"`
	Resolvers types.List   `tfsdk:"resolvers"`
	Timeout   types.String `tfsdk:"timeout"`
	OK        types.Bool   `tfsdk:"ok"`
	Results   types.Map    `tfsdk:"results"`
	Findings  types.List   `tfsdk:"findings"`
}

// recordModel is an element of `records`.
type recordModel struct {
	Name   types.String `tfsdk:"name"`
	Type   types.String `tfsdk:"type"`
	TTL    types.Int64  `tfsdk:"ttl"`
	Values types.List   `tfsdk:"values"`
}

// resultModel is an element of `results`.
type resultModel struct {
	Name           string   `tfsdk:"name"`
	Type           string   `tfsdk:"type"`
	Expected       []string `tfsdk:"expected"`
	Seen           []string `tfsdk:"seen"`
	Verdict        string   `tfsdk:"verdict"`
	SPFLookups     *int64   `tfsdk:"spf_lookups"`
	SPFVoidLookups *int64   `tfsdk:"spf_void_lookups"`
}

func resultTypes() map[string]attr.Type {
	list := types.ListType{ElemType: types.StringType}
	return map[string]attr.Type{
		"name": types.StringType, "type": types.StringType, "expected": list, "seen": list, "verdict": types.StringType,
		"spf_lookups": types.Int64Type, "spf_void_lookups": types.Int64Type,
	}
}

// findingModel is an element of `findings`.
type findingModel struct {
	Record   string `tfsdk:"record"`
	Severity string `tfsdk:"severity"`
	Text     string `tfsdk:"text"`
}

func findingTypes() map[string]attr.Type {
	return map[string]attr.Type{"record": types.StringType, "severity": types.StringType, "text": types.StringType}
}

const (
	defaultTimeout = 30 * time.Second
	maxTimeout     = 10 * time.Minute
)

// question is what the arguments ask for. Those that are unknown are not in it.
type question struct {
	domain  rr.Name
	records map[string]survey.Record
	servers []netip.AddrPort
	timeout time.Duration
}

// question reads the arguments. All that is wrong with them is told at once.
func (m model) question(ctx context.Context) (question, diag.Diagnostics) {
	var diags diag.Diagnostics
	q := question{timeout: defaultTimeout, records: map[string]survey.Record{}}
	if isText(m.Domain) {
		q.domain = domainOf(m.Domain.ValueString(), &diags)
	}
	if isText(m.Timeout) {
		q.timeout = timeoutOf(m.Timeout.ValueString(), &diags)
	}
	for i, element := range m.Resolvers.Elements() {
		if text, ok := element.(types.String); ok && !text.IsUnknown() {
			q.servers = append(q.servers, serverOf(text.ValueString(), path.Root("resolvers").AtListIndex(i), &diags))
		}
	}
	if m.Records.IsNull() || m.Records.IsUnknown() {
		return q, diags
	}
	records := m.Records.Elements()
	for _, key := range slices.Sorted(maps.Keys(records)) {
		// One that is unknown as a whole has no members yet.
		var r recordModel
		object, ok := records[key].(types.Object)
		if !ok || object.IsUnknown() || object.IsNull() {
			continue
		}
		at := path.Root("records").AtMapKey(key)
		diags.Append(object.As(ctx, &r, basetypes.ObjectAsOptions{})...)
		if record, known := r.record(q.domain, at, &diags); known {
			q.records[key] = record
		}
	}
	return q, diags
}

func domainOf(text string, diags *diag.Diagnostics) rr.Name {
	for _, f := range advice.Errors(mailauth.CheckDomain(text)) {
		diags.AddAttributeError(path.Root("domain"), f.Summary, f.Text())
	}
	name, err := rr.ParseName(text)
	if err != nil {
		return "" // that is told above
	}
	return name
}

func timeoutOf(text string, diags *diag.Diagnostics) time.Duration {
	d, err := time.ParseDuration(text)
	if err == nil && d > 0 && d <= maxTimeout {
		return d
	}
	diags.AddAttributeError(path.Root("timeout"), "No usable timeout",
		remedy.Detail(fmt.Sprintf("%q is no duration of more than nothing and at most %s.", text, maxTimeout), `write one such as "10s" or "1m", or leave it out for 30s`))
	return defaultTimeout
}

func serverOf(text string, at path.Path, diags *diag.Diagnostics) netip.AddrPort {
	server, err := resolver.ParseServer(text)
	if err != nil {
		diags.AddAttributeError(at, "No address of a resolver",
			remedy.Detail(fmt.Sprintf("%s = %q is no IP address, with or without a port.", at, text), `write one such as "9.9.9.9", "192.0.2.53:5353" or "[2001:db8::53]:53"`))
	}
	return server
}

// record is what is expected; known says whether all of it is.
func (r recordModel) record(domain rr.Name, at path.Path, diags *diag.Diagnostics) (record survey.Record, known bool) {
	if !isText(r.Name) || !isText(r.Type) || r.Values.IsUnknown() {
		return record, false
	}
	name, err := rr.ParseName(r.Name.ValueString())
	switch {
	case err != nil:
		diags.AddAttributeError(at.AtName("name"), "Malformed name of a record",
			remedy.Detail(fmt.Sprintf("%s: %s.", at.AtName("name"), err), "write the whole name, such as _dmarc.example.org"))
		return record, false
	case domain != "" && !name.Within(domain):
		diags.AddAttributeError(at.AtName("name"), "Record outside the domain",
			remedy.Detail(fmt.Sprintf("%s = %q is not %s, nor below it.", at.AtName("name"), name, domain), fmt.Sprintf("write the whole name, such as %s.%s, or the domain that it belongs to", name, domain)))
		return record, false
	}
	record.Key = rr.Key{Name: name, Type: rr.Type(r.Type.ValueString())}
	for _, element := range r.Values.Elements() {
		text, ok := element.(types.String)
		if !ok || !isText(text) {
			return record, false
		}
		record.Values = append(record.Values, rr.Canonical(record.Type, text.ValueString()))
	}
	return record, true
}

func isText(s types.String) bool { return !s.IsNull() && !s.IsUnknown() }

// fill writes what was found.
func (m *model) fill(ctx context.Context, report survey.Report, diags *diag.Diagnostics) {
	results := make(map[string]resultModel, len(report.Results))
	for key, r := range report.Results {
		result := resultModel{
			Name: string(r.Name), Type: string(r.Type), Verdict: string(r.Verdict),
			Expected: readable(r.Values), Seen: readable(r.Seen),
		}
		if r.SPF != nil {
			lookups, void := int64(r.SPF.Lookups), int64(r.SPF.Void)
			result.SPFLookups, result.SPFVoidLookups = &lookups, &void
		}
		results[key] = result
	}
	findings := make([]findingModel, len(report.Findings))
	for i, f := range report.Findings {
		findings[i] = findingModel{f.Record, string(f.Severity), strings.ToValidUTF8(f.Text, "\ufffd")}
	}
	var d diag.Diagnostics
	m.OK = types.BoolValue(report.OK())
	m.Results, d = types.MapValueFrom(ctx, types.ObjectType{AttrTypes: resultTypes()}, results)
	diags.Append(d...)
	m.Findings, d = types.ListValueFrom(ctx, types.ObjectType{AttrTypes: findingTypes()}, findings)
	diags.Append(d...)
}

// readable are values as Terraform can hold them: a TXT record may have any
// octets, a string of Terraform is UTF-8.
func readable(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = strings.ToValidUTF8(v, "\ufffd")
	}
	return out
}
