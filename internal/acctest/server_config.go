package acctest

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Config is a configuration of the resource: texts, numbers, booleans, lists of
// texts, and maps for objects; nil and what is left out is null, and
// tftypes.UnknownValue is not known yet.
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

// Configuration is a resource block as JSON, without what it leaves out.
func (s *Server) Configuration(json string) tftypes.Value {
	s.t.Helper()
	raw := tfprotov6.RawState{JSON: []byte(json)}
	value, err := raw.Unmarshal(s.Type())
	if err != nil {
		s.t.Fatalf("read the configuration %s: %v", json, err)
	}
	return value
}

// Arguments are the paths of all that may be configured, "dmarc" as well as
// "dmarc.policy".
func (s *Server) Arguments() []string {
	return arguments("", s.schema.ResourceSchemas[s.resource].Block.Attributes)
}

func arguments(prefix string, attributes []*tfprotov6.SchemaAttribute) []string {
	var out []string
	for _, a := range attributes {
		if !a.Optional && !a.Required {
			continue
		}
		out = append(out, prefix+a.Name)
		if a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
			out = append(out, arguments(prefix+a.Name+".", a.NestedType.Attributes)...)
		}
	}
	return out
}
