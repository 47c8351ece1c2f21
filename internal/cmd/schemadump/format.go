package main

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The types of this file are the documented JSON of "terraform providers schema
// -json": https://developer.hashicorp.com/terraform/cli/commands/providers/schema

type document struct {
	FormatVersion string                  `json:"format_version"`
	Schemas       map[string]providerJSON `json:"provider_schemas"`
}

type providerJSON struct {
	Provider           schemaJSON              `json:"provider"`
	Resources          map[string]schemaJSON   `json:"resource_schemas,omitempty"`
	DataSources        map[string]schemaJSON   `json:"data_source_schemas,omitempty"`
	EphemeralResources map[string]schemaJSON   `json:"ephemeral_resource_schemas,omitempty"`
	ListResources      map[string]schemaJSON   `json:"list_resource_schemas,omitempty"`
	Actions            map[string]schemaJSON   `json:"action_schemas,omitempty"`
	Functions          map[string]functionJSON `json:"functions,omitempty"`
	Identities         map[string]identityJSON `json:"resource_identity_schemas,omitempty"`
}

type schemaJSON struct {
	Version int64      `json:"version"`
	Block   *blockJSON `json:"block,omitempty"`
}

type blockJSON struct {
	Attributes      map[string]attributeJSON   `json:"attributes,omitempty"`
	Blocks          map[string]nestedBlockJSON `json:"block_types,omitempty"`
	Description     string                     `json:"description,omitempty"`
	DescriptionKind string                     `json:"description_kind,omitempty"`
	Deprecated      bool                       `json:"deprecated,omitempty"`
}

type nestedBlockJSON struct {
	Nesting  string     `json:"nesting_mode,omitempty"`
	Block    *blockJSON `json:"block,omitempty"`
	MinItems int64      `json:"min_items,omitempty"`
	MaxItems int64      `json:"max_items,omitempty"`
}

type attributeJSON struct {
	Type            tftypes.Type `json:"type,omitempty"`
	Nested          *nestedJSON  `json:"nested_type,omitempty"`
	Description     string       `json:"description,omitempty"`
	DescriptionKind string       `json:"description_kind,omitempty"`
	Deprecated      bool         `json:"deprecated,omitempty"`
	Required        bool         `json:"required,omitempty"`
	Optional        bool         `json:"optional,omitempty"`
	Computed        bool         `json:"computed,omitempty"`
	Sensitive       bool         `json:"sensitive,omitempty"`
	WriteOnly       bool         `json:"write_only,omitempty"`
}

type nestedJSON struct {
	Attributes map[string]attributeJSON `json:"attributes,omitempty"`
	Nesting    string                   `json:"nesting_mode,omitempty"`
}

type functionJSON struct {
	Description string          `json:"description,omitempty"`
	Summary     string          `json:"summary,omitempty"`
	Deprecation string          `json:"deprecation_message,omitempty"`
	Return      tftypes.Type    `json:"return_type"`
	Parameters  []parameterJSON `json:"parameters,omitempty"`
	Variadic    *parameterJSON  `json:"variadic_parameter,omitempty"`
}

type parameterJSON struct {
	Name        string       `json:"name,omitempty"`
	Description string       `json:"description,omitempty"`
	Nullable    bool         `json:"is_nullable,omitempty"`
	Type        tftypes.Type `json:"type"`
}

type identityJSON struct {
	Version    int64                            `json:"version"`
	Attributes map[string]identityAttributeJSON `json:"attributes,omitempty"`
}

type identityAttributeJSON struct {
	Type        tftypes.Type `json:"type,omitempty"`
	Description string       `json:"description,omitempty"`
	Required    bool         `json:"required_for_import,omitempty"`
	Optional    bool         `json:"optional_for_import,omitempty"`
}

func newProvider(s *tfprotov6.GetProviderSchemaResponse, ids *tfprotov6.GetResourceIdentitySchemasResponse) providerJSON {
	return providerJSON{
		Provider:           newSchema(s.Provider),
		Resources:          each(s.ResourceSchemas, newSchema),
		DataSources:        each(s.DataSourceSchemas, newSchema),
		EphemeralResources: each(s.EphemeralResourceSchemas, newSchema),
		ListResources:      each(s.ListResourceSchemas, newSchema),
		Actions:            each(s.ActionSchemas, func(a *tfprotov6.ActionSchema) schemaJSON { return newSchema(a.Schema) }),
		Functions:          each(s.Functions, newFunction),
		Identities:         each(ids.IdentitySchemas, newIdentity),
	}
}

// each converts the values of a map.
func each[V, J any](in map[string]V, convert func(V) J) map[string]J {
	out := make(map[string]J, len(in))
	for name, v := range in {
		out[name] = convert(v)
	}
	return out
}

func newSchema(s *tfprotov6.Schema) schemaJSON {
	if s == nil {
		return schemaJSON{}
	}
	return schemaJSON{Version: s.Version, Block: newBlock(s.Block)}
}

func newBlock(b *tfprotov6.SchemaBlock) *blockJSON {
	if b == nil {
		return nil
	}
	blocks := make(map[string]nestedBlockJSON, len(b.BlockTypes))
	for _, n := range b.BlockTypes {
		blocks[n.TypeName] = nestedBlockJSON{
			Nesting:  strings.ToLower(n.Nesting.String()),
			Block:    newBlock(n.Block),
			MinItems: n.MinItems,
			MaxItems: n.MaxItems,
		}
	}
	return &blockJSON{
		Attributes:      newAttributes(b.Attributes),
		Blocks:          blocks,
		Description:     b.Description,
		DescriptionKind: kind(b.DescriptionKind),
		Deprecated:      b.Deprecated,
	}
}

func newAttributes(attributes []*tfprotov6.SchemaAttribute) map[string]attributeJSON {
	out := make(map[string]attributeJSON, len(attributes))
	for _, a := range attributes {
		attribute := attributeJSON{
			Type:            a.Type,
			Description:     a.Description,
			DescriptionKind: kind(a.DescriptionKind),
			Deprecated:      a.Deprecated,
			Required:        a.Required,
			Optional:        a.Optional,
			Computed:        a.Computed,
			Sensitive:       a.Sensitive,
			WriteOnly:       a.WriteOnly,
		}
		if a.NestedType != nil {
			attribute.Nested = &nestedJSON{
				Attributes: newAttributes(a.NestedType.Attributes),
				Nesting:    strings.ToLower(a.NestedType.Nesting.String()),
			}
		}
		out[a.Name] = attribute
	}
	return out
}

func newFunction(f *tfprotov6.Function) functionJSON {
	function := functionJSON{
		Description: f.Description,
		Summary:     f.Summary,
		Deprecation: f.DeprecationMessage,
		Return:      f.Return.Type,
	}
	for _, p := range f.Parameters {
		function.Parameters = append(function.Parameters, newParameter(p))
	}
	if f.VariadicParameter != nil {
		p := newParameter(f.VariadicParameter)
		function.Variadic = &p
	}
	return function
}

func newParameter(p *tfprotov6.FunctionParameter) parameterJSON {
	return parameterJSON{Name: p.Name, Description: p.Description, Nullable: p.AllowNullValue, Type: p.Type}
}

func newIdentity(s *tfprotov6.ResourceIdentitySchema) identityJSON {
	attributes := make(map[string]identityAttributeJSON, len(s.IdentityAttributes))
	for _, a := range s.IdentityAttributes {
		attributes[a.Name] = identityAttributeJSON{
			Type:        a.Type,
			Description: a.Description,
			Required:    a.RequiredForImport,
			Optional:    a.OptionalForImport,
		}
	}
	return identityJSON{Version: s.Version, Attributes: attributes}
}

// kind is how the JSON spells the form of a description.
func kind(k tfprotov6.StringKind) string {
	if k == tfprotov6.StringKindMarkdown {
		return "markdown"
	}
	return "plain"
}
