package account

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// DataSource is the data source mailauth_account.
type DataSource struct {
	cloud Cloud
}

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// NewDataSource returns the data source for the provider's list.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// observed is the data source as Terraform holds it.
type observed struct {
	Region             types.String  `tfsdk:"region"`
	AccountID          types.String  `tfsdk:"account_id"`
	Production         types.Bool    `tfsdk:"production_access_enabled"`
	Sending            types.Bool    `tfsdk:"sending_enabled"`
	Enforcement        types.String  `tfsdk:"enforcement_status"`
	Max24HourSend      types.Float64 `tfsdk:"max_24_hour_send"`
	MaxSendRate        types.Float64 `tfsdk:"max_send_rate"`
	SentLast24Hours    types.Float64 `tfsdk:"sent_last_24_hours"`
	SuppressedReasons  types.Set     `tfsdk:"suppressed_reasons"`
	ProductionAccess   types.Object  `tfsdk:"production_access"`
	ReviewStatus       types.String  `tfsdk:"review_status"`
	ReviewCaseID       types.String  `tfsdk:"review_case_id"`
	VerifiedIdentities types.List    `tfsdk:"verified_identities"`
}

// Metadata names the data source.
func (*DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_account"
}

// Configure takes the configured provider.
func (d *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.cloud = takeCloud(req.ProviderData, &resp.Diagnostics)
}

// Schema describes the data source.
func (*DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	boolean := func(text string) schema.Attribute {
		return schema.BoolAttribute{Computed: true, MarkdownDescription: text}
	}
	number := func(text string) schema.Attribute {
		return schema.Float64Attribute{Computed: true, MarkdownDescription: text}
	}
	str := func(text string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "What Amazon SES says of the account of the provider's credentials in one region: sandbox or production, how much it may send and has sent, whether it may send at all, and which identities are verified. Nothing is managed, for `check` blocks and conditions.",
		Attributes: map[string]schema.Attribute{
			"region": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators:          []validator.String{stringvalidator.RegexMatches(regionName(), "must be the name of a region, such as eu-west-1")},
				MarkdownDescription: "The SES region, such as `eu-west-1`. Default: the region of the provider.",
			},
			"account_id":                str("The AWS account; null with `skip_requesting_account_id`."),
			"production_access_enabled": boolean("Whether the account is out of the sandbox. In the sandbox mail reaches only identities that SES has verified, and the mailbox simulator."),
			"sending_enabled":           boolean("Whether the account may send. `false` where somebody has paused it, or AWS has."),
			"enforcement_status":        str("What AWS thinks of the account's mail: `HEALTHY`; `PROBATION`, under review; or `SHUTDOWN`, stopped."),
			"max_24_hour_send":          number("How many recipients the account may send to in any 24 hours; `-1` for no limit. The sandbox has 200."),
			"max_send_rate":             number("How many recipients the account may send to in a second. The sandbox has 1."),
			"sent_last_24_hours":        number("How many recipients the account has sent to in the last 24 hours, the mailbox simulator left out."),
			"suppressed_reasons":        schema.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "For what SES puts an address on the account's suppression list: `BOUNCE`, `COMPLAINT`, both or nothing."},
			"production_access": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "What AWS was told last to be let out of the sandbox; null where it was told nothing.",
				Attributes: map[string]schema.Attribute{
					"mail_type":                 str("`TRANSACTIONAL` or `MARKETING`."),
					"website_url":               str("The website."),
					"contact_language":          str("The language of the correspondence: `EN` or `JA`."),
					"additional_contact_emails": schema.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The addresses that hear of the review, beside that of the account; null for none."},
					"use_case_description":      str("What is sent, to whom and how."),
				},
			},
			"review_status":  str("What has become of it: `PENDING`, `GRANTED`, `DENIED`, or `FAILED` where AWS did not receive it; null where there was no request."),
			"review_case_id": str("The case of AWS Support in which the request is reviewed; null where there is none."),
			"verified_identities": schema.ListAttribute{Computed: true, ElementType: types.StringType,
				MarkdownDescription: "The names of all identities that SES has verified, domains and addresses, in order. Null where the credentials may not list them (`ses:ListEmailIdentities`)."},
		},
	}
}

// Read asks.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	defer remedy.Recovered("read the account", &resp.Diagnostics)
	var m observed
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	if !d.cloud.Ready() {
		resp.Diagnostics.Append(unsettled())
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	accounts, region := reach(ctx, d.cloud, m.Region, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	live := look(ctx, accounts, region, &resp.Diagnostics)
	id, err := d.cloud.AccountID(ctx)
	if err != nil {
		resp.Diagnostics.Append(remedy.Failure(err, "find out the account"))
	}
	m.Region, m.AccountID = types.StringValue(region), text(id)
	m.fill(ctx, live, &resp.Diagnostics)
	m.VerifiedIdentities = verified(ctx, accounts, region, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	}
}

func (m *observed) fill(ctx context.Context, live reconcile.Account, diags *diag.Diagnostics) {
	m.Production, m.Sending, m.Enforcement = types.BoolValue(live.Production), types.BoolValue(live.Sending), text(live.Enforcement)
	m.Max24HourSend, m.MaxSendRate = types.Float64Value(live.Quota.Max24Hours), types.Float64Value(live.Quota.PerSecond)
	m.SentLast24Hours = types.Float64Value(live.Quota.Sent24Hours)
	m.SuppressedReasons = set(live.SuppressedReasons)
	m.ReviewStatus, m.ReviewCaseID = text(live.Review.Status), text(live.Review.CaseID)
	m.ProductionAccess = types.ObjectNull(requestTypes())
	if live.Request != nil {
		m.ProductionAccess = filed(*live.Request).object(ctx, diags)
	}
}

// verified is null where IAM does not let the caller list: the account is worth
// reading all the same.
func verified(ctx context.Context, accounts reconcile.Accounts, region string, diags *diag.Diagnostics) types.List {
	names, err := accounts.Verified(ctx)
	if refusal := (*reconcile.APIError)(nil); errors.As(err, &refusal) && refusal.Needs != nil {
		return types.ListNull(types.StringType)
	}
	if err != nil {
		diags.Append(remedy.Failure(err, "list the identities in "+region))
	}
	list, d := types.ListValueFrom(ctx, types.StringType, append([]string{}, names...))
	diags.Append(d...)
	return list
}

// unsettled: Terraform defers a data source whose own arguments are unknown, and
// not one whose provider is.
func unsettled() diag.Diagnostic {
	return diag.NewErrorDiagnostic("Provider not known before apply", remedy.Detail(
		"The provider block has values that are not known yet, so the account cannot be read.",
		"write values into the provider block that are known at plan, or let the data source depend on what they come from (depends_on)."))
}
