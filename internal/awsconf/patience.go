package awsconf

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// How long a service may stay silent, so that a request ends in an error within
// two minutes: of 20 s attempts there is room for five. Attempts that fail
// sooner, such as refused connections, end with the ninth, by when the SDK has
// waited 13 s between them at most.
const (
	mostSilence = 105 * time.Second
	mostUnheard = 9
)

// bePatient tells requests that get a refusal from requests that get no answer.
// Throttling and faults of the service are retried as often as the settings
// say; silence is not, for it would add up to a quarter of an hour:
//
//	attempt ends in                       then
//	an answer, or an error of the API     the silence is over
//	nothing within 20 s, or no connection the silence grows; error when it is too long
func bePatient(cfg *aws.Config) {
	retryer := cfg.Retryer
	cfg.Retryer = func() aws.Retryer {
		inner := retryer()
		if v2, ok := inner.(aws.RetryerV2); ok {
			return patience{v2}
		}
		return inner
	}
	listen := middleware.InitializeMiddlewareFunc("Patience", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		return next.HandleInitialize(middleware.WithStackValue(ctx, silenceKey{}, &silence{}), in)
	})
	cfg.APIOptions = append(cfg.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(listen, middleware.Before)
	})
}

type silenceKey struct{}

// silence is what one request, with all its attempts, has waited in vain.
type silence struct {
	attempts int
	lasted   time.Duration
}

func (s *silence) note(err error, took time.Duration) {
	if _, answered := errors.AsType[smithy.APIError](err); err == nil || answered {
		*s = silence{}
		return
	}
	s.attempts++
	s.lasted += took
}

func (s *silence) tooLong() bool {
	return s.attempts >= mostUnheard || s.lasted+attemptTimeout > mostSilence
}

// errSilence is why a request was given up.
var errSilence = errors.New("no answer")

// patience is a retryer that counts silence; for all else it leaves the word to
// the one that it wraps.
type patience struct{ aws.RetryerV2 }

// IsErrorRetryable says no where a server is not trusted, or sends elsewhere: it
// will do so again.
func (p patience) IsErrorRetryable(err error) bool {
	if _, elsewhere := errors.AsType[redirectError](err); elsewhere || notTrusted(err) != nil {
		return false
	}
	return p.RetryerV2.IsErrorRetryable(err)
}

// GetAttemptToken is asked before each attempt; what it returns is told how the
// attempt ended.
func (p patience) GetAttemptToken(ctx context.Context) (func(error) error, error) {
	release, err := p.RetryerV2.GetAttemptToken(ctx)
	heard, ok := middleware.GetStackValue(ctx, silenceKey{}).(*silence)
	if err != nil || !ok {
		return release, err
	}
	start := time.Now()
	return func(failure error) error {
		heard.note(failure, time.Since(start))
		return release(failure)
	}, nil
}

// GetRetryToken is asked before each attempt but the first.
func (p patience) GetRetryToken(ctx context.Context, failure error) (func(error) error, error) {
	heard, ok := middleware.GetStackValue(ctx, silenceKey{}).(*silence)
	if ok && heard.tooLong() {
		return nil, fmt.Errorf("%w to %d attempts in %s", errSilence, heard.attempts, heard.lasted.Round(time.Second))
	}
	fields := map[string]any{"service": awsmiddleware.GetServiceID(ctx), "operation": awsmiddleware.GetOperationName(ctx)}
	if answer, answered := errors.AsType[smithy.APIError](failure); answered {
		fields["code"] = answer.ErrorCode()
	}
	tflog.Debug(ctx, "request will be repeated", fields)
	return p.RetryerV2.GetRetryToken(ctx, failure)
}
