package domain

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// warnOfSpelling says what can be said against texts that are published in
// other words than the configuration's and mean the same, so that no diff shows
// them. What the configuration itself says is warned of as such.
func (p *planning) warnOfSpelling(m model, diags *diag.Diagnostics) {
	if p.state == nil || len(p.replacing(m)) > 0 {
		return
	}
	written := mailauth.Records(arguments(p.config, nil, p.cloud).spec(), mailauth.Facts{})
	var lines strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(p.own.Spelled)) {
		live, planned := p.own.Spelled[kind], m.records[kind]
		want, ok := mailauth.Find(written, kind)
		if !ok || !planned.equal(p.state.records[kind]) || want.Text == "" {
			continue
		}
		findings := kind.AdviceOnSpelling(want.Text, live)
		if len(findings) == 0 {
			continue
		}
		says := []string{fmt.Sprintf("%s: %s is %q instead of %q.", role(kind), planned.key(), live, want.Text)}
		for _, f := range findings {
			says = append(says, f.Detail)
		}
		lines.WriteString("\n\n" + remedy.Item(says...))
	}
	if lines.Len() == 0 {
		return
	}
	diags.AddWarning("Odd spelling in the DNS of "+m.Domain.ValueString(),
		remedy.Detail("This means what is configured, so there is nothing to apply; but not every receiver may read it so."+lines.String(),
			"write the configured text in its place, in hosted zone "+bareZoneID(m.ZoneID.ValueString())))
}
