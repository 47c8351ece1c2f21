package domain

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func theSchema(t *testing.T) schema.Schema {
	t.Helper()
	var resp resource.SchemaResponse
	NewResource().Schema(t.Context(), resource.SchemaRequest{}, &resp)
	if resp.Diagnostics.HasError() {
		t.Fatal(resp.Diagnostics)
	}
	return resp.Schema
}

func nested(t *testing.T, name string) map[string]schema.Attribute {
	t.Helper()
	switch a := theSchema(t).Attributes[name].(type) {
	case schema.SingleNestedAttribute:
		return a.Attributes
	case withSecret:
		return a.Attributes
	case schema.MapNestedAttribute:
		return a.NestedObject.Attributes
	default:
		t.Fatalf("%s is a %T", name, a)
		return nil
	}
}

// TestEveryAttributeHasAField walks the tags of each model against the schema,
// in both directions, and the types that its objects are made of.
func TestEveryAttributeHasAField(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		model      any
		attributes map[string]schema.Attribute
		types      map[string]attr.Type
	}{
		"mailauth_domain": {raw{}, theSchema(t).Attributes, nil},
		"dkim":            {dkimModel{}, nested(t, "dkim"), dkimTypes()},
		"mail_from":       {mailFromModel{}, nested(t, "mail_from"), mailFromTypes()},
		"dmarc":           {dmarcModel{}, nested(t, "dmarc"), dmarcTypes()},
		"records":         {recordModel{}, nested(t, "records"), recordTypes()},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := slices.Sorted(maps.Keys(tc.attributes))
			if got := tagsOf(tc.model); !slices.Equal(got, want) {
				t.Errorf("the model has the tags %q, the schema the attributes %q", got, want)
			}
			for name, a := range tc.attributes {
				if tc.types != nil && (tc.types[name] == nil || !a.GetType().Equal(tc.types[name])) {
					t.Errorf("%s is %s in the schema and %v in its object", name, a.GetType(), tc.types[name])
				}
			}
		})
	}
}

// TestObservedHasFields does the same for the data source.
func TestObservedHasFields(t *testing.T) {
	t.Parallel()
	var resp datasource.SchemaResponse
	NewDataSource().Schema(t.Context(), datasource.SchemaRequest{}, &resp)
	if got, want := tagsOf(observed{}), slices.Sorted(maps.Keys(resp.Schema.Attributes)); !slices.Equal(got, want) {
		t.Errorf("the model has the tags %q, the schema the attributes %q", got, want)
	}
	for name, types := range map[string]map[string]attr.Type{
		"dkim": seenDKIMTypes(), "mail_from": mailFromTypes(), "dmarc": dmarcTypes(),
	} {
		object, ok := resp.Schema.Attributes[name].GetType().(attr.TypeWithAttributeTypes)
		if !ok || !maps.EqualFunc(object.AttributeTypes(), types, func(a, b attr.Type) bool { return a.Equal(b) }) {
			t.Errorf("%s is %s in the schema and %v in its object", name, resp.Schema.Attributes[name].GetType(), types)
		}
	}
}

func tagsOf(model any) []string {
	var out []string
	for _, field := range tagged(reflect.TypeOf(model)) {
		out = append(out, field.Tag.Get("tfsdk"))
	}
	slices.Sort(out)
	return out
}

// tagged are the fields that Terraform knows, those of embedded models included.
func tagged(model reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(model), func(f reflect.StructField) bool { return f.Anonymous || !f.IsExported() })
}

// TestOverlayClosesEveryUnknown fills a plan in which everything is unknown. An
// attribute that overlay forgets would stay unknown after an apply, which
// Terraform calls a fault of the provider.
func TestOverlayClosesEveryUnknown(t *testing.T) {
	t.Parallel()
	whole, ok := theSchema(t).Type().(types.ObjectType)
	if !ok {
		t.Fatal("the schema is no object")
	}
	plan := modelOf(t, whole, tftypes.UnknownValue)
	actual := modelOf(t, whole, nil)
	out := overlay(plan, actual)
	for name, v := range map[string]any{"mailauth_domain": out.raw, "dkim": out.dkim, "mail_from": out.mailFrom, "dmarc": out.dmarc} {
		value := reflect.ValueOf(v)
		for _, field := range tagged(value.Type()) {
			got, ok := value.FieldByIndex(field.Index).Interface().(attr.Value)
			// These follow the configuration, which is known at apply, or are
			// put together from their members by store.
			given := slices.Contains([]string{"domain", "spf", "configuration_set_name", "tags", "timeouts", "dkim", "mail_from", "dmarc", "records"}, field.Tag.Get("tfsdk"))
			if ok && got.IsUnknown() && !(name == "mailauth_domain" && given) {
				t.Errorf("%s.%s stays unknown", name, field.Tag.Get("tfsdk"))
			}
		}
	}
}

// modelOf is a model with the same value, null or unknown, everywhere.
func modelOf(t *testing.T, whole types.ObjectType, value any) model {
	t.Helper()
	values := make(map[string]attr.Value)
	for name, a := range whole.AttrTypes {
		v, err := a.ValueFromTerraform(t.Context(), tftypes.NewValue(a.TerraformType(t.Context()), value))
		if err != nil {
			t.Fatalf("make a value of %s: %v", name, err)
		}
		values[name] = v
	}
	object, diags := types.ObjectValue(whole.AttrTypes, values)
	if diags.HasError() {
		t.Fatal(diags)
	}
	m, diags := load(t.Context(), objectGetter{object})
	if diags.HasError() {
		t.Fatal(diags)
	}
	return m
}

// objectGetter reads an object as load reads a state.
type objectGetter struct{ object types.Object }

func (g objectGetter) Get(ctx context.Context, target any) diag.Diagnostics {
	return g.object.As(ctx, target, basetypes.ObjectAsOptions{})
}
