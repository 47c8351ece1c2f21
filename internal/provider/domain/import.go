package domain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// ImportState takes an importID or the resource identity; the read that follows
// takes over the whole bundle.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	defer remedy.Recovered("import the domain", &resp.Diagnostics)
	is, zoneID, diags := r.imported(ctx, req)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, is)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, pathDomain, is.Domain)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, pathRegion, is.Region)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, pathZoneID, zoneID)...)
	resp.Diagnostics.Append(storeOwnership(ctx, ownership{Imported: true}, resp.Private)...)
}

// importID splits `domain`, `region/domain`, `domain/zone_id` or
// `region/domain/zone_id`. Of these only a domain has a dot in it; an id of
// another form is returned as a domain, which it cannot be.
func importID(id string) (region, domain, zoneID string) {
	parts := strings.Split(id, "/")
	switch {
	case len(parts) == 2 && !strings.Contains(parts[0], "."):
		return parts[0], parts[1], ""
	case len(parts) == 2 && parts[1] != "":
		return "", parts[0], parts[1]
	case len(parts) == 3 && parts[0] != "" && parts[2] != "":
		return parts[0], parts[1], parts[2]
	default:
		return "", id, ""
	}
}

// imported is the identity that an import names, with what it leaves out, and
// the hosted zone, null where it is to be found.
func (r *Resource) imported(ctx context.Context, req resource.ImportStateRequest) (identityModel, types.String, diag.Diagnostics) {
	region, domain, zoneID := importID(req.ID)
	is := identityModel{Domain: types.StringValue(domain), Region: text(region)}
	if req.ID == "" {
		if diags := req.Identity.Get(ctx, &is); diags.HasError() {
			return is, text(zoneID), diags
		}
	}
	if findings := mailauth.CheckDomain(is.Domain.ValueString()); len(findings) > 0 {
		return is, text(zoneID), one(notImportable(req.ID, findings[0].Detail))
	}
	diags := r.complete(ctx, &is)
	return is, text(zoneID), diags
}

// complete fills in what an import leaves out of an identity.
func (r *Resource) complete(ctx context.Context, is *identityModel) diag.Diagnostics {
	name, err := rr.ParseName(is.Domain.ValueString())
	if err != nil {
		return one(remedy.Bug("parse the domain to import", err))
	}
	is.Domain = types.StringValue(string(name))
	if is.Region.ValueString() == "" {
		is.Region = text(r.cloud.Region())
	}
	if is.Region.IsNull() {
		return one(noRegion())
	}
	if !r.cloud.Ready() {
		return nil
	}
	if diags := sameAccount(ctx, r.cloud, is.AccountID.ValueString()); diags.HasError() || !is.AccountID.IsNull() {
		return diags
	}
	account, err := r.cloud.AccountID(ctx)
	if err != nil {
		return diagnose(err, subject{doing: "find out the account"})
	}
	is.AccountID = text(account)
	return nil
}

func notImportable(id, why string) diag.Diagnostic {
	if id == "" {
		return diag.NewErrorDiagnostic("Import identity is not a domain", remedy.Detail("The identity's domain cannot be one: "+why,
			`import with the domain alone, such as identity = { domain = "example.org" }.`))
	}
	return diag.NewErrorDiagnostic("Import id is not a domain", remedy.Detail("The id is "+quoted(id)+"; "+why,
		`import with the domain, or with the region and the domain, such as "example.org" or "eu-west-1/example.org"; behind it the id of the hosted zone may stand, such as "eu-west-1/example.org/Z0123456789ABC".`))
}

// diagnoseImport is diagnose where there is no configuration to be corrected: a
// zone is said in the id of the import.
func diagnoseImport(err error, s subject) diag.Diagnostics {
	var (
		ambiguous *reconcile.AmbiguousZoneError
		unfit     *reconcile.UnfitZoneError
	)
	switch {
	case errors.As(err, &ambiguous):
		return one(ambiguousImport(ambiguous, s))
	case errors.As(err, &unfit), errors.Is(err, reconcile.ErrZoneNotFound):
		return one(diag.NewAttributeErrorDiagnostic(pathZoneID, "Hosted zone of the import does not fit", remedy.Detail(
			fmt.Sprintf("The import names zone %s, and: %s.", bareZoneID(s.zoneID), strings.TrimSuffix(err.Error(), ".")),
			"import with a public zone that holds the domain, or leave the zone out to have it found:\n"+typed(importLine(s, "")))))
	default:
		return diagnose(err, s)
	}
}

func ambiguousImport(e *reconcile.AmbiguousZoneError, s subject) diag.Diagnostic {
	lines := make([]string, len(e.Zones))
	for i, z := range e.Zones {
		lines[i] = typed(importLine(s, z.ID))
	}
	return diag.NewAttributeErrorDiagnostic(pathDomain, "Several hosted zones for the domain", remedy.Detail(
		fmt.Sprintf("%d public hosted zones are named %s, and only one of them can be the one that it is delegated to. An import cannot read zone_id from the configuration.", len(e.Zones), e.Zones[0].Name),
		fmt.Sprintf("import by an id that ends in the zone, the one whose name servers `dig NS %s` answers:\n%s\n"+
			"An `import` block can say the same in `id`, but not in `identity`. In place of a `moved` block, have the old resource forgotten with `terraform state rm`, and import.",
			e.Zones[0].Name, strings.Join(lines, "\n"))))
}
