package domain_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// refused is a configuration that is no good, and what the errors say.
type refused struct {
	// lines are the arguments of the resource.
	lines []string
	says  []string
}

// plan expects that a plan refuses the configuration and that nothing is
// written.
func (r refused) plan(t *testing.T, w *acctest.World) acctest.Run {
	t.Helper()
	cli := acctest.NewCLI(t, w.Provider()+"\nresource \"mailauth_domain\" \"this\" {\n  "+strings.Join(r.lines, "\n  ")+"\n}\n")
	plan := cli.Plan()
	plan.Want(t, 1, r.says...)
	if writes := w.Writes(); len(writes) > 0 {
		t.Errorf("AWS was told: %v", writes)
	}
	return plan
}

func refusedNames() map[string]refused {
	const org = `domain = "example.org"`
	return map[string]refused{
		"the domain is empty":                  {[]string{`domain = ""`}, []string{"Empty domain", "To fix: write the domain that sends mail"}},
		"the domain has one label":             {[]string{`domain = "localhost"`}, []string{"Domain of one label"}},
		"the domain has a space in it":         {[]string{`domain = "exam ple.org"`}, []string{"Malformed domain", `The label "exam ple"`}},
		"the domain has an empty label":        {[]string{`domain = "mail..example.org"`}, []string{"Malformed domain", "has an empty label"}},
		"the domain has a label over 63":       {[]string{`domain = "` + strings.Repeat("a", 64) + `.org"`}, []string{"has 64 octets, more than 63"}},
		"the domain is a mail address":         {[]string{`domain = "me@example.org"`}, []string{`write the part behind the @: "example.org"`}},
		"the domain is a URL":                  {[]string{`domain = "https://example.org"`}, []string{"Malformed domain"}},
		"the domain is not in ASCII":           {[]string{`domain = "bücher.example"`}, []string{`write "xn--bcher-kva.example"`}},
		"MAIL FROM is the domain itself":       {[]string{org, `mail_from = { domain = "example.org" }`}, []string{"MAIL FROM domain not below the domain"}},
		"MAIL FROM only ends in its letters":   {[]string{org, `mail_from = { domain = "mail.notexample.org" }`}, []string{"mail.notexample.org is not a subdomain of example.org"}},
		"MAIL FROM is above the domain":        {[]string{`domain = "a.example.org"`, `mail_from = { domain = "b.example.org" }`}, []string{"b.example.org is not a subdomain of a.example.org"}},
		"a behaviour stands without MAIL FROM": {[]string{org, `mail_from = { enabled = false, behavior_on_mx_failure = "REJECT_MESSAGE" }`}, []string{"Behaviour without a MAIL FROM domain"}},
		"the region is empty":                  {[]string{org, `region = ""`}, []string{"region"}},
		"the zone id is empty":                 {[]string{org, `zone_id = ""`}, []string{"zone_id"}},
		"the region is no name":                {[]string{org, `region = "eu west 1"`}, []string{"region", "must be the name of a region, such as eu-west-1"}},
		"a timeout is over at once":            {[]string{org, `timeouts = { create = "-5m", delete = "0s" }`}, []string{`timeouts.create: "-5m" is over before anything has begun`, "timeouts.delete"}},
		"a tag is AWS's own":                   {[]string{org, `tags = { "Aws:team" = "mail" }`}, []string{`tags: The key "Aws:team" begins with aws:`}},
		"a tag has other characters":           {[]string{org, `tags = { "a*b" = "mail", "b" = "\n" }`}, []string{`The key "a*b" has characters`, `The value "\n" of the tag "b"`}},
		"a tag is too long":                    {[]string{org, `tags = { "` + strings.Repeat("ä", 129) + `" = "` + strings.Repeat("b", 257) + `" }`}, []string{"has 129 characters; AWS takes 128", "has 257 characters; AWS takes 256"}},

		"a timeout is no duration": {[]string{org, `timeouts = { create = "soon" }`}, []string{`"soon"`}},
		"a tag has no value":       {[]string{org, `tags = { team = null }`}, []string{"Null Map Value"}},
		"a tag has no key":         {[]string{org, `tags = { "" = "mail" }`}, []string{"tags"}},
	}
}

func refusedTexts() map[string]refused {
	const org = `domain = "example.org"`
	return map[string]refused{
		"SPF has a mistake":                       {[]string{org, `spf = "v=spf1 ip4:300.1.1.1 -all"`}, []string{"spf: Column 12", "300.1.1.1"}},
		"SPF is no SPF":                           {[]string{org, `spf = "include:amazonses.com"`}, []string{"spf: Column 1", "v=spf1"}},
		"the SPF of MAIL FROM has a mistake":      {[]string{org, `mail_from = { spf = "v=spf1 includ:amazonses.com ~all" }`}, []string{"mail_from.spf:"}},
		"the SPF of MAIL FROM leaves out SES":     {[]string{org, `mail_from = { spf = "v=spf1 -all" }`}, []string{"mail_from.spf: There is no include:amazonses.com"}},
		"the DMARC text has another policy":       {[]string{org, `dmarc = { record = "v=DMARC1; p=monitor" }`}, []string{"dmarc.record: Column 13", "write p=none, p=quarantine or p=reject"}},
		"a report address is no URI":              {[]string{org, `dmarc = { rua = ["dmarc@example.org"] }`}, []string{"dmarc.rua:", "write mailto:dmarc@example.org"}},
		"DMARC is written twice":                  {[]string{org, `dmarc = { record = "v=DMARC1; p=none", policy = "none" }`}, []string{"DMARC written twice"}},
		"a word is none of those that there are":  {[]string{org, `dkim = { key_length = "4096" }`}, []string{`"RSA_1024_BIT" "RSA_2048_BIT"`, `got: "4096"`}},
		"a number is out of range":                {[]string{org, `ttl = -1`}, []string{"ttl", "-1"}},
		"several things are wrong, and all named": {[]string{`domain = ""`, `spf = "spf1"`, `dmarc = { policy = "x", alignment_spf = "y" }`, `mail_from = { behavior_on_mx_failure = "z" }`, `ttl = -1`}, []string{"Empty domain", "spf: Column 1", "dmarc.policy", "dmarc.alignment_spf", "mail_from.behavior_on_mx_failure", "ttl"}},
	}
}

// TestAccDomain_refusedArguments needs no AWS to refuse these.
func TestAccDomain_refusedArguments(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]refused{refusedNames(), refusedTexts()} {
		for name, tc := range table {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := acctest.Start(t)
				w.Zone(t, "example.org")
				tc.plan(t, w)
				if calls := w.Calls(); len(calls) > 0 {
					t.Errorf("AWS was asked: %v", calls)
				}
			})
		}
	}
}
