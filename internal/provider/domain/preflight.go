package domain

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/drift"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// preflight looks, at plan, whether somebody else holds a place that this plan
// wants to take for the first time, so that a review sees the conflict, all of
// it in one error. It asks nothing where the plan takes no new place, and where
// it first destroys what holds the places now. Another domain or region is looked
// for before the one that there is goes.
func (p *planning) preflight(ctx context.Context, m *model, diags *diag.Diagnostics) {
	var (
		looked []mailauth.Record
		taken  reconcile.ConflictError
	)
	destroys := len(p.replacing(*m)) > 0 || p.replaces() && p.remakes(*m)
	if p.rec != nil && m.dkim.replicates() && known(m.Domain) && (p.state == nil || !p.state.dkim.ParentRegion.Equal(m.dkim.ParentRegion)) {
		diags.Append(checkParent(ctx, p.cloud, *m, false)...)
	}
	if p.rec != nil && !destroys && known(m.Domain, m.OnExisting) {
		if p.state == nil {
			taken.Identity = p.preflightIdentity(ctx, m, diags)
		}
		if zone := m.zone(); zone != nil {
			looked, taken.Conflicts = p.preflightRecords(ctx, *zone, m, diags)
		}
	}
	if taken.Identity || len(taken.Conflicts) > 0 {
		diags.Append(conflicts(&taken, m.subject("")))
	}
	p.openTTL(m, looked)
}

// replaces reports whether this plans the creation that a destruction goes
// before: Terraform plans it without a state, but with the private state of what
// is destroyed.
func (p *planning) replaces() bool { return p.state == nil && p.own.known() }

// remakes reports whether the identity that is made is the one that is destroyed
// before, as far as that is known.
func (p *planning) remakes(m model) bool {
	before := p.own.Applied
	return before == nil || before.Spec.Domain == m.spec().Domain && before.Spec.Region == m.Region.ValueString()
}

// preflightIdentity reports whether an identity is in the way.
func (p *planning) preflightIdentity(ctx context.Context, m *model, diags *diag.Diagnostics) bool {
	exists, err := p.rec.Identities.Exists(ctx, m.spec().Domain)
	if err != nil {
		diags.Append(diagnose(err, subject{doing: "look for the identity", domain: m.Domain.ValueString(), region: m.Region.ValueString()})...)
		return false
	}
	if exists && m.adopts() {
		p.preflightAdoption(ctx, m, diags)
	}
	return exists && !m.adopts()
}

// preflightAdoption shows what becomes of an identity that is taken over.
func (p *planning) preflightAdoption(ctx context.Context, m *model, diags *diag.Diagnostics) {
	identity, err := p.rec.Identities.Get(ctx, m.spec().Domain)
	if err != nil {
		diags.Append(diagnose(err, m.subject("read the identity"))...)
		return
	}
	live := *m
	live.fillIdentity(&identity, p.cloud)
	live.ARN = types.StringValue("")
	live.records, live.ManageDNS = nil, types.BoolValue(false)
	diags.Append(adoptedIdentity(*m, drift.Find(m.spec(), identity.DKIM.Facts(), live.found())))
}

// adopts reports whether what exists is taken over.
func (m model) adopts() bool { return m.OnExisting.ValueString() == onExistingAdopt }

// preflightRecords returns the records whose places it has looked at, and what
// is in their way. Those that follow from something unknown may turn out to be
// just what stands there.
func (p *planning) preflightRecords(ctx context.Context, zone reconcile.Zone, m *model, diags *diag.Diagnostics) ([]mailauth.Record, []reconcile.Conflict) {
	var want []mailauth.Record
	for _, r := range mailauth.Own(mailauth.Records(m.spec(), m.dkim.facts())) {
		if planned, ok := m.records[r.Kind]; ok && known(planned.Name, planned.Values) {
			want = append(want, r)
		}
	}
	managed := p.managed(*m)
	if !takesNewPlace(want, managed, zone) {
		return nil, nil
	}
	forecast, err := p.rec.Preview(ctx, zone, want, managed, m.adopts())
	if conflict := (*reconcile.ConflictError)(nil); errors.As(err, &conflict) {
		return nil, conflict.Conflicts
	}
	if err != nil {
		diags.Append(diagnose(err, subject{doing: "look at the records", domain: m.Domain.ValueString(), zoneID: zone.ID})...)
		return nil, nil
	}
	diags.Append(adoptedRecords(*m, forecast.Adopted)...)
	if !known(m.TTL) {
		return nil, nil
	}
	previewTTL(m.records, want, forecast.Sets)
	return want, nil
}

// managed is what an earlier apply left, nothing at create. What a destruction
// goes before is not in the way of what is made after it.
func (p *planning) managed(m model) reconcile.Managed {
	if p.state == nil {
		return reconcile.Managed{Claims: p.own.claims()}
	}
	own := p.own
	own.handOver(p.state.ManageDNS.ValueBool(), m.ManageDNS.ValueBool())
	return p.state.managed(own)
}

func takesNewPlace(want []mailauth.Record, managed reconcile.Managed, zone reconcile.Zone) bool {
	if managed.Zone == nil || managed.Zone.ID != zone.ID {
		return true
	}
	places := make(map[rr.Key]bool)
	for _, r := range managed.Records {
		places[r.Key] = true
	}
	for _, r := range want {
		if !places[r.Key] {
			return true
		}
	}
	return false
}

// zone is the hosted zone of the records, nil where DNS is managed elsewhere
// or the zone is not known.
func (m model) zone() *reconcile.Zone {
	if !m.ManageDNS.ValueBool() || !isText(m.ZoneID) || !isText(m.ZoneName) {
		return nil
	}
	return &reconcile.Zone{ID: bareZoneID(m.ZoneID.ValueString()), Name: rr.Name(m.ZoneName.ValueString())}
}

// managed is what the state says of the records, and whose they are.
func (m model) managed(own ownership) reconcile.Managed {
	out := reconcile.Managed{Zone: m.zone(), Claims: own.claims()}
	for _, kind := range slices.Sorted(maps.Keys(m.records)) {
		r := m.records[kind].record(kind)
		r.Borrowed = m.borrows(kind) || own.borrowed(r)
		out.Records = append(out.Records, r)
	}
	return out
}

var (
	pathZoneID = path.Root("zone_id")
	pathDomain = path.Root("domain")
	pathRegion = path.Root("region")
	pathSPF    = path.Root("spf")
	pathDMARC  = path.Root("dmarc")
	pathDKIM   = path.Root("dkim")
	// pathMailFrom stands for its member `domain`, see asDiagnostic.
	pathMailFrom = path.Root("mail_from")
)
