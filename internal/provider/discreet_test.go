package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestDiscreetSettings: what is said of a block of the provider stands on it, but
// on nothing where a secret is given there, since a block of one line would be
// quoted with it.
func TestDiscreetSettings(t *testing.T) {
	t.Parallel()
	server := NewServer(New("test")())
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		given  string
		placed bool
	}{
		"half a pair of keys, the secret one": {"secret_key", false},
		"half a pair of keys, the other":      {"access_key", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := settings(t, schemas.Provider.ValueType(), tc.given)
			answer, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
			if err != nil || len(answer.Diagnostics) == 0 {
				t.Fatalf("%v: nothing is said", err)
			}
			for _, d := range answer.Diagnostics {
				if (d.Attribute != nil) != tc.placed || !strings.Contains(d.Detail, "route53[0]."+tc.given) {
					t.Errorf("on %s it is said: %s", d.Attribute, d.Detail)
				}
			}
		})
	}
}

// settings are a provider block with one argument in its block route53.
func settings(t *testing.T, typ tftypes.Type, argument string) *tfprotov6.DynamicValue {
	t.Helper()
	whole, ok := typ.(tftypes.Object)
	if !ok {
		t.Fatalf("the settings are of %s", typ)
	}
	list, ok := whole.AttributeTypes["route53"].(tftypes.List)
	if !ok {
		t.Fatalf("route53 is of %s", whole.AttributeTypes["route53"])
	}
	block := empty(t, list.ElementType)
	block[argument] = tftypes.NewValue(tftypes.String, "x")
	all := empty(t, typ)
	all["route53"] = tftypes.NewValue(list, []tftypes.Value{tftypes.NewValue(list.ElementType, block)})
	out, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, all))
	if err != nil {
		t.Fatal(err)
	}
	return &out
}

// empty are the members of an object in which nothing is written.
func empty(t *testing.T, typ tftypes.Type) map[string]tftypes.Value {
	t.Helper()
	object, ok := typ.(tftypes.Object)
	if !ok {
		t.Fatalf("%s is no object", typ)
	}
	out := map[string]tftypes.Value{}
	for name, member := range object.AttributeTypes {
		out[name] = tftypes.NewValue(member, nil)
		if list, ok := member.(tftypes.List); ok && list.ElementType.Is(tftypes.Object{}) {
			out[name] = tftypes.NewValue(member, []tftypes.Value{})
		}
	}
	return out
}
