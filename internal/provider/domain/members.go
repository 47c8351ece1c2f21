package domain

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// The resource, its objects and its records are taken apart and put together
// here: the framework compiles a regular expression for each field each time,
// which was a tenth of what a plan of many domains took. Where a field is not
// just what the member is, the framework has the word, with its errors.

// open reads the members of an object, also of one that is null or unknown.
func open(ctx context.Context, object types.Object, target any) diag.Diagnostics {
	if !object.IsNull() && !object.IsUnknown() {
		return spread(ctx, object, target)
	}
	members := object.AttributeTypes(ctx)
	var inside any
	if object.IsUnknown() {
		inside = tftypes.UnknownValue
	}
	values := make(map[string]attr.Value, len(members))
	for name, t := range members {
		value, err := t.ValueFromTerraform(ctx, tftypes.NewValue(t.TerraformType(ctx), inside))
		if err != nil {
			return diag.Diagnostics{remedy.Bug("read the members of an object", err)}
		}
		values[name] = value
	}
	filled, diags := types.ObjectValue(members, values)
	if diags.HasError() {
		return diags
	}
	return spread(ctx, filled, target)
}

// spread puts the members of an object into the fields of a struct.
func spread(ctx context.Context, object types.Object, target any) diag.Diagnostics {
	values, fits := object.Attributes(), true
	eachField(reflect.ValueOf(target).Elem(), func(name string, field reflect.Value) {
		value := reflect.ValueOf(values[name])
		if fits = fits && value.IsValid() && value.Type() == field.Type(); fits {
			field.Set(value)
		}
	})
	if fits {
		return nil
	}
	return object.As(ctx, target, basetypes.ObjectAsOptions{})
}

// closed makes an object of a struct.
func closed(ctx context.Context, members map[string]attr.Type, from any, diags *diag.Diagnostics) types.Object {
	values := make(map[string]attr.Value, len(members))
	eachField(reflect.ValueOf(from), func(name string, field reflect.Value) {
		if value, ok := field.Interface().(attr.Value); ok {
			values[name] = value
		}
	})
	if object, d := types.ObjectValue(members, values); !d.HasError() {
		return object
	}
	object, d := types.ObjectValueFrom(ctx, members, from)
	diags.Append(d...)
	return object
}

// membersOf returns the types of what a struct holds.
func membersOf(ctx context.Context, from any) map[string]attr.Type {
	members := map[string]attr.Type{}
	eachField(reflect.ValueOf(from), func(name string, field reflect.Value) {
		if value, ok := field.Interface().(attr.Value); ok {
			members[name] = value.Type(ctx)
		}
	})
	return members
}

// eachField goes through the fields of a struct that are members, those of what
// it embeds included.
func eachField(of reflect.Value, visit func(name string, field reflect.Value)) {
	for i := range of.NumField() {
		field := of.Type().Field(i)
		if name, ok := field.Tag.Lookup("tfsdk"); ok {
			visit(name, of.Field(i))
		} else if field.Anonymous {
			eachField(of.Field(i), visit)
		}
	}
}
