package mailauth

import (
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// dmarcFamily tells receivers what to do with mail that fails (RFC 9989).
var dmarcFamily = family{
	kinds:  []Kind{DMARCPolicy},
	wanted: func(s Spec) bool { return s.DMARC.Enabled },
	records: func(s Spec, _ Facts) []Record {
		return []Record{{
			Kind: DMARCPolicy,
			Key:  rr.Key{Name: s.Domain.Child("_dmarc"), Type: rr.TXT},
			Text: s.DMARC.Text,
		}}
	},
	owns:  dmarc.IsRecord,
	equal: dmarc.Equal,
	check: dmarc.Check,
}
