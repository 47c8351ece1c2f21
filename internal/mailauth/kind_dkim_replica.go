package mailauth

import (
	"cmp"
	"slices"
	"strings"
)

// OriginEasyDKIM is what SES calls keys that it makes for one identity.
const OriginEasyDKIM = "AWS_SES"

// Origin is the DkimSigningAttributesOrigin of SES for d: AWS_SES for keys of
// its own, AWS_SES_<REGION> for those of a parent, EXTERNAL for the user's (SES
// API v2, DkimAttributes). SES adds regions, so the region is not held against a
// list.
func (d DKIM) Origin() string {
	switch {
	case d.OwnKey():
		return OriginOwnKey
	case d.ParentRegion == "":
		return OriginEasyDKIM
	}
	return OriginEasyDKIM + "_" + strings.ToUpper(strings.ReplaceAll(d.ParentRegion, "-", "_"))
}

// ParentRegion is the region that an origin AWS_SES_<REGION> names, empty for
// every other origin.
func ParentRegion(origin string) string {
	region, replica := strings.CutPrefix(origin, OriginEasyDKIM+"_")
	if !replica {
		return ""
	}
	return strings.ToLower(strings.ReplaceAll(region, "_", "-"))
}

// keyRegion is the region that makes and keeps the keys: a replica's CNAMEs are
// those of its parent, so they lead where the parent's do (SES Developer Guide,
// "Deterministic Easy DKIM").
func (s Spec) keyRegion() string { return cmp.Or(s.DKIM.ParentRegion, s.Region) }

// Own returns the records that are not borrowed, which are those to write.
func Own(records []Record) []Record {
	return slices.DeleteFunc(slices.Clone(records), func(r Record) bool { return r.Borrowed })
}

// Borrowed returns the records that somebody else writes.
func Borrowed(records []Record) []Record {
	return slices.DeleteFunc(slices.Clone(records), func(r Record) bool { return !r.Borrowed })
}

// IsDKIM reports whether k is one of the records that lead to the keys.
func (k Kind) IsDKIM() bool { return slices.Contains(dkimFamily.kinds, k) }
