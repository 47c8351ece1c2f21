package acctest

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// object is a value of an object type, with empty lists for the blocks that are
// not given.
func (s *Server) object(typ tftypes.Type, given Attributes) tftypes.Value {
	s.t.Helper()
	members := map[string]tftypes.Value{}
	for name, member := range s.objectType(typ).AttributeTypes {
		members[name] = tftypes.NewValue(member, nil)
		if list, ok := member.(tftypes.List); ok && list.ElementType.Is(tftypes.Object{}) {
			members[name] = tftypes.NewValue(member, []tftypes.Value{})
		}
	}
	maps.Copy(members, given)
	return tftypes.NewValue(typ, members)
}

func (s *Server) objectType(typ tftypes.Type) tftypes.Object {
	s.t.Helper()
	object, ok := typ.(tftypes.Object)
	if !ok {
		s.t.Fatalf("%s is no object", typ)
	}
	return object
}

// blockType is the type of one block of a name.
func (s *Server) blockType(schema tftypes.Type, name string) tftypes.Type {
	s.t.Helper()
	list, ok := s.objectType(schema).AttributeTypes[name].(tftypes.List)
	if !ok {
		s.t.Fatalf("%s is no list of blocks", name)
	}
	return list.ElementType
}

func (s *Server) dynamic(value tftypes.Value) *tfprotov6.DynamicValue {
	s.t.Helper()
	out, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		s.t.Fatalf("encode a value: %v", err)
	}
	return &out
}

func (s *Server) value(of *tfprotov6.DynamicValue) tftypes.Value {
	s.t.Helper()
	out, err := of.Unmarshal(s.Type())
	if err != nil {
		s.t.Fatalf("decode a value: %v", err)
	}
	return out
}

func (s *Server) identityData(identity map[string]string) *tfprotov6.ResourceIdentityData {
	s.t.Helper()
	given := Attributes{}
	for name, value := range identity {
		given[name] = Text(value)
	}
	return &tfprotov6.ResourceIdentityData{IdentityData: s.dynamic(s.object(s.identities[s.resource].ValueType(), given))}
}

// identityMap is what an identity holds; nil for none.
func (s *Server) identityMap(data *tfprotov6.ResourceIdentityData) map[string]string {
	s.t.Helper()
	if data == nil || data.IdentityData == nil {
		return nil
	}
	value, err := data.IdentityData.Unmarshal(s.identities[s.resource].ValueType())
	if err != nil {
		s.t.Fatalf("decode an identity: %v", err)
	}
	if value.IsNull() {
		return nil
	}
	out := map[string]string{}
	for name, member := range s.Members(value) {
		if text := ""; !member.IsNull() && member.As(&text) == nil {
			out[name] = text
		}
	}
	return out
}

// Members are the members of an object.
func (s *Server) Members(value tftypes.Value) map[string]tftypes.Value {
	s.t.Helper()
	members := map[string]tftypes.Value{}
	if err := value.As(&members); err != nil {
		s.t.Fatalf("take an object apart: %v", err)
	}
	// The map is the object's own.
	return maps.Clone(members)
}

// TextOf is a member that is a string, empty where it is null.
func (s *Server) TextOf(value tftypes.Value, member string) string {
	s.t.Helper()
	var out *string
	if err := s.Members(value)[member].As(&out); err != nil {
		s.t.Fatalf("read %s: %v", member, err)
	}
	if out == nil {
		return ""
	}
	return *out
}

// Generated is the configuration that a CLI generates from a state: everything
// that may be configured and is not null.
func (s *Server) Generated(state tftypes.Value) tftypes.Value {
	s.t.Helper()
	return s.configurable(state, s.schema.ResourceSchemas[s.resource].Block.Attributes)
}

func (s *Server) configurable(of tftypes.Value, attributes []*tfprotov6.SchemaAttribute) tftypes.Value {
	s.t.Helper()
	if of.IsNull() {
		return of
	}
	members := s.Members(of)
	for _, a := range attributes {
		switch {
		case !a.Optional && !a.Required:
			members[a.Name] = tftypes.NewValue(members[a.Name].Type(), nil)
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			members[a.Name] = s.configurable(members[a.Name], a.NestedType.Attributes)
		}
	}
	return tftypes.NewValue(of.Type(), members)
}
