package provider

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// discreet takes a diagnostic off the attribute it is about, where a secret of
// the configuration may stand in the same line: newer CLIs than Terraform 1.11
// quote that line, and all members of an object may share one. Whoever says it,
// this provider or the framework, names the attribute in the text.
type discreet struct {
	leashed
	// secrets are the resources that are given any.
	secrets func() map[string]secretive
}

// secretive is a resource type that is given secrets.
type secretive struct {
	typ tftypes.Type
	// paths are those of the secrets, by the attribute of the resource that each
	// is in.
	paths map[string][]*tftypes.AttributePath
}

func newDiscreet(l leashed) discreet {
	return discreet{l, sync.OnceValue(func() map[string]secretive {
		out := map[string]secretive{}
		schemas, err := l.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			return out
		}
		for name, schema := range schemas.ResourceSchemas {
			paths := map[string][]*tftypes.AttributePath{}
			for _, a := range schema.Block.Attributes {
				if secrets := secretsIn(tftypes.NewAttributePath().WithAttributeName(a.Name), a); len(secrets) > 0 {
					paths[a.Name] = secrets
				}
			}
			if len(paths) > 0 {
				out[name] = secretive{schema.ValueType(), paths}
			}
		}
		return out
	})}
}

// secretsIn returns the paths of what is given and kept nowhere.
func secretsIn(at *tftypes.AttributePath, a *tfprotov6.SchemaAttribute) []*tftypes.AttributePath {
	if a.WriteOnly {
		return []*tftypes.AttributePath{at}
	}
	if a.NestedType == nil || a.NestedType.Nesting != tfprotov6.SchemaObjectNestingModeSingle {
		return nil
	}
	var out []*tftypes.AttributePath
	for _, member := range a.NestedType.Attributes {
		out = append(out, secretsIn(at.WithAttributeName(member.Name), member)...)
	}
	return out
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

func (s discreet) takeOff(diagnostics []*tfprotov6.Diagnostic, resource string, config *tfprotov6.DynamicValue) {
	for _, d := range diagnostics {
		if d.Attribute == nil || len(d.Attribute.Steps()) == 0 {
			continue
		}
		attribute, ok := d.Attribute.Steps()[0].(tftypes.AttributeName)
		if ok && s.secrets()[resource].given(string(attribute), config) {
			d.Attribute = nil
		}
	}
}

// given reports whether a configuration has a secret in an attribute. One that
// cannot be read is taken to have.
func (s secretive) given(attribute string, config *tfprotov6.DynamicValue) bool {
	if len(s.paths[attribute]) == 0 || config == nil {
		return false
	}
	value, err := config.Unmarshal(s.typ)
	if err != nil {
		return true
	}
	for _, path := range s.paths[attribute] {
		at, _, err := tftypes.WalkAttributePath(value, path)
		if secret, ok := at.(tftypes.Value); err == nil && ok && !secret.IsNull() {
			return true
		}
	}
	return false
}
