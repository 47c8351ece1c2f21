package domain_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// Regions of the tests with a replica. The parent's has a DKIM zone of its own.
const parentRegion, replicaRegion = "eu-central-2", "us-east-1"

const parentConfig = `
resource "mailauth_domain" "parent" {
  domain = "example.org"
  region = "eu-central-2"
  ttl    = 600
}
`

const replicaConfig = `
resource "mailauth_domain" "replica" {
  domain    = "example.org"
  region    = "us-east-1"
  dkim      = { parent_region = mailauth_domain.parent.region }
  mail_from = { domain = "mail-us.example.org" }
  dmarc     = { enabled = false }
}

output "records" {
  value = mailauth_domain.replica.records
}
`

// family is a parent and its replica in one zone.
type family struct {
	*acctest.World
	zone            *fakeaws.Zone
	parent, replica *fakeaws.Identity
}

func newFamily(t *testing.T, options ...func(*fakeaws.Options)) family {
	t.Helper()
	w := acctest.Start(t, options...)
	return family{w, w.Zone(t, "example.org", others()...), w.Account.Identity(parentRegion, "example.org"), w.Account.Identity(replicaRegion, "example.org")}
}

// wantDKIM demands that the DKIM records of these identities stand, and no others
// of ours.
func (f family) wantDKIM(t *testing.T, when string, identities ...*fakeaws.Identity) {
	t.Helper()
	var want []string
	for _, identity := range identities {
		dkim := identity.View().DkimAttributes
		for _, token := range dkim.Tokens {
			name := token + "._domainkey.example.org"
			want = append(want, name+".")
			if set, ok := f.zone.Get(name, "CNAME"); !ok || set.Values[0] != token+"."+dkim.SigningHostedZone {
				t.Errorf("%s, %s is %+v", when, name, set)
			}
		}
	}
	for _, set := range f.zone.Sets() {
		if set.Type == "CNAME" && !slices.Contains(want, set.Name) && !slices.ContainsFunc(others(), func(o fakeaws.Set) bool { return o.Name+"." == set.Name }) {
			t.Errorf("%s, %s stands as well", when, set.Name)
		}
	}
}

// TestAccDomain_replica makes a parent and a replica in one apply and destroys
// both: the parent's CNAMEs serve both, and nobody else writes them.
func TestAccDomain_replica(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	before := f.zone.Dump()
	cli := acctest.NewCLI(t, f.Provider()+parentConfig+replicaConfig)
	cli.Apply().Want(t, 0, "2 added")
	cli.Plan().Want(t, 0, "No changes")
	if view := f.replica.View(); view.DkimAttributes.SigningAttributesOrigin != "AWS_SES_EU_CENTRAL_2" || view.VerificationStatus != "SUCCESS" {
		t.Errorf("the replica is %+v", view)
	}
	f.wantDKIM(t, "made", f.parent)
	shown := cli.Run("output", "-json", "records").Output
	for _, token := range f.parent.View().DkimAttributes.Tokens {
		acctest.Run{Output: shown}.Want(t, 0, fmt.Sprintf(`"name":"%s._domainkey.example.org"`, token), fmt.Sprintf(`"%s.dkim.eu-central-2.amazonses.com"`, token), `"ttl":600`)
	}
	cli.Destroy().Want(t, 0, "2 destroyed")
	if now := f.zone.Dump(); now != before || f.parent.Exists() || f.replica.Exists() {
		t.Errorf("the zone was\n%s\nand is\n%s", before, now)
	}
}
