package domain

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
)

// raw is the resource as Terraform holds it: configuration, plan or state. Any
// value in a configuration or plan may be unknown, whole objects included.
type raw struct {
	Domain                    mailtext.Name  `tfsdk:"domain"`
	Region                    types.String   `tfsdk:"region"`
	ZoneID                    types.String   `tfsdk:"zone_id"`
	ManageDNS                 types.Bool     `tfsdk:"manage_dns"`
	OnExisting                types.String   `tfsdk:"on_existing"`
	TTL                       types.Int64    `tfsdk:"ttl"`
	DKIM                      types.Object   `tfsdk:"dkim"`
	MailFrom                  types.Object   `tfsdk:"mail_from"`
	SPF                       mailtext.SPF   `tfsdk:"spf"`
	DMARC                     types.Object   `tfsdk:"dmarc"`
	ConfigurationSetName      types.String   `tfsdk:"configuration_set_name"`
	FeedbackForwardingEnabled types.Bool     `tfsdk:"feedback_forwarding_enabled"`
	Tags                      types.Map      `tfsdk:"tags"`
	WaitForVerification       types.Bool     `tfsdk:"wait_for_verification"`
	Timeouts                  timeouts.Value `tfsdk:"timeouts"`

	ARN                types.String `tfsdk:"arn"`
	TagsAll            types.Map    `tfsdk:"tags_all"`
	ZoneName           types.String `tfsdk:"zone_name"`
	VerificationStatus types.String `tfsdk:"verification_status"`
	VerifiedForSending types.Bool   `tfsdk:"verified_for_sending"`
	Records            types.Map    `tfsdk:"records"`
}

// model is raw with its objects opened, so that every member can be looked at
// by itself. The members of an unknown object are unknown, those of a null
// object null.
type model struct {
	raw
	dkim     dkimModel
	mailFrom mailFromModel
	dmarc    dmarcModel
	// records is nil where the map as a whole is unknown or null.
	records map[mailauth.Kind]recordModel
}

// getter is what a configuration, a plan and a state have in common.
type getter interface {
	Get(ctx context.Context, target any) diag.Diagnostics
}

// load reads a configuration, plan or state.
func load(ctx context.Context, from getter) (model, diag.Diagnostics) {
	var m model
	var whole types.Object
	diags := from.Get(ctx, &whole)
	if !diags.HasError() {
		diags.Append(spread(ctx, whole, &m.raw)...)
	}
	if diags.HasError() {
		return m, diags
	}
	diags.Append(open(ctx, m.DKIM, &m.dkim)...)
	diags.Append(open(ctx, m.MailFrom, &m.mailFrom)...)
	diags.Append(open(ctx, m.DMARC, &m.dmarc)...)
	m.records = openRecords(ctx, m.Records, &diags)
	m.dkim.publicKey = m.publishedKey()
	return m, diags
}

// setter is what a plan and a state have in common.
type setter interface {
	Set(ctx context.Context, val any) diag.Diagnostics
}

// store writes a plan or a state.
func store(ctx context.Context, m model, to setter) diag.Diagnostics {
	var diags diag.Diagnostics
	m.dkim.ownKeyModel = m.dkim.arguments()
	m.DKIM = closed(ctx, dkimTypes(), m.dkim, &diags)
	m.MailFrom = closed(ctx, mailFromTypes(), m.mailFrom, &diags)
	m.DMARC = closed(ctx, dmarcTypes(), m.dmarc, &diags)
	m.Records = recordsValue(ctx, m.records, &diags)
	if diags.HasError() {
		return diags
	}
	diags.Append(to.Set(ctx, closed(ctx, membersOf(ctx, m.raw), m.raw, &diags))...)
	return diags
}

// stringList is a list of strings that holds no unknown.
func stringList(values []string) types.List {
	elements := make([]attr.Value, len(values))
	for i, v := range values {
		elements[i] = types.StringValue(v)
	}
	return types.ListValueMust(types.StringType, elements)
}

// stringSet is a set of strings, null where there are none.
func stringSet(values []string) types.Set {
	if len(values) == 0 {
		return types.SetNull(types.StringType)
	}
	elements := make([]attr.Value, len(values))
	for i, v := range values {
		elements[i] = types.StringValue(v)
	}
	return types.SetValueMust(types.StringType, elements)
}

// texts returns the strings of a list, set or their like.
func texts(elements []attr.Value) []string {
	var out []string
	for _, e := range elements {
		if s, ok := e.(types.String); ok {
			out = append(out, s.ValueString())
		}
	}
	return out
}

func stringMap(values map[string]string) types.Map {
	elements := make(map[string]attr.Value, len(values))
	for k, v := range values {
		elements[k] = types.StringValue(v)
	}
	return types.MapValueMust(types.StringType, elements)
}

func goMap(m types.Map) map[string]string {
	out := make(map[string]string, len(m.Elements()))
	for k, e := range m.Elements() {
		if s, ok := e.(types.String); ok {
			out[k] = s.ValueString()
		}
	}
	return out
}

// text is a string attribute, null where there is none.
func text(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
