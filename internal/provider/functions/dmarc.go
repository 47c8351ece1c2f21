package functions

import (
	"cmp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
)

const (
	relaxed = "relaxed"
	strict  = "strict"
)

// dmarcObject is a DMARC record taken apart, with the names of the resource's
// attribute dmarc.
type dmarcObject struct {
	Record            string            `tfsdk:"record"`
	Policy            string            `tfsdk:"policy"`
	SubdomainPolicy   *string           `tfsdk:"subdomain_policy"`
	NonexistentPolicy *string           `tfsdk:"nonexistent_subdomain_policy"`
	AlignmentDKIM     string            `tfsdk:"alignment_dkim"`
	AlignmentSPF      string            `tfsdk:"alignment_spf"`
	RUA               []string          `tfsdk:"rua"`
	RUF               []string          `tfsdk:"ruf"`
	FailureOptions    []string          `tfsdk:"failure_options"`
	Testing           bool              `tfsdk:"testing"`
	Percent           *int              `tfsdk:"percent"`
	ReportInterval    *int              `tfsdk:"report_interval"`
	PSD               *string           `tfsdk:"psd"`
	UnknownTags       map[string]string `tfsdk:"unknown_tags"`
}

func dmarcTypes() map[string]attr.Type {
	list := types.ListType{ElemType: types.StringType}
	return map[string]attr.Type{
		"record": types.StringType, "policy": types.StringType,
		"subdomain_policy": types.StringType, "nonexistent_subdomain_policy": types.StringType,
		"alignment_dkim": types.StringType, "alignment_spf": types.StringType,
		"rua": list, "ruf": list, "failure_options": list,
		"testing": types.BoolType, "percent": types.Int64Type, "report_interval": types.Int64Type,
		"psd": types.StringType, "unknown_tags": types.MapType{ElemType: types.StringType},
	}
}

// dmarcMembers describes the object to readers of the documentation of both ways.
const dmarcMembers = "* `policy`: `none`, `quarantine` or `reject` (tag `p`)\n" +
	"* `subdomain_policy`, `nonexistent_subdomain_policy`: likewise (tags `sp`, `np`); null where the tag is absent\n" +
	"* `alignment_dkim`, `alignment_spf`: `relaxed` or `strict` (tags `adkim`, `aspf`)\n" +
	"* `rua`, `ruf`: lists of URIs such as `mailto:dmarc@example.org`, in the order written; null where the tag is absent\n" +
	"* `failure_options`: list of `0`, `1`, `d` and `s` (tag `fo`); null for the default `0`\n" +
	"* `testing`: whether the tag `t` is `y`\n" +
	"* `percent`, `report_interval`: numbers (the historic tags `pct` and `ri`); null where the tag is absent\n" +
	"* `psd`: `y` or `n`; null for the default `u`\n" +
	"* `unknown_tags`: map of the tags that nobody defines; null where there is none\n" +
	"* `record`: the text in its canonical form\n"

func dmarcParse() function.Function {
	return provided{
		name: "dmarc_parse",
		definition: function.Definition{
			Summary: "Takes the text of a DMARC record apart",
			MarkdownDescription: "Reads the text of a DMARC record (RFC 9989, and the tags of RFC 7489 that older receivers honour) and returns an object with the names of the attribute `dmarc` of `mailauth_domain`:\n\n" + dmarcMembers +
				"\nReceivers silently drop a malformed tag, or the whole record; here each is an error, which names its column and what to type instead.",
			Parameters: []function.Parameter{function.StringParameter{
				Name:                "text",
				MarkdownDescription: "Text of a DMARC record, such as `v=DMARC1; p=none; rua=mailto:dmarc@example.org`.",
			}},
			Return: function.ObjectReturn{AttributeTypes: dmarcTypes()},
		},
		work: ofText(func(text string) (any, []problem) {
			record, err := dmarc.Parse(text)
			if problems := inText(dmarcFaults(text), err); problems != nil {
				return nil, problems
			}
			return dmarcApart(record), nil
		}),
	}
}

// dmarcApart is a record as an object. What it drops has no meaning: rf, whose
// only value is its default, and the order of unknown tags.
func dmarcApart(r dmarc.Record) dmarcObject {
	r.ReportFormat = ""
	slices.SortFunc(r.Unknown, func(a, b dmarc.Tag) int { return cmp.Compare(a.Name, b.Name) })
	out := dmarcObject{
		Record:            r.String(),
		Policy:            string(r.Policy),
		SubdomainPolicy:   unless(string(r.SubdomainPolicy), ""),
		NonexistentPolicy: unless(string(r.NonexistentPolicy), ""),
		AlignmentDKIM:     alignmentWord(r.DKIMAlignment == dmarc.Strict),
		AlignmentSPF:      alignmentWord(r.SPFAlignment == dmarc.Strict),
		RUA:               r.RUA,
		RUF:               r.RUF,
		FailureOptions:    r.FailureOptions,
		Testing:           r.Testing,
		Percent:           r.Percent,
		ReportInterval:    r.ReportInterval,
		PSD:               unless(r.PSD, "u"),
	}
	if slices.Equal(r.FailureOptions, []string{"0"}) {
		out.FailureOptions = nil
	}
	for _, t := range r.Unknown {
		if out.UnknownTags == nil {
			out.UnknownTags = map[string]string{}
		}
		out.UnknownTags[t.Name] = t.Value
	}
	return out
}

// unless is a text, or null where it is the one that stands for absence.
func unless(text, absent string) *string {
	if text == absent {
		return nil
	}
	return &text
}

func alignmentWord(isStrict bool) string {
	if isStrict {
		return strict
	}
	return relaxed
}
