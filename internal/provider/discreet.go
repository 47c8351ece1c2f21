package provider

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// discreet takes a diagnostic off the attribute it is about, where a secret of
// the configuration may stand in the same line: newer CLIs than Terraform 1.11
// quote that line. All members of an object may share one, and a block of one
// line is quoted with the argument in it. Whoever says it, this provider or the
// framework, names the attribute in the text.
type discreet struct {
	leashed
	// secrets are what is given any: resources by type, the provider by none.
	secrets func() map[string]secretive
}

// secretive is what is configured with secrets.
type secretive struct {
	typ tftypes.Type
	// names are those of the secrets, by the attribute or block of the
	// configuration that each is in.
	names map[string][]string
	// blocks are those of them that are blocks, whose arguments have lines of
	// their own.
	blocks map[string]bool
}

func newDiscreet(l leashed) discreet {
	return discreet{l, sync.OnceValue(func() map[string]secretive {
		out := map[string]secretive{}
		schemas, err := l.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			return out
		}
		all := map[string]*tfprotov6.Schema{"": schemas.Provider}
		for name, schema := range schemas.ResourceSchemas {
			all[name] = schema
		}
		for name, schema := range all {
			names, blocks := secretNames(schema.Block), map[string]bool{}
			for _, b := range schema.Block.BlockTypes {
				blocks[b.TypeName] = true
			}
			if len(names) > 0 {
				out[name] = secretive{schema.ValueType(), names, blocks}
			}
		}
		return out
	})}
}

// secretNames are the secrets of what is configured by a block, by the attribute
// or block that each is in.
func secretNames(block *tfprotov6.SchemaBlock) map[string][]string {
	out := map[string][]string{}
	for _, a := range block.Attributes {
		out[a.Name] = secretsOf(a)
	}
	for _, b := range block.BlockTypes {
		for _, names := range secretNames(b.Block) {
			out[b.TypeName] = append(out[b.TypeName], names...)
		}
	}
	for name, secrets := range out {
		if len(secrets) == 0 {
			delete(out, name)
		}
	}
	return out
}

func secretsOf(a *tfprotov6.SchemaAttribute) []string {
	if a.Sensitive || a.WriteOnly {
		return []string{a.Name}
	}
	if a.NestedType == nil {
		return nil
	}
	var out []string
	for _, member := range a.NestedType.Attributes {
		out = append(out, secretsOf(member)...)
	}
	return out
}

// ValidateProviderConfig says what is wrong with the provider's settings.
func (s discreet) ValidateProviderConfig(ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	resp, err := s.leashed.ValidateProviderConfig(ctx, req)
	if resp != nil {
		s.takeOff(resp.Diagnostics, "", req.Config)
	}
	return resp, err
}

// ConfigureProvider says what is wrong with the provider's settings when all of
// them are known.
func (s discreet) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	resp, err := s.leashed.ConfigureProvider(ctx, req)
	if resp != nil {
		s.takeOff(resp.Diagnostics, "", req.Config)
	}
	return resp, err
}

// ValidateResourceConfig says what is wrong with a configuration.
func (s discreet) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resp, err := s.leashed.ValidateResourceConfig(ctx, req)
	if resp != nil {
		s.takeOff(resp.Diagnostics, req.TypeName, req.Config)
	}
	return resp, err
}

// PlanResourceChange says what is wrong with a plan.
func (s discreet) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.leashed.PlanResourceChange(ctx, req)
	if resp != nil {
		s.takeOff(resp.Diagnostics, req.TypeName, req.Config)
	}
	return resp, err
}

// ApplyResourceChange says what went wrong.
func (s discreet) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := s.leashed.ApplyResourceChange(ctx, req)
	if resp != nil {
		s.takeOff(resp.Diagnostics, req.TypeName, req.Config)
	}
	return resp, err
}

func (s discreet) takeOff(diagnostics []*tfprotov6.Diagnostic, of string, config *tfprotov6.DynamicValue) {
	for _, d := range diagnostics {
		if d.Attribute != nil && s.secrets()[of].exposed(d.Attribute, config) {
			d.Attribute = nil
		}
	}
}

// exposed reports whether the line of an attribute may have a secret in it.
func (s secretive) exposed(at *tftypes.AttributePath, config *tfprotov6.DynamicValue) bool {
	steps := at.Steps()
	if len(steps) == 0 {
		return false
	}
	in, ok := steps[0].(tftypes.AttributeName)
	if !ok {
		return false
	}
	if name, ok := at.LastStep().(tftypes.AttributeName); ok && s.blocks[string(in)] && len(steps) > 1 && !slices.Contains(s.names[string(in)], string(name)) {
		return false
	}
	return s.given(string(in), config)
}

// given reports whether a configuration has a secret in an attribute or a block.
// One that cannot be read is taken to have.
func (s secretive) given(in string, config *tfprotov6.DynamicValue) bool {
	names := s.names[in]
	if len(names) == 0 || config == nil {
		return false
	}
	value, err := config.Unmarshal(s.typ)
	if err != nil {
		return true
	}
	given := false
	err = tftypes.Walk(value, func(path *tftypes.AttributePath, v tftypes.Value) (bool, error) {
		steps := path.Steps()
		if len(steps) == 0 {
			return true, nil
		}
		last, ok := path.LastStep().(tftypes.AttributeName)
		if ok && slices.Contains(names, string(last)) && !v.IsNull() {
			given = true
		}
		return steps[0] == tftypes.AttributeName(in) && !given, nil
	})
	return given || err != nil
}
