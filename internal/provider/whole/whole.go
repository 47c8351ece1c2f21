// Package whole is the attribute type of numbers without a fraction. Others are
// refused in words that a user can do something with. It knows no resource.
package whole

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// Type is the type of an attribute that has Only among its validators. Without it
// the framework calls a fraction a fault of the provider, before any validator is
// asked.
func Type() basetypes.Int64Typable { return number{} }

// number reads a fraction as the number without it, which goes no further than
// the validators.
type number struct{ basetypes.Int64Type }

// Equal reports whether the values of another type are the same.
func (number) Equal(other attr.Type) bool {
	switch other.(type) {
	case number, basetypes.Int64Type:
		return true
	default:
		return false
	}
}

// String names the type.
func (number) String() string { return "whole.Type" }

// Validate leaves it to Only.
func (number) Validate(context.Context, tftypes.Value, path.Path) diag.Diagnostics { return nil }

// ValueFromTerraform takes any number.
func (n number) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	f := fraction(in)
	if f == nil {
		return n.Int64Type.ValueFromTerraform(ctx, in)
	}
	without, _ := f.Int64()
	return basetypes.NewInt64Value(without), nil
}

// fraction is a number that is known and that an int64 cannot be; nil for others.
func fraction(v tftypes.Value) *big.Float {
	var f *big.Float
	if !v.IsKnown() || v.IsNull() || v.As(&f) != nil {
		return nil
	}
	if _, accuracy := f.Int64(); f.IsInt() && accuracy == big.Exact {
		return nil
	}
	return f
}

// Only refuses what is no whole number, or none that can be counted to.
func Only() validator.Int64 { return only{} }

type only struct{}

// Description is the rule in words.
func (only) Description(context.Context) string { return "must be a whole number" }

// MarkdownDescription is the rule in words.
func (o only) MarkdownDescription(ctx context.Context) string { return o.Description(ctx) }

// ValidateInt64 looks at what is written, since the value has no fraction any more.
func (only) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	written := req.Config.Raw
	for _, step := range req.Path.Steps() {
		name, ok := step.(path.PathStepAttributeName)
		var members map[string]tftypes.Value
		if !ok || written.As(&members) != nil {
			return
		}
		written = members[string(name)]
	}
	if f := fraction(written); f != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Number that is not whole", remedy.Detail(
			fmt.Sprintf("%s: %s is no whole number, or too large.", req.Path, f.Text('g', -1)), "write a whole number"))
	}
}
