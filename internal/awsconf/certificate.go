package awsconf

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/middleware"
)

// explainCertificates turns the failure to trust a server into words for people,
// whichever client meets it: most often a proxy, or an endpoint of the user's
// own, has an authority of its own.
func explainCertificates(cfg *aws.Config) {
	explain := middleware.InitializeMiddlewareFunc("ExplainCertificates", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		if e := notTrusted(err); e != nil {
			err = e
		}
		return out, metadata, err
	})
	cfg.APIOptions = append(cfg.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(explain, middleware.Before)
	})
}

// notTrusted says of an error that a certificate could not be verified, nil if
// it is another one.
func notTrusted(err error) *SettingsError {
	failure, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok {
		return nil
	}
	server := "the server"
	if way, ok := errors.AsType[*url.Error](err); ok {
		if u, err := url.Parse(way.URL); err == nil {
			server = u.Host
		}
	}
	return untrusted(server, failure.Err)
}

func untrusted(server string, why error) *SettingsError {
	return &SettingsError{
		Summary: "certificate that is not trusted",
		Detail:  fmt.Sprintf("%s was not asked anything, because its certificate cannot be verified: %s.", server, why),
		Fix: "where the endpoint or a proxy on the way to it has an authority of its own, write the file with that authority's certificate as " +
			`custom_ca_bundle = "/path/to/ca.pem" into the provider block, or set AWS_CA_BUNDLE; otherwise check that the endpoint is the right one.`,
	}
}

// noticing returns a context with which requests are cancelled when a certificate
// is not trusted, and what then says so; nil else. The SDK would repeat its own
// requests for credentials until their time is up, and the cause would be lost.
func noticing(ctx context.Context, cancel context.CancelFunc) (context.Context, func() error) {
	var server atomic.Pointer[string]
	var found atomic.Pointer[SettingsError]
	trace := &httptrace.ClientTrace{
		GetConn: func(address string) { server.Store(&address) },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if failure, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
				found.Store(untrusted(*server.Load(), failure.Err))
				cancel()
			}
		},
	}
	return httptrace.WithClientTrace(ctx, trace), func() error {
		if e := found.Load(); e != nil {
			return e
		}
		return nil
	}
}
