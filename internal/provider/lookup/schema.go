package lookup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const (
	// maxRecords is how many records can be asked for; a bundle has ten at most.
	maxRecords = 50
	// maxResolvers is how many resolvers can be given.
	maxResolvers = 10
)

// Schema describes the data source.
func (*DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What public DNS shows of the records of a sending domain, whoever hosts its DNS: whether each of them is there, what SPF costs with the records that it includes, " +
			"whether the DKIM records lead to keys, and whether the domains of foreign report addresses agree to receive reports (RFC 9990 section 4). " +
			"Records that are wrong, and resolvers that do not answer, are no errors but results, for `check` blocks and conditions. Asks no AWS and needs no credentials.",
		Attributes: map[string]schema.Attribute{
			"domain": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "The domain that sends, such as `example.org`. All records are inside it.",
			},
			"records": recordsAttribute(),
			"resolvers": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				Validators: []validator.List{listvalidator.SizeBetween(1, maxResolvers)},
				MarkdownDescription: "Name servers to ask, each an IP address with or without a port: `9.9.9.9`, `192.0.2.53:5353`, `[2001:db8::53]:53`. The next one is asked where one does not answer. " +
					"They have to resolve names of all domains. Default: those of the machine that Terraform runs on.",
			},
			"timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "How long all questions together may take, such as `10s`, at most `10m`. Default: `30s`. What is not answered by then is `unanswered`.",
			},
			"ok": schema.BoolAttribute{
				Computed:            true,
				MarkdownDescription: "Whether every record has the verdict `ok` and no finding is more than a warning.",
			},
			"results":  resultsAttribute(),
			"findings": findingsAttribute(),
		},
	}
}

func recordsAttribute() schema.MapNestedAttribute {
	return schema.MapNestedAttribute{
		Required:   true,
		Validators: []validator.Map{mapvalidator.SizeAtMost(maxRecords)},
		MarkdownDescription: "The records that are expected, under any keys: `records` of a `mailauth_domain`, or records written in the same shape. " +
			"Values are compared by their meaning, and text that others keep at the same name counts for nothing.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{Required: true, MarkdownDescription: "Fully qualified name, without a trailing dot."},
			"type": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(string(rr.CNAME), string(rr.MX), string(rr.TXT))},
				MarkdownDescription: "`CNAME`, `MX` or `TXT`.",
			},
			"ttl": schema.Int64Attribute{Optional: true, MarkdownDescription: "Time to live in seconds. Default: none. It is not compared, since resolvers tell what is left of it."},
			"values": schema.ListAttribute{
				Required: true, ElementType: types.StringType,
				MarkdownDescription: "The expected values, text unquoted and in one piece. None are those of a record that is known to be missing.",
			},
		}},
	}
}

func resultsAttribute() schema.MapNestedAttribute {
	return schema.MapNestedAttribute{
		Computed:            true,
		MarkdownDescription: "What became of each record, by the keys of `records`.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"name":     schema.StringAttribute{Computed: true, MarkdownDescription: "The name that was asked for."},
			"type":     schema.StringAttribute{Computed: true, MarkdownDescription: "`CNAME`, `MX` or `TXT`."},
			"expected": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The values that are expected."},
			"seen": schema.ListAttribute{Computed: true, ElementType: types.StringType,
				MarkdownDescription: "The values that are in the place of the record; at a name with text of others only those of its kind."},
			"verdict": schema.StringAttribute{Computed: true, MarkdownDescription: "`ok`: as expected. `missing`: DNS says that there is no such record. `different`: another value is in its place. " +
				"`doubled`: there are more values than receivers accept. `unanswered`: no resolver knows, so it may be there or not."},
			"spf_lookups": schema.Int64Attribute{Computed: true,
				MarkdownDescription: "Of an SPF record: how many DNS lookups it needs in the worst case, with the records that it includes. Receivers stop at 10. Null of others, and where the record cannot be followed to its end."},
			"spf_void_lookups": schema.Int64Attribute{Computed: true,
				MarkdownDescription: "Of an SPF record: how many of these find nothing. Receivers may stop after 2."},
		}},
	}
}

func findingsAttribute() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed:            true,
		MarkdownDescription: "Everything that is to be said, in the order of the keys of `records`; empty where all is well.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"record": schema.StringAttribute{Computed: true, MarkdownDescription: "The key of the record it is about."},
			"severity": schema.StringAttribute{Computed: true,
				MarkdownDescription: "`error`: it breaks the record, or what it is there for. `unanswered`: nobody knows. `warning`: it works, and may not for long."},
			"text": schema.StringAttribute{Computed: true, MarkdownDescription: "What is wrong, with names and values, and what to do."},
		}},
	}
}
