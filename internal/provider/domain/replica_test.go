package domain_test

import (
	"fmt"
	"slices"
	"strings"
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

// TestAccDomain_replicaLifecycle has parent and replica in states of their own:
// keys are switched in place, what is missing of the parent's records is told and
// not repaired, and neither takes anything from the other in the end.
func TestAccDomain_replicaLifecycle(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	const reference = "mailauth_domain.parent.region"
	before := f.zone.Dump()
	parent, replica := acctest.NewCLI(t, f.Provider()+parentConfig), acctest.NewCLI(t, "")
	use := func(dkim string) {
		config := strings.Replace(replicaConfig, "{ parent_region = "+reference+" }", dkim, 1)
		replica.Config(f.Provider() + strings.Split(config, "output")[0])
	}
	parent.Apply().Want(t, 0)
	use("{}")
	replica.Apply().Want(t, 0)
	f.wantDKIM(t, "apart", f.parent, f.replica)

	use(`{ parent_region = "eu-central-2" }`)
	replica.Plan().Want(t, 2, `+ parent_region = "eu-central-2"`, `~ origin = "AWS_SES" -> "AWS_SES_EU_CENTRAL_2"`, "0 to add, 1 to change, 0 to destroy")
	replica.Apply().Want(t, 0, "1 changed")
	replica.Plan().Want(t, 0, "No changes")
	f.wantDKIM(t, "replicated", f.parent)

	// Records of the parent: a change of its TTL, one that is missing.
	name := f.parent.View().DkimAttributes.Tokens[1] + "._domainkey.example.org"
	acctest.Do(t, func() error { return f.zone.Remove(name, "CNAME") })()
	replica.Plan().Want(t, 0, "Records of the parent are not as they should be", "CNAME "+name+" is missing", "apply the configuration of example.org in eu-central-2")
	parent.Apply().Want(t, 0, "1 changed")
	replica.Plan().Want(t, 0, "No changes")

	// The parent cannot go first.
	parent.Destroy().Want(t, 1, "destroy them first, or remove parent_region from them")
	f.wantDKIM(t, "still replicated", f.parent)
	use("{}")
	replica.Plan().Want(t, 2, `- parent_region = "eu-central-2" -> null`)
	replica.Apply().Want(t, 0, "1 changed")
	f.wantDKIM(t, "apart again", f.parent, f.replica)
	parent.Destroy().Want(t, 0, "1 destroyed")
	f.wantDKIM(t, "alone", f.replica)
	replica.Destroy().Want(t, 0, "1 destroyed")
	if now := f.zone.Dump(); now != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, now)
	}
}

// TestAccDomain_replicaImport imports a replica: nothing of DKIM is to be done, and
// its destruction leaves what is the parent's. Rotated keys of the parent are no
// drift either.
func TestAccDomain_replicaImport(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	first := acctest.NewCLI(t, f.Provider()+parentConfig+replicaConfig)
	first.Apply().Want(t, 0)

	config := strings.Replace(replicaConfig, "mailauth_domain.parent.region", `"eu-central-2"`, 1)
	second := acctest.NewCLI(t, f.Provider()+config)
	second.Run("import", "-input=false", "mailauth_domain.replica", "us-east-1/example.org").Want(t, 0, "Import successful!")
	// As in any second region, the DMARC record that was found is given up.
	second.Plan().Want(t, 2, "0 to add, 1 to change, 0 to destroy", "(15 unchanged attributes hidden)", `- "dmarc" = {`)
	second.Apply().Want(t, 0, "1 changed")
	second.Plan().Want(t, 0, "No changes")

	acctest.Do(t, f.parent.RotateTokens)()
	first.Apply("-target=mailauth_domain.parent").Want(t, 0, "1 changed")
	f.wantDKIM(t, "rotated", f.parent)
	second.Apply("-refresh-only").Want(t, 0)
	second.Plan().Want(t, 0, "No changes")
	second.Destroy().Want(t, 0, "1 destroyed")
	f.wantDKIM(t, "left", f.parent)
}

// TestAccDomain_replicaOfNobody: SES would make a replica of anything and tell
// later. Nothing is made where it is known that it will not do.
func TestAccDomain_replicaOfNobody(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	config := f.Provider() + strings.Replace(replicaConfig, "mailauth_domain.parent.region", `"eu-central-2"`, 1)
	cli := acctest.NewCLI(t, config)
	cli.Apply().Want(t, 1, "No identity to replicate", "SES in eu-central-2 has no identity example.org", "parent_region = mailauth_domain.NAME.region")
	acctest.Do(t, f.parent.Create, func() error { return f.parent.SetOwnKey("mine") })()
	cli.Plan().Want(t, 1, "Parent with a key of its own")
	acctest.Do(t, func() error { return f.parent.SetParent("eu-north-1") })()
	cli.Plan().Want(t, 1, "Parent that is a replica itself", "set parent_region to the region whose keys that identity signs with")
	cli.Config(strings.Replace(config, "dkim      = {", `dkim      = { key_length = "RSA_1024_BIT",`, 1))
	cli.Plan().Want(t, 1, "Key length of a replica", "remove key_length here, and write it in the resource of eu-central-2")
	if f.replica.Exists() || len(f.Writes()) > 0 {
		t.Errorf("something was written: %v", f.Writes())
	}
}

// TestAccDomain_replicaDenied: SES tells only after it has made the replica that
// the credentials may not have its parent's keys. The next plan says so too, and
// once it is allowed the records are those of the parent.
func TestAccDomain_replicaDenied(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	f.Account.Deny("ses:ReplicateEmailIdentityDkimSigningKey")
	config := f.Provider() + parentConfig + strings.Replace(replicaConfig, "dmarc     =", "timeouts  = { create = \"3s\" }\n  dmarc     =", 1)
	cli := acctest.NewCLI(t, config)
	const denied = "allow the action ses:ReplicateEmailIdentityDkimSigningKey on arn:aws:ses:eu-central-2:*:identity/example.org"
	cli.Apply().Want(t, 0, "Keys that may not be replicated", denied, "2 added")
	cli.Plan().Want(t, 2, "Keys that may not be replicated", denied, "0 to add, 1 to change")
	f.Account.Allow("ses:ReplicateEmailIdentityDkimSigningKey")
	cli.Apply().Want(t, 0, "0 added", "0 destroyed")
	cli.Plan().Want(t, 0, "No changes")
	f.wantDKIM(t, "allowed", f.parent)
}

// TestAccDomain_replicaGenerated: the configuration that the CLI generates from
// an import says parent_region and no key length, and plans no change.
func TestAccDomain_replicaGenerated(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	stand(t, s.zone, s.identity)
	replica := s.Account.Identity(replicaRegion, "example.org")
	acctest.Do(t, replica.Create, func() error { return replica.SetParent(acctest.Region) },
		func() error { return s.zone.Remove("_dmarc.example.org", "TXT") })()
	before := s.zone.Dump()
	cli := acctest.NewCLI(t, "")
	s.generate(t, cli, "us-east-1/example.org", `parent_region = "eu-west-1"`)
	cli.Apply().Want(t, 0, "1 imported, 0 added, 0 changed, 0 destroyed")
	cli.Config(s.Provider())
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0, "1 destroyed")
	if after := s.zone.Dump(); after != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
}
