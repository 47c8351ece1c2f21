package domain

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	tflist "github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// List is the list resource mailauth_domain, for `terraform query`.
type List struct {
	named
}

var _ tflist.ListResourceWithConfigure = (*List)(nil)

// NewList returns the list resource for the provider's list.
func NewList() tflist.ListResource { return &List{} }

// listModel is a list block's configuration.
type listModel struct {
	Region       types.String `tfsdk:"region"`
	NameContains types.String `tfsdk:"name_contains"`
}

// ListResourceConfigSchema describes the list block.
func (l *List) ListResourceConfigSchema(_ context.Context, _ tflist.ListResourceSchemaRequest, resp *tflist.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The domains that are identities of Amazon SES, e-mail addresses left out. " +
			"Each is described as an import takes it over, so that the configuration generated from it plans no change, " +
			"or the repair of what is missing. One that cannot be read is listed without its settings, with a warning. " +
			"It needs Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"region": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "The SES region. Default: the region of the provider.",
			},
			"name_contains": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "Only domains whose name contains this text, in capitals or not. Default: all.",
			},
		},
	}
}

// List goes through the domains of a region, as far as Terraform follows.
func (l *List) List(ctx context.Context, req tflist.ListRequest, stream *tflist.ListResultsStream) {
	w, diags := l.walk(ctx, req)
	if diags.HasError() {
		stream.Results = tflist.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(tflist.ListResult) bool) { w.results(ctx, push) }
}

// walk is one way through the domains of a region.
type walk struct {
	cloud   Cloud
	req     tflist.ListRequest
	domains reconcile.Identities
	region  string
	account string
	// part is in lower case, as all canonical names are.
	part string
}

func (l *List) walk(ctx context.Context, req tflist.ListRequest) (w walk, diags diag.Diagnostics) {
	defer remedy.Recovered("list the domains", &diags)
	var config listModel
	if diags := req.Config.Get(ctx, &config); diags.HasError() {
		return walk{}, diags
	}
	region := config.Region.ValueString()
	if region == "" {
		region = l.cloud.Region()
	}
	if region == "" {
		return walk{}, one(noRegion())
	}
	rec, err := l.cloud.Reconciler(ctx, region)
	if err != nil {
		return walk{}, diagnose(err, subject{doing: "configure access to AWS"})
	}
	account, err := l.cloud.AccountID(ctx)
	if err != nil {
		return walk{}, diagnose(err, subject{doing: "find out the account"})
	}
	return walk{
		cloud: l.cloud, req: req, domains: rec.Identities, region: region, account: account,
		part: strings.ToLower(config.NameContains.ValueString()),
	}, nil
}

func (w walk) results(ctx context.Context, push func(tflist.ListResult) bool) {
	pushed := int64(0)
	for domain, err := range w.domains.List(ctx) {
		if err != nil {
			push(tflist.ListResult{Diagnostics: diagnose(err, subject{doing: "list the domains", region: w.region})})
			return
		}
		if !strings.Contains(string(domain), w.part) {
			continue
		}
		result, there := w.result(ctx, domain)
		if !there {
			continue
		}
		if pushed++; !push(result) || pushed == w.req.Limit || ctx.Err() != nil {
			return
		}
	}
}

// result describes a domain. It reports false for one that went since it was
// listed.
func (w walk) result(ctx context.Context, domain rr.Name) (result tflist.ListResult, there bool) {
	there = true
	result = w.req.NewListResult(ctx)
	defer remedy.Recovered("describe "+string(domain), &result.Diagnostics)
	result.DisplayName = string(domain)
	result.Diagnostics.Append(result.Identity.Set(ctx, identityModel{
		Domain: types.StringValue(string(domain)), Region: types.StringValue(w.region), AccountID: text(w.account),
	})...)
	if !w.req.IncludeResource {
		return result, there
	}
	if findings := mailauth.CheckDomain(string(domain)); len(findings) > 0 {
		result.Diagnostics.Append(unmanageable(domain, findings[0]))
	}
	result.Diagnostics.Append(result.Resource.SetAttribute(ctx, pathDomain, string(domain))...)
	result.Diagnostics.Append(result.Resource.SetAttribute(ctx, pathRegion, w.region)...)
	state, diags := load(ctx, result.Resource)
	if result.Diagnostics.Append(diags...); result.Diagnostics.HasError() {
		return result, there
	}
	var failed diag.Diagnostics
	if readImported(ctx, w.cloud, &state, new(ownership), &failed) {
		return result, false
	}
	if failed.HasError() {
		result.Diagnostics.Append(undescribed(domain, failed))
		return result, there
	}
	result.Diagnostics.Append(store(ctx, state, result.Resource)...)
	return result, there
}

// unmanageable tells of a domain that SES takes and this resource does not.
func unmanageable(domain rr.Name, why advice.Finding) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Domain is listed that no mailauth_domain can be", remedy.Detail(
		string(domain)+": "+why.Detail, "leave it out of the list with name_contains, or remove its blocks from the configuration that is generated; Terraform refuses them."))
}

// undescribed keeps a domain that cannot be read in the list: an error would
// end the whole query.
func undescribed(domain rr.Name, failed diag.Diagnostics) diag.Diagnostic {
	cause := failed.Errors()[0]
	return diag.NewWarningDiagnostic("Domain is listed without its settings",
		fmt.Sprintf("%s: %s. %s", domain, cause.Summary(), cause.Detail()))
}
