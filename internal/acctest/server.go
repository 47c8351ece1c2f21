package acctest

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Server drives the provider over the protocol, in the process of the test, as
// a CLI does that is newer than the one at hand.
type Server struct {
	t        *testing.T
	provider tfprotov6.ProviderServer
	schema   *tfprotov6.GetProviderSchemaResponse
	// identities are those of the resources.
	identities map[string]*tfprotov6.ResourceIdentitySchema
	// resource is the type of the resource that instances are of.
	resource string
}

// Attributes are some attributes of an object; what is left out is null.
type Attributes map[string]tftypes.Value

// Text is an attribute that is a string.
func Text(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

// NoText is a string attribute that is left out.
func NoText() tftypes.Value { return tftypes.NewValue(tftypes.String, nil) }

// Flag is an attribute that is true or false.
func Flag(b bool) tftypes.Value { return tftypes.NewValue(tftypes.Bool, b) }

// Instance is a resource as a CLI keeps it between two requests.
type Instance struct {
	State tftypes.Value
	// Identity is nil for a CLI that keeps none.
	Identity map[string]string
	private  []byte
}

// theResource is what instances are of unless Of says otherwise.
const theResource = "mailauth_domain"

// Server configures the provider for the world, with some attributes more.
func (w *World) Server(t *testing.T, more Attributes) *Server {
	t.Helper()
	return w.ServerAt(t, w.URL(), more)
}

// ServerAt is Server with another address of the world.
func (w *World) ServerAt(t *testing.T, url string, more Attributes) *Server {
	t.Helper()
	provider, err := Factories()["mailauth"]()
	if err != nil {
		t.Fatalf("make the provider: %v", err)
	}
	s := &Server{t: t, provider: provider, resource: theResource}
	s.schema, err = provider.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	s.must("GetProviderSchema", err, s.schema.Diagnostics)
	identities, err := provider.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	s.must("GetResourceIdentitySchemas", err, identities.Diagnostics)
	s.identities = identities.IdentitySchemas
	s.configure(w, url, more)
	return s
}

// Of is the same process of the provider for instances of another resource.
func (s *Server) Of(resource string) *Server {
	out := *s
	out.resource = resource
	return &out
}

// ReadData reads a data source, and returns what is said.
func (s *Server) ReadData(dataSource string, config Attributes) (tftypes.Value, string) {
	s.t.Helper()
	typ := s.schema.DataSourceSchemas[dataSource].ValueType()
	answer, err := s.provider.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource, Config: s.dynamic(s.object(typ, config)),
	})
	if err != nil {
		s.t.Fatalf("ReadDataSource: %v", err)
	}
	if said := Said(answer.Diagnostics); said != "" {
		return tftypes.Value{}, said
	}
	out, err := answer.State.Unmarshal(typ)
	if err != nil {
		s.t.Fatalf("decode a data source: %v", err)
	}
	return out, ""
}

func (s *Server) configure(w *World, url string, more Attributes) {
	s.t.Helper()
	schema := s.schema.Provider.ValueType()
	endpoints := s.blockType(schema, "endpoints")
	settings := Attributes{
		"region": Text(Region), "access_key": Text(w.Account.AccessKey()), "secret_key": Text(w.Account.SecretKey()),
		"endpoints": tftypes.NewValue(tftypes.List{ElementType: endpoints}, []tftypes.Value{
			s.object(endpoints, Attributes{"sesv2": Text(url), "route53": Text(url), "sts": Text(url)}),
		}),
	}
	if w.ZoneRole != nil {
		block := s.blockType(schema, "route53")
		key, secret, token := w.ZoneRole.Session()
		settings["route53"] = tftypes.NewValue(tftypes.List{ElementType: block}, []tftypes.Value{
			s.object(block, Attributes{"access_key": Text(key), "secret_key": Text(secret), "token": Text(token)}),
		})
	}
	maps.Copy(settings, more)
	answer, err := s.provider.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{Config: s.dynamic(s.object(schema, settings))})
	s.must("ConfigureProvider", err, answer.Diagnostics)
}

// Type is the type of the resource's state.
func (s *Server) Type() tftypes.Type { return s.schema.ResourceSchemas[s.resource].ValueType() }

// Import imports by identity, of which what is left out is null, and returns
// what is said against it.
func (s *Server) Import(identity map[string]string) (Instance, string) {
	s.t.Helper()
	return s.imports(&tfprotov6.ImportResourceStateRequest{TypeName: s.resource, Identity: s.identityData(identity)})
}

// ImportID imports by id, as Import does by identity.
func (s *Server) ImportID(id string) (Instance, string) {
	s.t.Helper()
	return s.imports(&tfprotov6.ImportResourceStateRequest{TypeName: s.resource, ID: id})
}

func (s *Server) imports(request *tfprotov6.ImportResourceStateRequest) (Instance, string) {
	s.t.Helper()
	answer, err := s.provider.ImportResourceState(s.t.Context(), request)
	if err != nil {
		s.t.Fatalf("ImportResourceState: %v", err)
	}
	if said := Said(answer.Diagnostics); said != "" {
		return Instance{}, said
	}
	got := answer.ImportedResources[0]
	return Instance{State: s.value(got.State), Identity: s.identityMap(got.Identity), private: got.Private}, ""
}

// Move moves the state of a resource of another type and provider, and returns
// what is said against it.
func (s *Server) Move(provider, sourceType, state string) (Instance, string) {
	s.t.Helper()
	answer, err := s.provider.MoveResourceState(s.t.Context(), &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: provider, SourceTypeName: sourceType,
		SourceState: &tfprotov6.RawState{JSON: []byte(state)}, TargetTypeName: s.resource,
	})
	if err != nil {
		s.t.Fatalf("MoveResourceState: %v", err)
	}
	if said := Said(answer.Diagnostics); said != "" {
		return Instance{}, said
	}
	return Instance{State: s.value(answer.TargetState), Identity: s.identityMap(answer.TargetIdentity), private: answer.TargetPrivate}, ""
}

// Stop asks the provider to end what it is doing, as Ctrl-C in a CLI does.
func (s *Server) Stop() {
	s.t.Helper()
	if _, err := s.provider.StopProvider(s.t.Context(), &tfprotov6.StopProviderRequest{}); err != nil {
		s.t.Errorf("StopProvider: %v", err)
	}
}

// Read refreshes an instance, and returns what is said.
func (s *Server) Read(in Instance) (Instance, string) {
	s.t.Helper()
	request := &tfprotov6.ReadResourceRequest{TypeName: s.resource, CurrentState: s.dynamic(in.State), Private: in.private}
	if in.Identity != nil {
		request.CurrentIdentity = s.identityData(in.Identity)
	}
	answer, err := s.provider.ReadResource(s.t.Context(), request)
	if err != nil {
		s.t.Fatalf("ReadResource: %v", err)
	}
	if said := Said(answer.Diagnostics); said != "" {
		return in, said
	}
	return Instance{State: s.value(answer.NewState), Identity: s.identityMap(answer.NewIdentity), private: answer.Private}, ""
}

// Plan plans a configuration for an instance. It returns the planned state, and
// what is said against it.
func (s *Server) Plan(in Instance, config tftypes.Value) (tftypes.Value, string) {
	s.t.Helper()
	planned, errors := s.PlanChange(s.t.Context(), in, config)
	return planned.State, errors
}

// Listed is a result of a list block.
type Listed struct {
	DisplayName string
	Identity    map[string]string
	// Resource is null where it was not asked for.
	Resource tftypes.Value
	// Said is what is said about this result.
	Said string
}

// List evaluates a list block.
func (s *Server) List(config Attributes, limit int64, includeResource bool) []Listed {
	s.t.Helper()
	block := s.schema.ListResourceSchemas[s.resource].ValueType()
	lister, ok := s.provider.(interface {
		ListResource(context.Context, *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error)
	})
	if !ok {
		s.t.Fatal("the provider lists nothing")
	}
	stream, err := lister.ListResource(s.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: s.resource, Config: s.dynamic(s.object(block, config)), Limit: limit, IncludeResource: includeResource,
	})
	if err != nil {
		s.t.Fatalf("ListResource: %v", err)
	}
	var out []Listed
	for result := range stream.Results {
		listed := Listed{DisplayName: result.DisplayName, Said: Said(result.Diagnostics), Identity: s.identityMap(result.Identity)}
		if result.Resource != nil {
			listed.Resource = s.value(result.Resource)
		}
		out = append(out, listed)
	}
	return out
}

func (s *Server) must(request string, err error, diagnostics []*tfprotov6.Diagnostic) {
	s.t.Helper()
	if err != nil || len(diagnostics) > 0 {
		s.t.Fatalf("%s: %v: %s", request, err, Said(diagnostics))
	}
}

// Said is the text of diagnostics.
func Said(diagnostics []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diagnostics {
		lines = append(lines, d.Severity.String()+": "+d.Summary+": "+d.Detail)
	}
	return strings.Join(lines, "\n")
}
