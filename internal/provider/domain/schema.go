package domain

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/whole"
)

// configurationSetName is what SES accepts (API reference,
// CreateConfigurationSet).
func configurationSetName() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`) }

// What on_existing may say.
const (
	onExistingFail  = "fail"
	onExistingAdopt = "adopt"
)

// maxTTL is the largest TTL of RFC 2181 section 8, in seconds.
const maxTTL = 1<<31 - 1

// Schema describes the resource. Defaults are not part of it: some follow from
// other attributes or from the provider, so all of them are filled in by
// ModifyPlan, in one place.
func (r *Resource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A domain that sends authenticated mail through Amazon SES: the SES identity with Easy DKIM and a custom MAIL FROM domain, " +
			"and the Route 53 records for DKIM, SPF and DMARC, as one resource. " +
			"Values that others keep at the same names are never touched.",
		Attributes: map[string]schema.Attribute{
			"domain": schema.StringAttribute{
				Required:            true,
				CustomType:          mailtext.NameType(),
				MarkdownDescription: "The domain that sends, such as `example.org`. Capitals and a trailing dot make no difference. Forces replacement.",
			},
			"region": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators:          []validator.String{stringvalidator.RegexMatches(regionName(), "must be the name of a region, such as eu-west-1")},
				MarkdownDescription: "The SES region, such as `eu-west-1`. Default: the region of the provider. Forces replacement.",
			},
			"zone_id": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators: []validator.String{stringvalidator.LengthBetween(1, 44)},
				MarkdownDescription: "Id of the public hosted zone for the records. Default: the public zone of the account whose name is the longest suffix of `domain`. " +
					"Changed in place, which moves the records. Without effect where `manage_dns` is `false`.",
			},
			"manage_dns": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether the records are kept in Route 53. Default: `true`. With `false` only SES is touched, and `records` says what to publish elsewhere. " +
					"Changed in place; a change to `false` leaves the records where they are.",
			},
			"on_existing": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators: []validator.String{stringvalidator.OneOf(onExistingFail, onExistingAdopt)},
				MarkdownDescription: "What to do where the identity, or another value in the place of a record of the bundle, exists already. " +
					"`fail` refuses to plan; `adopt` takes over the identity and replaces the values, and the plan shows each of them. Default: `fail`. " +
					"A record that is there with an equal value is accepted either way. Changed in place, which by itself does nothing.",
			},
			"ttl": schema.Int64Attribute{
				Optional: true, Computed: true, CustomType: whole.Type(),
				Validators:          []validator.Int64{whole.Only(), int64validator.Between(0, maxTTL)},
				MarkdownDescription: "Time to live of the records, in seconds. Default: `300`. A record that stands in a set with values of others keeps the set's. Changed in place.",
			},
			"dkim":      dkimAttribute(),
			"mail_from": mailFromAttribute(),
			"spf": schema.StringAttribute{
				Optional: true, CustomType: mailtext.SPFType(),
				MarkdownDescription: "The SPF record (RFC 7208) at the domain itself, for mail that leaves by other ways than SES, such as `v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all`. " +
					"Default: none. It is kept beside the other text values of the name. Changed in place.",
			},
			"dmarc": dmarcAttribute(),
			"configuration_set_name": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.RegexMatches(configurationSetName(), "must be 1 to 64 letters, digits, hyphens and underscores")},
				MarkdownDescription: "Name of the SES configuration set that applies where a message names none. Default: none. Changed in place.",
			},
			"feedback_forwarding_enabled": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether SES forwards bounces and complaints by mail. Default: `true`. Changed in place.",
			},
			"tags": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				Validators:          tagRules(),
				MarkdownDescription: "Tags of the identity. Default: none. They go before the provider's `default_tags`. Changed in place.",
			},
			"wait_for_verification": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether to wait until the name servers of Route 53 answer with the records and SES has verified the domain, its DKIM records and its MAIL FROM domain. " +
					"Default: `true`, and `false` where `manage_dns` is `false`. With `false` an apply returns as soon as everything is sent. Changed in place; a change to `true` waits.",
			},
			"timeouts":             timeoutsAttribute(),
			"arn":                  schema.StringAttribute{Computed: true, MarkdownDescription: "Amazon Resource Name of the identity."},
			"tags_all":             schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "All tags of the identity, the provider's `default_tags` included."},
			"zone_name":            schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the hosted zone, without a trailing dot; null where `manage_dns` is `false`."},
			"verification_status":  schema.StringAttribute{Computed: true, MarkdownDescription: "What SES says of the identity: `PENDING`, `SUCCESS`, `FAILED`, `TEMPORARY_FAILURE` or `NOT_STARTED`."},
			"verified_for_sending": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether SES lets the domain send."},
			"records":              recordsAttribute(),
		},
	}
}

// tagRules: a tag without a value is none that SES could keep, and hardly meant.
// Keys and values are looked at in ValidateConfig, which has better words.
func tagRules() []validator.Map {
	return []validator.Map{mapvalidator.SizeAtMost(maxTags), mapvalidator.NoNullValues()}
}
