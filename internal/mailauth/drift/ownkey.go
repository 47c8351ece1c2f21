package drift

import (
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// ownKey compares the key that the user brings. SES does not tell its public half,
// only the selector.
func (c *comparison) ownKey() {
	found, want := c.found.DKIM, c.spec.DKIM
	switch {
	case found.Origin != mailauth.OriginOwnKey:
		c.add("dkim.origin", "SES signs with keys of origin "+named(found.Origin)+" instead of the one under the selector "+named(want.Selector),
			"receivers look for the public key under other selectors")
	case !c.signsWithSelector():
		c.add("dkim.selector", "SES signs under the selector "+list(found.Tokens)+" instead of "+named(want.Selector),
			"receivers look for the public key there, and the signature fails unless somebody has published it")
	}
}

// unknownKey looks for the record of a key that nobody has told: an import finds
// out that there is one, and its public half only where it is published.
func (c *comparison) unknownKey() {
	found := c.found.Records[mailauth.DKIMKey]
	if c.spec.DKIM.OwnKey() && c.spec.DKIM.PublicKey == "" && c.signsWithSelector() && len(found.Values) == 0 {
		key := mailauth.PublicKeyAt(c.spec.Domain, c.spec.DKIM.Selector)
		c.add(fmt.Sprintf("records[%q]", mailauth.DKIMKey), key.String()+" is missing", c.missing(mailauth.Record{Kind: mailauth.DKIMKey}))
	}
}

func list(selectors []string) string {
	if len(selectors) == 0 {
		return named("")
	}
	return quotedList(selectors)
}

func (c *comparison) signsWithSelector() bool {
	return len(c.found.DKIM.Tokens) == 1 && mailauth.SameSelector(c.found.DKIM.Tokens[0], c.spec.DKIM.Selector)
}

// ownKeyFound reports whether receivers find the key that SES signs with.
func (c *comparison) ownKeyFound() bool {
	if c.found.DKIM.Origin != mailauth.OriginOwnKey || !c.signsWithSelector() {
		return false
	}
	want, known := mailauth.Find(mailauth.Records(c.spec, c.facts), mailauth.DKIMKey)
	found := c.found.Records[mailauth.DKIMKey]
	if !known {
		return c.found.Records == nil || len(found.Values) > 0
	}
	return found.Key == want.Key && len(found.Values) == 1 && want.Kind.Equal(found.Values[0], want.Text)
}
