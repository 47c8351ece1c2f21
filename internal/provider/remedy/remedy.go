// Package remedy says what is wrong in diagnostics that tell three things: what
// is wrong, what was found and what to type. It knows the errors of AWS, and of
// no resource more than the name of what was being done.
package remedy

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Issues is where a fault of the provider is reported.
const Issues = "https://github.com/mailauth/terraform-provider-mailauth/issues"

// Detail is what was found, with what to type at its end.
func Detail(found, fix string) string { return advice.Remedy(found, fix) }

// Bug is a diagnostic for what only this provider can cause.
func Bug(doing string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Fault of the mailauth provider",
		fmt.Sprintf("Could not %s: %v.\n\nTo fix: this is a fault of the provider; report it with the configuration at %s.", doing, err, Issues))
}

// Recovered turns a panic into a diagnostic, so that Terraform keeps the state
// that it has. It is to be deferred.
func Recovered(doing string, diags *diag.Diagnostics) {
	if cause := recover(); cause != nil {
		diags.Append(Bug(doing, fmt.Errorf("panic: %v\n%s", cause, debug.Stack())))
	}
}

// explained is an error of the provider's settings. It says by itself what is
// wrong, what was found and what to type.
type explained interface {
	error
	Explain() (summary, found, fix string)
}

// Failure is a request that AWS refused or did not answer, or one that could
// not even be sent. What was being done is a verb phrase: "read the domain
// example.org".
func Failure(err error, doing string) diag.Diagnostic {
	if e := explained(nil); errors.As(err, &e) {
		what, found, fix := e.Explain()
		return diag.NewErrorDiagnostic(what, Detail(found, fix))
	}
	var api *reconcile.APIError
	if !errors.As(err, &api) {
		return diag.NewErrorDiagnostic("Could not "+doing, Detail(err.Error()+".", otherFix(err)))
	}
	return diag.NewErrorDiagnostic("Could not "+doing, Detail(strings.TrimSuffix(err.Error(), ".")+".", Fix(api)))
}

func otherFix(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "allow more time in `timeouts`, or apply again: whatever the state does not have is made then."
	case errors.Is(err, context.Canceled):
		return "apply again: whatever the state does not have is made then."
	case errors.Is(err, reconcile.ErrTooLarge):
		return "remove the values that nobody needs from the record set named there, which others have filled: Route 53 changes a set only as a whole. Then run the command again."
	default:
		return "run the command again; what was reached is not done twice."
	}
}

// clockFix is for signatures of another time: AWS takes those of the last and
// the next five minutes (IAM User Guide, "AWS Signature Version 4 for API
// requests").
const clockFix = "set the clock of this machine, which may differ from that of AWS by five minutes (`date -u` shows it, `timedatectl set-ntp true` keeps it right)"

// Fix is what to type for an error code of AWS.
func Fix(e *reconcile.APIError) string {
	if settings := explained(nil); errors.As(e, &settings) {
		_, _, fix := settings.Explain()
		return fix
	}
	if errors.Is(e, context.DeadlineExceeded) || errors.Is(e, context.Canceled) {
		return otherFix(e)
	}
	switch e.Code {
	case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized":
		return deniedFix(e)
	case "RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired":
		return clockFix + ", and run the command again."
	case "ExpiredToken", "ExpiredTokenException":
		return "renew the credentials (they have expired) and run the command again."
	case "InvalidSignatureException", "SignatureDoesNotMatch":
		return "check the secret key of the provider's credentials; where AWS says that the signature expired, " + clockFix + "."
	case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId":
		return "check the credentials of the provider: profile, access_key, or the environment variables AWS_*."
	case "TooManyRequestsException", "Throttling", "ThrottlingException":
		return "run the command again, with a smaller -parallelism; AWS refused the request for its rate, even after the retries that max_retries allows."
	case "LimitExceededException":
		return "delete identities that are not needed any more; SES keeps 10,000 in a region."
	case "InternalFailure", "InternalServiceErrorException", "InternalServerError", "ServiceUnavailable", "ServiceUnavailableException":
		return "run the command again later; the fault is on the side of AWS."
	case "PriorRequestNotComplete":
		return "run the command again in a moment; Route 53 is still at an earlier change of the zone."
	case "BadRequestException":
		if e.Operation == "DeleteEmailIdentity" {
			return "if identities of the same domain in other regions sign with the keys of this one (dkim.parent_region), destroy them first, " +
				"or remove parent_region from them, so that SES makes keys for each; then run the command again."
		}
	case "NotFoundException":
		return "create what is named there, or correct the name."
	case "":
		return "check the network, the endpoints and the proxy of the provider block, and run the command again."
	}
	if errors.Is(e, reconcile.ErrRefused) {
		return "look at the record sets named there; something in the zone stands against them. Then run the command again."
	}
	return "correct what AWS names there and run the command again."
}
