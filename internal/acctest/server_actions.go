package acctest

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// PlanAction validates and plans an action, and returns what is said against
// it.
func (s *Server) PlanAction(actionType string, config Attributes) (said string) {
	s.t.Helper()
	actions, value := s.action(actionType, config)
	validated, err := actions.ValidateActionConfig(s.t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: actionType, Config: value})
	if err != nil {
		s.t.Fatalf("ValidateActionConfig: %v", err)
	}
	if said := Said(validated.Diagnostics); said != "" {
		return said
	}
	planned, err := actions.PlanAction(s.t.Context(), &tfprotov6.PlanActionRequest{ActionType: actionType, Config: value})
	if err != nil {
		s.t.Fatalf("PlanAction: %v", err)
	}
	return Said(planned.Diagnostics)
}

// Invoke plans and invokes an action, as far as nothing is said against it. It
// returns the messages of its progress, a line each, and what is said.
func (s *Server) Invoke(actionType string, config Attributes) (progress, said string) {
	s.t.Helper()
	if said := s.PlanAction(actionType, config); said != "" {
		return "", said
	}
	actions, value := s.action(actionType, config)
	stream, err := actions.InvokeAction(s.t.Context(), &tfprotov6.InvokeActionRequest{ActionType: actionType, Config: value})
	if err != nil {
		s.t.Fatalf("InvokeAction: %v", err)
	}
	var lines []string
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			lines = append(lines, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			said = Said(e.Diagnostics)
		}
	}
	return strings.Join(lines, "\n"), said
}

// action is who answers for an action, and its configuration.
func (s *Server) action(actionType string, config Attributes) (tfprotov6.ActionServer, *tfprotov6.DynamicValue) {
	s.t.Helper()
	actions, ok := s.provider.(tfprotov6.ActionServer)
	schema := s.schema.ActionSchemas[actionType]
	if !ok || schema == nil {
		s.t.Fatalf("the provider has no action %s", actionType)
	}
	return actions, s.dynamic(s.object(schema.Schema.ValueType(), config))
}

// Unknown is a string attribute that is not known before apply.
func Unknown() tftypes.Value { return tftypes.NewValue(tftypes.String, tftypes.UnknownValue) }
