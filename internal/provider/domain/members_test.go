package domain

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

type inner struct {
	Count types.Int64 `tfsdk:"count"`
}

type outer struct {
	Name  types.String `tfsdk:"name"`
	Texts types.List   `tfsdk:"texts"`
	inner
}

func outerTypes() map[string]attr.Type {
	return map[string]attr.Type{"name": types.StringType, "texts": types.ListType{ElemType: types.StringType}, "count": types.Int64Type}
}

// TestMembers: what is put together and taken apart again is the same, and each
// member is where the framework has it.
func TestMembers(t *testing.T) {
	t.Parallel()
	for rule, in := range map[string]outer{
		"known":            {Name: types.StringValue("a"), Texts: stringList([]string{"b"}), inner: inner{types.Int64Value(1)}},
		"null and unknown": {Name: types.StringNull(), Texts: types.ListUnknown(types.StringType), inner: inner{types.Int64Unknown()}},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			got := closed(t.Context(), outerTypes(), in, &diags)
			want, d := types.ObjectValueFrom(t.Context(), outerTypes(), in)
			if diff := cmp.Diff(want, got); diff != "" || diags.HasError() != d.HasError() {
				t.Errorf("closed differs from the framework's (-want +got):\n%s%v, %v", diff, diags, d)
			}
			var back, wantBack outer
			diags, d = open(t.Context(), got, &back), want.As(t.Context(), &wantBack, basetypes.ObjectAsOptions{})
			if diff := cmp.Diff(wantBack, back, cmp.AllowUnexported(outer{}, inner{})); diff != "" || diags.HasError() != d.HasError() {
				t.Errorf("open differs from the framework's (-want +got):\n%s%v, %v", diff, diags, d)
			}
		})
	}
}

// TestMembersThatDoNotFit: the framework says why, as it does elsewhere.
func TestMembersThatDoNotFit(t *testing.T) {
	t.Parallel()
	object := types.ObjectValueMust(map[string]attr.Type{"name": types.Int64Type}, map[string]attr.Value{"name": types.Int64Value(1)})
	var target struct {
		Name types.String `tfsdk:"name"`
	}
	if diags := open(t.Context(), object, &target); !diags.HasError() {
		t.Errorf("a number was read as text: %v", target)
	}
	var diags diag.Diagnostics
	if closed(t.Context(), map[string]attr.Type{"name": types.Int64Type}, target, &diags); !diags.HasError() {
		t.Error("text was written as a number")
	}
}
