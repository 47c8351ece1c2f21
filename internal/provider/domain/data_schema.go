package domain

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
)

// Schema describes the data source.
func (*DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A domain that is an identity of Amazon SES, observed in the shape of the resource `mailauth_domain` and not managed: identity, DKIM, MAIL FROM, and the records as they stand in the hosted zone, " +
			"with what is wrong with them in words. For domains that another configuration keeps, and for `check` blocks and conditions. Nothing is written.",
		Attributes: map[string]schema.Attribute{
			"domain": schema.StringAttribute{
				Required: true, CustomType: mailtext.NameType(),
				MarkdownDescription: "The domain, such as `example.org`. Capitals and a trailing dot make no difference.",
			},
			"region": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators:          []validator.String{stringvalidator.RegexMatches(regionName(), "must be the name of a region, such as eu-west-1")},
				MarkdownDescription: "The SES region, such as `eu-west-1`. Default: the region of the provider.",
			},
			"zone_id": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators:          []validator.String{stringvalidator.LengthBetween(1, 44)},
				MarkdownDescription: "Id of the public hosted zone with the records. Default: the public zone of the account whose name is the longest suffix of `domain`; null where there is none, and DNS is elsewhere.",
			},
			"read_dns": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether the hosted zone is looked at. Default: `true`. With `false` Route 53 is not asked, and `records` says what SES asks for, whether it is published or not.",
			},
			"arn":                         words("Amazon Resource Name of the identity."),
			"zone_name":                   words("Name of the hosted zone, without a trailing dot; null where DNS is elsewhere."),
			"verification_status":         words("What SES says of the identity: `PENDING`, `SUCCESS`, `FAILED`, `TEMPORARY_FAILURE` or `NOT_STARTED`."),
			"verified_for_sending":        flag("Whether SES lets the domain send."),
			"dkim":                        seenDKIM(),
			"mail_from":                   seenMailFrom(),
			"spf":                         textAs(mailtext.SPFType(), "The SPF record at the domain itself; null where there is none, or no zone is looked at."),
			"dmarc":                       seenDMARC(),
			"configuration_set_name":      words("Name of the SES configuration set that applies where a message names none; null for none."),
			"feedback_forwarding_enabled": flag("Whether SES forwards bounces and complaints by mail."),
			"tags_all":                    schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "All tags of the identity."},
			"records":                     seenRecords(),
			"ok":                          flag("Whether there are no `findings`."),
			"findings":                    seenFindings(),
		},
	}
}

func words(what string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: what}
}

func textAs(typ basetypes.StringTypable, what string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, CustomType: typ, MarkdownDescription: what}
}

func flag(what string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: what}
}

func amount(what string) schema.Int64Attribute {
	return schema.Int64Attribute{Computed: true, MarkdownDescription: what}
}

func seenDKIM() schema.Attribute {
	return schema.SingleNestedAttribute{
		Computed: true, MarkdownDescription: "How SES signs the mail of the domain (DKIM, RFC 6376).",
		Attributes: map[string]schema.Attribute{
			"signing_enabled":     flag("Whether SES signs."),
			"key_length":          words("Length of the next key pair, `RSA_2048_BIT` or `RSA_1024_BIT`; null for keys that are not SES's own."),
			"current_key_length":  words("Length of the key pair that signs today."),
			"parent_region":       words("The region whose keys sign (Deterministic Easy DKIM); null for the identity's own."),
			"selector":            words("The selector of a key that a user has brought; null for keys of SES."),
			"origin":              words("Where the keys come from, as SES says: `AWS_SES`, `AWS_SES_` and a region, or `EXTERNAL`."),
			"status":              words("What SES says of the DKIM records: `PENDING`, `SUCCESS`, `FAILED`, `TEMPORARY_FAILURE` or `NOT_STARTED`."),
			"tokens":              schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The selectors that SES chose, one for each CNAME record; or `selector`."},
			"signing_hosted_zone": words("The zone in which SES publishes the public keys; the CNAME records lead into it."),
		},
	}
}

// seenDKIMTypes are the members of `dkim` that can be seen.
func seenDKIMTypes() map[string]attr.Type {
	out := dkimTypes()
	for _, secret := range []string{"private_key_wo", "private_key_wo_version", "retained_selectors"} {
		delete(out, secret)
	}
	return out
}

func seenMailFrom() schema.Attribute {
	return schema.SingleNestedAttribute{
		Computed: true, MarkdownDescription: "The envelope sender of the mail (MAIL FROM).",
		Attributes: map[string]schema.Attribute{
			"enabled":                flag("Whether a custom MAIL FROM domain is set."),
			"domain":                 textAs(mailtext.NameType(), "The MAIL FROM domain; without one, that which this provider would choose."),
			"behavior_on_mx_failure": words("What SES does where it does not find the MX record: `USE_DEFAULT_VALUE` or `REJECT_MESSAGE`."),
			"spf":                    textAs(mailtext.SPFType(), "The SPF record at the MAIL FROM domain; that which SES asks for where it is not published or not looked at."),
			"status":                 words("What SES says of the MX record: `PENDING`, `SUCCESS`, `FAILED` or `TEMPORARY_FAILURE`; null where no domain is set."),
		},
	}
}

func seenDMARC() schema.Attribute {
	texts := func(what string) schema.Attribute {
		return schema.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: what}
	}
	return schema.SingleNestedAttribute{
		Computed: true, MarkdownDescription: "The DMARC record (RFC 9989) at `_dmarc.<domain>`, tag by tag; tags that it leaves out have the value that holds then, or null. Null where no zone is looked at.",
		Attributes: map[string]schema.Attribute{
			"enabled":                      flag("Whether there is a record in the hosted zone."),
			"policy":                       words("Policy for the domain (tag `p`)."),
			"subdomain_policy":             words("Policy for subdomains (tag `sp`)."),
			"nonexistent_subdomain_policy": words("Policy for subdomains that do not exist (tag `np`)."),
			"alignment_dkim":               words("Alignment of DKIM (tag `adkim`): `relaxed` or `strict`."),
			"alignment_spf":                words("Alignment of SPF (tag `aspf`): `relaxed` or `strict`."),
			"rua":                          texts("Where receivers send aggregate reports (tag `rua`)."),
			"ruf":                          texts("Where receivers send failure reports (tag `ruf`)."),
			"failure_options":              texts("When to send failure reports (tag `fo`)."),
			"testing":                      flag("Whether receivers are asked to apply the next weaker policy (tag `t`)."),
			"percent":                      amount("Share of mail, in percent, to which older receivers apply the policy (tag `pct`)."),
			"report_interval":              amount("Seconds between aggregate reports (tag `ri`)."),
			"record":                       textAs(mailtext.DMARCType(), "The whole text where the other members cannot say all of it; else null. `records[\"dmarc\"]` always has it."),
		},
	}
}

func seenRecords() schema.Attribute {
	return schema.MapNestedAttribute{
		Computed: true,
		MarkdownDescription: "The DNS records by role, as in the resource: `dkim_1`, `dkim_2`, `dkim_3` (or `dkim`), `mail_from_mx`, `mail_from_spf`, `spf`, `dmarc`. " +
			"They show what stands in the hosted zone; one that is needed and missing has no values. Where no zone is looked at, they are what SES asks for.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"name":   words("Fully qualified name, without a trailing dot."),
			"type":   words("`CNAME`, `MX` or `TXT`."),
			"ttl":    amount("Time to live in seconds; null of a record that is missing."),
			"values": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The values in the place of the record, text unquoted and in one piece; what others have at the same name is left out."},
		}},
	}
}

func seenFindings() schema.Attribute {
	return schema.ListNestedAttribute{
		Computed:            true,
		MarkdownDescription: "Everything that keeps mail of the domain from being authenticated, or may soon; empty where all is well.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"attribute": words("The attribute that shows it, such as `dkim.signing_enabled` or `records[\"dmarc\"]`."),
			"text":      words("What was found, and what it does to mail."),
		}},
	}
}
