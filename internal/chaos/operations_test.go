package chaos_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// operation is what a user does, once.
type operation struct {
	name string
	// from is the configuration that was applied before; empty is none.
	from string
	// world is what others did since, or before.
	world func(*life) error
	// to is the configuration that is applied; empty is destroy.
	to string
}

// block is a resource block as JSON, with members added.
func block(members ...string) string {
	return "{" + strings.Join(append([]string{`"domain": "example.org"`, `"timeouts": {"create": "10m", "update": "10m"}`}, members...), ", ") + "}"
}

const (
	everySetting = `"spf": "v=spf1 include:amazonses.com -all", "ttl": 600, "configuration_set_name": "events", ` +
		`"feedback_forwarding_enabled": false, "tags": {"team": "mail"}, "dkim": {"signing_enabled": false}, ` +
		`"mail_from": {"domain": "bounce.example.org", "behavior_on_mx_failure": "REJECT_MESSAGE"}`
	withSPF = `"spf": "v=spf1 include:amazonses.com -all"`
	adopt   = `"on_existing": "adopt"`
)

// operations are the rows of the table.
func operations() []operation {
	plain := block()
	out := []operation{
		{name: "create", to: plain},
		{name: "create with every setting", to: block(everySetting)},
		{name: "create, nobody else's text there", world: (*life).clear, to: plain},
		{name: "create by adoption", world: (*life).taken, to: block(adopt, withSPF)},
		{name: "create where our records stand", world: (*life).prepared, to: plain},
		{name: "destroy", from: plain},
		{name: "destroy everything", from: block(everySetting)},
		{name: "destroy what somebody edited", from: plain, world: (*life).edited},
	}
	return append(append(out, updates(plain)...), repairs(plain)...)
}

func updates(plain string) []operation {
	var out []operation
	for name, members := range sorted(map[string]string{
		"ttl":                                `"ttl": 900`,
		"spf added":                          withSPF,
		"dkim.signing_enabled":               `"dkim": {"signing_enabled": false}`,
		"dkim.key_length":                    `"dkim": {"key_length": "RSA_1024_BIT"}`,
		"mail_from.domain":                   `"mail_from": {"domain": "bounce.example.org"}`,
		"mail_from.enabled":                  `"mail_from": {"enabled": false}`,
		"mail_from.behavior_on_mx_failure":   `"mail_from": {"behavior_on_mx_failure": "REJECT_MESSAGE"}`,
		"mail_from.spf":                      `"mail_from": {"spf": "v=spf1 include:amazonses.com -all"}`,
		"dmarc.policy":                       `"dmarc": {"policy": "quarantine"}`,
		"dmarc.enabled":                      `"dmarc": {"enabled": false}`,
		"configuration_set_name":             `"configuration_set_name": "events"`,
		"feedback_forwarding_enabled":        `"feedback_forwarding_enabled": false`,
		"tags":                               `"tags": {"team": "mail"}`,
		"manage_dns":                         `"manage_dns": false`,
		"many at once":                       everySetting,
		"spf, mail_from and dmarc and a tag": withSPF + `, "tags": {"a": "b"}, "dmarc": {"policy": "reject"}, "mail_from": {"domain": "bounce.example.org"}`,
	}) {
		out = append(out, operation{name: "update: " + name, from: plain, to: block(members)})
	}
	return append(out,
		operation{name: "update: spf removed", from: block(withSPF), to: plain},
		operation{name: "update: back from every setting", from: block(everySetting), to: plain},
		operation{name: "update: zone_id", from: plain, to: block(fmt.Sprintf(`"zone_id": %q`, otherZone))},
	)
}

func repairs(plain string) []operation {
	var out []operation
	for name, tamper := range sorted(map[string]func(*life) error{
		"a DKIM record missing": func(l *life) error { return l.zone.Remove(l.tokens()[0]+"._domainkey.example.org", "CNAME") },
		"DMARC missing":         func(l *life) error { return l.zone.Put(acctest.TXT("_dmarc.example.org", 300, `"site=1"`)) },
		"DMARC weakened": func(l *life) error {
			return l.zone.Put(acctest.TXT("_dmarc.example.org", 300, `"site=1"`, `"v=DMARC1; p=none; pct=0"`))
		},
		"DMARC doubled": func(l *life) error {
			return l.zone.Put(acctest.TXT("_dmarc.example.org", 300, `"site=1"`, `"v=DMARC1; p=none"`, `"v=DMARC1; p=reject"`))
		},
		"MX elsewhere": func(l *life) error {
			return l.zone.Put(fakeaws.Set{Name: "mail.example.org", Type: "MX", TTL: 300, Values: []string{"10 mx.example.net."}})
		},
		"MX and SPF missing": func(l *life) error {
			return first(l.zone.Remove("mail.example.org", "MX"), l.zone.Remove("mail.example.org", "TXT"))
		},
		"DKIM signing off":  func(l *life) error { return l.identity.SetSigning(false) },
		"MAIL FROM removed": func(l *life) error { return l.identity.SetMailFrom("", "") },
		"feedback and tags": func(l *life) error {
			return first(l.identity.SetFeedback(false), l.identity.SetTags(map[string]string{"who": "me"}))
		},
		"tokens rotated":            func(l *life) error { return l.identity.RotateTokens() },
		"the identity gone":         func(l *life) error { l.identity.Delete(); return nil },
		"the identity made anew":    func(l *life) error { l.identity.Delete(); return l.identity.Create() },
		"everything of ours gone":   (*life).wiped,
		"all records and MAIL FROM": func(l *life) error { return first(l.unpublished(), l.identity.SetMailFrom("", "")) },
	}) {
		out = append(out, operation{name: "repair: " + name, from: plain, world: tamper, to: plain})
	}
	return out
}

// otherZone stands for the id of the zone org, which holds the domain as well.
const otherZone = "ID-OF-ZONE-ORG"

// sorted goes through a map by its keys.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
