package awsconf

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
)

// TestPartitionEndpoints: Route 53 has one endpoint in each partition, which the
// region of the provider decides, and SES one in each region.
func TestPartitionEndpoints(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]struct{ ses, dns, signed string }{
		"eu-west-1":     {"email.eu-west-1.amazonaws.com", "route53.amazonaws.com", "us-east-1"},
		"us-gov-east-1": {"email.us-gov-east-1.amazonaws.com", "route53.us-gov.amazonaws.com", "us-gov-west-1"},
		"us-gov-west-1": {"email.us-gov-west-1.amazonaws.com", "route53.us-gov.amazonaws.com", "us-gov-west-1"},
		"cn-north-1":    {"email.cn-north-1.amazonaws.com.cn", "route53.amazonaws.com.cn", "cn-northwest-1"},
	} {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			settings := offline()
			settings.Region = region
			rec := new(recorder)
			cfg := configFor(t, settings, rec.RoundTrip)
			if err := look(t.Context(), cfg); err != nil {
				t.Fatal(err)
			}
			// The answer is none of Route 53's; only where it was asked matters.
			_, _ = route53.NewFromConfig(cfg).GetHostedZone(t.Context(), &route53.GetHostedZoneInput{Id: aws.String("Z1")})
			if len(rec.requests) < 2 {
				t.Fatalf("sent %d requests, want one to each", len(rec.requests))
			}
			if got := rec.requests[0].URL.Host; got != want.ses {
				t.Errorf("SES is asked at %s, want %s", got, want.ses)
			}
			dns := rec.requests[1]
			if scope := "/" + want.signed + "/route53/aws4_request"; dns.URL.Host != want.dns || !strings.Contains(dns.Header.Get("Authorization"), scope) {
				t.Errorf("Route 53 is asked at %s with %s, want %s and %s", dns.URL.Host, dns.Header.Get("Authorization"), want.dns, scope)
			}
		})
	}
}
