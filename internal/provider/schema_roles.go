package provider

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func assumeRoleBlock() schema.Block {
	attributes := sessionAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"role_arn": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "ARN of the role.",
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"external_id": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "External id that the trust policy of the role asks for. Default: none.",
		},
		"source_identity": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Source identity of the session, which CloudTrail records. Default: none.",
		},
		"tags": schema.MapAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Tags of the session. Default: none.",
			Validators:          []validator.Map{mapvalidator.NoNullValues()},
		},
		"transitive_tag_keys": schema.SetAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Keys of the session tags that the next role of a chain gets too. Default: none.",
			Validators:          []validator.Set{setvalidator.NoNullValues()},
		},
	})
	return schema.ListNestedBlock{
		MarkdownDescription: "IAM role to work in. Several blocks are a chain: each role is assumed with the credentials of the one before.",
		NestedObject:        schema.NestedBlockObject{Attributes: attributes},
	}
}

func webIdentityBlock() schema.Block {
	attributes := sessionAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"role_arn": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "ARN of the role. Default: `AWS_ROLE_ARN`.",
		},
		"web_identity_token": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Token of the OpenID Connect provider. Default: none. Not together with `web_identity_token_file`.",
		},
		"web_identity_token_file": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Path of a file with the token. Default: `AWS_WEB_IDENTITY_TOKEN_FILE`.",
			// Here, for a CLI shows the line, and that of the token is a secret.
			Validators: []validator.String{
				stringvalidator.ConflictsWith(path.MatchRelative().AtParent().AtName("web_identity_token")),
			},
		},
	})
	return schema.ListNestedBlock{
		MarkdownDescription: "IAM role to work in that is assumed with a token of an OpenID Connect provider, such as a CI system's.",
		Validators:          []validator.List{listvalidator.SizeAtMost(1)},
		NestedObject:        schema.NestedBlockObject{Attributes: attributes},
	}
}

// sessionAttributes are what both ways to assume a role have.
func sessionAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"duration": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "How long the session lasts, between `15m` and `12h`. Default: `15m`; it is renewed by itself.",
			Validators:          []validator.String{sessionDuration()},
		},
		"policy": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "IAM policy in JSON that restricts the session further. Default: none.",
		},
		"policy_arns": schema.SetAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "ARNs of managed IAM policies that restrict the session further. Default: none.",
			Validators:          []validator.Set{setvalidator.NoNullValues()},
		},
		"session_name": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Name of the session, which CloudTrail records. Default: `AWS_ROLE_SESSION_NAME` for a web identity, else one that is made up.",
		},
	}
}
