package awsconf

import (
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Endpoints are URLs that take the place of AWS's own, empty for those.
type Endpoints struct {
	SESv2   string
	Route53 string
	STS     string
}

// apply sets the endpoint of a client that is being made. It is called after
// AWS_ENDPOINT_URL_… and its like were read, so that the provider block
// prevails.
func (e Endpoints) apply(_ string, options any) {
	switch o := options.(type) {
	case *sesv2.Options:
		override(e.SESv2, &o.BaseEndpoint, &o.EndpointOptions.UseFIPSEndpoint, &o.EndpointOptions.UseDualStackEndpoint)
	case *route53.Options:
		override(e.Route53, &o.BaseEndpoint, &o.EndpointOptions.UseFIPSEndpoint, &o.EndpointOptions.UseDualStackEndpoint)
	case *sts.Options:
		override(e.STS, &o.BaseEndpoint, &o.EndpointOptions.UseFIPSEndpoint, &o.EndpointOptions.UseDualStackEndpoint)
	}
}

// override takes a URL that the user wrote as it is. The SDK would refuse to
// have it and a FIPS or dual-stack endpoint at once.
func override(url string, base **string, fips *aws.FIPSEndpointState, dualStack *aws.DualStackEndpointState) {
	if url == "" {
		return
	}
	*base = &url
	*fips = aws.FIPSEndpointStateDisabled
	*dualStack = aws.DualStackEndpointStateDisabled
}

// goNowhereElse follows no redirect. AWS sends none to these services, and what
// is signed for one host is good for no other; but the session token and the
// private key of a domain would be sent there too, over HTTP if that is said.
func goNowhereElse(to *http.Request, _ []*http.Request) error { return redirectError{to.URL.Host} }

// redirectError is why a request has ended before it had an answer.
type redirectError struct{ host string }

func (e redirectError) Error() string {
	return fmt.Sprintf("redirected to %s, where nothing is sent; check the endpoint in the settings", e.host)
}
