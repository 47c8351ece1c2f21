package domain_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const twoRegions = `
resource "mailauth_domain" "ireland" {
  domain = "example.org"
  region = "eu-west-1"
}

resource "mailauth_domain" "virginia" {
  domain    = "example.org"
  region    = "us-east-1"
  mail_from = { domain = "mail-us.example.org" }
  dmarc     = { enabled = false }
}
`

// TestAccDomain_twoRegions: each region has its own DKIM records and MAIL FROM
// domain, and one of them DMARC. Two that want the same place are refused before
// anything stands there.
func TestAccDomain_twoRegions(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	before := s.zone.Dump()
	cli := acctest.NewCLI(t, s.Provider()+strings.Replace(twoRegions, "mail-us.example.org", "mail.example.org", 1))
	cli.Plan().Want(t, 1, "MAIL FROM domain of two regions", "SES takes no MAIL FROM domain with two")
	cli.Config(s.Provider() + strings.Replace(twoRegions, "enabled = false", `policy = "reject", rua = ["mailto:d@example.org"]`, 1))
	cli.Plan().Want(t, 1, "DMARC record of two resources", "each apply would undo the one before", "dmarc = { enabled = false }")
	cli.Config(s.Provider() + strings.Replace(twoRegions, "enabled = false", `policy = "none"`, 1))
	cli.Plan().Want(t, 2, "Warning: DMARC record of two resources", "with the same value")

	cli.Config(s.Provider() + twoRegions)
	cli.Apply().Want(t, 0, "2 added")
	if plan := cli.Plan(); plan.Code != 0 || strings.Contains(plan.Text(), "of two") {
		t.Errorf("the plan after it exits with %d and says\n%s", plan.Code, plan.Text())
	}
	f := family{s.World, s.zone, s.identity, s.Account.Identity("us-east-1", "example.org")}
	f.wantDKIM(t, "made", f.parent, f.replica)
	for name, region := range map[string]string{"mail.example.org": "eu-west-1", "mail-us.example.org": "us-east-1"} {
		if set, ok := s.zone.Get(name, "MX"); !ok || set.Values[0] != "10 feedback-smtp."+region+".amazonses.com" {
			t.Errorf("the MX of %s is %+v", name, set)
		}
	}
	cli.Destroy("-target=mailauth_domain.virginia").Want(t, 0, "1 destroyed")
	cli.Plan("-target=mailauth_domain.ireland").Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0, "1 destroyed")
	if now := s.zone.Dump(); now != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, now)
	}
}

// TestAccDomain_twoRegionsApart has the regions in states of their own: the MX
// that stands names its region, and nobody adopts it.
func TestAccDomain_twoRegionsApart(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	acctest.NewCLI(t, s.config()).Apply().Want(t, 0, "1 added")
	stood := s.zone.Dump()
	const virginia = `region = "us-east-1"`
	second := acctest.NewCLI(t, s.config(virginia, `dmarc = { enabled = false }`))
	second.Plan().Want(t, 1, "mail.example.org already receives the bounces of eu-west-1",
		"Give this region a MAIL FROM domain of its own", `mail_from = { domain = "mail-us.example.org" }`)
	second.Config(s.config(virginia, `dmarc = { enabled = false }`, `on_existing = "adopt"`))
	second.Apply().Want(t, 1, "mail.example.org already receives the bounces of eu-west-1")
	if now := s.zone.Dump(); now != stood || s.Account.Identity("us-east-1", "example.org").Exists() {
		t.Errorf("the zone was\n%s\nand is\n%s", stood, now)
	}

	// An identity of the other region that names it as well is imported, and left.
	acctest.Do(t, s.Account.Identity("us-east-1", "example.org").Create, func() error {
		return s.Account.Identity("us-east-1", "example.org").SetMailFrom("mail.example.org", "")
	})()
	second.Config(s.config(virginia, `dmarc = { enabled = false }`, `manage_dns = true`))
	second.Run("import", "-input=false", "mailauth_domain.this", "us-east-1/example.org").Want(t, 0, "Import successful!")
	imported := second.Plan()
	imported.Want(t, 2, "MAIL FROM domain of another region", "an apply will not replace the one that stands")
	if text := imported.Text(); strings.Contains(text, `- records["mail_from_mx"]`) {
		t.Errorf("the plan calls it drift that an apply repairs:\n%s", imported.Output)
	}
	second.Apply().Want(t, 1, "mail.example.org already receives the bounces of eu-west-1")
	second.Destroy().Want(t, 0, "1 destroyed")
	if now := s.zone.Dump(); now != stood {
		t.Errorf("the zone was\n%s\nand is\n%s", stood, now)
	}
}

// TestAccDomain_partition is a domain in a partition of its own: account, ARN,
// MX and DKIM zone are those of it, and so are the regions that it can name.
func TestAccDomain_partition(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Account.SetPartition("aws-us-gov")
	government := strings.Replace(s.Provider(), `"eu-west-1"`, `"us-gov-east-1"`, 1)
	check := "\noutput \"arn\" {\n  value = mailauth_domain.this.arn\n}\n\noutput \"mx\" {\n  value = provider::mailauth::mail_from_mx(mailauth_domain.this.region)\n}\n"
	cli := acctest.NewCLI(t, government+block(`region = "eu-west-1"`))
	cli.Plan().Want(t, 1, "Region of another partition", "eu-west-1 is in the partition aws, and the provider's region us-gov-east-1 in aws-us-gov")
	cli.Config(government + block(`dkim = { parent_region = "us-east-1" }`))
	cli.Plan().Want(t, 1, "Parent in another partition", "SES replicates no keys across")

	cli.Config(government + block() + check)
	const mx = "10 feedback-smtp.us-gov-east-1.amazonses.com"
	cli.Apply().Want(t, 0, "1 added", `arn = "arn:aws-us-gov:ses:us-gov-east-1:`+s.Account.ID()+`:identity/example.org"`, `mx = "`+mx+`"`)
	cli.Plan().Want(t, 0, "No changes")
	if set, ok := s.zone.Get("mail.example.org", "MX"); !ok || set.Values[0] != mx {
		t.Errorf("the MX is %+v, want %s", set, mx)
	}
	identity := s.Account.Identity("us-gov-east-1", "example.org")
	for _, token := range identity.View().DkimAttributes.Tokens {
		if set, ok := s.zone.Get(token+"._domainkey.example.org", "CNAME"); !ok || set.Values[0] != token+".dkim.us-gov-east-1.amazonses.com" {
			t.Errorf("%s is %+v", token, set)
		}
	}
	if got := identity.View().VerificationStatus; got != "SUCCESS" {
		t.Errorf("SES says %s", got)
	}
}
