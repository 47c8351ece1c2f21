package domain

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// recordModel is one element of `records`.
type recordModel struct {
	Name   types.String `tfsdk:"name"`
	Type   types.String `tfsdk:"type"`
	TTL    types.Int64  `tfsdk:"ttl"`
	Values types.List   `tfsdk:"values"`
}

func recordsAttribute() schema.MapNestedAttribute {
	return schema.MapNestedAttribute{
		Computed: true,
		MarkdownDescription: "The DNS records of the bundle by role: `dkim_1`, `dkim_2`, `dkim_3` (or `dkim`, the key of your own), `mail_from_mx`, `mail_from_spf`, `spf`, `dmarc`. " +
			"The keys are known at plan. After a refresh they show what is published, so that a plan shows what has drifted; a record that is missing has no values.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"name":   schema.StringAttribute{Computed: true, MarkdownDescription: "Fully qualified name, without a trailing dot."},
			"type":   schema.StringAttribute{Computed: true, MarkdownDescription: "`CNAME`, `MX` or `TXT`."},
			"ttl":    schema.Int64Attribute{Computed: true, MarkdownDescription: "Time to live in seconds."},
			"values": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The values that belong to the bundle, text unquoted and in one piece; what others have at the same name is left out."},
		}},
	}
}

func recordTypes() map[string]attr.Type {
	return map[string]attr.Type{
		"name": types.StringType, "type": types.StringType, "ttl": types.Int64Type,
		"values": types.ListType{ElemType: types.StringType},
	}
}

// openRecords is nil for a map that is null or unknown.
func openRecords(ctx context.Context, value types.Map, diags *diag.Diagnostics) map[mailauth.Kind]recordModel {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	elements := value.Elements()
	out := make(map[mailauth.Kind]recordModel, len(elements))
	for key, element := range elements {
		object, ok := element.(types.Object)
		if !ok {
			diags.Append(remedy.Bug("read the records", fmt.Errorf("%s is a %T", key, element)))
			continue
		}
		var record recordModel
		diags.Append(open(ctx, object, &record)...)
		out[mailauth.Kind(key)] = record
	}
	return out
}

func recordsValue(ctx context.Context, records map[mailauth.Kind]recordModel, diags *diag.Diagnostics) types.Map {
	object := types.ObjectType{AttrTypes: recordTypes()}
	if records == nil {
		return types.MapUnknown(object)
	}
	byKey := make(map[string]attr.Value, len(records))
	for kind, record := range records {
		byKey[string(kind)] = closed(ctx, recordTypes(), record, diags)
	}
	value, d := types.MapValue(object, byKey)
	diags.Append(d...)
	return value
}

// publishedAs is a record with the values that stand for it.
func publishedAs(key rr.Key, ttl int64, values []string) recordModel {
	return recordModel{
		Name:   types.StringValue(string(key.Name)),
		Type:   types.StringValue(string(key.Type)),
		TTL:    types.Int64Value(ttl),
		Values: stringList(values),
	}
}

// wanted is a record as it shall stand.
func wanted(r mailauth.Record) recordModel {
	return publishedAs(r.Key, r.TTL, []string{r.Text})
}

// undecided is a DKIM record before SES has chosen its tokens.
func undecided(ttl types.Int64) recordModel {
	return recordModel{
		Name:   types.StringUnknown(),
		Type:   types.StringValue(string(rr.CNAME)),
		TTL:    ttl,
		Values: types.ListUnknown(types.StringType),
	}
}

func (m recordModel) key() rr.Key {
	return rr.Key{Name: rr.Name(m.Name.ValueString()), Type: rr.Type(m.Type.ValueString())}
}

func (m recordModel) equal(other recordModel) bool {
	return m.Name.Equal(other.Name) && m.Type.Equal(other.Type) && m.TTL.Equal(other.TTL) && m.Values.Equal(other.Values)
}

// record is the inverse of publishedAs, with the first value.
func (m recordModel) record(kind mailauth.Kind) mailauth.Record {
	r := mailauth.Record{Kind: kind, Key: m.key(), TTL: m.TTL.ValueInt64()}
	if values := m.texts(); len(values) > 0 {
		r.Text = values[0]
	}
	return r
}

func (m recordModel) texts() []string { return texts(m.Values.Elements()) }
