package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// stub is a provider that has nothing but schemas.
type stub struct {
	tfprotov6.ProviderServer

	schemas    tfprotov6.GetProviderSchemaResponse
	identities tfprotov6.GetResourceIdentitySchemasResponse
}

func (s stub) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &s.schemas, nil
}

func (s stub) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &s.identities, nil
}

func TestDump(t *testing.T) {
	t.Parallel()
	attribute := func(a tfprotov6.SchemaAttribute) *tfprotov6.Schema {
		a.Name = "x"
		return &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{&a}}}
	}
	for name, tc := range map[string]struct {
		provider stub
		want     string
	}{
		"a type is spelled as configurations spell it": {
			stub{schemas: tfprotov6.GetProviderSchemaResponse{Provider: attribute(tfprotov6.SchemaAttribute{
				Type: tftypes.Set{ElementType: tftypes.String}, Optional: true,
			})}},
			`{"provider":{"version":0,"block":{"attributes":{"x":{"type":["set","string"],"description_kind":"plain","optional":true}},"description_kind":"plain"}}}`,
		},
		"a nested attribute has its members instead of a type": {
			stub{schemas: tfprotov6.GetProviderSchemaResponse{ResourceSchemas: map[string]*tfprotov6.Schema{
				"r": attribute(tfprotov6.SchemaAttribute{Computed: true, NestedType: &tfprotov6.SchemaObject{
					Nesting:    tfprotov6.SchemaObjectNestingModeMap,
					Attributes: []*tfprotov6.SchemaAttribute{{Name: "y", Type: tftypes.Number, WriteOnly: true}},
				}}),
			}}},
			`{"provider":{"version":0},"resource_schemas":{"r":{"version":0,"block":{"attributes":{"x":{"nested_type":{"attributes":{"y":{"type":"number","description_kind":"plain","write_only":true}},"nesting_mode":"map"},"description_kind":"plain","computed":true}},"description_kind":"plain"}}}}`,
		},
		"a nested block keeps its limits": {
			stub{schemas: tfprotov6.GetProviderSchemaResponse{Provider: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
				Description: "<b>", DescriptionKind: tfprotov6.StringKindMarkdown,
				BlockTypes: []*tfprotov6.SchemaNestedBlock{{TypeName: "z", Nesting: tfprotov6.SchemaNestedBlockNestingModeList, MaxItems: 1, Block: &tfprotov6.SchemaBlock{}}},
			}}}},
			`{"provider":{"version":0,"block":{"block_types":{"z":{"nesting_mode":"list","block":{"description_kind":"plain"},"max_items":1}},"description":"<b>","description_kind":"markdown"}}}`,
		},
		"a function has its parameters in order": {
			stub{schemas: tfprotov6.GetProviderSchemaResponse{Functions: map[string]*tfprotov6.Function{"f": {
				Summary:           "s",
				Parameters:        []*tfprotov6.FunctionParameter{{Name: "b", Type: tftypes.DynamicPseudoType}, {Name: "a", Type: tftypes.String}},
				VariadicParameter: &tfprotov6.FunctionParameter{Name: "c", Type: tftypes.String, AllowNullValue: true},
				Return:            &tfprotov6.FunctionReturn{Type: tftypes.Bool},
			}}}},
			`{"provider":{"version":0},"functions":{"f":{"summary":"s","return_type":"bool","parameters":[{"name":"b","type":"dynamic"},{"name":"a","type":"string"}],"variadic_parameter":{"name":"c","is_nullable":true,"type":"string"}}}}`,
		},
		"identities come from a call of their own": {
			stub{identities: tfprotov6.GetResourceIdentitySchemasResponse{IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{"r": {
				IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{{Name: "domain", Type: tftypes.String, RequiredForImport: true}},
			}}}},
			`{"provider":{"version":0},"resource_identity_schemas":{"r":{"version":0,"attributes":{"domain":{"type":"string","required_for_import":true}}}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, got bytes.Buffer
			if err := dump(t.Context(), &out, tc.provider); err != nil {
				t.Fatal(err)
			}
			if err := json.Compact(&got, out.Bytes()); err != nil {
				t.Fatal(err)
			}
			want := `{"format_version":"1.0","provider_schemas":{"` + address + `":` + tc.want + `}}`
			if got.String() != want {
				t.Errorf("got  %s\nwant %s", &got, want)
			}
		})
	}
}

func TestDumpFailsWithTheProvider(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := dump(t.Context(), &out, stub{schemas: tfprotov6.GetProviderSchemaResponse{
		Diagnostics: []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Invalid schema", Detail: "x"}},
	}})
	if err == nil || !strings.Contains(err.Error(), "Invalid schema") || out.Len() != 0 {
		t.Errorf("got %v and %q, want the provider's error and no output", err, &out)
	}
}
