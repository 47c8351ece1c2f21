package domain_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// standin stands in for hashicorp/aws: the resources of a sending domain, with
// as much of their schemas as a user writes. It makes and destroys things behind
// the back of the fake's API, so that what it destroys is missed.
type standin struct{ scene }

func (standin) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "aws"
}

func (standin) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (standin) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (standin) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (s standin) Resources(context.Context) []func() resource.Resource {
	tokens := schema.ListAttribute{Computed: true, ElementType: types.StringType}
	signing := schema.ListNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{
		Attributes: map[string]schema.Attribute{"tokens": tokens},
	}}
	arn := schema.StringAttribute{Computed: true}
	var out []func() resource.Resource
	for _, r := range []standinResource{
		{name: "aws_sesv2_email_identity", texts: []string{"email_identity"}, makes: s.makeIdentity, unmakes: s.unmakeIdentity,
			computed: map[string]schema.Attribute{"arn": arn, "dkim_signing_attributes": signing}},
		{name: "aws_sesv2_email_identity_mail_from_attributes", texts: []string{"email_identity", "mail_from_domain"}, makes: s.makeMailFrom, unmakes: s.unmakeMailFrom},
		{name: "aws_ses_domain_identity", texts: []string{"domain"}, makes: s.makeIdentity, unmakes: s.unmakeIdentity, computed: map[string]schema.Attribute{"arn": arn}},
		{name: "aws_ses_domain_dkim", texts: []string{"domain"}, makes: s.tokens, unmakes: nothing, computed: map[string]schema.Attribute{"dkim_tokens": tokens}},
		{name: "aws_ses_domain_mail_from", texts: []string{"domain", "mail_from_domain"}, makes: s.makeMailFrom, unmakes: s.unmakeMailFrom},
		{name: "aws_route53_record", texts: []string{"name", "zone_id", "type"}, record: true, makes: s.makeRecord, unmakes: s.unmakeRecord},
	} {
		out = append(out, func() resource.Resource { return &r })
	}
	return out
}

func (s standin) makeIdentity(standinPlan) (map[string]attr.Value, error) {
	if err := s.identity.Create(); err != nil {
		return nil, err
	}
	made, err := s.tokens(standinPlan{})
	object := map[string]attr.Type{"tokens": types.ListType{ElemType: types.StringType}}
	signing := types.ListValueMust(types.ObjectType{AttrTypes: object}, []attr.Value{
		types.ObjectValueMust(object, map[string]attr.Value{"tokens": made["dkim_tokens"]}),
	})
	return map[string]attr.Value{
		"arn":                     types.StringValue("arn:aws:ses:" + acctest.Region + ":" + fakeaws.DefaultAccount + ":identity/" + s.identity.Name()),
		"dkim_signing_attributes": signing,
	}, err
}

func (s standin) unmakeIdentity(standinPlan) error {
	s.identity.Delete()
	return nil
}

func (s standin) tokens(standinPlan) (map[string]attr.Value, error) {
	var values []attr.Value
	for _, token := range s.identity.View().DkimAttributes.Tokens {
		values = append(values, types.StringValue(token))
	}
	return map[string]attr.Value{"dkim_tokens": types.ListValueMust(types.StringType, values)}, nil
}

func nothing(standinPlan) error { return nil }

func (s standin) makeMailFrom(p standinPlan) (map[string]attr.Value, error) {
	return nil, s.identity.SetMailFrom(p.texts["mail_from_domain"], "USE_DEFAULT_VALUE")
}

func (s standin) unmakeMailFrom(standinPlan) error { return s.identity.SetMailFrom("", "") }

func (s standin) makeRecord(p standinPlan) (map[string]attr.Value, error) {
	set := fakeaws.Set{Name: p.texts["name"], Type: p.texts["type"], TTL: p.ttl, Values: slices.Clone(p.records)}
	for i, value := range set.Values {
		if set.Type == "TXT" {
			set.Values[i] = `"` + value + `"`
		}
	}
	return nil, s.zone.Put(set)
}

func (s standin) unmakeRecord(p standinPlan) error {
	return s.zone.Remove(p.texts["name"], p.texts["type"])
}

// standinResource is a type of the stand-in's resources.
type standinResource struct {
	name string
	// texts are the required strings, the first of which is the id as well.
	texts    []string
	computed map[string]schema.Attribute
	// record is for ttl and records beside them.
	record  bool
	makes   func(standinPlan) (map[string]attr.Value, error)
	unmakes func(standinPlan) error
}

// standinPlan is what a resource is planned to be, or was.
type standinPlan struct {
	texts   map[string]string
	ttl     int64
	records []string
}

func (r *standinResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.name
}

func (r *standinResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{"id": schema.StringAttribute{Computed: true}}
	for _, name := range r.texts {
		attributes[name] = schema.StringAttribute{Required: true}
	}
	if r.record {
		attributes["ttl"] = schema.Int64Attribute{Required: true}
		attributes["records"] = schema.ListAttribute{Required: true, ElementType: types.StringType}
	}
	maps.Copy(attributes, r.computed)
	resp.Schema = schema.Schema{Attributes: attributes}
}

// read takes what the attributes of a plan or a state say.
func (r *standinResource) read(ctx context.Context, get func(context.Context, path.Path, any) diag.Diagnostics) (standinPlan, diag.Diagnostics) {
	p := standinPlan{texts: map[string]string{}}
	var diags diag.Diagnostics
	for _, name := range r.texts {
		var text string
		diags.Append(get(ctx, path.Root(name), &text)...)
		p.texts[name] = strings.TrimSuffix(text, ".")
	}
	if r.record {
		diags.Append(get(ctx, path.Root("ttl"), &p.ttl)...)
		diags.Append(get(ctx, path.Root("records"), &p.records)...)
	}
	return p, diags
}

// Create makes the thing, and keeps what was planned.
func (r *standinResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	p, diags := r.read(ctx, req.Plan.GetAttribute)
	made, err := r.makes(p)
	if err != nil {
		diags.AddError("make "+r.name, err.Error())
	}
	resp.State.Raw = req.Plan.Raw
	diags.Append(resp.State.SetAttribute(ctx, path.Root("id"), p.texts[r.texts[0]])...)
	for name := range r.computed {
		diags.Append(resp.State.SetAttribute(ctx, path.Root(name), made[name])...)
	}
	resp.Diagnostics.Append(diags...)
}

// Read trusts the state.
func (r *standinResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update is not meant to be reached.
func (r *standinResource) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("update "+r.name, fmt.Sprintf("no test changes a %s", r.name))
}

// Delete unmakes the thing.
func (r *standinResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	p, diags := r.read(ctx, req.State.GetAttribute)
	if err := r.unmakes(p); err != nil {
		diags.AddError("unmake "+r.name, err.Error())
	}
	resp.Diagnostics.Append(diags...)
}
