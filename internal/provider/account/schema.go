package account

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Schema describes the resource. Like those of mailauth_domain its defaults
// follow from what stands, so ModifyPlan fills them in.
func (r *Resource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What Amazon SES keeps for a whole account in one region: the request for production access, with which AWS lets the account out of the sandbox, and for what it puts addresses on the suppression list. " +
			"An account always exists, so this resource takes over what stands, and the plan shows it. Write one block for each region.\n\n" +
			"AWS reviews a request, most often within a day, and tells `review_status`; an apply does not wait for it. A request that is under review or was granted cannot be changed.\n\n" +
			"A destroy takes no request and no production access back: AWS knows no way. It puts the suppression reasons back to what they were before the first apply, unless somebody has changed them since.",
		Attributes: map[string]schema.Attribute{
			"region": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators:          []validator.String{stringvalidator.RegexMatches(regionName(), "must be the name of a region, such as eu-west-1")},
				MarkdownDescription: "The SES region, such as `eu-west-1`. Default: the region of the provider. Forces replacement.",
			},
			"suppressed_reasons": schema.SetAttribute{
				Optional: true, Computed: true, ElementType: types.StringType,
				Validators: []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.OneOf(reasonBounce, reasonComplaint))},
				MarkdownDescription: "For what SES puts an address on the account's suppression list, to which it sends nothing more: `BOUNCE` for hard bounces, `COMPLAINT` for complaints, `[]` for nothing. " +
					"Default: as it stands, which is both in accounts since November 2019. Changed in place; addresses that are on the list stay.",
			},
			"production_access":         requestAttribute(),
			"account_id":                schema.StringAttribute{Computed: true, MarkdownDescription: "The AWS account; null with `skip_requesting_account_id`."},
			"production_access_enabled": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the account is out of the sandbox. In the sandbox mail reaches only identities that SES has verified, and the mailbox simulator."},
			"review_status": schema.StringAttribute{Computed: true, MarkdownDescription: "What has become of the latest request: `PENDING`, `GRANTED`, `DENIED` or `FAILED`; null where there was none. " +
				"`FAILED` is a fault of AWS, and the next apply asks again."},
			"review_case_id": schema.StringAttribute{Computed: true, MarkdownDescription: "The case of AWS Support in which the request is reviewed; null where there is none."},
		},
	}
}

// What suppressed_reasons may hold.
const (
	reasonBounce    = "BOUNCE"
	reasonComplaint = "COMPLAINT"
)
