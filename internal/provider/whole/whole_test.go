package whole_test

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/whole"
)

// TestOnly reads what a configuration has, as the framework does, and has it
// validated.
func TestOnly(t *testing.T) {
	t.Parallel()
	for rule, tc := range map[string]struct {
		written any
		want    types.Int64
		said    string
	}{
		"a whole number":                         {300, types.Int64Value(300), ""},
		"a whole number in another writing":      {3.0, types.Int64Value(3), ""},
		"nothing":                                {nil, types.Int64Null(), ""},
		"not known yet":                          {tftypes.UnknownValue, types.Int64Unknown(), ""},
		"a fraction":                             {1.5, types.Int64Value(1), "in.n: 1.5 is no whole number, or too large.\n\nTo fix: write a whole number."},
		"more than anybody counts":               {big.NewFloat(1e30), types.Int64Value(1<<63 - 1), "in.n: 1e+30 is no whole number, or too large.\n\nTo fix: write a whole number."},
		"a fraction of less than nothing at all": {-0.5, types.Int64Value(0), "in.n: -0.5 is no whole number, or too large.\n\nTo fix: write a whole number."},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			s := schema.Schema{Attributes: map[string]schema.Attribute{"in": schema.SingleNestedAttribute{
				Optional: true, Attributes: map[string]schema.Attribute{"n": schema.Int64Attribute{Optional: true, CustomType: whole.Type()}},
			}}}
			inner := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"n": tftypes.Number}}
			raw := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"in": inner}}, map[string]tftypes.Value{
				"in": tftypes.NewValue(inner, map[string]tftypes.Value{"n": tftypes.NewValue(tftypes.Number, tc.written)}),
			})
			config, at := tfsdk.Config{Schema: s, Raw: raw}, path.Root("in").AtName("n")
			var got types.Int64
			if diags := config.GetAttribute(t.Context(), at, &got); diags.HasError() || !got.Equal(tc.want) {
				t.Fatalf("read %s, %v, want %s", got, diags, tc.want)
			}
			var resp validator.Int64Response
			whole.Only().ValidateInt64(t.Context(), validator.Int64Request{Path: at, Config: config, ConfigValue: got}, &resp)
			said := ""
			if resp.Diagnostics.HasError() {
				said = resp.Diagnostics[0].Detail()
			}
			if said != tc.said {
				t.Errorf("said %q, want %q", said, tc.said)
			}
		})
	}
	if !whole.Type().Equal(types.Int64Type) || !whole.Type().Equal(whole.Type()) || whole.Type().Equal(types.StringType) {
		t.Error("the type is equal to others than its own and the framework's")
	}
}
