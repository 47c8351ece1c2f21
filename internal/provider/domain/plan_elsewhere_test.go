package domain

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TestWarnOfWaiting: only who waits at create for records that SES has yet to
// name is warned.
func TestWarnOfWaiting(t *testing.T) {
	t.Parallel()
	yes, no := types.BoolValue(true), types.BoolValue(false)
	for what, tc := range map[string]struct {
		change func(*planning, *model)
		warned bool
	}{
		"a create that waits":                            {func(*planning, *model) {}, true},
		"a create that does not":                         {func(_ *planning, m *model) { m.WaitForVerification = no }, false},
		"a create whose records are kept here":           {func(_ *planning, m *model) { m.ManageDNS = yes }, false},
		"a create where that is not known yet":           {func(_ *planning, m *model) { m.ManageDNS = types.BoolUnknown() }, false},
		"an update":                                      {func(p *planning, m *model) { p.state = m }, false},
		"the records of another region stand":            {func(_ *planning, m *model) { m.dkim.ParentRegion = types.StringValue("us-east-1") }, false},
		"those of another region may, if there is one":   {func(_ *planning, m *model) { m.dkim.ParentRegion = types.StringUnknown() }, false},
		"that of a key of the user's own may, by itself": {func(_ *planning, m *model) { m.dkim.Selector = types.StringValue("s1") }, false},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			var p planning
			m := model{raw: raw{ManageDNS: no, WaitForVerification: yes}}
			tc.change(&p, &m)
			var diags diag.Diagnostics
			p.warnOfWaiting(m, &diags)
			if warned := diags.WarningsCount() == 1; warned != tc.warned || diags.HasError() {
				t.Errorf("warned: %t, want %t: %v", warned, tc.warned, diags)
			}
		})
	}
}
