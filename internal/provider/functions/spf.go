package functions

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
)

// spfObject is an SPF record taken apart.
type spfObject struct {
	Record     string      `tfsdk:"record"`
	Mechanisms []mechanism `tfsdk:"mechanisms"`
	Modifiers  []modifier  `tfsdk:"modifiers"`
	Lookups    int         `tfsdk:"lookups"`
}

type mechanism struct {
	Qualifier string  `tfsdk:"qualifier"`
	Name      string  `tfsdk:"name"`
	Value     *string `tfsdk:"value"`
	PrefixIP4 *int    `tfsdk:"prefix_ip4"`
	PrefixIP6 *int    `tfsdk:"prefix_ip6"`
	Column    int     `tfsdk:"column"`
	Text      string  `tfsdk:"text"`
}

type modifier struct {
	Name   string `tfsdk:"name"`
	Value  string `tfsdk:"value"`
	Column int    `tfsdk:"column"`
	Text   string `tfsdk:"text"`
}

func spfTypes() map[string]attr.Type {
	return map[string]attr.Type{
		"record": types.StringType,
		"mechanisms": types.ListType{ElemType: types.ObjectType{AttrTypes: map[string]attr.Type{
			"qualifier": types.StringType, "name": types.StringType, "value": types.StringType,
			"prefix_ip4": types.Int64Type, "prefix_ip6": types.Int64Type,
			"column": types.Int64Type, "text": types.StringType,
		}}},
		"modifiers": types.ListType{ElemType: types.ObjectType{AttrTypes: map[string]attr.Type{
			"name": types.StringType, "value": types.StringType,
			"column": types.Int64Type, "text": types.StringType,
		}}},
		"lookups": types.Int64Type,
	}
}

// spfMembers describes the object to readers of the documentation of both ways.
const spfMembers = "* `mechanisms`: list of objects, in the order in which receivers try them:\n" +
	"  * `qualifier`: `+` (pass), `?` (neutral), `~` (softfail) or `-` (fail)\n" +
	"  * `name`: `all`, `include`, `a`, `mx`, `ptr`, `ip4`, `ip6` or `exists`\n" +
	"  * `value`: what follows the colon, a domain or a network such as `192.0.2.0/24`; null for `all`, and for `a`, `mx` and `ptr` alone\n" +
	"  * `prefix_ip4`, `prefix_ip6`: numbers, the prefix lengths of `a` and `mx`; null where whole addresses are compared\n" +
	"  * `column`, `text`: where the mechanism stands in the text, counted in octets from 1, and how it is written\n" +
	"* `modifiers`: list of objects with `name` (such as `redirect` or `exp`), `value`, `column` and `text`\n" +
	"* `lookups`: number of DNS lookups that the record itself makes receivers do, those of included records not counted; receivers stop at 10\n" +
	"* `record`: the text in its canonical form\n"

func spfParse() function.Function {
	return provided{
		name: "spf_parse",
		definition: function.Definition{
			Summary: "Takes the text of an SPF record apart",
			MarkdownDescription: "Reads the text of an SPF record by the grammar of RFC 7208 and returns an object:\n\n" + spfMembers +
				"\nText that the grammar does not allow is an error, which names the column of every fault and what to type instead.",
			Parameters: []function.Parameter{spfText("text", "Text of an SPF record, such as `v=spf1 include:amazonses.com ~all`.")},
			Return:     function.ObjectReturn{AttributeTypes: spfTypes()},
		},
		work: ofText(func(text string) (any, []problem) {
			record, err := spf.Parse(text)
			if err != nil {
				return nil, spfProblems("", err)
			}
			return spfApart(record), nil
		}),
	}
}

func spfText(name, description string) function.StringParameter {
	return function.StringParameter{Name: name, MarkdownDescription: description}
}

// spfApart is a record as an object.
func spfApart(record spf.Record) spfObject {
	out := spfObject{
		Record: record.String(), Lookups: record.Lookups(),
		Mechanisms: []mechanism{}, Modifiers: []modifier{},
	}
	for _, term := range record.Terms {
		at := term.Pos()
		switch t := term.(type) {
		case spf.Mechanism:
			m := mechanism{Qualifier: t.Qualifier.String(), Name: t.Kind.String(), Value: argument(t), Column: at.Column, Text: at.Text}
			if n := t.CIDR.IP4(); n < 32 {
				m.PrefixIP4 = &n
			}
			if n := t.CIDR.IP6(); n < 128 {
				m.PrefixIP6 = &n
			}
			out.Mechanisms = append(out.Mechanisms, m)
		case spf.Modifier:
			out.Modifiers = append(out.Modifiers, modifier{Name: t.Name, Value: t.Value.String(), Column: at.Column, Text: at.Text})
		}
	}
	return out
}

// argument is the domain or the network of a mechanism, nil where it has none.
func argument(m spf.Mechanism) *string {
	m.Qualifier, m.CIDR = spf.Pass, spf.DualCIDR{}
	if _, value, ok := strings.Cut(m.String(), ":"); ok {
		return &value
	}
	return nil
}

// spfProblems lists the faults of a text. The name is put in front of each
// where there are several texts.
func spfProblems(name string, err error) []problem {
	var all spf.SyntaxErrors
	if !errors.As(err, &all) {
		return []problem{{where: name, what: err.Error()}}
	}
	var out []problem
	for _, e := range all {
		where := strings.TrimPrefix(name+", "+column(e.Column), ", ")
		out = append(out, problem{where, spfFault(e), spfRemedy(e)})
	}
	return out
}

// spfFault is a fault without its column.
func spfFault(e *spf.SyntaxError) string {
	return strings.TrimPrefix(e.Error(), column(e.Column)+": ")
}

// spfRemedy is what to type instead, as a sentence that can end with a full stop.
func spfRemedy(e *spf.SyntaxError) string {
	if guess, asked := strings.CutPrefix(strings.TrimSuffix(e.Fix, "?"), "did you mean "); asked {
		return "write " + guess + " if that is what is meant"
	}
	return e.Fix
}

func spfMerge() function.Function {
	return provided{
		name: "spf_merge",
		definition: function.Definition{
			Summary: "Makes one SPF record of several",
			MarkdownDescription: "Returns the text of one SPF record that authorises the senders of all the records given, since a name may have only one (RFC 7208 section 3.2). " +
				"The mechanisms of the first come first, then those of the others in their order, each once; what stands after an `all` is left out.\n\n" +
				"The first record decides: its qualifiers stand where another record has the same mechanism, and the result ends as it ends, with its `all`, its `redirect`, or without either. " +
				"The `redirect` of another record becomes an `include`, which keeps its senders. " +
				"For another ending write it as the first record: `spf_merge(\"v=spf1 -all\", ...)`.\n\n" +
				"A record that is malformed is an error, which names its place, the column of every fault and what to type instead.",
			Parameters:        []function.Parameter{spfText("text", "Text of the SPF record that decides, such as `v=spf1 include:amazonses.com ~all`.")},
			VariadicParameter: spfText("texts", "Texts of the SPF records whose senders are added."),
			Return:            function.StringReturn{},
		},
		work: spfMerged,
	}
}

func spfMerged(ctx context.Context, arguments function.ArgumentsData) (any, *function.FuncError) {
	var base string
	var others []string
	if failed := arguments.Get(ctx, &base, &others); failed != nil {
		return nil, failed
	}
	var records []spf.Record
	var problems []problem
	first := 0
	for i, text := range append([]string{base}, others...) {
		record, err := spf.Parse(text)
		if err != nil {
			if problems == nil {
				first = i
			}
			problems = append(problems, spfProblems(fmt.Sprintf("record %d", i+1), err)...)
		}
		records = append(records, record)
	}
	if problems != nil {
		return nil, refuse(first, problems)
	}
	return spf.Merge(spf.KeepBase, records[0], records[1:]...).String(), nil
}
