package mailauth

import (
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// OriginOwnKey is what SES calls a key that the user brings.
const OriginOwnKey = "EXTERNAL"

// dkimKeyFamily is the public half of a key that the user brings. The set is
// ours as a whole: what verifiers do with two keys at one selector is undefined
// (RFC 6376 section 3.6.2.2).
var dkimKeyFamily = family{
	kinds:  []Kind{DKIMKey},
	wanted: func(s Spec) bool { return s.DKIM.OwnKey() },
	records: func(s Spec, _ Facts) []Record {
		if s.DKIM.PublicKey == "" {
			return nil
		}
		return []Record{{Kind: DKIMKey, Key: PublicKeyAt(s.Domain, s.DKIM.Selector), Text: s.DKIM.PublicKey}}
	},
	owns:  whole,
	equal: dkim.Equal,
}

// domainKeys is the label below which every DKIM key of a domain stands (RFC
// 6376 section 3.6.2.1).
const domainKeys = "_domainkey"

// PublicKeyAt is where the public key of a selector stands. Selectors are DNS
// labels, so that capitals make no difference.
func PublicKeyAt(domain rr.Name, selector string) rr.Key {
	return rr.Key{Name: domain.Child(strings.ToLower(selector) + "." + domainKeys), Type: rr.TXT}
}

// SameSelector reports whether two selectors name the same key.
func SameSelector(a, b string) bool { return strings.EqualFold(a, b) }

// Retains reports whether the record of a former key stays.
func (s Spec) Retains(selector string) bool {
	return slices.ContainsFunc(s.RetainedSelectors, func(retained string) bool { return SameSelector(retained, selector) })
}

// SeenBySES reports whether SES looks at a set to verify a domain: at every
// DKIM record and at the MX of the MAIL FROM domain, but at no other text.
func SeenBySES(key rr.Key) bool {
	return key.Type != rr.TXT || strings.Contains(string(key.Name), "."+domainKeys+".")
}
