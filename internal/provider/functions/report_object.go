package functions

import (
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc/report"
)

// values are the members of an object. Reports have rows by the thousands, for
// which the framework's way from a struct to an object costs too much: it
// compiles a regular expression for each field.
type values map[string]attr.Value

// reportShape is the types of the objects in a report.
type reportShape struct {
	report, policy, row, reason, dkim, spf types.ObjectType
	totals, source, alignment, disposition types.ObjectType
}

func newReportShape() reportShape {
	s := reportShape{
		policy: members(types.StringType, "domain", "policy", "subdomain_policy", "nonexistent_subdomain_policy", "alignment_dkim", "alignment_spf", "discovery_method"),
		row:    members(types.StringType, "source_ip", "disposition", "header_from", "envelope_from", "envelope_to"),
		reason: members(types.StringType, "type", "comment"),
		dkim:   members(types.StringType, "domain", "selector", "result", "human_result"),
		spf:    members(types.StringType, "domain", "scope", "result", "human_result"),

		totals:      members(types.Int64Type, "messages", "aligned"),
		source:      members(types.Int64Type, "messages", "aligned"),
		alignment:   members(types.Int64Type, "both", "dkim_only", "spf_only", "neither"),
		disposition: members(types.Int64Type, "none", "quarantine", "reject", "other"),
		report:      members(types.StringType, "organization", "email", "extra_contact_info", "generator", "report_id", "begin", "end"),
	}
	s.policy.AttrTypes["failure_options"] = listOf(types.StringType)
	s.policy.AttrTypes["testing"] = types.BoolType
	s.policy.AttrTypes["percent"] = types.Int64Type

	s.row.AttrTypes["count"] = types.Int64Type
	s.row.AttrTypes["dkim_aligned"], s.row.AttrTypes["spf_aligned"] = types.BoolType, types.BoolType
	s.row.AttrTypes["reasons"], s.row.AttrTypes["dkim"], s.row.AttrTypes["spf"] = listOf(s.reason), listOf(s.dkim), listOf(s.spf)

	s.totals.AttrTypes["alignment"], s.source.AttrTypes["alignment"] = s.alignment, s.alignment
	s.totals.AttrTypes["disposition"], s.source.AttrTypes["disposition"] = s.disposition, s.disposition
	s.source.AttrTypes["source_ip"] = types.StringType
	s.totals.AttrTypes["sources"] = listOf(s.source)

	s.report.AttrTypes["errors"] = listOf(types.StringType)
	s.report.AttrTypes["policy_published"], s.report.AttrTypes["rows"], s.report.AttrTypes["totals"] = s.policy, listOf(s.row), s.totals
	return s
}

// members is the type of an object whose members are all of one type.
func members(typ attr.Type, names ...string) types.ObjectType {
	out := map[string]attr.Type{}
	for _, name := range names {
		out[name] = typ
	}
	return types.ObjectType{AttrTypes: out}
}

func listOf(element attr.Type) types.ListType { return types.ListType{ElemType: element} }

func objectValue(typ types.ObjectType, members values) attr.Value {
	return types.ObjectValueMust(typ.AttrTypes, members)
}

// list is a list of what each element is made into.
func list[E any](typ attr.Type, elements []E, value func(E) attr.Value) attr.Value {
	out := make([]attr.Value, len(elements))
	for i, e := range elements {
		out[i] = value(e)
	}
	return types.ListValueMust(typ, out)
}

// apart is a report as an object.
func (s reportShape) apart(f report.Feedback) attr.Value {
	m := f.Metadata
	return objectValue(s.report, values{
		"organization": orNull(m.OrgName), "email": orNull(m.Email), "extra_contact_info": orNull(m.ExtraContactInfo),
		"generator": orNull(m.Generator), "report_id": orNull(m.ReportID),
		"begin": instant(m.Begin), "end": instant(m.End),
		"errors":           list(types.StringType, m.Errors, stringValue),
		"policy_published": s.policyApart(f.Policy),
		"rows":             list(s.row, f.Rows, s.rowApart),
		"totals":           s.totalsApart(f.Totals()),
	})
}

func stringValue(text string) attr.Value { return types.StringValue(text) }

// orNull is what the receiver said, null where it said nothing.
func orNull(text string) basetypes.StringValue {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// instant is a time as Terraform's timestamp functions take it, null where
// there is none or none that they take: some receivers count milliseconds.
func instant(t time.Time) attr.Value {
	if t.IsZero() || t.Year() < 0 || t.Year() > 9999 {
		return types.StringNull()
	}
	return types.StringValue(t.Format(time.RFC3339))
}

func (s reportShape) policyApart(p report.Policy) attr.Value {
	var options attr.Value = types.ListNull(types.StringType)
	if p.FO != "" {
		options = list(types.StringType, strings.Split(p.FO, ":"), stringValue)
	}
	percent := types.Int64Null()
	// Nothing depends on what a receiver copied out of a historic tag: what is
	// no number is as good as absent.
	if n, err := strconv.ParseInt(p.Percent, 10, 64); err == nil {
		percent = types.Int64Value(n)
	}
	return objectValue(s.policy, values{
		"domain": orNull(p.Domain), "policy": orNull(p.P), "subdomain_policy": orNull(p.SP), "nonexistent_subdomain_policy": orNull(p.NP),
		"alignment_dkim": mode(p.ADKIM), "alignment_spf": mode(p.ASPF), "failure_options": options,
		"testing": types.BoolValue(p.Testing), "percent": percent, "discovery_method": orNull(p.DiscoveryMethod),
	})
}

// mode is an alignment mode in the words of dmarc_parse, or in the receiver's
// own.
func mode(letter string) attr.Value {
	switch letter {
	case "r":
		return types.StringValue(relaxed)
	case "s":
		return types.StringValue(strict)
	}
	return orNull(letter)
}

func (s reportShape) rowApart(r report.Row) attr.Value {
	return objectValue(s.row, values{
		"source_ip": types.StringValue(r.SourceIP.String()), "count": types.Int64Value(r.Count), "disposition": orNull(string(r.Disposition)),
		"dkim_aligned": types.BoolValue(r.DKIMAligned), "spf_aligned": types.BoolValue(r.SPFAligned),
		"header_from": orNull(r.HeaderFrom), "envelope_from": orNull(r.EnvelopeFrom), "envelope_to": orNull(r.EnvelopeTo),
		"reasons": list(s.reason, r.Reasons, func(why report.Reason) attr.Value {
			return objectValue(s.reason, values{"type": orNull(why.Type), "comment": orNull(why.Comment)})
		}),
		"dkim": list(s.dkim, r.DKIM, func(d report.DKIMResult) attr.Value {
			return objectValue(s.dkim, values{"domain": orNull(d.Domain), "selector": orNull(d.Selector), "result": orNull(d.Result), "human_result": orNull(d.HumanResult)})
		}),
		"spf": list(s.spf, r.SPF, func(d report.SPFResult) attr.Value {
			return objectValue(s.spf, values{"domain": orNull(d.Domain), "scope": orNull(d.Scope), "result": orNull(d.Result), "human_result": orNull(d.HumanResult)})
		}),
	})
}

func (s reportShape) totalsApart(t report.Totals) attr.Value {
	sum := s.tally(t.Tally)
	sum["sources"] = list(s.source, t.Sources, func(source report.Source) attr.Value {
		one := s.tally(source.Tally)
		one["source_ip"] = types.StringValue(source.IP.String())
		return objectValue(s.source, one)
	})
	return objectValue(s.totals, sum)
}

// tally is what totals and sources have in common.
func (s reportShape) tally(t report.Tally) values {
	return values{
		"messages": types.Int64Value(t.Messages), "aligned": types.Int64Value(t.Aligned()),
		"alignment": objectValue(s.alignment, values{
			"both": types.Int64Value(t.Both), "dkim_only": types.Int64Value(t.DKIMOnly),
			"spf_only": types.Int64Value(t.SPFOnly), "neither": types.Int64Value(t.Neither),
		}),
		"disposition": objectValue(s.disposition, values{
			"none": types.Int64Value(t.None), "quarantine": types.Int64Value(t.Quarantined),
			"reject": types.Int64Value(t.Rejected), "other": types.Int64Value(t.Other),
		}),
	}
}
