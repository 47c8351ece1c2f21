package domain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/drift"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// adoptedIdentity says what an identity that is taken over loses.
func adoptedIdentity(m model, differences []drift.Difference) diag.Diagnostic {
	detail := fmt.Sprintf("SES in %s has an identity %s already; this resource takes it over, with its DKIM keys", m.Region.ValueString(), m.Domain.ValueString())
	if len(differences) == 0 {
		return diag.NewAttributeWarningDiagnostic(pathDomain, "Identity is taken over", detail+". Its settings are as configured.")
	}
	detail += ". These of its settings are replaced by the configured ones:\n"
	for _, d := range differences {
		detail += "\n" + remedy.Item(d.Path+": "+d.What+".")
	}
	return diag.NewAttributeWarningDiagnostic(pathDomain, "Identity is taken over", detail)
}

// adoptedRecords says which values of others are replaced.
func adoptedRecords(m model, adopted []reconcile.Conflict) diag.Diagnostics {
	if len(adopted) == 0 {
		return nil
	}
	var detail strings.Builder
	detail.WriteString("These records are replaced, and belong to this resource from then on:\n")
	for _, c := range adopted {
		fmt.Fprintf(&detail, "\n  %s (%s)\n    old: %s\n    new: %s %s\n",
			c.Wanted.Name, role(c.Wanted.Kind), strings.Join(c.Found, "\n         "), c.Wanted.Type, c.Wanted.Text)
	}
	return one(diag.NewAttributeWarningDiagnostic(path.Root("on_existing"),
		"Records of "+m.Domain.ValueString()+" are taken over", strings.TrimRight(detail.String(), "\n")))
}

// conflicts lists everything that is in the way, with the ways out. Lines to be
// typed are indented, so that Terraform does not break them.
func conflicts(e *reconcile.ConflictError, s subject) diag.Diagnostic {
	var found strings.Builder
	fmt.Fprintf(&found, "This stands in the way of %s, and this resource did not make it. Nothing was changed.\n", s.domain)
	if e.Identity {
		fmt.Fprintf(&found, "\n  %s: SES in %s has that identity already.\n", s.domain, s.region)
	}
	for _, c := range e.Conflicts {
		fmt.Fprintf(&found, "\n  %s (%s): %s.\n    found:  %s\n    wanted: %s %s\n",
			c.Wanted.Name, role(c.Wanted.Kind), c.Reason, strings.Join(c.Found, "\n            "), c.Wanted.Type, c.Wanted.Text)
		if text, ok := merged(c); ok {
			fmt.Fprintf(&found, "    merged: %s %s\n", c.Wanted.Type, text)
		}
	}
	return diag.NewAttributeErrorDiagnostic(pathDomain, conflictSummary(e),
		remedy.Detail(strings.TrimRight(found.String(), "\n"), "choose one of these ways.\n"+strings.Join(waysOut(e, s), "\n")))
}

func conflictSummary(e *reconcile.ConflictError) string {
	switch {
	case len(e.Conflicts) == 0:
		return "Identity exists already"
	case e.Identity:
		return "Identity and records exist already"
	default:
		return "Records exist already"
	}
}

// merged is the one SPF record that authorises the senders of both, to be
// copied: a name may have one such record only (RFC 7208 section 3.2).
func merged(c reconcile.Conflict) (string, bool) {
	if c.Excluded || len(c.Found) != 1 || c.Wanted.Kind != mailauth.SPF && c.Wanted.Kind != mailauth.MailFromSPF {
		return "", false
	}
	theirs, err := spf.Parse(strings.TrimPrefix(c.Found[0], string(rr.TXT)+" "))
	if err != nil {
		return "", false
	}
	ours, err := spf.Parse(c.Wanted.Text)
	if err != nil {
		return "", false
	}
	return spf.Merge(spf.KeepBase, theirs, ours).String(), true
}

// waysOut names only ways that are open: there is nothing to import without an
// identity, and what excludes a record cannot be adopted.
func waysOut(e *reconcile.ConflictError, s subject) []string {
	excluded := slices.ContainsFunc(e.Conflicts, func(c reconcile.Conflict) bool { return c.Excluded })
	replaceable := slices.ContainsFunc(e.Conflicts, func(c reconcile.Conflict) bool { return !c.Excluded })
	var ways []string
	if e.Identity {
		ways = append(ways, "\nImport: take everything over as it is; the next plan shows what it would change. With the resource's name in place of NAME:\n"+
			typed(importLine(s, s.zoneID)))
	}
	if e.Identity && !excluded || replaceable {
		way := "\nAdopt: take everything over and replace what differs; the next plan shows the old and the new. Write in the resource:\n" + typed(`on_existing = "adopt"`)
		if excluded {
			way += "\nWhat leaves no room for a record has to be removed all the same."
		}
		ways = append(ways, way)
	}
	for _, c := range e.Conflicts {
		ways = append(ways, regionsApart(c, s)...)
	}
	ways = append(ways, removal(e, s))
	for _, c := range e.Conflicts {
		ways = append(ways, otherwise(c, s)...)
	}
	if e.Identity {
		ways = append(ways, "\nIf this resource has only got another address, say so with a `moved` block instead. "+
			"If it was being replaced: one identity of a name and region cannot be made twice. Take create_before_destroy out of its lifecycle block, and have Terraform forget the object that it set aside:\n"+
			typed("terraform state rm mailauth_domain.NAME")+"\n"+typed(importLine(s, s.zoneID)))
	}
	return ways
}

// importLine is the command that takes a domain over, with its records in the
// zone unless that is empty.
func importLine(s subject, zoneID string) string {
	line := "terraform import mailauth_domain.NAME " + s.region + "/" + s.domain
	if zoneID != "" {
		line += "/" + bareZoneID(zoneID)
	}
	return line
}

// typed is a line of its own to be copied.
func typed(line string) string { return "    " + line }

func removal(e *reconcile.ConflictError, s subject) string {
	way := "\nRemove: "
	if e.Identity {
		way += "delete the identity, if nobody sends with it.\n" + typed(fmt.Sprintf("aws sesv2 delete-email-identity --region %s --email-identity %s", s.region, s.domain))
	}
	if len(e.Conflicts) == 0 {
		return way
	}
	if e.Identity {
		way += "\nAnd "
	}
	way += "delete the values that were found from hosted zone " + bareZoneID(s.zoneID) + ", if nobody needs them."
	for _, c := range e.Conflicts {
		if c.Region != "" {
			way += " An identity of " + c.Region + " that sends loses its bounces with the MX."
		}
	}
	return way
}

// regionsApart is what to type where the MAIL FROM domain is that of another
// region, be it of a resource beside this one or of the object that this one
// replaces.
func regionsApart(c reconcile.Conflict, s subject) []string {
	if c.Region == "" {
		return nil
	}
	return []string{
		"\nGive this region a MAIL FROM domain of its own, such as:\n" + typed(fmt.Sprintf("mail_from = { domain = %q }", regionalMailFrom(s.domain, s.region, c.Region))),
		"\nIf this resource has moved here from " + c.Region + " with create_before_destroy, do the same: the apply then destroys what Terraform has set aside, and mail_from can go back in the one after it. Or give up both:\n" +
			typed("terraform destroy -refresh=false"),
	}
}

// otherwise is how to do without the very place that is taken.
func otherwise(c reconcile.Conflict, s subject) []string {
	switch c.Wanted.Kind {
	case mailauth.DMARCPolicy:
		return []string{"\nOr leave DMARC to its owner:\n" + typed("dmarc = { enabled = false }")}
	case mailauth.MailFromMX:
		if c.Region != "" {
			return nil
		}
		return []string{"\nOr have bounces return to a name that nobody uses yet, such as:\n" + typed(fmt.Sprintf("mail_from = { domain = %q }", "bounces."+s.domain))}
	case mailauth.SPF, mailauth.MailFromSPF:
		return mergedOtherwise(c)
	default:
		return nil
	}
}

func mergedOtherwise(c reconcile.Conflict) []string {
	text, ok := merged(c)
	if !ok {
		return nil
	}
	line := fmt.Sprintf("spf = %q", text)
	if c.Wanted.Kind == mailauth.MailFromSPF {
		line = fmt.Sprintf("mail_from = { spf = %q }", text)
	}
	return []string{"\nOr adopt, and let both send:\n" + typed(`on_existing = "adopt"`) + "\n" + typed(line)}
}
