package drift

import "github.com/mailauth/terraform-provider-mailauth/internal/mailauth"

// currentFacts is what the records follow from today: a replica takes part in
// every rotation of its parent's keys, and that is no drift.
func currentFacts(applied mailauth.Spec, facts mailauth.Facts, found Found) mailauth.Facts {
	if applied.DKIM.ParentRegion != "" && found.Identity && found.DKIM.Origin == applied.DKIM.Origin() {
		facts.Tokens = found.DKIM.Tokens
	}
	return facts
}

// origin says of keys that come from elsewhere what receivers make of it.
func (c *comparison) origin() {
	found, applied := c.found.DKIM.Origin, c.spec.DKIM
	switch parent := mailauth.ParentRegion(found); {
	case parent != "":
		c.add("dkim.origin", "SES signs with the keys of the identity in "+parent+" instead of "+whose(applied),
			"receivers find the public key only while the records of that identity stand")
	case found == easyDKIM:
		c.add("dkim.origin", "SES signs with keys of its own instead of "+whose(applied),
			"receivers do not find the key that SES signs with, so the signature fails")
	default:
		c.add("dkim.origin", "SES signs with keys of origin "+named(found)+" instead of "+whose(applied),
			"receivers look for the public key under another selector than the three of Easy DKIM")
	}
}

func whose(applied mailauth.DKIM) string {
	if applied.ParentRegion == "" {
		return "its own"
	}
	return "those of the identity in " + applied.ParentRegion
}
