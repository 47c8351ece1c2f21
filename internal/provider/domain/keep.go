package domain

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// keepSet returns the earlier set where the new one has the same elements; an
// empty set and none are the same.
func keepSet(now, before types.Set) types.Set {
	if !now.IsUnknown() && !before.IsUnknown() && len(now.Elements()) == 0 && len(before.Elements()) == 0 {
		return before
	}
	return now
}

func isText(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

func boolOr(v types.Bool, otherwise bool) types.Bool {
	if v.IsNull() {
		return types.BoolValue(otherwise)
	}
	return v
}

func stringOr(v types.String, otherwise string) types.String {
	if v.IsNull() {
		return types.StringValue(otherwise)
	}
	return v
}
