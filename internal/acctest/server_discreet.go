package acctest

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Validate validates a configuration, and returns what is said against it.
func (s *Server) Validate(config tftypes.Value) []*tfprotov6.Diagnostic {
	s.t.Helper()
	answer, err := s.provider.ValidateResourceConfig(s.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: s.resource, Config: s.dynamic(config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		s.t.Fatalf("ValidateResourceConfig: %v", err)
	}
	s.quotesNothing(answer.Diagnostics, config)
	return answer.Diagnostics
}

// quotesNothing demands that nothing is said on `dkim` of a configuration with a
// private key: newer CLIs quote the line, and the key may stand in it.
func (s *Server) quotesNothing(diagnostics []*tfprotov6.Diagnostic, config tftypes.Value) {
	s.t.Helper()
	if s.resource != theResource || config.IsNull() {
		return
	}
	dkim := s.Members(config)["dkim"]
	if dkim.IsNull() || !dkim.IsKnown() || s.Members(dkim)["private_key_wo"].IsNull() {
		return
	}
	for _, d := range diagnostics {
		if strings.HasPrefix(d.Attribute.String(), `AttributeName("dkim")`) {
			s.t.Errorf("a CLI would quote the line of a private key, since this stands on %s: %s", d.Attribute, d.Summary)
		}
	}
}
