package guides_test

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// needs is what a configuration that is short leaves out.
const needs = `terraform {
  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}
`

// What a configuration has that only its surroundings tell, or a CLI that is
// newer than the one at hand.
var (
	// imports stand in the root module alone.
	imports = regexp.MustCompile(`(?ms)^import \{\n.*?^\}\n`)
	// identities are what Terraform 1.12 imports by.
	identities = regexp.MustCompile(`(?m)^  identity = `)
	// triggers call actions, lists and actions are their blocks: Terraform 1.14.
	triggers = regexp.MustCompile(`(?ms)^    action_trigger \{\n.*?^    \}\n`)
	lists    = regexp.MustCompile(`(?m)^list "(\w+)"`)
	actions  = regexp.MustCompile(`(?m)^action "(\w+)"`)

	providers = regexp.MustCompile(`(?ms)^provider "mailauth" \{\n(.*?)^\}`)
	aliases   = regexp.MustCompile(`(?m)^  alias += "(\w+)"`)

	variables  = regexp.MustCompile(`(?ms)^variable "(\w+)" \{(.*?)\}\n`)
	mentions   = regexp.MustCompile(`\bvar\.(\w+)`)
	references = regexp.MustCompile(`(?:^|[^.\w])mailauth_(domain|account)\.(\w+)`)
	moves      = regexp.MustCompile(`(?ms)^moved \{\n.*?^\}\n`)
	targets    = regexp.MustCompile(`(?m)^  to( +)= `)
)

// completed is a configuration on its own: what it is a part of, and what it
// refers to, is added. What is of a newer CLI is written as a resource, whose
// type the strict provider has.
func completed(text string) string {
	if strings.HasPrefix(text, " ") {
		text = "resource \"mailauth_domain\" \"this\" {\n  domain = \"example.org\"\n\n" + text + "}\n"
	}
	text = triggers.ReplaceAllString(text, "")
	text = lists.ReplaceAllString(text, `resource "${1}`+listed+`"`)
	text = actions.ReplaceAllString(text, `resource "$1"`)
	added := map[string]bool{}
	add := func(head, body string) {
		if !strings.Contains(text, head) && !added[head] {
			added[head] = true
			text += head + body
		}
	}
	// What has moved is there no more.
	for _, m := range references.FindAllStringSubmatch(moves.ReplaceAllString(text, ""), -1) {
		body := "\n  domain = \"example.org\"\n}\n"
		if m[1] == "account" {
			body = "}\n"
		}
		add(fmt.Sprintf("resource \"mailauth_%s\" %q {", m[1], m[2]), body)
	}
	for _, m := range mentions.FindAllStringSubmatch(text, -1) {
		add(fmt.Sprintf("variable %q {", m[1]), "}\n")
	}
	for i, block := range providers.FindAllStringSubmatch(text, -1) {
		// The CLI does not look at a provider that nothing uses.
		provider := "mailauth"
		if alias := aliases.FindStringSubmatch(block[1]); alias != nil {
			provider += "." + alias[1]
		}
		text += fmt.Sprintf("resource \"mailauth_domain\" \"uses_%d\" {\n  domain   = \"example.org\"\n  provider = %s\n}\n", i, provider)
	}
	if !strings.Contains(text, "required_providers") {
		text += needs
	}
	return text
}

// bundle writes configurations as modules of one configuration, so that one run
// validates them all, without some texts. Variables have a value that nobody
// knows.
func bundle(cli *acctest.CLI, all []block, without ...string) {
	main := "resource \"terraform_data\" \"any\" {}\n"
	for i, b := range all {
		module := fmt.Sprintf("m%02d", i)
		for _, name := range names(b.files) {
			text := b.files[name]
			if name == "main.tf" {
				var moved []string
				text, moved = parted(completed(text))
				for _, block := range moved {
					main += targets.ReplaceAllString(block, "  to${1}= module."+module+".")
				}
			}
			for _, part := range without {
				text = strings.ReplaceAll(text, part, "")
			}
			cli.File(path.Join(module, name), text)
		}
		main += fmt.Sprintf("module %q {\n  source = \"./%s\"\n", module, module)
		for _, v := range required(b) {
			main += "  " + v + " = terraform_data.any.output\n"
		}
		main += "}\n"
	}
	cli.Config(main)
}

// parted is a configuration without its imports, and those. An import by
// identity stays, as a resource.
func parted(text string) (rest string, moved []string) {
	rest = imports.ReplaceAllStringFunc(text, func(block string) string {
		if identities.MatchString(block) {
			return strings.Replace(block, "import {", "resource \""+imported+"\" \"this\" {", 1)
		}
		moved = append(moved, block)
		return ""
	})
	return rest, moved
}

// required are the variables of a configuration that have no default.
func required(b block) []string {
	var out []string
	for _, m := range variables.FindAllStringSubmatch(completed(b.files["main.tf"]), -1) {
		if !strings.Contains(m[2], "default") {
			out = append(out, m[1])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
