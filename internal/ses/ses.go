// Package ses keeps e-mail identities in Amazon SES: it is reconcile's port
// Identities over the SESv2 API. It decides nothing; it translates requests,
// answers and refusals, the last by type and operation and never by their text.
package ses

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/smithy-go/middleware"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mailauth/terraform-provider-mailauth/internal/flight"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const subsystem = "ses"

// Account is who the credentials belong to.
type Account struct {
	// ID is empty where the user asked not to look it up.
	ID string
	// Partition is the second part of every ARN, "aws" in commercial regions.
	Partition string
}

// Identities are the e-mail identities of one account in one region. It
// implements reconcile.Identities and is safe for concurrent use.
type Identities struct {
	client  *sesv2.Client
	region  string
	account func(context.Context) (Account, error)
	listed  flight.Once[listing]
	lookout lookout
	own     ownWrites
}

var _ reconcile.Identities = (*Identities)(nil)

// New returns the identities of cfg's region. The account is asked for only
// where an ARN is needed.
func New(cfg aws.Config, account func(context.Context) (Account, error)) *Identities {
	return &Identities{
		client:  sesv2.NewFromConfig(cfg, withoutRetryAtLimits),
		region:  cfg.Region,
		account: account,
		own:     ownWrites{exists: map[rr.Name]bool{}, made: map[rr.Name]time.Time{}},
	}
}

// errNoDomain is a bug of the caller. SES would take a request for the
// identity "" as one for the whole list.
var errNoDomain = errors.New("no domain is named")

// send sends one request about a domain, and logs it. Its error is what
// refused makes of SES's, or errNoDomain.
func send[In, Out any](
	ctx context.Context, i *Identities, operation string, domain rr.Name,
	call func(context.Context, *In, ...func(*sesv2.Options)) (*Out, error), input *In,
) (*Out, error) {
	if domain == "" {
		return nil, fmt.Errorf("SES %s: %w", operation, errNoDomain)
	}
	fields := map[string]any{"operation": operation, "domain": string(domain), "region": i.region}
	attempts := 0
	output, err := call(ctx, input, func(o *sesv2.Options) {
		o.APIOptions = append(o.APIOptions, counting(&attempts))
	})
	if err != nil {
		refusal := refused(operation, string(domain), err)
		refusal.Attempts = attempts
		if denied(refusal) {
			refusal.Needs = i.permission(ctx, operation, domain, input)
		}
		fields["code"] = refusal.Code
		debug(ctx, "request failed", fields)
		return nil, refusal
	}
	debug(ctx, "request answered", fields)
	return output, nil
}

// counting counts how often one request is sent. It stands behind the client's
// retries, the last of the Finalize step.
func counting(attempts *int) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("CountAttempts",
			func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
				*attempts++
				return next.HandleFinalize(ctx, in)
			}), middleware.After)
	}
}

func debug(ctx context.Context, message string, fields map[string]any) {
	tflog.SubsystemDebug(tflog.NewSubsystem(ctx, subsystem), subsystem, message, fields)
}
