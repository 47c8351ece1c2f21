package provider

// model is the provider block, once all of it is known.
type model struct {
	Region                    *string            `tfsdk:"region"`
	Profile                   *string            `tfsdk:"profile"`
	AccessKey                 *string            `tfsdk:"access_key"`
	SecretKey                 *string            `tfsdk:"secret_key"`
	Token                     *string            `tfsdk:"token"`
	SharedConfigFiles         []string           `tfsdk:"shared_config_files"`
	SharedCredentialsFiles    []string           `tfsdk:"shared_credentials_files"`
	MaxRetries                *int64             `tfsdk:"max_retries"`
	RetryMode                 *string            `tfsdk:"retry_mode"`
	UseFIPSEndpoint           *bool              `tfsdk:"use_fips_endpoint"`
	UseDualstackEndpoint      *bool              `tfsdk:"use_dualstack_endpoint"`
	CustomCABundle            *string            `tfsdk:"custom_ca_bundle"`
	HTTPProxy                 *string            `tfsdk:"http_proxy"`
	HTTPSProxy                *string            `tfsdk:"https_proxy"`
	NoProxy                   *string            `tfsdk:"no_proxy"`
	SkipCredentialsValidation *bool              `tfsdk:"skip_credentials_validation"`
	SkipRequestingAccountID   *bool              `tfsdk:"skip_requesting_account_id"`
	SkipMetadataAPICheck      *bool              `tfsdk:"skip_metadata_api_check"`
	SkipRegionValidation      *bool              `tfsdk:"skip_region_validation"`
	SandboxWarning            *bool              `tfsdk:"sandbox_warning"`
	AllowedAccountIDs         []string           `tfsdk:"allowed_account_ids"`
	ForbiddenAccountIDs       []string           `tfsdk:"forbidden_account_ids"`
	AssumeRole                []assumeRole       `tfsdk:"assume_role"`
	AssumeRoleWithWebIdentity []webIdentity      `tfsdk:"assume_role_with_web_identity"`
	DefaultTags               []defaultTags      `tfsdk:"default_tags"`
	Endpoints                 []endpointOverride `tfsdk:"endpoints"`
	RateLimits                []rateLimits       `tfsdk:"rate_limits"`
	Route53                   []zoneAccess       `tfsdk:"route53"`
}

type assumeRole struct {
	RoleARN           *string           `tfsdk:"role_arn"`
	Duration          *string           `tfsdk:"duration"`
	ExternalID        *string           `tfsdk:"external_id"`
	Policy            *string           `tfsdk:"policy"`
	PolicyARNs        []string          `tfsdk:"policy_arns"`
	SessionName       *string           `tfsdk:"session_name"`
	SourceIdentity    *string           `tfsdk:"source_identity"`
	Tags              map[string]string `tfsdk:"tags"`
	TransitiveTagKeys []string          `tfsdk:"transitive_tag_keys"`
}

type webIdentity struct {
	RoleARN              *string  `tfsdk:"role_arn"`
	Duration             *string  `tfsdk:"duration"`
	Policy               *string  `tfsdk:"policy"`
	PolicyARNs           []string `tfsdk:"policy_arns"`
	SessionName          *string  `tfsdk:"session_name"`
	WebIdentityToken     *string  `tfsdk:"web_identity_token"`
	WebIdentityTokenFile *string  `tfsdk:"web_identity_token_file"`
}

type defaultTags struct {
	Tags map[string]string `tfsdk:"tags"`
}

type endpointOverride struct {
	SESv2   *string `tfsdk:"sesv2"`
	Route53 *string `tfsdk:"route53"`
	STS     *string `tfsdk:"sts"`
}

// zoneAccess is whose hosted zones are written to.
type zoneAccess struct {
	Profile    *string      `tfsdk:"profile"`
	AccessKey  *string      `tfsdk:"access_key"`
	SecretKey  *string      `tfsdk:"secret_key"`
	Token      *string      `tfsdk:"token"`
	AssumeRole []assumeRole `tfsdk:"assume_role"`
}

// rateLimits are the rates that are kept from the first request on.
type rateLimits struct {
	SESv2   *float64 `tfsdk:"sesv2"`
	Route53 *float64 `tfsdk:"route53"`
}
