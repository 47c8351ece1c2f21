package domain

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// keepText returns the earlier text where the new one means the same, so that
// neither a plan nor a refresh shows a difference that no receiver sees.
func keepText(now, before types.String, equal func(a, b string) bool) types.String {
	if isText(now) && isText(before) && equal(now.ValueString(), before.ValueString()) {
		return before
	}
	return now
}

// sameName is keepText for domain names: case and a trailing dot do not count.
func sameName(now, before types.String) types.String {
	return keepText(now, before, func(a, b string) bool {
		x, errX := rr.ParseName(a)
		y, errY := rr.ParseName(b)
		return errX == nil && errY == nil && x == y
	})
}

// keepSet returns the earlier set where the new one has the same elements; an
// empty set and none are the same.
func keepSet(now, before types.Set) types.Set {
	if !now.IsUnknown() && !before.IsUnknown() && len(now.Elements()) == 0 && len(before.Elements()) == 0 {
		return before
	}
	return now
}

func isText(s types.String) bool { return !s.IsNull() && !s.IsUnknown() }

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
