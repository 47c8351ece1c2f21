package domain

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// DataSource is the data source mailauth_domain: what an import would find, of a
// domain that nobody takes over.
type DataSource struct {
	cloud Cloud
}

var (
	_ datasource.DataSourceWithConfigure      = (*DataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*DataSource)(nil)
)

// NewDataSource returns the data source for the provider's list.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// observed is the data source as Terraform holds it.
type observed struct {
	Domain                    mailtext.Name `tfsdk:"domain"`
	Region                    types.String  `tfsdk:"region"`
	ZoneID                    types.String  `tfsdk:"zone_id"`
	ReadDNS                   types.Bool    `tfsdk:"read_dns"`
	ARN                       types.String  `tfsdk:"arn"`
	ZoneName                  types.String  `tfsdk:"zone_name"`
	VerificationStatus        types.String  `tfsdk:"verification_status"`
	VerifiedForSending        types.Bool    `tfsdk:"verified_for_sending"`
	DKIM                      types.Object  `tfsdk:"dkim"`
	MailFrom                  types.Object  `tfsdk:"mail_from"`
	SPF                       mailtext.SPF  `tfsdk:"spf"`
	DMARC                     types.Object  `tfsdk:"dmarc"`
	ConfigurationSetName      types.String  `tfsdk:"configuration_set_name"`
	FeedbackForwardingEnabled types.Bool    `tfsdk:"feedback_forwarding_enabled"`
	TagsAll                   types.Map     `tfsdk:"tags_all"`
	Records                   types.Map     `tfsdk:"records"`
	OK                        types.Bool    `tfsdk:"ok"`
	Findings                  types.List    `tfsdk:"findings"`
}

// Metadata names the data source.
func (*DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_domain"
}

// Configure takes the configured provider. Terraform calls it without one while
// it validates.
func (d *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	cloud, ok := req.ProviderData.(Cloud)
	if !ok {
		resp.Diagnostics.Append(remedy.Bug("configure the data source", fmt.Errorf("the provider handed over a %T", req.ProviderData)))
		return
	}
	d.cloud = cloud
}

// ValidateConfig refuses what is no domain.
func (*DataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	defer remedy.Recovered("check the arguments of the data source", &resp.Diagnostics)
	var o observed
	if resp.Diagnostics.Append(req.Config.Get(ctx, &o)...); resp.Diagnostics.HasError() || !known(o.Domain) {
		return
	}
	for _, finding := range advice.Errors(mailauth.CheckDomain(o.Domain.ValueString())) {
		resp.Diagnostics.Append(asDiagnostic(finding))
	}
	if o.ReadDNS.Equal(types.BoolValue(false)) && isText(o.ZoneID) {
		resp.Diagnostics.AddAttributeError(pathZoneID, "Zone that is not read", remedy.Detail(
			"With read_dns = false Route 53 is not asked, so no zone can be named.", "remove zone_id, or read_dns."))
	}
}

// Read looks at SES and Route 53, and writes nothing.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	defer remedy.Recovered("observe the domain", &resp.Diagnostics)
	var o observed
	if resp.Diagnostics.Append(req.Config.Get(ctx, &o)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultRead)
	defer cancel()
	sight, diags := d.look(ctx, o)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(sight.fill(ctx, &o)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, o)...)
	}
}

// sight is what was seen of a domain, in the words of the resource.
type sight struct {
	model
	identity reconcile.Identity
	zone     *reconcile.Zone
	findings []finding
}

// look observes the domain as an import does, and the SPF record at the domain
// itself, which an import leaves alone.
func (d *DataSource) look(ctx context.Context, o observed) (*sight, diag.Diagnostics) {
	var s sight
	if !d.cloud.Ready() {
		return nil, one(notReady())
	}
	s.Domain, s.Region, s.ZoneID = o.Domain, regionOr(o.Region, d.cloud), o.ZoneID
	if s.Region.IsUnknown() {
		return nil, one(noRegion())
	}
	rec, err := d.cloud.Reconciler(ctx, s.Region.ValueString())
	if err != nil {
		return nil, diagnose(err, subject{doing: "configure access to AWS"})
	}
	domain := s.spec().Domain
	arn, err := rec.Identities.ARN(ctx, domain)
	if err != nil {
		return nil, diagnose(err, s.subject("find out the account for"))
	}
	zone, seen, err := observeDomain(ctx, rec, s.model, !o.ReadDNS.Equal(types.BoolValue(false)))
	if err != nil {
		return nil, diagnose(err, s.subject("read the domain"))
	}
	if seen.Identity == nil {
		return nil, one(noIdentity(s.model))
	}
	s.identity, s.zone = *seen.Identity, zone
	s.ARN = types.StringValue(arn)
	s.infer(zone, seen, d.cloud)
	if zone == nil {
		delete(s.records, mailauth.DMARCPolicy) // SES asks for none
	} else {
		s.inferSPF(seen)
		s.addMissing()
	}
	s.find(ctx, rec)
	return &s, nil
}

// observeDomain is observeImported for a domain whose zone may be left alone.
func observeDomain(ctx context.Context, rec *reconcile.Reconciler, m model, dns bool) (*reconcile.Zone, reconcile.Observation, error) {
	if dns {
		return observeImported(ctx, rec, m, m.spec().Domain)
	}
	seen, err := rec.Observe(ctx, m.spec().Domain, nil, nil)
	return nil, seen, err
}

// inferSPF takes the SPF record at the domain itself, where there is one.
func (s *sight) inferSPF(seen reconcile.Observation) {
	key := rr.Key{Name: s.spec().Domain, Type: rr.TXT}
	texts := published(seen, key, mailauth.SPF)
	if len(texts) == 0 {
		return
	}
	set, _ := seen.Set(key)
	s.SPF = mailtext.OfSPF(texts[0])
	s.records[mailauth.SPF] = publishedAs(key, set.TTL, texts)
}

func noIdentity(m model) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathDomain, "No such identity", remedy.Detail(
		fmt.Sprintf("SES has no identity %s in %s, in the account of the provider's credentials.", m.Domain.ValueString(), m.Region.ValueString()),
		"set region to the one where the identity is; or make it with a resource mailauth_domain. Where this configuration makes it, refer to that, so that it is read when it is there: domain = mailauth_domain.this.domain"))
}

// notReady: Terraform defers a data source whose own arguments are unknown, and
// not one whose provider is.
func notReady() diag.Diagnostic {
	return diag.NewErrorDiagnostic("Provider not known before apply", remedy.Detail(
		"The provider block has values that are not known yet, so the domain cannot be read.",
		"write values into the provider block that are known at plan, or let the data source depend on what they come from (depends_on)"))
}

// fill takes what was seen into what Terraform holds.
func (s *sight) fill(ctx context.Context, o *observed) diag.Diagnostics {
	var diags diag.Diagnostics
	s.dkim.ownKeyModel = s.dkim.arguments()
	o.Region, o.ZoneID, o.ZoneName = s.Region, text(""), s.ZoneName
	if s.zone != nil {
		o.ZoneID = types.StringValue(s.zone.ID)
	}
	o.ARN, o.VerificationStatus, o.VerifiedForSending = s.ARN, s.VerificationStatus, s.VerifiedForSending
	o.DKIM = narrowed(closed(ctx, dkimTypes(), s.dkim, &diags), seenDKIMTypes(), &diags)
	o.MailFrom, o.SPF = closed(ctx, mailFromTypes(), s.mailFrom, &diags), s.SPF
	o.DMARC = types.ObjectNull(dmarcTypes())
	if s.zone != nil {
		o.DMARC = closed(ctx, dmarcTypes(), s.dmarc, &diags)
	}
	o.ConfigurationSetName, o.FeedbackForwardingEnabled, o.TagsAll = s.ConfigurationSetName, s.FeedbackForwardingEnabled, s.TagsAll
	o.Records = recordsValue(ctx, s.records, &diags)
	o.OK = types.BoolValue(len(s.findings) == 0)
	list, d := types.ListValueFrom(ctx, types.ObjectType{AttrTypes: findingTypes()}, append([]finding{}, s.findings...))
	diags.Append(d...)
	o.Findings = list
	return diags
}

// narrowed is an object with some of its members.
func narrowed(object types.Object, members map[string]attr.Type, diags *diag.Diagnostics) types.Object {
	values := map[string]attr.Value{}
	for name := range members {
		values[name] = object.Attributes()[name]
	}
	out, d := types.ObjectValue(members, values)
	diags.Append(d...)
	return out
}
