package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/whole"
)

// providerSchema has the names and the block syntax of hashicorp/aws, so that a
// provider block can be copied over.
func providerSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, group := range []map[string]schema.Attribute{credentialAttributes(), requestAttributes(), accountAttributes()} {
		for name, attribute := range group {
			attributes[name] = attribute
		}
	}
	return schema.Schema{
		MarkdownDescription: "Keeps domains that send authenticated mail through Amazon SES, with their records in Route 53. " +
			"The settings have the names and the meaning that they have in the provider `hashicorp/aws`, and are read from the same environment variables and files; a block can be copied from there.",
		Attributes: attributes,
		Blocks: map[string]schema.Block{
			"assume_role":                   assumeRoleBlock(),
			"assume_role_with_web_identity": webIdentityBlock(),
			"default_tags":                  defaultTagsBlock(),
			"endpoints":                     endpointsBlock(),
			"rate_limits":                   rateLimitsBlock(),
			"route53":                       route53Block(),
		},
	}
}

func credentialAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"region": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Region of SES, such as `eu-west-1`; a resource can name another one. " +
				"Default: `AWS_REGION`, `AWS_DEFAULT_REGION` or the region of the profile.",
		},
		"profile": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Profile in the shared configuration and credentials files. Default: `AWS_PROFILE`, or `default`.",
		},
		"access_key": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Access key id. Needs `secret_key`. Default: `AWS_ACCESS_KEY_ID`. " +
				"A profile or a role keeps keys out of the configuration.",
			Validators: []validator.String{pairOfKeys{}},
		},
		"secret_key": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Secret access key. Needs `access_key`. Default: `AWS_SECRET_ACCESS_KEY`.",
		},
		"token": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Session token of temporary credentials. Default: `AWS_SESSION_TOKEN`.",
		},
		"shared_config_files": schema.ListAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Paths of shared configuration files. Default: `AWS_CONFIG_FILE`, or `~/.aws/config`.",
			Validators:          []validator.List{listvalidator.NoNullValues()},
		},
		"shared_credentials_files": schema.ListAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Paths of shared credentials files. Default: `AWS_SHARED_CREDENTIALS_FILE`, or `~/.aws/credentials`.",
			Validators:          []validator.List{listvalidator.NoNullValues()},
		},
		"skip_metadata_api_check": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether not to ask the EC2 metadata service for credentials, which saves the wait where there is none. " +
				"Default: `AWS_EC2_METADATA_DISABLED`, or `false`.",
		},
	}
}

func requestAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"max_retries": schema.Int64Attribute{
			Optional: true, CustomType: whole.Type(),
			MarkdownDescription: "How often a request is sent at most when AWS throttles it or has a fault. Default: `AWS_MAX_ATTEMPTS`, `max_attempts` of the profile, or `25`. " +
				"A service that does not answer at all is given up sooner, within two minutes.",
			Validators: []validator.Int64{whole.Only(), int64validator.AtLeast(0)},
		},
		"retry_mode": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "How requests are paced when AWS throttles: `adaptive` slows all requests of a service down, `standard` only repeats the refused ones. " +
				"Default: `AWS_RETRY_MODE`, `retry_mode` of the profile, or `adaptive`.",
			Validators: []validator.String{stringvalidator.OneOf("adaptive", "standard")},
		},
		"use_fips_endpoint": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to use endpoints with FIPS 140 validated cryptography. Default: `AWS_USE_FIPS_ENDPOINT`, or `false`.",
		},
		"use_dualstack_endpoint": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to use endpoints that have IPv6 addresses too. Default: `AWS_USE_DUALSTACK_ENDPOINT`, or `false`.",
		},
		"custom_ca_bundle": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Path of a file with the certificates (PEM) of authorities to trust in place of the system's. Default: `AWS_CA_BUNDLE`.",
		},
		"http_proxy": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "URL of the proxy for HTTP requests, and for HTTPS ones where `https_proxy` is not set. Default: `HTTP_PROXY`.",
		},
		"https_proxy": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "URL of the proxy for HTTPS requests, empty for none. Default: `HTTPS_PROXY`.",
		},
		"no_proxy": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Hosts, separated by commas, that are reached without a proxy. Default: `NO_PROXY`.",
		},
		"sandbox_warning": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether a plan that makes a domain warns of an account that is still in the sandbox of SES, once for each region. Default: `true`. " +
				"It takes one request for each region, of a plan that makes a domain alone, and `ses:GetAccount`; without that permission there is no warning. `false` saves the request.",
		},
		"skip_region_validation": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to take a `region` that this version of the provider does not know. Default: `false`.",
		},
	}
}

func accountAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"allowed_account_ids": schema.SetAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "The only AWS accounts that the provider works in: credentials of another one are an error. Default: all. " +
				"Those in the block `route53` are not looked at. Not together with `forbidden_account_ids`.",
			Validators: append(accountIDs(), setvalidator.ConflictsWith(path.MatchRoot("forbidden_account_ids"))),
		},
		"forbidden_account_ids": schema.SetAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "AWS accounts that the provider does not work in: credentials of one of them are an error. Default: none. " +
				"Those in the block `route53` are not looked at. Not together with `allowed_account_ids`.",
			Validators: append(accountIDs(), setvalidator.ConflictsWith(path.MatchRoot("allowed_account_ids"))),
		},
		"skip_credentials_validation": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether not to ask STS at the first use if the credentials are valid. Default: `false`. " +
				"With `allowed_account_ids` or `forbidden_account_ids` STS is asked all the same.",
		},
		"skip_requesting_account_id": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to do without the account id, together with `skip_credentials_validation`, where STS cannot be reached. Default: `false`. " +
				"ARNs then have no account in them, and tags cannot be changed.",
		},
	}
}

func accountIDs() []validator.Set {
	return []validator.Set{
		setvalidator.SizeAtLeast(1),
		setvalidator.NoNullValues(),
		setvalidator.ValueStringsAre(stringvalidator.RegexMatches(regexp.MustCompile(`^[0-9]{12}$`), "an AWS account id has 12 digits")),
	}
}

func defaultTagsBlock() schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: "Tags of everything that the provider makes and that can have tags.",
		Validators:          []validator.List{listvalidator.SizeAtMost(1)},
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"tags": schema.MapAttribute{
				Optional:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "Keys and values. Default: none. A tag of the same key in a resource prevails.",
				Validators:          []validator.Map{mapvalidator.NoNullValues()},
			},
		}},
	}
}

func endpointsBlock() schema.Block {
	endpoint := func(service string) schema.Attribute {
		return schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "URL of " + service + ". Default: the endpoint of the region.",
			Validators:          []validator.String{endpointURL()},
		}
	}
	return schema.ListNestedBlock{
		MarkdownDescription: "URLs to send requests to in place of AWS's own, for emulators and VPC endpoints.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"sesv2":   endpoint("Amazon SES (API version 2)"),
			"route53": endpoint("Amazon Route 53"),
			"sts":     endpoint("AWS STS"),
		}},
	}
}
