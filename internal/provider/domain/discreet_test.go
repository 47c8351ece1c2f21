package domain

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// TestDiscreet: nothing that is said of `dkim` stands on an attribute, whose line
// a CLI would quote, where a private key may be in that line.
func TestDiscreet(t *testing.T) {
	t.Parallel()
	given := model{}
	given.dkim.Selector, given.dkim.PrivateKey, given.dkim.KeyLength = types.StringValue("a.b"), types.StringValue("no key"), types.StringValue("RSA_2048_BIT")
	findings := given.dkim.ownKeyModel.findings(given.dkim)
	rules := map[string]bool{}
	for _, f := range findings {
		rules[f.Path] = true
		if d := given.diagnostic(f); placed(d) || d.Summary() != f.Summary || d.Severity() != asDiagnostic(f).Severity() {
			t.Errorf("%s is said as %+v", f.Path, d)
		}
	}
	for _, path := range []string{"dkim.selector", "dkim.private_key_wo", "dkim.private_key_wo_version", "dkim.key_length"} {
		if !rules[path] {
			t.Errorf("nothing is said of %s", path)
		}
	}
	for name, tc := range map[string]struct {
		config model
		path   string
	}{
		"no key is given":           {model{}, "dkim.selector"},
		"the key is not near there": {given, "dmarc.policy"},
	} {
		if f := (advice.Finding{Path: tc.path, Severity: advice.Warning}); !placed(tc.config.diagnostic(f)) {
			t.Errorf("%s: what is said of %s stands on no attribute", name, tc.path)
		}
	}
}

func placed(d diag.Diagnostic) bool {
	_, ok := d.(diag.DiagnosticWithPath)
	return ok
}
