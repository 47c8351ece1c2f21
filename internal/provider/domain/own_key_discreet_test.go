package domain_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestOwnKeyDiscreet: whoever says something of `dkim`, in whatever request, a
// CLI has no line to quote where a private key is given, and has it where none
// is. That nothing is quoted is looked at by acctest.Server itself.
func TestOwnKeyDiscreet(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	server := s.Server(t, nil)
	config := func(members string) tftypes.Value {
		return server.Configuration(fmt.Sprintf(`{"domain": "example.org", "dmarc": {"policy": "monitor"}, "dkim": {%s}}`, members))
	}
	const bad = `"selector": "a.b", "key_length": "RSA_4096_BIT", "private_key_wo_version": 1.5`
	want := []string{"dkim.selector", "dkim.key_length", "dkim.private_key_wo_version", "dmarc.policy"}
	placed := paths(server.Validate(config(bad)))
	for _, attribute := range want {
		if !placed[attribute] {
			t.Errorf("nothing is said on %s; it is on %v", attribute, placed)
		}
	}
	discreet := server.Validate(config(bad + `, "private_key_wo": "no key"`))
	if placed := paths(discreet); len(placed) != 1 || !placed["dmarc.policy"] {
		t.Errorf("something is said on %v, besides dmarc.policy", placed)
	}
	for _, attribute := range want {
		if said := acctest.Said(discreet); !strings.Contains(said, attribute) {
			t.Errorf("nothing is said of %s:\n%s", attribute, said)
		}
	}

	whole := func(key keyPair) tftypes.Value {
		return server.Config(object{"domain": "example.org", "dkim": object{"selector": "s1", "private_key_wo": key.text(), "private_key_wo_version": 1}})
	}
	first, second := newKeyPair(t), newKeyPair(t)
	planned, said := server.PlanChange(t.Context(), server.Nothing(), whole(first))
	if said != "" {
		t.Fatal(said)
	}
	if _, said := server.ApplyChange(t.Context(), server.Nothing(), planned.Now(whole(second))); !strings.Contains(said, "Private key changed since the plan") {
		t.Errorf("an apply with another key says %q", said)
	}
	made, said := server.ApplyChange(t.Context(), server.Nothing(), planned)
	if said != "" {
		t.Fatal(said)
	}
	if swapped, said := server.PlanChange(t.Context(), made, whole(second)); !strings.Contains(said+swapped.Warnings, "dkim.") {
		t.Errorf("a plan with another key says %q", said+swapped.Warnings)
	}
}

// paths are the attributes that something is said on.
func paths(diagnostics []*tfprotov6.Diagnostic) map[string]bool {
	out := map[string]bool{}
	for _, d := range diagnostics {
		var names []string
		for _, step := range d.Attribute.Steps() {
			if name, ok := step.(tftypes.AttributeName); ok {
				names = append(names, string(name))
			}
		}
		if len(names) > 0 {
			out[strings.Join(names, ".")] = true
		}
	}
	return out
}
