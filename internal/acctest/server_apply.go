package acctest

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Nothing is an instance that does not exist yet.
func (s *Server) Nothing() Instance {
	return Instance{State: tftypes.NewValue(s.Type(), nil)}
}

// Config is a configuration of the resource: texts, numbers, booleans, lists of
// texts, and maps for objects. What is left out is null.
func (s *Server) Config(given map[string]any) tftypes.Value {
	s.t.Helper()
	return s.valueOf(s.Type(), given)
}

func (s *Server) valueOf(typ tftypes.Type, given any) tftypes.Value {
	s.t.Helper()
	switch v := given.(type) {
	case int:
		return tftypes.NewValue(typ, big.NewFloat(float64(v)))
	case []string:
		var members []tftypes.Value
		for _, text := range v {
			members = append(members, Text(text))
		}
		return tftypes.NewValue(typ, members)
	case map[string]any:
		members := map[string]tftypes.Value{}
		object, fixed := typ.(tftypes.Object)
		for name, member := range v {
			at := tftypes.Type(tftypes.String)
			if fixed {
				at = object.AttributeTypes[name]
			}
			members[name] = s.valueOf(at, member)
		}
		if fixed {
			return s.object(typ, members)
		}
		return tftypes.NewValue(typ, members)
	default:
		return tftypes.NewValue(typ, v)
	}
}

// Apply plans a configuration for an instance and carries the plan out. A null
// configuration is destroyed. It returns what is there then, and everything that
// is said, warnings included.
func (s *Server) Apply(in Instance, config tftypes.Value) (Instance, string) {
	s.t.Helper()
	plan := &tfprotov6.PlanResourceChangeRequest{
		TypeName: resourceType, PriorState: s.dynamic(in.State), Config: s.dynamic(config), PriorPrivate: in.private,
		ProposedNewState: s.dynamic(s.proposed(in.State, config, s.schema.ResourceSchemas[resourceType].Block.Attributes)),
	}
	if in.Identity != nil {
		plan.PriorIdentity = s.identityData(in.Identity)
	}
	planned, err := s.provider.PlanResourceChange(s.t.Context(), plan)
	if err != nil {
		s.t.Fatalf("PlanResourceChange: %v", err)
	}
	if refused(planned.Diagnostics) {
		return in, Said(planned.Diagnostics)
	}
	done, err := s.provider.ApplyResourceChange(s.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: resourceType, PriorState: plan.PriorState, Config: plan.Config,
		PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil {
		s.t.Fatalf("ApplyResourceChange: %v", err)
	}
	out := Instance{State: s.value(done.NewState), Identity: s.identityMap(done.NewIdentity), private: done.Private}
	return out, Said(append(planned.Diagnostics, done.Diagnostics...))
}

func refused(diagnostics []*tfprotov6.Diagnostic) bool {
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}

// proposed is what a CLI proposes: the configuration, with the prior values of
// what the provider computes.
func (s *Server) proposed(prior, config tftypes.Value, attributes []*tfprotov6.SchemaAttribute) tftypes.Value {
	s.t.Helper()
	if prior.IsNull() || config.IsNull() {
		return config
	}
	members, before := s.Members(config), s.Members(prior)
	for _, a := range attributes {
		switch {
		case members[a.Name].IsNull() && a.Computed:
			members[a.Name] = before[a.Name]
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			members[a.Name] = s.proposed(before[a.Name], members[a.Name], a.NestedType.Attributes)
		}
	}
	return tftypes.NewValue(config.Type(), members)
}
