package mailauth

import "github.com/mailauth/terraform-provider-mailauth/internal/rr"

// dkimFamily is Easy DKIM: three CNAMEs that lead to the public keys in SES's
// own zone (RFC 6376 section 3.6.2.1 for the name).
var dkimFamily = family{
	kinds:   easyDKIMKinds(),
	wanted:  func(s Spec) bool { return !s.DKIM.OwnKey() },
	records: easyDKIM,
	owns:    whole,
	equal:   identical,
}

func easyDKIMKinds() []Kind { return []Kind{DKIM1, DKIM2, DKIM3} }

func easyDKIM(spec Spec, facts Facts) []Record {
	zone := facts.SigningHostedZone
	if zone == "" {
		zone = DKIMZone(spec.keyRegion())
	}
	var out []Record
	for i, kind := range easyDKIMKinds() {
		if i >= len(facts.Tokens) {
			break
		}
		token := facts.Tokens[i]
		out = append(out, Record{
			Kind: kind,
			Key:  rr.Key{Name: spec.Domain.Child(token + "." + domainKeys), Type: rr.CNAME},
			Text: token + "." + zone,
			// A replica's records are those of its parent.
			Borrowed: spec.DKIM.ParentRegion != "",
		})
	}
	return out
}

// DKIMZone is the zone of SES's public keys for accounts in which
// SigningHostedZone is not answered yet (AWS General Reference, "Amazon Simple
// Email Service endpoints and quotas", DKIM domains).
func DKIMZone(region string) string {
	switch region {
	case "af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ca-west-1",
		"eu-central-2", "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1":
		return "dkim." + region + ".amazonses.com"
	default:
		return "dkim.amazonses.com"
	}
}
