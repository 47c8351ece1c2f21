package functions_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/functions"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// named is one of the functions.
func named(t testing.TB, name string) function.Function {
	t.Helper()
	for _, construct := range functions.All() {
		f := construct()
		var metadata function.MetadataResponse
		f.Metadata(t.Context(), function.MetadataRequest{}, &metadata)
		if metadata.Name == name {
			return f
		}
	}
	t.Fatalf("there is no function %s", name)
	return nil
}

// call runs a function as the framework does.
func call(t testing.TB, name string, arguments ...attr.Value) (attr.Value, *function.FuncError) {
	t.Helper()
	f := named(t, name)
	var definition function.DefinitionResponse
	f.Definition(t.Context(), function.DefinitionRequest{}, &definition)
	result, err := definition.Definition.Return.NewResultData(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	resp := function.RunResponse{Result: result}
	f.Run(t.Context(), function.RunRequest{Arguments: function.NewArgumentsData(arguments)}, &resp)
	return resp.Result.Value(), resp.Error
}

// want checks what a function returns, written as JSON.
func want(t testing.TB, expected, name string, arguments ...attr.Value) {
	t.Helper()
	value, err := call(t, name, arguments...)
	if err != nil {
		t.Fatalf("%s: %s", name, err.Text)
	}
	var wanted any
	if err := json.Unmarshal([]byte(expected), &wanted); err != nil {
		t.Fatalf("%s: %v", expected, err)
	}
	if diff := cmp.Diff(wanted, plain(t, value)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// wantRefused checks the error of a function, and of which argument it is.
func wantRefused(t testing.TB, argument int64, expected, name string, arguments ...attr.Value) {
	t.Helper()
	value, err := call(t, name, arguments...)
	if err == nil {
		t.Fatalf("%s accepts it and returns %s", name, value)
	}
	if err.FunctionArgument == nil || *err.FunctionArgument != argument {
		t.Errorf("%s does not blame argument %d", name, argument)
	}
	if err.Text != expected {
		t.Errorf("%s says\n%s\nwant\n%s", name, err.Text, expected)
	}
}

// plain is a value as encoding/json reads it.
func plain(t testing.TB, value attr.Value) any {
	t.Helper()
	raw, err := value.ToTerraformValue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return unwrapped(t, raw)
}

func unwrapped(t testing.TB, value tftypes.Value) any {
	t.Helper()
	switch typ := value.Type(); {
	case value.IsNull():
		return nil
	case typ.Is(tftypes.String):
		return as[string](t, value)
	case typ.Is(tftypes.Bool):
		return as[bool](t, value)
	case typ.Is(tftypes.Number):
		number, _ := as[*big.Float](t, value).Float64()
		return number
	case typ.Is(tftypes.Object{}), typ.Is(tftypes.Map{}):
		out := map[string]any{}
		for name, member := range as[map[string]tftypes.Value](t, value) {
			out[name] = unwrapped(t, member)
		}
		return out
	}
	out := []any{}
	for _, element := range as[[]tftypes.Value](t, value) {
		out = append(out, unwrapped(t, element))
	}
	return out
}

func as[T any](t testing.TB, value tftypes.Value) T {
	t.Helper()
	var out T
	if err := value.As(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// written is an argument of any type, as a configuration has it, from JSON.
func written(t testing.TB, text string) attr.Value {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return types.DynamicValue(wrapped(t, value))
}

func wrapped(t testing.TB, value any) attr.Value {
	t.Helper()
	switch v := value.(type) {
	case string:
		return types.StringValue(v)
	case bool:
		return types.BoolValue(v)
	case float64:
		return types.NumberValue(big.NewFloat(v))
	case []any:
		elements, kinds := []attr.Value{}, []attr.Type{}
		for _, e := range v {
			elements = append(elements, wrapped(t, e))
			kinds = append(kinds, elements[len(elements)-1].Type(t.Context()))
		}
		return types.TupleValueMust(kinds, elements)
	case map[string]any:
		members, kinds := map[string]attr.Value{}, map[string]attr.Type{}
		for name, m := range v {
			members[name] = wrapped(t, m)
			kinds[name] = members[name].Type(t.Context())
		}
		return types.ObjectValueMust(kinds, members)
	}
	return types.DynamicNull()
}

func text(s string) attr.Value { return types.StringValue(s) }

// TestEverythingIsDescribed: the definitions are the documentation.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	for _, construct := range functions.All() {
		var metadata function.MetadataResponse
		construct().Metadata(t.Context(), function.MetadataRequest{}, &metadata)
		var resp function.DefinitionResponse
		construct().Definition(t.Context(), function.DefinitionRequest{}, &resp)
		d := resp.Definition
		if d.Summary == "" || strings.HasSuffix(d.Summary, ".") {
			t.Errorf("%s has the summary %q, want a title", metadata.Name, d.Summary)
		}
		sentences := map[string]string{"the function": d.MarkdownDescription}
		for _, p := range d.Parameters {
			sentences[p.GetName()] = p.GetMarkdownDescription()
		}
		if d.VariadicParameter != nil {
			sentences[d.VariadicParameter.GetName()] = d.VariadicParameter.GetMarkdownDescription()
		}
		for name, text := range sentences {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s is described as %q, want a sentence", metadata.Name, name, text)
			}
		}
	}
}
