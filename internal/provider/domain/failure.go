package domain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// failure is a request that AWS refused or did not answer.
func failure(err error, s subject) diag.Diagnostic {
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
		return "allow more time in `timeouts`, or apply again: it goes on where it stopped."
	case errors.Is(err, context.Canceled):
		return "apply again: it goes on where it stopped."
	default:
		return "run the command again; what was reached is not done twice."
	}
}

// apiFix is what to type for an error code of AWS.
func apiFix(e *reconcile.APIError) string {
	switch e.Code {
	case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized":
		return fmt.Sprintf("allow the action %s to the credentials of the provider, for %s.", action(e), e.Subject)
	case "ExpiredToken", "ExpiredTokenException", "RequestExpired":
		return "renew the credentials (they have expired) and run the command again."
	case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "InvalidAccessKeyId":
		return "check the credentials of the provider: profile, access_key, or the environment variables AWS_*."
	case "TooManyRequestsException", "Throttling", "ThrottlingException":
		return "run the command again, with a smaller -parallelism; AWS refused the request for its rate, even after the retries that max_retries allows."
	case "LimitExceededException":
		return "delete identities that are not needed any more; SES keeps 10,000 in a region."
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

// action is the IAM action of a request.
func action(e *reconcile.APIError) string {
	prefix := map[string]string{"SES": "ses", "Route 53": "route53", "STS": "sts"}[e.Service]
	return prefix + ":" + e.Operation
}
