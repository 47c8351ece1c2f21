package mailauth

import (
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// spfFamily is the SPF record at the domain itself, for mail that leaves by
// other ways than SES. It stands in a set that site verifications share.
var spfFamily = family{
	kinds:  []Kind{SPF},
	wanted: func(s Spec) bool { return s.SPF != "" },
	records: func(s Spec, _ Facts) []Record {
		return []Record{{Kind: SPF, Key: rr.Key{Name: s.Domain, Type: rr.TXT}, Text: s.SPF}}
	},
	owns:  spf.IsRecord,
	equal: spf.Equal,
	check: checkSPF,
}
