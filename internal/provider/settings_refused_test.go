package provider_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// refusedSettings are provider blocks that give no way to AWS, and what the
// error says.
func refusedSettings(w *acctest.World) map[string]struct {
	setting
	says []string
} {
	sts := "endpoints {\n sts = \"" + w.URL() + "\"\n sesv2 = \"" + w.URL() + "\"\n route53 = \"" + w.URL() + "\"\n}"
	keys := []string{"AWS_ACCESS_KEY_ID=" + w.Account.AccessKey(), "AWS_SECRET_ACCESS_KEY=" + w.Account.SecretKey()}
	region := `region = "eu-west-1"`
	return map[string]struct {
		setting
		says []string
	}{
		"no region":                    {setting{lines: []string{sts}, env: keys}, []string{"Error: No region", "AWS_REGION"}},
		"an unknown region":            {setting{lines: []string{sts, `region = "eu-west-11"`}, env: keys}, []string{"Error: Unknown AWS region", `"eu-west-11"`, "skip_region_validation = true"}},
		"no credentials":               {setting{lines: []string{sts, region}}, []string{"Error: No AWS credentials", "AWS_PROFILE"}},
		"a profile that is not there":  {setting{lines: []string{sts, region, `profile = "none"`}, env: keys}, []string{`none`}},
		"credentials of nobody":        {setting{lines: []string{sts, region}, env: []string{"AWS_ACCESS_KEY_ID=AKIANOBODY", "AWS_SECRET_ACCESS_KEY=hunter2hunter2"}}, []string{"Error: AWS credentials that are refused", "InvalidClientTokenId", "renew the credentials"}},
		"a wrong secret":               {setting{lines: []string{sts, region}, env: []string{keys[0], "AWS_SECRET_ACCESS_KEY=hunter2hunter2"}}, []string{"Error: AWS credentials that are refused", "SignatureDoesNotMatch"}},
		"an account that is forbidden": {setting{lines: []string{sts, region, `forbidden_account_ids = ["123456789012"]`}, env: keys}, []string{"Error: Forbidden AWS account", "123456789012"}},
		"an account that is not allowed": {setting{lines: []string{sts, region, `allowed_account_ids = ["222222222222"]`}, env: keys},
			[]string{"Error: AWS account that is not allowed", "belong to account 123456789012", "has only 222222222222"}},
		"an account that is not allowed behind the skips": {setting{lines: []string{sts, region, `allowed_account_ids = ["222222222222"]`, "skip_credentials_validation = true", "skip_requesting_account_id = true"}, env: keys},
			[]string{"Error: AWS account that is not allowed"}},
		"a role of another account that is not allowed": {setting{lines: []string{sts, region, `allowed_account_ids = ["123456789012"]`, "assume_role {\n role_arn = \"" + role + "\"\n}"}, env: keys},
			[]string{"Error: AWS account that is not allowed", "belong to account " + other}},
		"a role that is none": {setting{lines: []string{sts, region, "assume_role {\n role_arn = \"arn:aws:iam::1:user/x\"\n}"}, env: keys}, []string{"Error: IAM role that cannot be assumed", "role_arn"}},
		"a role for Route 53 that is none": {setting{lines: []string{sts, region, "route53 {\n assume_role {\n role_arn = \"arn:aws:iam::1:user/x\"\n}\n}"}, env: keys},
			[]string{"Error: IAM role that cannot be assumed (for Route 53)", "in the block route53 of the provider: check role_arn"}},
		"half a pair of keys": {setting{lines: []string{sts, region, "secret_key = \"hunter2hunter2\""}}, []string{"Error: Half a pair of keys", "secret_key: the provider block has secret_key only"}},
		"a token from two places": {setting{lines: []string{sts, region, "assume_role_with_web_identity {\n web_identity_token = \"hunter2hunter2\"\n web_identity_token_file = \"/t\"\n}"}},
			[]string{"web_identity_token_file = \"/t\"", "cannot be specified when"}},
		"half a pair of keys for Route 53": {setting{lines: []string{sts, region, "route53 {\n secret_key = \"hunter2hunter2\"\n}"}, env: keys},
			[]string{"Error: Half a pair of keys for Route 53", "route53[0].secret_key: the block has secret_key only", "write access_key and secret_key"}},
		"half a pair of keys for Route 53 in one line": {setting{lines: []string{sts, region, "route53 { secret_key = \"hunter2hunter2\" }"}, env: keys},
			[]string{"Error: Half a pair of keys for Route 53", "route53[0].secret_key: the block has secret_key only"}},
		"an account id that is none": {setting{lines: []string{sts, region, `allowed_account_ids = ["1234"]`}, env: keys}, []string{"12 digits"}},
		"a tag without a value":      {setting{lines: []string{sts, region, "default_tags {\n tags = { a = null }\n}"}, env: keys}, []string{"Null"}},
		"an endpoint that is no URL": {setting{lines: []string{"endpoints {\n sts = \"localhost\"\n}", region}, env: keys}, []string{"Endpoint that is no URL"}},
	}
}

func TestAccProvider_refused(t *testing.T) {
	t.Parallel()
	for name := range refusedSettings(acctest.Start(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.Start(t)
			w.Zone(t, "example.org")
			tc := refusedSettings(w)[name]
			run := tc.cli(t, domain).Plan()
			run.Want(t, 1, tc.says...)
			if strings.Contains(run.Output, "hunter2") || strings.Contains(run.Output, w.Account.SecretKey()) {
				t.Errorf("the error shows a secret:\n%s", run.Output)
			}
			if n := strings.Count(run.Text(), "To fix:"); n > 1 {
				t.Errorf("the error has %d remedies:\n%s", n, run.Output)
			}
			for _, call := range w.CallLog() {
				if call.Service != "sts" {
					t.Errorf("%s was called: %s", call.Service, call.Operation)
				}
			}
		})
	}
}

// TestAccProvider_skips asks STS nothing where the user says so, and then does
// without the account.
func TestAccProvider_skips(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	w.Fail(fakeaws.Rule{Operation: "sts:GetCallerIdentity", Status: 403, Code: "AccessDenied"})
	cli := acctest.NewCLI(t, w.Provider("skip_credentials_validation = true", "skip_requesting_account_id = true")+domain+
		"\noutput \"arn\" {\n  value = mailauth_domain.this.arn\n}\n")
	cli.Apply().Want(t, 0, `arn = "arn:aws:ses:eu-west-1::identity/example.org"`)
	cli.Plan().Want(t, 0)
	cli.Destroy().Want(t, 0)
	if calls := w.Calls(); calls["sts:GetCallerIdentity"] > 0 {
		t.Errorf("STS was asked: %v", calls)
	}
}
