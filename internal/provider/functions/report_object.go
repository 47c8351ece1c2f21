package functions

import (
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc/report"
)

// reportObject is an aggregate report as Terraform sees it.
type reportObject struct {
	Organization     *string   `tfsdk:"organization"`
	Email            *string   `tfsdk:"email"`
	ExtraContactInfo *string   `tfsdk:"extra_contact_info"`
	Generator        *string   `tfsdk:"generator"`
	ReportID         *string   `tfsdk:"report_id"`
	Begin            *string   `tfsdk:"begin"`
	End              *string   `tfsdk:"end"`
	Errors           []string  `tfsdk:"errors"`
	PolicyPublished  published `tfsdk:"policy_published"`
	Rows             []row     `tfsdk:"rows"`
	Totals           totals    `tfsdk:"totals"`
}

type published struct {
	Domain            *string  `tfsdk:"domain"`
	Policy            *string  `tfsdk:"policy"`
	SubdomainPolicy   *string  `tfsdk:"subdomain_policy"`
	NonexistentPolicy *string  `tfsdk:"nonexistent_subdomain_policy"`
	AlignmentDKIM     *string  `tfsdk:"alignment_dkim"`
	AlignmentSPF      *string  `tfsdk:"alignment_spf"`
	FailureOptions    []string `tfsdk:"failure_options"`
	Testing           bool     `tfsdk:"testing"`
	Percent           *int     `tfsdk:"percent"`
	DiscoveryMethod   *string  `tfsdk:"discovery_method"`
}

type row struct {
	SourceIP     string       `tfsdk:"source_ip"`
	Count        int64        `tfsdk:"count"`
	Disposition  *string      `tfsdk:"disposition"`
	DKIMAligned  bool         `tfsdk:"dkim_aligned"`
	SPFAligned   bool         `tfsdk:"spf_aligned"`
	HeaderFrom   *string      `tfsdk:"header_from"`
	EnvelopeFrom *string      `tfsdk:"envelope_from"`
	EnvelopeTo   *string      `tfsdk:"envelope_to"`
	Reasons      []reason     `tfsdk:"reasons"`
	DKIM         []dkimResult `tfsdk:"dkim"`
	SPF          []spfResult  `tfsdk:"spf"`
}

type reason struct {
	Type    *string `tfsdk:"type"`
	Comment *string `tfsdk:"comment"`
}

type dkimResult struct {
	Domain      *string `tfsdk:"domain"`
	Selector    *string `tfsdk:"selector"`
	Result      *string `tfsdk:"result"`
	HumanResult *string `tfsdk:"human_result"`
}

type spfResult struct {
	Domain      *string `tfsdk:"domain"`
	Scope       *string `tfsdk:"scope"`
	Result      *string `tfsdk:"result"`
	HumanResult *string `tfsdk:"human_result"`
}

type totals struct {
	Messages    int64       `tfsdk:"messages"`
	Aligned     int64       `tfsdk:"aligned"`
	Alignment   alignment   `tfsdk:"alignment"`
	Disposition disposition `tfsdk:"disposition"`
	Sources     []source    `tfsdk:"sources"`
}

type source struct {
	SourceIP    string      `tfsdk:"source_ip"`
	Messages    int64       `tfsdk:"messages"`
	Aligned     int64       `tfsdk:"aligned"`
	Alignment   alignment   `tfsdk:"alignment"`
	Disposition disposition `tfsdk:"disposition"`
}

type alignment struct {
	Both     int64 `tfsdk:"both"`
	DKIMOnly int64 `tfsdk:"dkim_only"`
	SPFOnly  int64 `tfsdk:"spf_only"`
	Neither  int64 `tfsdk:"neither"`
}

type disposition struct {
	None       int64 `tfsdk:"none"`
	Quarantine int64 `tfsdk:"quarantine"`
	Reject     int64 `tfsdk:"reject"`
	Other      int64 `tfsdk:"other"`
}

func reportTypes() map[string]attr.Type {
	of := func(typ attr.Type, names ...string) types.ObjectType {
		out := map[string]attr.Type{}
		for _, name := range names {
			out[name] = typ
		}
		return types.ObjectType{AttrTypes: out}
	}
	list := func(element attr.Type) attr.Type { return types.ListType{ElemType: element} }

	policy := of(types.StringType, "domain", "policy", "subdomain_policy", "nonexistent_subdomain_policy", "alignment_dkim", "alignment_spf", "discovery_method")
	policy.AttrTypes["failure_options"] = list(types.StringType)
	policy.AttrTypes["testing"] = types.BoolType
	policy.AttrTypes["percent"] = types.Int64Type

	row := of(types.StringType, "source_ip", "disposition", "header_from", "envelope_from", "envelope_to")
	row.AttrTypes["count"] = types.Int64Type
	row.AttrTypes["dkim_aligned"] = types.BoolType
	row.AttrTypes["spf_aligned"] = types.BoolType
	row.AttrTypes["reasons"] = list(of(types.StringType, "type", "comment"))
	row.AttrTypes["dkim"] = list(of(types.StringType, "domain", "selector", "result", "human_result"))
	row.AttrTypes["spf"] = list(of(types.StringType, "domain", "scope", "result", "human_result"))

	tally := func() types.ObjectType {
		out := of(types.Int64Type, "messages", "aligned")
		out.AttrTypes["alignment"] = of(types.Int64Type, "both", "dkim_only", "spf_only", "neither")
		out.AttrTypes["disposition"] = of(types.Int64Type, "none", "quarantine", "reject", "other")
		return out
	}
	sum, source := tally(), tally()
	source.AttrTypes["source_ip"] = types.StringType
	sum.AttrTypes["sources"] = list(source)

	all := of(types.StringType, "organization", "email", "extra_contact_info", "generator", "report_id", "begin", "end").AttrTypes
	all["errors"] = list(types.StringType)
	all["policy_published"], all["rows"], all["totals"] = policy, list(row), sum
	return all
}

// reportApart is a report as an object.
func reportApart(f report.Feedback) reportObject {
	m := f.Metadata
	out := reportObject{
		Organization: unless(m.OrgName, ""), Email: unless(m.Email, ""), ExtraContactInfo: unless(m.ExtraContactInfo, ""),
		Generator: unless(m.Generator, ""), ReportID: unless(m.ReportID, ""),
		Begin: instant(m.Begin), End: instant(m.End),
		Errors: append([]string{}, m.Errors...), PolicyPublished: policyApart(f.Policy),
		Rows: []row{}, Totals: totalsApart(f.Totals()),
	}
	for _, r := range f.Rows {
		out.Rows = append(out.Rows, rowApart(r))
	}
	return out
}

// instant is a time as Terraform's timestamp functions take it, null where
// there is none or none that they take: some receivers count milliseconds.
func instant(t time.Time) *string {
	if t.IsZero() || t.Year() < 0 || t.Year() > 9999 {
		return nil
	}
	text := t.Format(time.RFC3339)
	return &text
}

func policyApart(p report.Policy) published {
	out := published{
		Domain: unless(p.Domain, ""), Policy: unless(p.P, ""), SubdomainPolicy: unless(p.SP, ""), NonexistentPolicy: unless(p.NP, ""),
		AlignmentDKIM: mode(p.ADKIM), AlignmentSPF: mode(p.ASPF),
		Testing: p.Testing, DiscoveryMethod: unless(p.DiscoveryMethod, ""),
	}
	if p.FO != "" {
		out.FailureOptions = strings.Split(p.FO, ":")
	}
	// Nothing depends on what a receiver copied out of a historic tag: what is
	// no number is as good as absent.
	if n, err := strconv.Atoi(p.Percent); err == nil {
		out.Percent = &n
	}
	return out
}

// mode is an alignment mode in the words of dmarc_parse, or in the receiver's
// own.
func mode(letter string) *string {
	switch letter {
	case "r":
		return unless(relaxed, "")
	case "s":
		return unless(strict, "")
	}
	return unless(letter, "")
}

func rowApart(r report.Row) row {
	out := row{
		SourceIP: r.SourceIP.String(), Count: r.Count, Disposition: unless(string(r.Disposition), ""),
		DKIMAligned: r.DKIMAligned, SPFAligned: r.SPFAligned,
		HeaderFrom: unless(r.HeaderFrom, ""), EnvelopeFrom: unless(r.EnvelopeFrom, ""), EnvelopeTo: unless(r.EnvelopeTo, ""),
		Reasons: []reason{}, DKIM: []dkimResult{}, SPF: []spfResult{},
	}
	for _, why := range r.Reasons {
		out.Reasons = append(out.Reasons, reason{unless(why.Type, ""), unless(why.Comment, "")})
	}
	for _, d := range r.DKIM {
		out.DKIM = append(out.DKIM, dkimResult{unless(d.Domain, ""), unless(d.Selector, ""), unless(d.Result, ""), unless(d.HumanResult, "")})
	}
	for _, s := range r.SPF {
		out.SPF = append(out.SPF, spfResult{unless(s.Domain, ""), unless(s.Scope, ""), unless(s.Result, ""), unless(s.HumanResult, "")})
	}
	return out
}

func totalsApart(t report.Totals) totals {
	out := totals{
		Messages: t.Messages, Aligned: t.Aligned(),
		Alignment: alignmentApart(t.Tally), Disposition: dispositionApart(t.Tally), Sources: []source{},
	}
	for _, s := range t.Sources {
		out.Sources = append(out.Sources, source{
			SourceIP: s.IP.String(), Messages: s.Messages, Aligned: s.Aligned(),
			Alignment: alignmentApart(s.Tally), Disposition: dispositionApart(s.Tally),
		})
	}
	return out
}

func alignmentApart(t report.Tally) alignment {
	return alignment{Both: t.Both, DKIMOnly: t.DKIMOnly, SPFOnly: t.SPFOnly, Neither: t.Neither}
}

func dispositionApart(t report.Tally) disposition {
	return disposition{None: t.None, Quarantine: t.Quarantined, Reject: t.Rejected, Other: t.Other}
}
