package route53

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/smithy-go"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// apiError says which request about what went wrong, in the port's words.
func (z *Zones) apiError(operation, subject string, err error) error {
	out := &reconcile.APIError{Service: "Route 53", Operation: operation, Subject: subject, Err: err}
	if api := smithy.APIError(nil); errors.As(err, &api) {
		out.Code, out.Message = api.ErrorCode(), api.ErrorMessage()
	}
	if out.Code == "AccessDenied" {
		out.Needs = z.permission(operation, subject)
	}
	if refused := (*types.InvalidChangeBatch)(nil); errors.As(err, &refused) {
		out.Sentinel, out.Message = reconcile.ErrRefused, refusal(refused)
	}
	if gone := (*types.NoSuchHostedZone)(nil); errors.As(err, &gone) {
		out.Sentinel = reconcile.ErrZoneNotFound
	}
	return out
}

// refusal lists what Route 53 has against a batch. Of its two forms the one
// has all in the message, in brackets, and the other a list beside a message
// that says nothing.
func refusal(err *types.InvalidChangeBatch) string {
	if len(err.Messages) > 0 {
		return strings.Join(err.Messages, "; ")
	}
	message := err.ErrorMessage()
	if inner, ok := strings.CutPrefix(message, "["); ok && strings.HasSuffix(inner, "]") {
		return strings.TrimSuffix(inner, "]")
	}
	return message
}
