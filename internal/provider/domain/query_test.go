package domain_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const query = `
list "mailauth_domain" "all" {
  provider         = mailauth
  include_resource = true
}

list "mailauth_domain" "west" {
  provider         = mailauth
  include_resource = true

  config {
    region        = "us-west-2"
    name_contains = "EXAMPLE.o"
  }
}
`

// result is the line of a result.
func result(region, domain string) string {
	return fmt.Sprintf("account_id=123456789012,domain=%s,region=%s %s", domain, region, domain)
}

// TestAccDomain_query finds what is in SES, and takes all of it over with the
// configuration that is generated.
func TestAccDomain_query(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewQueryCLI(t, s.Provider())
	stand(t, s.zone, s.identity)
	shop := s.Account.Identity(acctest.Region, "shop.example.org")
	stand(t, s.zone, shop)
	west := s.Account.Identity("us-west-2", "west.example.org")
	stand(t, s.zone, west)
	acctest.Do(t,
		func() error { return shop.SetTags(map[string]string{"a team": "süd: a+b=c/d@e"}) },
		func() error { return west.SetFeedback(false) },
		func() error { return s.zone.Put(acctest.TXT("shop.example.org", 60, `"v=spf1 a -all"`, `"other"`)) },
		s.Account.Identity("us-west-2", "west.example.net").Create,
		s.Account.Identity(acctest.Region, "bob@example.org").Create,
	)()
	for n := range 8 {
		stand(t, s.zone, s.Account.Identity(acctest.Region, fmt.Sprintf("d%d.example.org", n)))
		// The zone of these is nobody's in this account.
		acctest.Do(t, s.Account.Identity(acctest.Region, fmt.Sprintf("d%d.example.net", n)).Create)()
	}
	before := s.zone.Dump()
	cli.File("all.tfquery.hcl", query)
	out := cli.Run("query", "-generate-config-out=generated.tf")
	out.Want(t, 0, result(acctest.Region, "example.org"), result(acctest.Region, "shop.example.org"),
		result(acctest.Region, "d7.example.org"), result(acctest.Region, "d7.example.net"), result("us-west-2", "west.example.org"))
	if strings.Contains(out.Output, "bob@") || strings.Contains(out.Output, "west.example.net") || strings.Contains(out.Output, "Warning: Domain") {
		t.Errorf("it finds too much, or warns:\n%s", out.Output)
	}
	cli.Plan().Want(t, 2, "Plan: 19 to import, 0 to add, 0 to change, 0 to destroy.")
	cli.Apply().Want(t, 0, "19 imported, 0 added, 0 changed, 0 destroyed")
	cli.Plan().Want(t, 0, "No changes")
	if after := s.zone.Dump(); after != before || len(s.Writes()) > 0 {
		t.Errorf("the zone was\n%s\nand is\n%s\nafter %v", before, after, s.Writes())
	}
}

// TestAccDomain_queryIncomplete: of a domain that lacks records the generated
// configuration is what was found, and the plan says what is missing.
func TestAccDomain_queryIncomplete(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewQueryCLI(t, s.Provider())
	acctest.Do(t, s.identity.Create)()
	cli.File("all.tfquery.hcl", query)
	cli.Run("query", "-generate-config-out=generated.tf").Want(t, 0, result(acctest.Region, "example.org"))
	cli.Plan().Want(t, 2, "Plan: 1 to import, 0 to add, 1 to change, 0 to destroy.",
		"Found when the domain was taken over, or changed since:", `records["dkim_3"]: CNAME`, "is missing")
	cli.Apply().Want(t, 0, "1 imported, 0 added, 1 changed, 0 destroyed")
	cli.Plan().Want(t, 0, "No changes")
	if err := acctest.PublishesDKIM(s.zone, s.identity)(nil); err != nil {
		t.Error(err)
	}
}

// TestAccDomain_queryRefused: a listing that is denied ends the query and says
// what to allow; a domain that cannot be read does not.
func TestAccDomain_queryRefused(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewQueryCLI(t, s.Provider())
	stand(t, s.zone, s.identity)
	stand(t, s.zone, s.Account.Identity(acctest.Region, "shop.example.org"))
	path := cli.File("all.tfquery.hcl", query)
	unread := s.Fail(fakeaws.Rule{Operation: "ses:GetEmailIdentity", Call: 1, Code: "BadRequestException", Message: "no"})
	cli.Run("query").Want(t, 0, result(acctest.Region, "example.org"), result(acctest.Region, "shop.example.org"),
		"Warning: Domain is listed without its settings", "GetEmailIdentity for example.org: BadRequestException: no")
	unread()
	s.Account.Deny("ses:ListEmailIdentities")
	cli.Run("query").Want(t, 1, "Could not list the domains", "AccessDeniedException", "allow the action ses:ListEmailIdentities")
	s.Account.Allow("ses:ListEmailIdentities")
	s.Account.Deny("route53:*")
	denied := cli.Run("query", "-generate-config-out=generated.tf")
	denied.Want(t, 0, result(acctest.Region, "shop.example.org"), "Domain is listed without its settings", "route53:ListHostedZones")
	if generated, err := os.ReadFile(filepath.Join(filepath.Dir(path), "generated.tf")); err != nil || !strings.Contains(string(generated), `"shop.example.org"`) {
		t.Errorf("generated %s, %v", generated, err)
	}
}
