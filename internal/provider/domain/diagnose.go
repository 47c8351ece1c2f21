package domain

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// subject is what was being done, and to what, when an error came.
type subject struct {
	// doing is a verb phrase: "create the domain".
	doing  string
	domain string
	region string
	zoneID string
}

func (m model) subject(doing string) subject {
	return subject{
		doing: doing, domain: m.Domain.ValueString(),
		region: m.Region.ValueString(), zoneID: m.ZoneID.ValueString(),
	}
}

// diagnose says what is wrong, what was found and what to type.
func diagnose(err error, s subject) diag.Diagnostics {
	var (
		none      *reconcile.NoZoneError
		ambiguous *reconcile.AmbiguousZoneError
		unfit     *reconcile.UnfitZoneError
		conflict  *reconcile.ConflictError
		remains   *reconcile.RemainsError
		uncertain *reconcile.UncertainError
	)
	switch {
	case errors.As(err, &remains):
		return append(diagnose(remains.Cause, s), notUndone(remains, s))
	case errors.As(err, &uncertain):
		return append(diagnose(uncertain.Cause, s), perhapsMade(s))
	case errors.As(err, &none):
		return one(noZone(none))
	case errors.As(err, &ambiguous):
		return one(ambiguousZone(ambiguous))
	case errors.As(err, &unfit):
		return one(unfitZone(unfit))
	case errors.As(err, &conflict):
		return one(conflicts(conflict, s))
	case errors.Is(err, reconcile.ErrExists):
		return one(conflicts(&reconcile.ConflictError{Identity: true}, s))
	case errors.Is(err, reconcile.ErrZoneNotFound):
		return one(zoneGone(s))
	default:
		return one(failure(err, s))
	}
}

func one(d diag.Diagnostic) diag.Diagnostics { return diag.Diagnostics{d} }

func quoted(s string) string { return fmt.Sprintf("%q", s) }

func noZone(e *reconcile.NoZoneError) diag.Diagnostic {
	found := fmt.Sprintf("No public hosted zone of the account holds %s.", e.Domain)
	for _, z := range e.Private {
		found += fmt.Sprintf(" The private zone %s (%s) would, but mail receivers cannot see it.", z.ID, z.Name)
	}
	if len(e.Public) > 0 {
		found += " Its public zones are: " + list(e.Public, 10) + "."
	} else {
		found += " It has no public zone at all."
	}
	return diag.NewAttributeErrorDiagnostic(pathDomain, "No hosted zone for the domain", remedy.Detail(found,
		"create a public hosted zone for the domain or for one above it and delegate it; or name credentials of the account that has it in the block route53 of the provider; "+
			"or set manage_dns = false and publish `records` wherever the domain's DNS is."))
}

func list[T ~string](items []T, most int) string {
	words := make([]string, 0, most+1)
	for i, item := range items {
		if i == most {
			words = append(words, fmt.Sprintf("and %d more", len(items)-most))
			break
		}
		words = append(words, string(item))
	}
	return strings.Join(words, ", ")
}

func ambiguousZone(e *reconcile.AmbiguousZoneError) diag.Diagnostic {
	ids := make([]string, len(e.Zones))
	for i, z := range e.Zones {
		ids[i] = z.ID
	}
	return diag.NewAttributeErrorDiagnostic(pathDomain, "Several hosted zones for the domain", remedy.Detail(
		fmt.Sprintf("%d public hosted zones are named %s: %s. Only one of them can be the one that the domain is delegated to.", len(ids), e.Zones[0].Name, strings.Join(ids, ", ")),
		fmt.Sprintf("set zone_id to the one whose name servers `dig NS %s` answers, such as zone_id = %q.", e.Zones[0].Name, ids[0])))
}

func unfitZone(e *reconcile.UnfitZoneError) diag.Diagnostic {
	if e.Zone.Private {
		return diag.NewAttributeErrorDiagnostic(pathZoneID, "Private hosted zone", remedy.Detail(
			fmt.Sprintf("Zone %s (%s) is private: neither SES nor any mail receiver can see its records.", e.Zone.ID, e.Zone.Name),
			"set zone_id to a public zone that holds the domain, or leave it out to have it found."))
	}
	return diag.NewAttributeErrorDiagnostic(pathZoneID, "Hosted zone does not hold the domain", remedy.Detail(
		fmt.Sprintf("Zone %s is %s, and %s is neither that name nor below it.", e.Zone.ID, e.Zone.Name, e.Domain),
		"set zone_id to the zone of the domain or of one above it, or leave it out to have it found."))
}

func zoneGone(s subject) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathZoneID, "Hosted zone does not exist", remedy.Detail(
		fmt.Sprintf("Route 53 answers that there is no hosted zone %s in the account.", s.zoneID),
		"set zone_id to a zone that exists, or leave it out to have it found."))
}

func noRegion() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathRegion, "No region", remedy.Detail(
		"Neither the resource nor the provider names an SES region, nor does the environment.",
		"set region in the provider block (region = \"eu-west-1\"), on this resource, or as the environment variable AWS_REGION."))
}

func notUndone(e *reconcile.RemainsError, s subject) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Half-made domain stays", remedy.Detail(
		fmt.Sprintf("The creation of %s failed, and what it had made could not be removed: %v.\nThe state keeps what exists, marked as tainted.", s.domain, e.Undo),
		"apply again, which removes it and makes it anew. Or have it completed by the next apply, with the resource's name in place of NAME:\n"+typed("terraform untaint mailauth_domain.NAME")))
}

func perhapsMade(s subject) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Identity perhaps made", remedy.Detail(
		fmt.Sprintf("SES did not say whether this run has made the identity %s, so the state does not have it.", s.domain),
		fmt.Sprintf("apply again. If SES has the identity by then, the plan says that it exists already, and it is the one of this run: "+
			"take it over by on_existing = \"adopt\", or with the resource's name in place of NAME:\n%s", typed(importLine(s, "")))))
}

// leftovers names the records that stay in DNS though nothing wants them.
func leftovers(left []reconcile.Leftover) diag.Diagnostics {
	if len(left) == 0 {
		return nil
	}
	var lines strings.Builder
	for _, l := range left {
		fmt.Fprintf(&lines, "\n  %s: %s", l.Record.Key, l.Reason)
	}
	these := "These records are not managed by this resource any more and stay as they are:"
	if len(left) == 1 {
		these = "This record is not managed by this resource any more and stays as it is:"
	}
	return one(diag.NewWarningDiagnostic("Records left in place", remedy.Detail(these+lines.String(),
		"nothing has to be done; what nobody needs can be deleted in Route 53.")))
}

// asErrors turns warnings into errors.
func asErrors(diags diag.Diagnostics) diag.Diagnostics {
	var out diag.Diagnostics
	for _, d := range diags {
		out.AddError(d.Summary(), d.Detail())
	}
	return out
}

// asWarnings turns errors into warnings about the same attributes.
func asWarnings(diags diag.Diagnostics) diag.Diagnostics {
	var out diag.Diagnostics
	for _, d := range diags {
		var warning diag.Diagnostic = diag.NewWarningDiagnostic(d.Summary(), d.Detail())
		if at, ok := d.(diag.DiagnosticWithPath); ok {
			warning = diag.NewAttributeWarningDiagnostic(at.Path(), d.Summary(), d.Detail())
		}
		out.Append(warning)
	}
	return out
}

// failure is a request about a domain that AWS refused or did not answer.
func failure(err error, s subject) diag.Diagnostic {
	doing := s.doing
	if s.domain != "" {
		doing += " " + s.domain
	}
	return remedy.Failure(err, doing)
}

// role is the attribute that says a record.
func role(kind mailauth.Kind) string { return fmt.Sprintf("records[%q]", kind) }
