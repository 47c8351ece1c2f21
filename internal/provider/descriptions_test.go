package provider

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	// unit says what a number counts, or that it only tells one from another.
	unit = regexp.MustCompile(`(?i)\b(seconds|percent|per second|how often|how many|number of)\b`)
	// defaulted is the one way to say what holds where nothing is written.
	defaulted = regexp.MustCompile(`\bDefault: [^ ]`)
	// effect is what a change of an argument does to what stands.
	effect = regexp.MustCompile(`\bin place\b|\bForces replacement\b`)
)

// described walks through a schema, as it goes over the wire.
type described struct {
	t *testing.T
	// managed says that changes are applied.
	managed bool
}

// TestEverythingIsDescribed: the schemas are the reference that users read. Each
// thing in them is described in sentences, each number has a unit, each optional
// argument a default, and each argument of a resource says what its change does,
// or the object that it is in does.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	all, err := server().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	described{t, false}.block("provider", all.Provider.Block)
	for name, s := range all.ResourceSchemas {
		described{t, true}.block("resource "+name, s.Block)
	}
	for name, s := range all.DataSourceSchemas {
		described{t, false}.block("data "+name, s.Block)
	}
	for name, s := range all.ListResourceSchemas {
		described{t, false}.block("list "+name, s.Block)
	}
	for name, s := range all.ActionSchemas {
		described{t, false}.block("action "+name, s.Schema.Block)
	}
	if n := len(all.ResourceSchemas) * len(all.DataSourceSchemas) * len(all.ListResourceSchemas) * len(all.ActionSchemas); n == 0 {
		t.Error("something is not offered, and so not looked at")
	}
}

// TestFunctionsAreDescribed likewise.
func TestFunctionsAreDescribed(t *testing.T) {
	t.Parallel()
	all, err := server().GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
	if err != nil || len(all.Functions) == 0 {
		t.Fatalf("there are %d functions: %v", len(all.Functions), err)
	}
	d := described{t, false}
	for name, f := range all.Functions {
		if f.Summary == "" || strings.HasSuffix(f.Summary, ".") {
			t.Errorf("function %s has the summary %q, want a phrase without a full stop", name, f.Summary)
		}
		d.sentences("function "+name, f.Description)
		for _, p := range append(f.Parameters, f.VariadicParameter) {
			if p != nil {
				d.sentences("function "+name+", parameter "+p.Name, p.Description)
			}
		}
	}
}

func (d described) sentences(name, text string) {
	d.t.Helper()
	if first := strings.TrimLeft(text, "`"); !strings.HasSuffix(text, ".") || first != "" && first == text && strings.ToUpper(first[:1]) != first[:1] {
		d.t.Errorf("%s is described as %q, want sentences", name, text)
	}
}

func (d described) block(name string, b *tfprotov6.SchemaBlock) {
	d.t.Helper()
	d.sentences(name, b.Description)
	d.attributes(name, b.Attributes, false)
	for _, nested := range b.BlockTypes {
		d.block(name+"."+nested.TypeName, nested.Block)
	}
}

// attributes looks at the members of a block or of an object; told is whether the
// latter says already what a change does.
func (d described) attributes(name string, attributes []*tfprotov6.SchemaAttribute, told bool) {
	d.t.Helper()
	for _, a := range attributes {
		at := name + "." + a.Name
		d.sentences(at, a.Description)
		given := a.Optional || a.Required
		if a.Optional && !defaulted.MatchString(a.Description) {
			d.t.Errorf("%s is optional, and is described without %q: %q", at, "Default: ", a.Description)
		}
		if a.NestedType == nil && a.Type.Is(tftypes.Number) && !unit.MatchString(a.Description) {
			d.t.Errorf("%s is a number, and is described without a unit (%s): %q", at, unit, a.Description)
		}
		says := told || effect.MatchString(a.Description)
		if d.managed && given && !says {
			d.t.Errorf("%s is an argument, and is described without what its change does (%s): %q", at, effect, a.Description)
		}
		if a.NestedType != nil {
			d.attributes(at, a.NestedType.Attributes, says)
		}
	}
}
