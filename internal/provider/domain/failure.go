package domain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// explained is an error of the provider's settings. It says by itself what is
// wrong, what was found and what to type.
type explained interface {
	error
	Explain() (summary, found, fix string)
}

// failure is a request that AWS refused or did not answer, or one that could
// not even be sent.
func failure(err error, s subject) diag.Diagnostic {
	if e := explained(nil); errors.As(err, &e) {
		what, found, fix := e.Explain()
		return diag.NewErrorDiagnostic(what, remedied(found, fix))
	}
	summary := "Could not " + s.doing
	if s.domain != "" {
		summary += " " + s.domain
	}
	var api *reconcile.APIError
	if !errors.As(err, &api) {
		return diag.NewErrorDiagnostic(summary, remedied(err.Error()+".", otherFix(err)))
	}
	return diag.NewErrorDiagnostic(summary, remedied(strings.TrimSuffix(err.Error(), ".")+".", apiFix(api)))
}

func otherFix(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "allow more time in `timeouts`, or apply again: whatever the state does not have is made then."
	case errors.Is(err, context.Canceled):
		return "apply again: whatever the state does not have is made then."
	default:
		return "run the command again; what was reached is not done twice."
	}
}

// apiFix is what to type for an error code of AWS.
func apiFix(e *reconcile.APIError) string {
	if errors.Is(e, context.DeadlineExceeded) || errors.Is(e, context.Canceled) {
		return otherFix(e)
	}
	switch e.Code {
	case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized":
		return deniedFix(e)
	case "ExpiredToken", "ExpiredTokenException", "RequestExpired":
		return "renew the credentials (they have expired) and run the command again."
	case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "InvalidAccessKeyId":
		return "check the credentials of the provider: profile, access_key, or the environment variables AWS_*."
	case "TooManyRequestsException", "Throttling", "ThrottlingException":
		return "run the command again, with a smaller -parallelism; AWS refused the request for its rate, even after the retries that max_retries allows."
	case "LimitExceededException":
		return "delete identities that are not needed any more; SES keeps 10,000 in a region."
	case "InternalFailure", "InternalServiceErrorException", "InternalServerError", "ServiceUnavailable", "ServiceUnavailableException":
		return "run the command again later; the fault is on the side of AWS."
	case "PriorRequestNotComplete":
		return "run the command again in a moment; Route 53 is still at an earlier change of the zone."
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

// deniedFix names every action that may be missing: tags that are given at
// creation need one of their own (Service Authorization Reference, SES v2).
// A zone of another account is refused in the same words as one of ours.
func deniedFix(e *reconcile.APIError) string {
	actions, otherwise := "the action "+action(e), ""
	switch e.Operation {
	case "CreateEmailIdentity":
		actions = "the actions " + action(e) + " and, where there are tags, ses:TagResource"
	case "GetHostedZone":
		otherwise = " If the zone belongs to another account, correct zone_id or use credentials of that account."
	}
	return fmt.Sprintf("allow %s to the credentials of the provider, for %s.%s", actions, e.Subject, otherwise)
}

// action is the IAM action of a request.
func action(e *reconcile.APIError) string {
	prefix := map[string]string{"SES": "ses", "Route 53": "route53", "STS": "sts"}[e.Service]
	return prefix + ":" + e.Operation
}
