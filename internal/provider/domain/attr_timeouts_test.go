package domain

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestTimeoutFindings(t *testing.T) {
	t.Parallel()
	for rule, tc := range map[string]struct {
		create types.String
		want   string
	}{
		"a duration":                  {types.StringValue("1h30m"), ""},
		"left out":                    {types.StringNull(), ""},
		"not known yet":               {types.StringUnknown(), ""},
		"a word is no duration":       {types.StringValue("bogus"), "Timeout that is no duration"},
		"a number has no unit":        {types.StringValue("30"), "Timeout that is no duration"},
		"nothing is no duration":      {types.StringValue(""), "Timeout that is no duration"},
		"no time at all":              {types.StringValue("0s"), "Timeout that leaves no time"},
		"an end before the beginning": {types.StringValue("-5m"), "Timeout that leaves no time"},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			value := timeouts.Value{Object: types.ObjectValueMust(map[string]attr.Type{"create": types.StringType}, map[string]attr.Value{"create": tc.create})}
			found := timeoutFindings(value)
			if tc.want == "" && len(found) == 0 {
				return
			}
			if len(found) != 1 || found[0].Summary != tc.want || found[0].Path != "timeouts.create" {
				t.Errorf("got %+v, want %q alone", found, tc.want)
			}
		})
	}
	if found := timeoutFindings(timeouts.Value{Object: types.ObjectNull(nil)}); len(found) > 0 {
		t.Errorf("no timeouts are refused: %+v", found)
	}
}
