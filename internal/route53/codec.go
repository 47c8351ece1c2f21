package route53

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// decodeSet reads a record set. Every value keeps its wire form, because only
// a set that is given back byte for byte can be deleted.
func decodeSet(s types.ResourceRecordSet) rr.Set {
	out := rr.Set{
		Key:     rr.Key{Name: decodeName(aws.ToString(s.Name)), Type: rr.Type(s.Type)},
		TTL:     aws.ToInt64(s.TTL),
		Routing: routing(s),
	}
	for _, r := range s.ResourceRecords {
		wire := aws.ToString(r.Value)
		out.Values = append(out.Values, rr.Value{Text: decodeValue(out.Type, wire), Wire: wire})
	}
	return out
}

// encodeSet is a plain set for a request. A value with a wire form is sent as
// it is.
func encodeSet(s rr.Set) *types.ResourceRecordSet {
	out := &types.ResourceRecordSet{
		Name: aws.String(encodeName(s.Name)),
		Type: types.RRType(s.Type),
		TTL:  aws.Int64(s.TTL),
	}
	for _, v := range s.Values {
		out.ResourceRecords = append(out.ResourceRecords, types.ResourceRecord{Value: aws.String(encodeValue(s.Type, v))})
	}
	return out
}

func decodeValue(t rr.Type, wire string) string {
	if t == rr.TXT {
		return unquoteText(wire)
	}
	return rr.Canonical(t, wire)
}

func encodeValue(t rr.Type, v rr.Value) string {
	switch {
	case v.Wire != "":
		return v.Wire
	case t == rr.TXT:
		return quoteText(v.Text)
	case t == rr.MX && strings.HasSuffix(v.Text, " "):
		// The canonical form of "0 .", no mail at all (RFC 7505), has lost the
		// root's only dot.
		return v.Text + "."
	default:
		return v.Text
	}
}

// routing says in words why a set is more than its values and so must not be
// written by who knows only those; it is empty for a plain set.
func routing(s types.ResourceRecordSet) string {
	words := policies(s)
	if s.AliasTarget != nil {
		words = append(words, "alias to "+string(decodeName(aws.ToString(s.AliasTarget.DNSName))))
	}
	if s.TrafficPolicyInstanceId != nil {
		words = append(words, "traffic policy")
	}
	if len(words) == 0 && s.SetIdentifier != nil {
		words = append(words, "set identifier "+aws.ToString(s.SetIdentifier))
	}
	if len(words) == 0 && s.HealthCheckId != nil {
		words = append(words, "health check")
	}
	return strings.Join(words, ", ")
}

func policies(s types.ResourceRecordSet) []string {
	words := []string{}
	for word, present := range map[string]bool{
		"weighted":           s.Weight != nil,
		"latency":            s.Region != "",
		"geolocation":        s.GeoLocation != nil,
		"geoproximity":       s.GeoProximityLocation != nil,
		"failover":           s.Failover != "",
		"multivalue answer":  aws.ToBool(s.MultiValueAnswer),
		"IP-based (by CIDR)": s.CidrRoutingConfig != nil,
	} {
		if present {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return words
}
