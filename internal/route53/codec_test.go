package route53

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestRoutingSaysWhyASetIsMoreThanItsValues(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		set  types.ResourceRecordSet
		want string
	}{
		"a plain set is none":     {types.ResourceRecordSet{TTL: aws.Int64(1)}, ""},
		"alias":                   {types.ResourceRecordSet{AliasTarget: &types.AliasTarget{DNSName: aws.String("D1.cloudfront.net.")}}, "alias to d1.cloudfront.net"},
		"weight, even of nothing": {types.ResourceRecordSet{SetIdentifier: aws.String("i"), Weight: aws.Int64(0)}, "weighted"},
		"weighted alias":          {types.ResourceRecordSet{Weight: aws.Int64(1), AliasTarget: &types.AliasTarget{DNSName: aws.String("a.")}}, "weighted, alias to a"},
		"latency":                 {types.ResourceRecordSet{Region: "eu-west-1"}, "latency"},
		"geolocation":             {types.ResourceRecordSet{GeoLocation: &types.GeoLocation{}}, "geolocation"},
		"geoproximity":            {types.ResourceRecordSet{GeoProximityLocation: &types.GeoProximityLocation{}}, "geoproximity"},
		"failover":                {types.ResourceRecordSet{Failover: types.ResourceRecordSetFailoverPrimary}, "failover"},
		"multivalue":              {types.ResourceRecordSet{MultiValueAnswer: aws.Bool(true)}, "multivalue answer"},
		"CIDR":                    {types.ResourceRecordSet{CidrRoutingConfig: &types.CidrRoutingConfig{}}, "IP-based (by CIDR)"},
		"traffic policy":          {types.ResourceRecordSet{TrafficPolicyInstanceId: aws.String("p")}, "traffic policy"},
		"what is not known yet":   {types.ResourceRecordSet{SetIdentifier: aws.String("i")}, "set identifier i"},
		"health check":            {types.ResourceRecordSet{HealthCheckId: aws.String("h")}, "health check"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := decodeSet(tc.set).Routing; got != tc.want {
				t.Errorf("routing is %q, want %q", got, tc.want)
			}
		})
	}
}

func TestEncodeValue(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		typ   rr.Type
		value rr.Value
		want  string
	}{
		"what was read is sent as it was": {rr.TXT, rr.Value{Text: "a", Wire: `"\141"`}, `"\141"`},
		"new text is quoted":              {rr.TXT, rr.Value{Text: "a"}, `"a"`},
		"a host is sent as it is":         {rr.CNAME, rr.Value{Text: "tok.dkim.amazonses.com"}, "tok.dkim.amazonses.com"},
		"the root keeps its dot":          {rr.MX, rr.Value{Text: "0 "}, "0 ."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := encodeValue(tc.typ, tc.value); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
