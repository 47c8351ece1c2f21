package domain_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// newServedScene is a scene for tests that drive the provider themselves.
func newServedScene(t *testing.T) scene {
	t.Helper()
	w := acctest.StartWithoutCLI(t)
	return scene{w, w.Zone(t, "example.org", others()...), w.Account.Identity(acctest.Region, "example.org")}
}

// stand makes the whole bundle of a domain as somebody else does, here with the
// values that this resource would choose.
func stand(t *testing.T, zone *fakeaws.Zone, identity *fakeaws.Identity) {
	t.Helper()
	name, mail := identity.Name(), "mail."+identity.Name()
	acctest.Do(t, identity.Create, func() error { return identity.SetMailFrom(mail, "USE_DEFAULT_VALUE") })()
	sets := []fakeaws.Set{
		{Name: mail, Type: "MX", TTL: 300, Values: []string{"10 feedback-smtp." + identity.Region() + ".amazonses.com"}},
		acctest.TXT(mail, 300, `"v=spf1 include:amazonses.com ~all"`),
		acctest.TXT("_dmarc."+name, 300, `"v=DMARC1; p=none"`),
	}
	dkim := identity.View().DkimAttributes
	for _, token := range dkim.Tokens {
		sets = append(sets, fakeaws.Set{
			Name: token + "._domainkey." + name, Type: "CNAME", TTL: 300, Values: []string{token + "." + dkim.SigningHostedZone},
		})
	}
	acctest.Do(t, func() error { return zone.Put(sets...) })()
}
