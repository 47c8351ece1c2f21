package provider_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const (
	domain = `
resource "mailauth_domain" "this" {
  domain = "example.org"
}
`
	other = "222222222222"
	role  = "arn:aws:iam::" + other + ":role/mail"
)

// setting is a provider block, and what stands around it.
type setting struct {
	// lines are those of the provider block.
	lines []string
	// env are environment variables.
	env []string
	// files are below the home directory.
	files map[string]string
	// account is where the domain has to come to be, zones where its zone is if
	// that is another.
	account, zones string
}

// settings are ways to say which account to work in and with what credentials.
func settings(w *acctest.World) map[string]setting {
	keys := fmt.Sprintf("aws_access_key_id = %s\naws_secret_access_key = %s\n", w.Account.AccessKey(), w.Account.SecretKey())
	environment := []string{"AWS_ACCESS_KEY_ID=" + w.Account.AccessKey(), "AWS_SECRET_ACCESS_KEY=" + w.Account.SecretKey()}
	endpoints := fmt.Sprintf("endpoints {\n sesv2 = %[1]q\n route53 = %[1]q\n sts = %[1]q\n}", w.URL())
	region := `region = "eu-west-1"`
	dns := w.World.Account(other)
	keysOfDNS := fmt.Sprintf("aws_access_key_id = %s\naws_secret_access_key = %s\n", dns.AccessKey(), dns.SecretKey())
	return map[string]setting{
		"environment alone": {env: append(environment, "AWS_REGION=eu-west-1", "AWS_ENDPOINT_URL="+w.URL())},
		"endpoint variables of the services": {env: append(environment, "AWS_DEFAULT_REGION=eu-west-1",
			"AWS_ENDPOINT_URL_SESV2="+w.URL(), "AWS_ENDPOINT_URL_ROUTE_53="+w.URL(), "AWS_ENDPOINT_URL_STS="+w.URL())},
		"default profile": {lines: []string{endpoints}, files: map[string]string{
			".aws/config": "[default]\nregion = eu-west-1\n", ".aws/credentials": "[default]\n" + keys,
		}},
		"AWS_PROFILE":         {lines: []string{endpoints}, env: []string{"AWS_PROFILE=mail"}, files: map[string]string{".aws/config": "[profile mail]\nregion = eu-west-1\n" + keys}},
		"profile":             {lines: []string{endpoints, `profile = "mail"`}, files: map[string]string{".aws/config": "[profile mail]\nregion = eu-west-1\n" + keys}},
		"shared_config_files": {lines: []string{endpoints, `profile = "mail"`, `shared_config_files = ["~/elsewhere"]`}, files: map[string]string{"elsewhere": "[profile mail]\nregion = eu-west-1\n" + keys}},
		"profile with a role": {lines: []string{endpoints, `profile = "mail"`}, account: other, files: map[string]string{
			".aws/config": "[profile base]\n" + keys + "[profile mail]\nregion = eu-west-1\nsource_profile = base\nrole_arn = " + role + "\n",
		}},
		"assume_role": {lines: []string{endpoints, region, fmt.Sprintf("assume_role {\n role_arn = %q\n}", role)}, env: environment, account: other},
		"chain of roles": {lines: []string{
			endpoints, region, "assume_role {\n role_arn = \"arn:aws:iam::333333333333:role/hub\"\n}", fmt.Sprintf("assume_role {\n role_arn = %q\n session_name = \"mail\"\n}", role),
		}, env: environment, account: other},
		"web identity":             {lines: []string{endpoints, region, fmt.Sprintf("assume_role_with_web_identity {\n role_arn = %q\n session_name = \"ci\"\n web_identity_token = \"token\"\n}", role)}, account: other},
		"web identity environment": {lines: []string{endpoints, region}, env: []string{"AWS_ROLE_ARN=" + role, "AWS_ROLE_SESSION_NAME=ci", "AWS_WEB_IDENTITY_TOKEN_FILE=token"}, files: map[string]string{"token": "token"}, account: other},
		"route53 with a role": {lines: []string{
			endpoints, region, fmt.Sprintf("allowed_account_ids = [%q]\nroute53 {\n assume_role {\n role_arn = %q\n}\n}", fakeaws.DefaultAccount, role),
		}, env: environment, zones: other},
		"route53 with a profile": {lines: []string{endpoints, region, "route53 {\n profile = \"dns\"\n}"}, env: environment, zones: other, files: map[string]string{
			".aws/config": "[profile dns]\n" + keysOfDNS,
		}},
		"route53 with keys": {lines: []string{
			endpoints, region, fmt.Sprintf("route53 {\n access_key = %q\n secret_key = %q\n}", dns.AccessKey(), dns.SecretKey()),
		}, env: environment, zones: other},
		"route53 that says nothing": {lines: []string{endpoints, region, "route53 {}"}, env: environment},
		"allowed account":           {lines: []string{endpoints, region, fmt.Sprintf("allowed_account_ids = [%q]", fakeaws.DefaultAccount)}, env: environment},
		"other account forbidden":   {lines: []string{endpoints, region, fmt.Sprintf("forbidden_account_ids = [%q]", other)}, env: environment},
	}
}

func (s setting) cli(t *testing.T, resources string) *acctest.CLI {
	t.Helper()
	cli := acctest.NewCLI(t, "provider \"mailauth\" {\n"+strings.Join(s.lines, "\n")+"\n}\n"+resources)
	cli.Env(s.env...)
	for name, content := range s.files {
		cli.File(name, content)
	}
	return cli
}

func TestAccProvider_credentials(t *testing.T) {
	t.Parallel()
	for name := range settings(acctest.Start(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.Start(t)
			s := settings(w)[name]
			if s.account != "" {
				w.Account = w.World.Account(s.account)
			}
			zone := w.World.Account(cmp.Or(s.zones, w.Account.ID())).CreateZone("example.org")
			before := zone.Dump()
			cli := s.cli(t, domain)
			cli.Apply().Want(t, 0)
			identity := w.Account.Identity(acctest.Region, "example.org")
			if err := acctest.Verified(identity)(nil); err != nil {
				t.Error(err)
			}
			cli.Plan().Want(t, 0)
			cli.Destroy().Want(t, 0)
			if after := zone.Dump(); after != before || identity.Exists() {
				t.Errorf("the zone was\n%s\nand is\n%s", before, after)
			}
		})
	}
}
