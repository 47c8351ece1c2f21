package mailauth

import (
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// DefaultMailFromSPF is the record that SES asks for at a MAIL FROM domain
// (SES Developer Guide, "Using a custom MAIL FROM domain").
const DefaultMailFromSPF = "v=spf1 include:amazonses.com ~all"

// DefaultMailFrom is the MAIL FROM domain of a domain that names none.
func DefaultMailFrom(domain rr.Name) rr.Name { return domain.Child("mail") }

// MailFromMXText returns the value of the MX that SES demands, and demands alone,
// at a MAIL FROM domain of the region.
func MailFromMXText(region string) string {
	return "10 feedback-smtp." + region + ".amazonses.com"
}

// mailFromMXFamily leads bounces to SES. The set is ours as a whole: with a
// second MX the set-up fails (SES Developer Guide, as above).
var mailFromMXFamily = family{
	kinds:  []Kind{MailFromMX},
	wanted: func(s Spec) bool { return s.MailFrom.Enabled },
	records: func(s Spec, _ Facts) []Record {
		return []Record{{
			Kind: MailFromMX,
			Key:  rr.Key{Name: s.MailFrom.Domain, Type: rr.MX},
			Text: MailFromMXText(s.Region),
		}}
	},
	owns:  whole,
	equal: identical,
}

// mailFromSPFFamily authorises SES for the envelope sender (RFC 7208).
var mailFromSPFFamily = family{
	kinds:  []Kind{MailFromSPF},
	wanted: func(s Spec) bool { return s.MailFrom.Enabled },
	records: func(s Spec, _ Facts) []Record {
		return []Record{{
			Kind: MailFromSPF,
			Key:  rr.Key{Name: s.MailFrom.Domain, Type: rr.TXT},
			Text: s.MailFrom.SPF,
		}}
	},
	owns:  spf.IsRecord,
	equal: spf.Equal,
	check: checkSPF,
}
