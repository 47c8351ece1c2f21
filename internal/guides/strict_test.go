package guides_test

import (
	"context"
	"fmt"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// Resource types that stand for what the CLI at hand may be too old for: the
// end of that of a list block, and that of an import by identity.
const (
	listed   = "_list"
	imported = "mailauth_import"
)

// strict is the provider for configurations that shall only be validated.
//
// A CLI drops what a nested attribute has too much before a provider sees it, so
// `dmarc = { polcy = "none" }` is valid. With names this one declares nested
// attributes as of any type, is given all that is written, and compares the
// names; without, all is as the provider declares it.
//
// Actions and list blocks are resource types of it besides.
type strict struct {
	tfprotov6.ProviderServer
	resources, data map[string]*tfprotov6.Schema
	names           bool
}

// newStrict makes a strict provider of ours.
func newStrict(t *testing.T, names bool) *strict {
	t.Helper()
	inner, err := acctest.Factories()["mailauth"]()
	if err != nil {
		t.Fatalf("make the provider: %v", err)
	}
	schemas, err := inner.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatalf("get the schema: %v", err)
	}
	identities, err := inner.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatalf("get the schema: %v", err)
	}
	s := &strict{ProviderServer: inner, resources: maps.Clone(schemas.ResourceSchemas), data: schemas.DataSourceSchemas, names: names}
	for name, action := range schemas.ActionSchemas {
		s.resources[name] = around(action.Schema)
	}
	for name, list := range schemas.ListResourceSchemas {
		s.resources[name+listed] = around(list,
			&tfprotov6.SchemaAttribute{Name: "include_resource", Type: tftypes.Bool, Optional: true},
			&tfprotov6.SchemaAttribute{Name: "limit", Type: tftypes.Number, Optional: true})
	}
	identity := &tfprotov6.SchemaObject{Nesting: tfprotov6.SchemaObjectNestingModeSingle}
	for _, a := range identities.IdentitySchemas["mailauth_domain"].IdentityAttributes {
		identity.Attributes = append(identity.Attributes, &tfprotov6.SchemaAttribute{Name: a.Name, Type: a.Type, Optional: true})
	}
	s.resources[imported] = &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
		{Name: "to", Type: tftypes.DynamicPseudoType, Required: true}, {Name: "identity", NestedType: identity, Required: true},
	}}}
	return s
}

// around is a block that has the schema as its block config.
func around(config *tfprotov6.Schema, more ...*tfprotov6.SchemaAttribute) *tfprotov6.Schema {
	return &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
		Attributes: more,
		BlockTypes: []*tfprotov6.SchemaNestedBlock{{TypeName: "config", Nesting: tfprotov6.SchemaNestedBlockNestingModeList, MaxItems: 1, Block: config.Block}},
	}}
}

func (s *strict) GetProviderSchema(ctx context.Context, r *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	out, err := s.ProviderServer.GetProviderSchema(ctx, r)
	if err != nil {
		return nil, err
	}
	out.ResourceSchemas, out.DataSourceSchemas = s.declared(s.resources), s.declared(s.data)
	return out, nil
}

// declared are the schemas as the CLI gets them.
func (s *strict) declared(schemas map[string]*tfprotov6.Schema) map[string]*tfprotov6.Schema {
	if !s.names {
		return schemas
	}
	out := map[string]*tfprotov6.Schema{}
	for name, schema := range schemas {
		out[name] = &tfprotov6.Schema{Version: schema.Version, Block: loose(schema.Block)}
	}
	return out
}

// loose is a block whose nested attributes are of any type.
func loose(of *tfprotov6.SchemaBlock) *tfprotov6.SchemaBlock {
	out := *of
	out.Attributes, out.BlockTypes = nil, nil
	for _, a := range of.Attributes {
		if a.NestedType != nil {
			a = &tfprotov6.SchemaAttribute{Name: a.Name, Type: tftypes.DynamicPseudoType, Required: a.Required, Optional: a.Optional, Computed: a.Computed}
		}
		out.Attributes = append(out.Attributes, a)
	}
	for _, b := range of.BlockTypes {
		inner := *b
		inner.Block = loose(b.Block)
		out.BlockTypes = append(out.BlockTypes, &inner)
	}
	return &out
}

// ValidateResourceConfig leaves to the provider what it has itself.
func (s *strict) ValidateResourceConfig(ctx context.Context, r *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	if s.names {
		return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: s.compare(s.resources[r.TypeName], r.Config)}, nil
	}
	known, err := s.ProviderServer.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || known.ResourceSchemas[r.TypeName] == nil {
		return &tfprotov6.ValidateResourceConfigResponse{}, err
	}
	return s.ProviderServer.ValidateResourceConfig(ctx, r)
}

func (s *strict) ValidateDataResourceConfig(ctx context.Context, r *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	if s.names {
		return &tfprotov6.ValidateDataResourceConfigResponse{Diagnostics: s.compare(s.data[r.TypeName], r.Config)}, nil
	}
	return s.ProviderServer.ValidateDataResourceConfig(ctx, r)
}

// compare has an error for each name that a nested attribute has too much.
func (s *strict) compare(schema *tfprotov6.Schema, config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
	value, err := config.Unmarshal((&tfprotov6.Schema{Block: loose(schema.Block)}).ValueType())
	var strangers []string
	if err != nil {
		strangers = append(strangers, err.Error())
	} else {
		for name, member := range members(value) {
			for _, a := range schema.Block.Attributes {
				if a.Name == name && a.NestedType != nil {
					strangers = append(strangers, foreign(name, member, a.NestedType)...)
				}
			}
		}
	}
	var out []*tfprotov6.Diagnostic
	for _, name := range strangers {
		out = append(out, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Unknown name", Detail: name})
	}
	return out
}

// foreign are the names of members, at any depth, that an object has not.
func foreign(at string, value tftypes.Value, object *tfprotov6.SchemaObject) []string {
	var out []string
	for name, member := range members(value) {
		if object.Nesting == tfprotov6.SchemaObjectNestingModeMap {
			single := &tfprotov6.SchemaObject{Attributes: object.Attributes, Nesting: tfprotov6.SchemaObjectNestingModeSingle}
			out = append(out, foreign(at+"["+name+"]", member, single)...)
			continue
		}
		found := false
		for _, a := range object.Attributes {
			found = found || a.Name == name
			if a.Name == name && a.NestedType != nil {
				out = append(out, foreign(at+"."+name, member, a.NestedType)...)
			}
		}
		if !found {
			out = append(out, fmt.Sprintf("%s has no %s", at, name))
		}
	}
	return out
}

// members are those of an object or a map; none of what is something else, or
// not known.
func members(value tftypes.Value) map[string]tftypes.Value {
	out := map[string]tftypes.Value{}
	if value.IsNull() || !value.IsKnown() || value.As(&out) != nil {
		return nil
	}
	return out
}
