package acctest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Nothing is the instance of a resource that is not there.
func (s *Server) Nothing() Instance { return Instance{State: tftypes.NewValue(s.Type(), nil)} }

// Planned is a plan as a CLI keeps it until it is applied.
type Planned struct {
	// State is the planned state, null for a removal.
	State tftypes.Value
	// Replace is whether another instance has to be made.
	Replace bool
	// Warnings are what is said beside.
	Warnings string

	config   tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
}

// PlanChange plans a configuration for an instance, either of which may be
// null. It returns the errors.
func (s *Server) PlanChange(ctx context.Context, in Instance, config tftypes.Value) (Planned, string) {
	s.t.Helper()
	request := &tfprotov6.PlanResourceChangeRequest{
		TypeName: s.resource, PriorState: s.dynamic(in.State), Config: s.dynamic(config),
		ProposedNewState: s.dynamic(s.proposed(in.State, config)), PriorPrivate: in.private,
	}
	if in.Identity != nil {
		request.PriorIdentity = s.identityData(in.Identity)
	}
	answer, err := s.provider.PlanResourceChange(ctx, request)
	if err != nil {
		return Planned{}, err.Error()
	}
	s.quotesNothing(answer.Diagnostics, config)
	errors, warnings := parted(answer.Diagnostics)
	if errors != "" {
		return Planned{Warnings: warnings}, errors
	}
	return Planned{
		State: s.value(answer.PlannedState), Replace: len(answer.RequiresReplace) > 0, Warnings: warnings,
		config: config, private: answer.PlannedPrivate, identity: answer.PlannedIdentity,
	}, ""
}

// ApplyChange carries a plan out. It returns what a CLI keeps, which is there
// also where there are errors, and the errors, among them those that a CLI finds
// in the answer. Warnings are left out.
func (s *Server) ApplyChange(ctx context.Context, in Instance, plan Planned) (Instance, string) {
	out, errors, _ := s.carryOut(ctx, in, plan)
	return out, errors
}

// Apply plans a configuration for an instance and carries the plan out. A null
// configuration is destroyed. It returns what is there then, and everything that
// is said, warnings included.
func (s *Server) Apply(in Instance, config tftypes.Value) (Instance, string) {
	s.t.Helper()
	planned, errors := s.PlanChange(s.t.Context(), in, config)
	if errors != "" {
		return in, errors + planned.Warnings
	}
	out, errors, warnings := s.carryOut(s.t.Context(), in, planned)
	return out, errors + planned.Warnings + warnings
}

func (s *Server) carryOut(ctx context.Context, in Instance, plan Planned) (out Instance, errors, warnings string) {
	s.t.Helper()
	answer, err := s.provider.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: s.resource, PriorState: s.dynamic(in.State), PlannedState: s.dynamic(plan.State),
		Config: s.dynamic(plan.config), PlannedPrivate: plan.private, PlannedIdentity: plan.identity,
	})
	if err != nil {
		return in, err.Error(), ""
	}
	s.quotesNothing(answer.Diagnostics, plan.config)
	errors, warnings = parted(answer.Diagnostics)
	out = Instance{State: s.value(answer.NewState), Identity: s.identityMap(answer.NewIdentity), private: answer.Private}
	if errors == "" {
		errors = s.inconsistent(plan.State, out.State)
	}
	return out, errors, warnings
}

// Refresh reads an instance; one that is null stays so. It returns the errors.
func (s *Server) Refresh(ctx context.Context, in Instance) (Instance, string) {
	s.t.Helper()
	if in.State.IsNull() {
		return in, ""
	}
	request := &tfprotov6.ReadResourceRequest{TypeName: s.resource, CurrentState: s.dynamic(in.State), Private: in.private}
	if in.Identity != nil {
		request.CurrentIdentity = s.identityData(in.Identity)
	}
	answer, err := s.provider.ReadResource(ctx, request)
	if err != nil {
		return in, err.Error()
	}
	if errors, _ := parted(answer.Diagnostics); errors != "" {
		return in, errors
	}
	return Instance{State: s.value(answer.NewState), Identity: s.identityMap(answer.NewIdentity), private: answer.Private}, ""
}

// parted are the errors, and the warnings.
func parted(diagnostics []*tfprotov6.Diagnostic) (errors, warnings string) {
	worse := slices.Clone(diagnostics)
	worse = slices.DeleteFunc(worse, func(d *tfprotov6.Diagnostic) bool { return d.Severity != tfprotov6.DiagnosticSeverityError })
	milder := slices.Clone(diagnostics)
	milder = slices.DeleteFunc(milder, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
	return Said(worse), Said(milder)
}

// proposed is what a CLI proposes as the new state: what is configured, and of
// what may be computed and is not configured what was there before.
func (s *Server) proposed(prior, config tftypes.Value) tftypes.Value {
	s.t.Helper()
	if config.IsNull() {
		return config
	}
	return s.merged(prior, config, s.schema.ResourceSchemas[s.resource].Block.Attributes)
}

func (s *Server) merged(prior, config tftypes.Value, attributes []*tfprotov6.SchemaAttribute) tftypes.Value {
	s.t.Helper()
	members := s.Members(config)
	before := map[string]tftypes.Value{}
	if !prior.IsNull() && prior.IsKnown() {
		before = s.Members(prior)
	}
	for _, a := range attributes {
		earlier, known := before[a.Name]
		nested := a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle
		switch now := members[a.Name]; {
		case now.IsNull() && a.Computed && known:
			members[a.Name] = earlier
		case nested && known && !now.IsNull() && now.IsKnown():
			members[a.Name] = s.merged(earlier, now, a.NestedType.Attributes)
		}
	}
	return tftypes.NewValue(config.Type(), members)
}

// inconsistent is what a CLI says of an answer that is not what was planned.
func (s *Server) inconsistent(planned, got tftypes.Value) string {
	differences, err := planned.Diff(got)
	if err != nil {
		return fmt.Sprintf("compare plan and result: %v", err)
	}
	var lines []string
	for _, d := range differences {
		if d.Value1 == nil || !d.Value1.IsFullyKnown() {
			continue
		}
		lines = append(lines, fmt.Sprintf("provider produced inconsistent result: %s", d))
	}
	return strings.Join(lines, "\n")
}

// Contradicted is what a CLI says of a plan by another one, made when more is
// known, that does not keep to it; empty where it does.
func (s *Server) Contradicted(p, by Planned) string {
	s.t.Helper()
	return s.inconsistent(p.State, by.State)
}

// Equal reports whether nothing is planned for an instance.
func (p Planned) Equal(in Instance) bool { return p.State.Equal(in.State) }

// Now is the plan with a configuration in which everything is known by now.
func (p Planned) Now(config tftypes.Value) Planned {
	p.config = config
	return p
}

// Crashed is what a CLI keeps of an instance when the provider dies in the middle
// of an apply: the state, and not the private state.
func (in Instance) Crashed() Instance {
	in.private = nil
	return in
}

// Remembers says in what a CLI keeps something else of an instance after another
// request than of this one, besides the state; empty for nothing.
func (in Instance) Remembers(after Instance) string {
	var lines []string
	if !bytes.Equal(in.private, after.private) {
		lines = append(lines, fmt.Sprintf("the private state was\n%s\nand is\n%s", in.private, after.private))
	}
	if !maps.Equal(in.Identity, after.Identity) {
		lines = append(lines, fmt.Sprintf("the identity was %v and is %v", in.Identity, after.Identity))
	}
	return strings.Join(lines, "\n")
}
