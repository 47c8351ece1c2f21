package guides_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// apart are configurations of other providers as well, which no registry is
// asked for here, and the test that applies each with a stand-in for those.
func apart() map[string]string {
	return map[string]string{
		"docs/guides/from-hashicorp-aws.md": "internal/provider/domain/guide_test.go",
		"examples/cloudflare":               "internal/provider/lookup/elsewhere_test.go",
	}
}

// validate has a CLI validate configurations, by their names and by the schema,
// and returns what it finds wrong, by where that stands.
func validate(t *testing.T, all []block) map[string][]string {
	t.Helper()
	cli := acctest.NewCLI(t, "")
	bundle(cli, all)
	cli.Run("get").Want(t, 0)
	wrong := map[string][]string{}
	for _, byNames := range []bool{false, true} {
		if byNames {
			bundle(cli, all, "ephemeral = true")
		}
		cli.Serve("mailauth/mailauth", func() tfprotov6.ProviderServer { return newStrict(t, byNames) })
		for _, d := range diagnostics(t, cli.Run("validate", "-json")) {
			module, _, _ := strings.Cut(d.Range.Filename, "/")
			var i int
			from := "the bundle"
			if _, err := fmt.Sscanf(module, "m%02d", &i); err == nil {
				from = all[i].from
			}
			wrong[from] = append(wrong[from], fmt.Sprintf("%s: %s (line %d of %s)", d.Summary, d.Detail, d.Range.Start.Line, path.Base(d.Range.Filename)))
		}
	}
	return wrong
}

type diagnostic struct {
	Severity, Summary, Detail string
	Range                     struct {
		Filename string
		Start    struct{ Line int }
	}
}

// diagnostics are the errors of a validation. Warnings about overrides stand
// before its JSON.
func diagnostics(t *testing.T, run acctest.Run) []diagnostic {
	t.Helper()
	var answer struct{ Diagnostics []diagnostic }
	if err := json.Unmarshal([]byte(run.Output[max(0, strings.Index(run.Output, "{\n")):]), &answer); err != nil {
		t.Fatalf("read what validate says: %v:\n%s", err, run.Output)
	}
	return slices.DeleteFunc(answer.Diagnostics, func(d diagnostic) bool { return d.Severity != "error" })
}

// TestAccBlocks validates every configuration of README, docs and examples.
func TestAccBlocks(t *testing.T) {
	t.Parallel()
	acctest.NeedCLI(t)
	all := blocks(t)
	met := map[string]bool{}
	all = slices.DeleteFunc(all, func(b block) bool {
		page, _, _ := strings.Cut(b.from, ":")
		foreign := strings.Contains(b.text(), " \"aws_") || strings.Contains(b.text(), " = aws_") || strings.Contains(b.text(), "cloudflare/cloudflare")
		met[page] = met[page] || foreign
		return foreign && apart()[page] != ""
	})
	for page, test := range apart() {
		if !met[page] || !strings.Contains(read(t, test), page) {
			t.Errorf("%s does not apply a configuration of %s", test, page)
		}
	}
	if len(all) < 25 {
		t.Errorf("there are only %d configurations", len(all))
	}
	wrong := validate(t, all)
	for _, from := range slices.Sorted(maps.Keys(wrong)) {
		t.Errorf("%s:\n\t%s", from, strings.Join(wrong[from], "\n\t"))
	}
}

// TestAccBlocks_refused: a configuration that names what is not there is found.
func TestAccBlocks_refused(t *testing.T) {
	t.Parallel()
	acctest.NeedCLI(t)
	const domain = "resource \"mailauth_domain\" \"this\" {\n  domain = \"example.org\"\n"
	var all []block
	for name, text := range map[string]string{
		"an argument":                     domain + "  polcy = \"none\"\n}\n",
		"a member of an argument":         domain + "  dmarc = { polcy = \"none\" }\n}\n",
		"a member of records":             "data \"mailauth_dns\" \"this\" {\n  domain = \"example.org\"\n  records = { a = { nme = \"x\" } }\n}\n",
		"a setting of the provider":       "provider \"mailauth\" {\n  regin = \"eu-west-1\"\n}\n",
		"a setting of a provider's block": "provider \"mailauth\" {\n  route53 {\n    profil = \"x\"\n  }\n}\n",
		"a function":                      "output \"x\" {\n  value = provider::mailauth::spf_pars(\"v=spf1 -all\")\n}\n",
		"a member of a function's result": "output \"x\" {\n  value = provider::mailauth::spf_parse(\"v=spf1 -all\").lookup\n}\n",
		"an attribute":                    "output \"x\" {\n  value = mailauth_domain.this.dkim.stats\n}\n",
		"a type":                          "data \"mailauth_zone\" \"this\" {}\n",
		"an argument of an action":        "action \"mailauth_send_test_email\" \"x\" {\n  config {\n    form = \"a@example.org\"\n  }\n}\n",
		"an argument of a list":           "list \"mailauth_domain\" \"x\" {\n  provider = mailauth\n  config {\n    name = \"a\"\n  }\n}\n",
		"a member of an identity":         "import {\n  to = mailauth_domain.this\n  identity = {\n    name = \"example.org\"\n  }\n}\n",
		"a member in part of a resource":  "  dkim = {\n    selectr = \"a\"\n  }\n",
		"a value that no record can have": domain + "  spf = \"v=spf2\"\n}\n",
	} {
		all = append(all, block{name, map[string]string{"main.tf": text}})
	}
	wrong := validate(t, all)
	for _, b := range all {
		// OpenTofu looks for functions only when it plans.
		if b.from == "a function" && os.Getenv("TF_ACC_PROVIDER_HOST") != "" {
			continue
		}
		if len(wrong[b.from]) == 0 {
			t.Errorf("%s: nothing is wrong with\n%s", b.from, b.text())
		}
	}
}
