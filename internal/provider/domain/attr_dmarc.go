package domain

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/whole"
)

const (
	relaxed = "relaxed"
	strict  = "strict"
)

// dmarcModel is the attribute `dmarc`.
type dmarcModel struct {
	Enabled           types.Bool     `tfsdk:"enabled"`
	Policy            types.String   `tfsdk:"policy"`
	SubdomainPolicy   types.String   `tfsdk:"subdomain_policy"`
	NonexistentPolicy types.String   `tfsdk:"nonexistent_subdomain_policy"`
	AlignmentDKIM     types.String   `tfsdk:"alignment_dkim"`
	AlignmentSPF      types.String   `tfsdk:"alignment_spf"`
	RUA               types.Set      `tfsdk:"rua"`
	RUF               types.Set      `tfsdk:"ruf"`
	FailureOptions    types.Set      `tfsdk:"failure_options"`
	Testing           types.Bool     `tfsdk:"testing"`
	Percent           types.Int64    `tfsdk:"percent"`
	ReportInterval    types.Int64    `tfsdk:"report_interval"`
	Record            mailtext.DMARC `tfsdk:"record"`
}

func dmarcAttribute() schema.SingleNestedAttribute {
	policies := []validator.String{stringvalidator.OneOf(string(dmarc.None), string(dmarc.Quarantine), string(dmarc.Reject))}
	alignments := []validator.String{stringvalidator.OneOf(relaxed, strict)}
	uris := func(what string) schema.SetAttribute {
		return schema.SetAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: what}
	}
	// What is optional and computed without a default stays as it was found
	// where it says what would hold without it.
	return schema.SingleNestedAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "The DMARC record (RFC 9989) at `_dmarc.<domain>`: what receivers do with mail that is neither signed nor sent by the domain. " +
			"Default: on, with the policy `none`. Write the tags one by one, or the whole text as `record`. Changed in place.",
		Attributes: map[string]schema.Attribute{
			"enabled": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether this resource publishes the record. Default: `true`; write `false` where somebody else does. Changed in place: `false` removes the record that this resource has written.",
			},
			"policy": schema.StringAttribute{
				Optional: true, Computed: true, Validators: policies,
				MarkdownDescription: "Policy for the domain (tag `p`): `none` watches, `quarantine` calls failing mail suspicious, `reject` refuses it. Default: `none`. Changed in place; receivers follow within the TTL.",
			},
			"subdomain_policy":             schema.StringAttribute{Optional: true, Computed: true, Validators: policies, MarkdownDescription: "Policy for subdomains (tag `sp`): `none`, `quarantine` or `reject`. Default: none written, so that `policy` applies. Changed in place."},
			"nonexistent_subdomain_policy": schema.StringAttribute{Optional: true, Computed: true, Validators: policies, MarkdownDescription: "Policy for subdomains that do not exist (tag `np`): `none`, `quarantine` or `reject`. Default: none written, so that the one for subdomains applies. Receivers of RFC 7489 do not know it. Changed in place."},
			"alignment_dkim": schema.StringAttribute{
				Optional: true, Computed: true, Validators: alignments,
				MarkdownDescription: "Alignment of DKIM (tag `adkim`): `relaxed` or `strict`. Default: `relaxed`. Strict fails the signature for mail from any subdomain. Changed in place.",
			},
			"alignment_spf": schema.StringAttribute{
				Optional: true, Computed: true, Validators: alignments,
				MarkdownDescription: "Alignment of SPF (tag `aspf`): `relaxed` or `strict`. Default: `relaxed`. With strict, SPF never aligns, because the MAIL FROM domain is a subdomain. Changed in place.",
			},
			"rua": uris("Where receivers send aggregate reports (tag `rua`): URIs such as `mailto:dmarc@example.org`. Default: none, and then nobody sees what fails. Changed in place."),
			"ruf": uris("Where receivers send failure reports (tag `ruf`): URIs such as `mailto:dmarc@example.org`. Default: none. Few receivers send any. Changed in place."),
			"failure_options": schema.SetAttribute{
				Optional: true, Computed: true, ElementType: types.StringType,
				MarkdownDescription: "When to send failure reports (tag `fo`): `0` where all checks fail, or `1` where any does, `d` where DKIM does, `s` where SPF does. Default: none written, which is `0`. Without `ruf` receivers ignore it. Changed in place.",
			},
			"testing": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether receivers of RFC 9989 are asked to apply the next weaker policy (tag `t`). Default: `false`. Older receivers apply the policy in full. Changed in place.",
			},
			"percent": schema.Int64Attribute{
				Optional: true, Computed: true, CustomType: whole.Type(), Validators: []validator.Int64{whole.Only(), int64validator.Between(0, 100)},
				MarkdownDescription: "Share of mail, in percent, to which older receivers apply the policy (tag `pct`, historic since RFC 9989), from `0` to `100`. Default: none written, which is `100`. Changed in place.",
			},
			"report_interval": schema.Int64Attribute{
				Optional: true, Computed: true, CustomType: whole.Type(), Validators: []validator.Int64{whole.Only(), int64validator.AtLeast(1)},
				MarkdownDescription: "Time between aggregate reports that older receivers are asked for, in seconds (tag `ri`, historic since RFC 9989). Default: none written, which is `86400`. Changed in place.",
			},
			"record": schema.StringAttribute{
				Optional:            true,
				CustomType:          mailtext.DMARCType(),
				MarkdownDescription: "The whole text of the record, such as `v=DMARC1; p=none; rua=mailto:dmarc@example.org`, instead of the tags one by one. Default: none. A text that means the same is no difference. Changed in place.",
			},
		},
	}
}

func dmarcTypes() map[string]attr.Type {
	set := types.SetType{ElemType: types.StringType}
	return map[string]attr.Type{
		"enabled": types.BoolType, "policy": types.StringType, "subdomain_policy": types.StringType,
		"nonexistent_subdomain_policy": types.StringType, "alignment_dkim": types.StringType, "alignment_spf": types.StringType,
		"rua": set, "ruf": set, "failure_options": set, "testing": types.BoolType,
		"percent": types.Int64Type, "report_interval": types.Int64Type, "record": mailtext.DMARCType(),
	}
}

// withDefaults fills in what the configuration leaves out. Beside `record` the
// tags have no defaults: the text says everything.
func (m dmarcModel) withDefaults() dmarcModel {
	m.Enabled = boolOr(m.Enabled, true)
	switch {
	case m.Record.IsUnknown():
		m.Policy, m.AlignmentDKIM, m.AlignmentSPF = unknownUnless(m.Policy), unknownUnless(m.AlignmentDKIM), unknownUnless(m.AlignmentSPF)
		if m.Testing.IsNull() {
			m.Testing = types.BoolUnknown()
		}
		return m
	case !m.Record.IsNull():
		return m
	}
	m.Policy = stringOr(m.Policy, string(dmarc.None))
	m.AlignmentDKIM = stringOr(m.AlignmentDKIM, relaxed)
	m.AlignmentSPF = stringOr(m.AlignmentSPF, relaxed)
	m.Testing = boolOr(m.Testing, false)
	return m
}

// noDMARC is the attribute with nothing written in it.
func noDMARC() dmarcModel {
	none := types.SetNull(types.StringType)
	return dmarcModel{RUA: none, RUF: none, FailureOptions: none}
}

// keep takes the earlier spelling of what means the same: of a text, and of
// tags that are not written and without which the record says what it said.
func (m *dmarcModel) keep(state dmarcModel) {
	m.Record = m.Record.Keep(state.Record)
	switch {
	case isText(m.Record) || !state.Record.IsNull():
	case !m.known():
		// Whether they are kept is known when the record is.
		m.keepTags(unknownTags(state))
	case dmarc.Equal(m.text(), state.text()):
		m.keepTags(state)
	}
}

// keepTags takes the tags that are not written.
func (m *dmarcModel) keepTags(before dmarcModel) {
	keepTag(&m.SubdomainPolicy, before.SubdomainPolicy)
	keepTag(&m.NonexistentPolicy, before.NonexistentPolicy)
	keepTag(&m.FailureOptions, before.FailureOptions)
	keepTag(&m.Percent, before.Percent)
	keepTag(&m.ReportInterval, before.ReportInterval)
}

func keepTag[V attr.Value](tag *V, before V) {
	if (*tag).IsNull() {
		*tag = before
	}
}

// unknownTags are the tags of a state, unknown where they are written.
func unknownTags(state dmarcModel) dmarcModel {
	unknown := func(text types.String) types.String {
		if text.IsNull() {
			return text
		}
		return types.StringUnknown()
	}
	number := func(n types.Int64) types.Int64 {
		if n.IsNull() {
			return n
		}
		return types.Int64Unknown()
	}
	out := dmarcModel{
		SubdomainPolicy: unknown(state.SubdomainPolicy), NonexistentPolicy: unknown(state.NonexistentPolicy),
		FailureOptions: state.FailureOptions, Percent: number(state.Percent), ReportInterval: number(state.ReportInterval),
	}
	if !state.FailureOptions.IsNull() {
		out.FailureOptions = types.SetUnknown(types.StringType)
	}
	return out
}

// known reports whether everything is known that the text follows from.
func (m dmarcModel) known() bool {
	return known(m.Policy, m.SubdomainPolicy, m.NonexistentPolicy, m.AlignmentDKIM, m.AlignmentSPF,
		m.RUA, m.RUF, m.FailureOptions, m.Testing, m.Percent, m.ReportInterval, m.Record)
}

func (m dmarcModel) spec() mailauth.DMARC {
	return mailauth.DMARC{Enabled: m.Enabled.ValueBool(), Text: m.text()}
}

// text is the record that the attributes say.
func (m dmarcModel) text() string {
	if !m.Record.IsNull() {
		return m.Record.ValueString()
	}
	return dmarc.Record{
		Policy:            dmarc.Policy(m.Policy.ValueString()),
		SubdomainPolicy:   dmarc.Policy(m.SubdomainPolicy.ValueString()),
		NonexistentPolicy: dmarc.Policy(m.NonexistentPolicy.ValueString()),
		DKIMAlignment:     alignment(m.AlignmentDKIM),
		SPFAlignment:      alignment(m.AlignmentSPF),
		RUA:               sorted(m.RUA),
		RUF:               sorted(m.RUF),
		FailureOptions:    sorted(m.FailureOptions),
		Testing:           m.Testing.ValueBool(),
		Percent:           number(m.Percent),
		ReportInterval:    number(m.ReportInterval),
	}.String()
}

// fill takes the text of the one live record. Text that receivers would not
// read leaves the attributes as they are: the records show it.
func (m *dmarcModel) fill(live string) {
	if !m.Record.IsNull() {
		m.Record = mailtext.OfDMARC(live).Keep(m.Record)
		return
	}
	r, err := dmarc.Parse(live)
	if err != nil || dmarc.Equal(live, m.text()) {
		return
	}
	m.take(r)
}

// take says every tag of a record.
func (m *dmarcModel) take(r dmarc.Record) {
	m.Policy = types.StringValue(string(r.Policy))
	m.SubdomainPolicy = text(string(r.SubdomainPolicy))
	m.NonexistentPolicy = text(string(r.NonexistentPolicy))
	m.AlignmentDKIM = alignmentWord(r.DKIMAlignment)
	m.AlignmentSPF = alignmentWord(r.SPFAlignment)
	m.RUA = keepSet(stringSet(r.RUA), m.RUA)
	m.RUF = keepSet(stringSet(r.RUF), m.RUF)
	m.FailureOptions = keepSet(stringSet(failureOptions(r)), m.FailureOptions)
	m.Testing = types.BoolValue(r.Testing)
	m.Percent = integer(r.Percent)
	m.ReportInterval = integer(r.ReportInterval)
}

// failureOptions leaves out the default, which nobody has to write (RFC 9989
// section 4.7 fo).
func failureOptions(r dmarc.Record) []string {
	if slices.Equal(r.FailureOptions, []string{"0"}) {
		return nil
	}
	return r.FailureOptions
}

func alignment(word types.String) dmarc.Alignment {
	if word.ValueString() == strict {
		return dmarc.Strict
	}
	return dmarc.Relaxed
}

func alignmentWord(a dmarc.Alignment) types.String {
	if a == dmarc.Strict {
		return types.StringValue(strict)
	}
	return types.StringValue(relaxed)
}

func sorted(set types.Set) []string {
	out := texts(set.Elements())
	slices.Sort(out)
	return out
}

func number(v types.Int64) *int {
	if v.IsNull() || v.IsUnknown() {
		return nil
	}
	n := int(v.ValueInt64())
	return &n
}

func integer(n *int) types.Int64 {
	if n == nil {
		return types.Int64Null()
	}
	return types.Int64Value(int64(*n))
}
