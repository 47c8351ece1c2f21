package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// The rates that can be set: one request in a hundred seconds is less than
// anybody wants, and a thousand in one more than AWS grants.
const (
	leastRate = 0.01
	mostRate  = 1000
)

func rateLimitsBlock() schema.Block {
	rate := func(service, granted string) schema.Attribute {
		return schema.Float64Attribute{
			Optional: true,
			MarkdownDescription: "Requests per second to " + service + " at most, such as `" + granted + "`. " +
				"Default: as many as the service answers, and as many as it allows from the first refusal on.",
			Validators: []validator.Float64{float64validator.Between(leastRate, mostRate)},
		}
	}
	return schema.ListNestedBlock{
		MarkdownDescription: "Rates to keep from the first request on, for each process of the provider. They leave room for others who use the same account, " +
			"whose requests AWS counts together with these; without them the provider takes what it can get and slows down when AWS refuses a request.",
		Validators: []validator.List{listvalidator.SizeAtMost(1)},
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"sesv2":   rate("Amazon SES, whose limit is 1 in each region", "0.5"),
			"route53": rate("Amazon Route 53, whose limit is 10 (5 until July 2026)", "4"),
		}},
	}
}
