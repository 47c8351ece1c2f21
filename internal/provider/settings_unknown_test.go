package provider_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// later is a provider block with settings that are not known until the apply
// has made something else; each version makes that anew.
func later(w *acctest.World, version int, lines []string) string {
	return fmt.Sprintf(`
resource "terraform_data" "later" {
  input = {
    region = "eu-west-1"
    url    = %q
    key    = %q
    secret = %q
    role   = %q
    team   = "mail"
  }
  triggers_replace = [%d]
}

provider "mailauth" {
  %s
}
`, w.URL(), w.Account.AccessKey(), w.Account.SecretKey(), role, version, strings.Join(lines, "\n  "))
}

// unknownSettings are blocks with one setting that is not known at first.
func unknownSettings(w *acctest.World) map[string]setting {
	const (
		region   = `region = "eu-west-1"`
		unknown  = "terraform_data.later.output."
		laterURL = "endpoints {\n sesv2 = " + unknown + "url\n route53 = " + unknown + "url\n sts = " + unknown + "url\n}"
	)
	keys := fmt.Sprintf("access_key = %q\n  secret_key = %q", w.Account.AccessKey(), w.Account.SecretKey())
	endpoints := strings.ReplaceAll(laterURL, unknown+"url", fmt.Sprintf("%q", w.URL()))
	return map[string]setting{
		"region":       {lines: []string{keys, endpoints, "region = " + unknown + "region"}},
		"credentials":  {lines: []string{region, endpoints, "access_key = " + unknown + "key", "secret_key = " + unknown + "secret"}},
		"endpoints":    {lines: []string{region, keys, laterURL}},
		"default_tags": {lines: []string{region, keys, endpoints, "default_tags {\n tags = { team = " + unknown + "team }\n}"}},
		"assume_role":  {lines: []string{region, keys, endpoints, "assume_role {\n role_arn = " + unknown + "role\n}"}, account: other},
		"route53":      {lines: []string{region, keys, endpoints, "route53 {\n assume_role {\n role_arn = " + unknown + "role\n}\n}"}, zones: other},
	}
}

// TestAccProvider_unknown plans while a setting is not known, when AWS cannot
// be asked, applies, and does so again when it becomes unknown a second time.
func TestAccProvider_unknown(t *testing.T) {
	t.Parallel()
	for name := range unknownSettings(acctest.Start(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.Start(t)
			s := unknownSettings(w)[name]
			cli := acctest.NewCLI(t, later(w, 1, s.lines)+domain)
			second := later(w, 2, s.lines) + domain
			if s.account != "" {
				w.Account = w.World.Account(s.account)
			}
			zone, identity := w.World.Account(cmp.Or(s.zones, w.Account.ID())).CreateZone("example.org"), w.Account.Identity(acctest.Region, "example.org")
			before := zone.Dump()
			if asked := w.Count(func() { cli.Plan().Want(t, 2, "Plan: 2 to add") }); len(asked) > 0 {
				t.Errorf("AWS was asked: %v", asked)
			}
			cli.Apply().Want(t, 0)
			cli.Plan().Want(t, 0)
			tokens := identity.View().DkimAttributes.Tokens
			cli.Config(second)
			cli.Apply().Want(t, 0)
			if now := identity.View().DkimAttributes.Tokens; !slices.Equal(now, tokens) {
				t.Errorf("the tokens were %v and are %v: the identity was made anew", tokens, now)
			}
			cli.Plan().Want(t, 0)
			cli.Destroy().Want(t, 0)
			if after := zone.Dump(); after != before || identity.Exists() {
				t.Errorf("the zone was\n%s\nand is\n%s", before, after)
			}
		})
	}
}

// TestAccProvider_defaultTags changes the tags of the provider block and of the
// resource, and demands what the identity has then.
func TestAccProvider_defaultTags(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Zone(t, "example.org")
	identity := w.Account.Identity(acctest.Region, "example.org")
	config := func(defaults, own string) string {
		return w.Provider(defaults) + "resource \"mailauth_domain\" \"this\" {\n domain = \"example.org\"\n" + own + "\n}\n"
	}
	cli := acctest.NewCLI(t, "")
	for _, step := range []struct {
		defaults, own string
		want          map[string]string
	}{
		{"default_tags {\n tags = { env = \"prod\", team = \"mail\" }\n}", `tags = { team = "web" }`, map[string]string{"env": "prod", "team": "web"}},
		{"default_tags {\n tags = { env = \"test\", team = \"mail\" }\n}", `tags = { team = "web" }`, map[string]string{"env": "test", "team": "web"}},
		{"default_tags {\n tags = { env = \"test\", team = \"mail\" }\n}", ``, map[string]string{"env": "test", "team": "mail"}},
		{"default_tags {\n tags = { env = \"test\" }\n}", `tags = { env = "test" }`, map[string]string{"env": "test"}},
		{"default_tags {\n tags = {}\n}", `tags = { env = "test" }`, map[string]string{"env": "test"}},
		{"", `tags = {}`, map[string]string{}},
		{"", ``, map[string]string{}},
		{"default_tags {\n tags = { env = \"prod\" }\n}", ``, map[string]string{"env": "prod"}},
	} {
		cli.Config(config(step.defaults, step.own))
		cli.Apply().Want(t, 0)
		tags := map[string]string{}
		for _, tag := range identity.View().Tags {
			tags[tag.Key] = tag.Value
		}
		if !maps.Equal(tags, step.want) {
			t.Errorf("with %s and %s the tags are %v, want %v", step.defaults, step.own, tags, step.want)
		}
		cli.Plan().Want(t, 0)
	}
	cli.Config(config("default_tags {\n tags = { env = \"test\" }\n}", ``))
	plan := cli.Plan()
	plan.Want(t, 2, `~ tags_all = { ~ "env" = "prod" -> "test" }`)
	if strings.Contains(plan.Text(), "tags =") {
		t.Errorf("the plan speaks of tags that nobody wrote:\n%s", plan.Output)
	}
}
