package account

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// inCase names the case of a review, as far as there is one.
func inCase(review reconcile.Review) string {
	if review.CaseID == "" {
		return ""
	}
	return " (case " + review.CaseID + " of AWS Support)"
}

// notNeeded is said where a request is written for an account that has what it
// asks for.
func notNeeded(region string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathRequest, "Request for production access is not sent", remedy.Detail(
		fmt.Sprintf("The account has production access in %s, and AWS takes no other request then. The state takes what is written here, and AWS keeps what it was told before.", region),
		"nothing has to be done; production_access can stay, for the day that another account is made from this configuration, or go."))
}

func underReview(region string, review reconcile.Review) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathRequest, "Request for production access is under review", remedy.Detail(
		fmt.Sprintf("AWS reviews the request for %s%s and takes no other one until that is done; an apply of this change will be refused.", region, inCase(review)),
		"write what was filed, which the plan shows on the left, or take production_access out; and tell the reviewer of the change in the case. When review_status is DENIED, an apply sends the new request."))
}

func wasDenied(region string, review reconcile.Review) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathRequest, "AWS has denied production access", remedy.Detail(
		fmt.Sprintf("The request for %s was denied%s, and the account stays in the sandbox: its mail reaches only verified identities and the mailbox simulator.", region, inCase(review)),
		"answer in the case, where the reasons are; or change production_access, mostly its use_case_description, and apply, which sends a new request."))
}

// refused is for an apply. What is known of the review may be older than what
// AWS goes by.
func refused(err error, region string, review reconcile.Review) diag.Diagnostic {
	found := strings.TrimSuffix(err.Error(), ".") + "."
	if review.Status != "" {
		found += fmt.Sprintf("\n\nThe last review for %s says %s%s. Nothing was changed.", region, review.Status, inCase(review))
	}
	fix := "run `terraform plan`, which shows review_status. While it is PENDING wait, and write what was filed or take production_access out; tell the reviewer of a change in the case. Once it is GRANTED nothing has to be done."
	if review.Status == reviewDenied {
		fix = "answer in the case; AWS takes no new request by this way."
	}
	return diag.NewAttributeErrorDiagnostic(pathRequest, "AWS takes no request for production access now", remedy.Detail(found, fix))
}

func takesReasons(region string, before, after []string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathReasons, "Suppression reasons of the account are replaced", remedy.Detail(
		fmt.Sprintf("The account in %s puts addresses on its suppression list for: %s. This apply makes it: %s. That concerns everybody who sends through the account.", region, listed(before), listed(after)),
		"nothing, if it is meant; to leave the account as it is, take suppressed_reasons out. A destroy puts back what stands now."))
}

// warnOfDestroy says before a destroy what of it AWS cannot undo, and what it
// does.
func warnOfDestroy(state model, kept *kept) diag.Diagnostics {
	var lines []string
	add := func(line string) { lines = append(lines, remedy.Item(line)) }
	review := reconcile.Review{Status: state.ReviewStatus.ValueString(), CaseID: state.ReviewCaseID.ValueString()}
	switch {
	case state.Production.ValueBool():
		add("Production access stays: AWS knows no way back into the sandbox.")
	case review.Status == reviewPending:
		add("The request for production access stays under review" + inCase(review) + ".")
	}
	if kept != nil && slices.Equal(texts(state.SuppressedReasons), kept.Left) && !slices.Equal(kept.Before, kept.Left) {
		add("Addresses will be suppressed as before the first apply, for: " + listed(kept.Before) + ".")
	}
	if len(lines) == 0 {
		return nil
	}
	region := state.Region.ValueString()
	return diag.Diagnostics{diag.NewWarningDiagnostic("The account stays as it is for the most part", remedy.Detail(
		"The account in "+region+" is only forgotten:\n\n"+strings.Join(lines, "\n"),
		"nothing; to have the account send no more, run\n"+typed("aws sesv2 put-account-sending-attributes --no-sending-enabled --region "+region)))}
}

// leavesReasons tells of reasons that somebody has changed since.
func leavesReasons(region string, live []string, k kept) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Suppression reasons are left as they are", remedy.Detail(
		fmt.Sprintf("The last apply made them %s for the account in %s, and somebody has made them %s since. Before the first apply they were %s.", listed(k.Left), region, listed(live), listed(k.Before)),
		"if they shall be as they were, run\n"+reasonsCommand(region, k.Before)))
}

func reasonsCommand(region string, reasons []string) string {
	command := "aws sesv2 put-account-suppression-attributes --region " + region + " --suppressed-reasons"
	for _, reason := range reasons {
		command += " " + reason
	}
	return typed(command)
}

// typed is a line to be typed as it is; CLIs do not fold what is indented.
func typed(line string) string { return "    " + line }
