package domain

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// ModifyPlan plans what should be. The state holds what was found, so every
// difference between the two is drift, or a change of the configuration.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	defer remedy.Recovered("plan the domain", &resp.Diagnostics)
	if r.cloud == nil {
		return
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(r.planDestroy(ctx, req)...)
		return
	}
	p := planning{cloud: r.cloud}
	p.read(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if p.state != nil && p.own.Imported {
		resp.Diagnostics.Append(unread(*p.state))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultRead)
	defer cancel()
	plan := p.plan(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.RequiresReplace = append(resp.RequiresReplace, p.replacing(plan)...)
	resp.Diagnostics.Append(store(ctx, plan, &resp.Plan)...)
	if p.replaces() {
		resp.Diagnostics.Append(storeOwnership(ctx, p.own, resp.Private)...)
	}
}

// planning is everything that a plan follows from.
type planning struct {
	cloud  Cloud
	config model
	// state is nil at create.
	state *model
	own   ownership
	// rec is nil while AWS cannot be asked.
	rec *reconcile.Reconciler
}

func (p *planning) read(ctx context.Context, req resource.ModifyPlanRequest, diags *diag.Diagnostics) {
	config, d := load(ctx, req.Config)
	diags.Append(d...)
	p.config = config
	if !req.State.Raw.IsNull() {
		state, d := load(ctx, req.State)
		diags.Append(d...)
		p.state = &state
	}
	own, d := loadOwnership(ctx, req.Private)
	diags.Append(d...)
	p.own = own
}

// plan returns the whole resource as it shall be after the apply.
func (p *planning) plan(ctx context.Context, diags *diag.Diagnostics) model {
	m := arguments(p.config, p.state, p.cloud)
	if p.cloud.Ready() && m.Region.IsUnknown() && p.config.Region.IsNull() {
		diags.Append(noRegion())
		return m
	}
	if p.cloud.Ready() && !m.Region.IsUnknown() {
		rec, err := p.cloud.Reconciler(ctx, m.Region.ValueString())
		if err != nil {
			diags.Append(diagnose(err, subject{doing: "configure access to AWS"})...)
			return m
		}
		p.rec = rec
	}
	p.takeHeld(m)
	p.checkRegions(m, diags)
	if diags.HasError() {
		return m
	}
	p.zone(ctx, &m, diags)
	p.ownKey(&m, diags)
	p.computed(&m)
	diags.Append(m.tooManyTags()...)
	m.records = plannedRecords(m)
	if diags.HasError() {
		// Without a zone there is still an identity that may be in the way.
		p.preflight(ctx, &m, diags)
		return m
	}
	if p.state != nil && len(p.replacing(m)) == 0 {
		m.keepRecords(*p.state, p.own)
	}
	p.await(&m)
	p.meetNeighbours(m, diags)
	p.preflight(ctx, &m, diags)
	p.advise(m, diags)
	p.warnOfKeys(m, diags)
	p.explain(ctx, m, p.warnOfDrift(m, diags), diags)
	p.warnOfReplication(m, diags)
	p.warnOfMove(m, diags)
	p.warnOfSpelling(m, diags)
	p.warnOfDelegation(m, diags)
	p.warnOfWaiting(m, diags)
	p.warnOfSandbox(ctx, m, diags)
	return m
}

// advise says what the texts are worth, and how the parts of the bundle go
// together once all of them are known.
func (p *planning) advise(m model, diags *diag.Diagnostics) {
	findings := advice.Warnings(p.config.findings())
	if m.namesKnown() && m.dmarc.known() && known(m.dkim.SigningEnabled, m.dkim.KeyLength, m.mailFrom.SPF) {
		var before mailauth.Spec
		if p.state != nil && len(p.replacing(m)) == 0 {
			before = p.state.spec()
		}
		after := m.spec()
		findings = append(findings, mailauth.Advice(after)...)
		findings = append(findings, mailauth.AdviceOnChange(before, after)...)
	}
	for _, finding := range findings {
		switch {
		case strings.HasPrefix(finding.Path, "dmarc") && isText(m.dmarc.Record):
			finding.Path = "dmarc.record"
		case finding.Path == "dmarc" && finding.Column > 0:
			finding = onAttribute(m.dmarc.text(), finding)
		}
		diags.Append(asDiagnostic(p.bearable(finding)))
	}
}

// bearable is an error of a domain that stands, with the way to be rid of the
// domain nevertheless: before Terraform destroys it makes this very plan, unless
// it does not refresh. What the last apply left so is only warned of.
func (p *planning) bearable(f advice.Finding) advice.Finding {
	if f.Severity != advice.Error || p.state == nil {
		return f
	}
	if p.own.Applied != nil && slices.ContainsFunc(mailauth.Advice(p.own.Applied.Spec), func(o advice.Finding) bool {
		return o.Rule == f.Rule && o.Summary == f.Summary
	}) {
		f.Severity = advice.Warning
		return f
	}
	f.Fix += "; `terraform destroy -refresh=false` removes the domain all the same"
	return f
}

// replacing returns the attributes whose change cannot be made in place.
func (p *planning) replacing(m model) path.Paths {
	var out path.Paths
	if p.state == nil {
		return out
	}
	if !m.Domain.Equal(p.state.Domain) {
		out = append(out, path.Root("domain"))
	}
	if !m.Region.Equal(p.state.Region) {
		out = append(out, path.Root("region"))
	}
	return out
}

// zone plans where the records go. It asks Route 53 only for a zone that the
// state does not know.
func (p *planning) zone(ctx context.Context, m *model, diags *diag.Diagnostics) {
	id := p.config.ZoneID
	m.ZoneID, m.ZoneName = types.StringUnknown(), types.StringUnknown()
	if known(m.ManageDNS) && !m.ManageDNS.ValueBool() {
		m.ZoneID, m.ZoneName = id, types.StringNull()
		return
	}
	if !known(m.ManageDNS, m.Domain, id) {
		m.ZoneID = unknownUnless(id)
		return
	}
	if s := p.state; s != nil && isText(s.ZoneName) && m.Domain.Equal(s.Domain) && (id.IsNull() || id.Equal(s.ZoneID)) {
		m.ZoneID, m.ZoneName = s.ZoneID, s.ZoneName
		return
	}
	if p.rec == nil {
		m.ZoneID = unknownUnless(id)
		return
	}
	zone, err := p.rec.ZoneFor(ctx, m.spec().Domain, id.ValueString())
	if err != nil {
		found := diagnose(err, subject{doing: "find the hosted zone", domain: m.Domain.ValueString(), zoneID: id.ValueString()})
		if p.zoneGone() && nowhere(err) {
			m.ZoneID, found = unknownUnless(id), asWarnings(found)
		}
		diags.Append(found...)
		return
	}
	m.ZoneID, m.ZoneName = types.StringValue(zone.ID), types.StringValue(string(zone.Name))
	if isText(id) {
		m.ZoneID = id
	}
}

// zoneGone reports whether the zone of the records was deleted. A plan shows
// that and fails no more than it has to: Terraform makes one before it destroys.
func (p *planning) zoneGone() bool {
	return p.state != nil && p.state.ManageDNS.ValueBool() && p.state.ZoneName.IsNull()
}

// nowhere reports whether Route 53 answered that there is no one zone to use.
func nowhere(err error) bool {
	var (
		none      *reconcile.NoZoneError
		ambiguous *reconcile.AmbiguousZoneError
	)
	return errors.Is(err, reconcile.ErrZoneNotFound) || errors.As(err, &none) || errors.As(err, &ambiguous)
}

// unknownUnless returns what is configured, or unknown where it is left out.
func unknownUnless(configured types.String) types.String {
	if configured.IsNull() {
		return types.StringUnknown()
	}
	return configured
}
