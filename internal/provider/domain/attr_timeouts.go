package domain

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// timeoutsAttribute is the attribute `timeouts`. What is no duration is refused in
// ValidateConfig, which has better words than the module of the type.
func timeoutsAttribute() schema.SingleNestedAttribute {
	members, kinds := map[string]schema.Attribute{}, map[string]attr.Type{}
	for name, description := range map[string]string{
		"create": "How long to wait for the creation, verification included, such as `30m`. Default: `45m`. When it is over, what was made stays.",
		"read":   "How long a refresh may take, such as `5m`. Default: `20m`.",
		"update": "How long to wait for a change, verification included, such as `30m`. Default: `45m`.",
		"delete": "How long the removal may take, such as `5m`. Default: `10m`.",
	} {
		members[name] = schema.StringAttribute{Optional: true, MarkdownDescription: description}
		kinds[name] = types.StringType
	}
	return schema.SingleNestedAttribute{
		Optional: true, CustomType: timeouts.Type{ObjectType: types.ObjectType{AttrTypes: kinds}},
		MarkdownDescription: "How long each operation may take: numbers with a unit, `s`, `m` or `h`, such as `1h30m`. Default: that of each. Changed in place, which by itself does nothing.",
		Attributes:          members,
	}
}

// timeoutFindings refuses what is no time, or none to do anything in.
func timeoutFindings(value timeouts.Value) []advice.Finding {
	var out []advice.Finding
	members := value.Attributes()
	for _, name := range slices.Sorted(maps.Keys(members)) {
		text, ok := members[name].(types.String)
		if !ok || !isText(text) {
			continue
		}
		finding := advice.Finding{
			Rule: "T01", Severity: advice.Error, Path: "timeouts." + name,
			Fix: `write a duration such as "30m", or leave it out for the default`,
		}
		switch d, err := time.ParseDuration(text.ValueString()); {
		case err != nil:
			finding.Summary, finding.Detail = "Timeout that is no duration", fmt.Sprintf("%q is no number with a unit.", text.ValueString())
		case d <= 0:
			finding.Summary, finding.Detail = "Timeout that leaves no time", fmt.Sprintf("%q is over before anything has begun.", text.ValueString())
		default:
			continue
		}
		out = append(out, finding)
	}
	return out
}
