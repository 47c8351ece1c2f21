package ses

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// refused puts SES's error, or the lack of an answer, into the port's form. Its
// Sentinel is unset: what an error amounts to depends on the operation.
func refused(operation, subject string, err error) *reconcile.APIError {
	out := &reconcile.APIError{Service: "SES", Operation: operation, Subject: subject, Err: err}
	if answer, ok := errors.AsType[smithy.APIError](err); ok {
		out.Code = answer.ErrorCode()
		out.Message = answer.ErrorMessage()
	}
	return out
}

// means says that an error of send amounts to a sentinel if SES's error is of
// type E, and returns it.
func means[E error](err, sentinel error) error {
	refusal, ok := errors.AsType[*reconcile.APIError](err)
	if !ok {
		return err
	}
	if _, is := errors.AsType[E](refusal.Err); is {
		refusal.Sentinel = sentinel
	}
	return err
}

// missing is for the operations that answer 404 for one reason only.
func missing(err error) error {
	return means[*types.NotFoundException](err, reconcile.ErrNotFound)
}

// missingOrBad is for the operations that change one attribute of an identity.
// Whether it is the identity that SES misses or a fault that it finds in the
// request cannot be told from the type of the error:
//
//	operation                            identity unknown   other causes of the same type
//	PutEmailIdentityDkimAttributes       400 BadRequest     a bad value
//	PutEmailIdentityMailFromAttributes   400 BadRequest     not a subdomain, a bad value
//	PutEmailIdentityFeedbackAttributes   400 BadRequest     a bad value
//	PutEmailIdentityConfigurationSet…    404 NotFound       no such configuration set
//
// and SES promises no text, so it takes another look at the identity. Where
// that gives no answer either, the error stays without a meaning.
func (i *Identities) missingOrBad(ctx context.Context, domain rr.Name, err error) error {
	_, notFound := errors.AsType[*types.NotFoundException](err)
	_, badRequest := errors.AsType[*types.BadRequestException](err)
	if !notFound && !badRequest {
		return err
	}
	if _, look := i.look(ctx, domain); !errors.Is(look, reconcile.ErrNotFound) {
		return err
	}
	if notFound {
		return missing(err)
	}
	return means[*types.BadRequestException](err, reconcile.ErrNotFound)
}

// denied reports whether IAM refused the request (Service Authorization
// Reference: SES answers AccessDeniedException, which is not modelled).
func denied(err error) bool {
	refusal, ok := errors.AsType[*reconcile.APIError](err)
	return ok && (refusal.Code == "AccessDeniedException" || refusal.Code == "AccessDenied")
}

// unlisted reports whether the endpoint has no way to list identities. SES has
// had another one since September 2026, which what stands in for SES may lack;
// the operation itself has no 404.
func unlisted(err error) bool {
	answer, ok := errors.AsType[*awshttp.ResponseError](err)
	return ok && slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}, answer.HTTPStatusCode())
}

// withoutRetryAtLimits keeps the SDK from repeating requests that an account's
// limit of identities refuses. The SDK takes every LimitExceededException for
// throttling, for which SES uses TooManyRequestsException.
func withoutRetryAtLimits(o *sesv2.Options) {
	if retryer, ok := o.Retryer.(aws.RetryerV2); ok {
		o.Retryer = limitIsFinal{retryer}
	}
}

type limitIsFinal struct{ aws.RetryerV2 }

func (r limitIsFinal) IsErrorRetryable(err error) bool {
	if _, limit := errors.AsType[*types.LimitExceededException](err); limit {
		return false
	}
	return r.RetryerV2.IsErrorRetryable(err)
}
