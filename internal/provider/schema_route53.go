package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// route53Block is the one block that hashicorp/aws has not: there it takes a
// second provider.
func route53Block() schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: "Credentials for Route 53, where the hosted zones are in another account than SES. " +
			"`profile` or keys take the place of the provider's own credentials and roles, `assume_role` alone that of the provider's roles: " +
			"the role is assumed with the provider's credentials. Everything else is as in the provider block. Default: the provider's credentials.",
		Validators: []validator.List{listvalidator.SizeAtMost(1)},
		NestedObject: schema.NestedBlockObject{
			Validators: []validator.Object{keyRules{}},
			Attributes: map[string]schema.Attribute{
				"profile": schema.StringAttribute{
					Optional: true,
					MarkdownDescription: "Profile in the shared configuration and credentials files. Not together with `access_key`. " +
						"Its region, if it names one, tells the partition of Route 53. Default: the provider's credentials.",
				},
				"access_key": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "Access key id. Needs `secret_key`. Default: the provider's credentials.",
				},
				"secret_key": schema.StringAttribute{
					Optional:            true,
					Sensitive:           true,
					MarkdownDescription: "Secret access key. Needs `access_key`. Default: the provider's credentials.",
				},
				"token": schema.StringAttribute{
					Optional:            true,
					Sensitive:           true,
					MarkdownDescription: "Session token of temporary credentials. Needs `access_key`. Default: none.",
				},
			},
			Blocks: map[string]schema.Block{"assume_role": assumeRoleBlock()},
		},
	}
}

// keyRules are those about which settings of the block go together.
type keyRules struct{}

var _ validator.Object = keyRules{}

// Description is the rule in words.
func (keyRules) Description(context.Context) string {
	return "keys are a pair, and come in place of a profile"
}

// MarkdownDescription is the rule in words.
func (k keyRules) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

// ValidateObject applies the rules. What is unknown counts as written.
func (keyRules) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	written := func(name string) bool {
		text, ok := req.ConfigValue.Attributes()[name].(types.String)
		return ok && !text.IsNull() && (text.IsUnknown() || text.ValueString() != "")
	}
	refuse := func(name, summary, found, fix string) {
		// On the block, for a CLI shows the line, and that of a key is a secret.
		resp.Diagnostics.AddAttributeError(req.Path, summary,
			remedy.Detail(fmt.Sprintf("%s: %s", req.Path.AtName(name), found), fix))
	}
	var keys []string
	for _, name := range []string{"access_key", "secret_key", "token"} {
		if written(name) {
			keys = append(keys, name)
		}
	}
	switch {
	case len(keys) == 0:
	case !written("access_key") || !written("secret_key"):
		refuse(keys[0], "Half a pair of keys for Route 53",
			"the block has "+strings.Join(keys, " and ")+" only.",
			"write access_key and secret_key, with token where they are temporary; or remove them and name a profile, or a role in assume_role.")
	case written("profile"):
		refuse("profile", "Two kinds of credentials for Route 53",
			"the block has a profile and keys, and only one of the two can be used.",
			"remove profile, or remove "+strings.Join(keys, ", ")+".")
	}
}
