package domain

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// ImportState takes `domain` or `region/domain`; the read that follows takes
// over the whole bundle.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	region, domain, found := strings.Cut(req.ID, "/")
	if !found {
		region, domain = r.cloud.Region(), req.ID
	}
	if findings := mailauth.CheckDomain(domain); len(findings) > 0 {
		resp.Diagnostics.AddError("Import id is not a domain", "The id is "+quoted(req.ID)+"; "+findings[0].Detail+
			"\n\nTo fix: import with the domain, or with the region and the domain, such as \"example.org\" or \"eu-west-1/example.org\".")
		return
	}
	if region == "" {
		resp.Diagnostics.Append(noRegion())
		return
	}
	name, err := rr.ParseName(domain)
	if err != nil {
		resp.Diagnostics.Append(bug("parse the import id", err))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, pathDomain, string(name))...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, pathRegion, region)...)
	resp.Diagnostics.Append(storeOwnership(ctx, ownership{Imported: true}, resp.Private)...)
}

// readImported is refresh for a state that has but domain and region: it
// infers the arguments from what it finds and claims every record of the
// bundle, the SPF record at the domain itself apart.
func (r *Resource) readImported(ctx context.Context, state *model, own *ownership, diags *diag.Diagnostics) bool {
	rec, err := r.cloud.Reconciler(ctx, state.Region.ValueString())
	if err != nil {
		diags.Append(diagnose(err, subject{doing: "configure access to AWS"})...)
		return false
	}
	domain := state.spec().Domain
	zone, err := importZone(ctx, rec, domain)
	if err != nil {
		diags.Append(diagnose(err, state.subject("find the hosted zone"))...)
		return false
	}
	seen, err := rec.Observe(ctx, domain, zone, func(identity *reconcile.Identity) []rr.Name {
		if identity == nil {
			return nil
		}
		return mailauth.Names(mailauth.Records(inferredSpec(domain, state.Region.ValueString(), *identity), identity.DKIM.Facts()))
	})
	if err != nil {
		diags.Append(diagnose(err, state.subject("read the domain"))...)
		return false
	}
	if seen.Identity == nil {
		return true
	}
	arn, err := rec.Identities.ARN(ctx, domain)
	if err != nil {
		diags.Append(diagnose(err, state.subject("find out the account"))...)
		return false
	}
	state.ARN = types.StringValue(arn)
	state.infer(zone, seen, r.cloud)
	*own = ownershipOf(nil)
	if zone != nil {
		*own = state.claim(*zone, seen)
	}
	own.Applied = &applied{Spec: state.spec(), Facts: seen.Identity.DKIM.Facts()}
	return false
}

// importZone finds the zone of a domain; where no public zone holds it, DNS is
// managed elsewhere.
func importZone(ctx context.Context, rec *reconcile.Reconciler, domain rr.Name) (*reconcile.Zone, error) {
	zone, err := rec.Zones.Find(ctx, domain)
	if none := (*reconcile.NoZoneError)(nil); errors.As(err, &none) {
		return nil, nil //nolint:nilnil // no zone is an answer here
	}
	if err != nil {
		return nil, err
	}
	return &zone, nil
}

// inferredSpec is a spec that names every place where a record of the bundle
// may stand.
func inferredSpec(domain rr.Name, region string, identity reconcile.Identity) mailauth.Spec {
	mailFrom := identity.MailFrom.Domain
	if mailFrom == "" {
		mailFrom = mailauth.DefaultMailFrom(domain)
	}
	return mailauth.Spec{
		Domain:   domain,
		Region:   region,
		MailFrom: mailauth.MailFrom{Enabled: true, Domain: mailFrom},
		DMARC:    mailauth.DMARC{Enabled: true},
	}
}

// infer fills a state of which only domain and region are known.
func (m *model) infer(zone *reconcile.Zone, seen reconcile.Observation, cloud Cloud) {
	m.ManageDNS, m.WaitForVerification = types.BoolValue(zone != nil), types.BoolValue(zone != nil)
	m.OnExisting, m.TTL = types.StringValue(onExistingFail), types.Int64Value(defaultTTL)
	m.mailFrom = mailFromModel{}.withDefaults(m.Domain)
	m.dmarc = noDMARC().withDefaults()
	m.fillIdentity(seen.Identity, cloud)
	if zone != nil {
		m.ZoneID, m.ZoneName = types.StringValue(zone.ID), types.StringValue(string(zone.Name))
		m.inferTexts(seen)
	}
	m.records = plannedRecords(*m)
	if zone == nil {
		return
	}
	m.fillRecords(seen)
	if ttl, ok := m.commonTTL(seen); ok {
		m.TTL = types.Int64Value(ttl)
	}
}

// inferTexts takes the SPF and DMARC records as they are published.
func (m *model) inferTexts(seen reconcile.Observation) {
	spec := m.spec()
	if texts := published(seen, rr.Key{Name: spec.MailFrom.Domain, Type: rr.TXT}, mailauth.MailFromSPF); len(texts) == 1 {
		m.mailFrom.SPF = mailtext.OfSPF(texts[0]).Keep(m.mailFrom.SPF)
	}
	texts := published(seen, rr.Key{Name: spec.Domain.Child("_dmarc"), Type: rr.TXT}, mailauth.DMARCPolicy)
	m.dmarc.Enabled = types.BoolValue(len(texts) > 0)
	if len(texts) != 1 {
		return
	}
	m.dmarc.fill(texts[0])
	if r, err := dmarc.Parse(texts[0]); err != nil || len(r.Unknown) > 0 || !dmarc.Equal(m.dmarc.text(), texts[0]) {
		// The attributes cannot say all of it, such as a tag nobody defines.
		m.dmarc = noDMARC()
		m.dmarc.Enabled, m.dmarc.Record = types.BoolValue(true), mailtext.OfDMARC(texts[0])
	}
}

func published(seen reconcile.Observation, key rr.Key, kind mailauth.Kind) []string {
	set, ok := seen.Set(key)
	if !ok {
		return nil
	}
	return slot(kind, set)
}

// commonTTL is the TTL of the sets that hold values of the bundle alone, if it
// is the same for all of them.
func (m model) commonTTL(seen reconcile.Observation) (int64, bool) {
	var common int64
	found := false
	for _, kind := range reconcile.Alone(m.managed(ownership{}).Records, seen.Sets) {
		ttl := m.records[kind].TTL.ValueInt64()
		if found && ttl != common {
			return 0, false
		}
		common, found = ttl, true
	}
	return common, found
}

// claim makes every record that stands ours.
func (m model) claim(zone reconcile.Zone, seen reconcile.Observation) ownership {
	records := m.managed(ownership{}).Records
	var claims []reconcile.Claim
	for _, r := range records {
		if r.Text != "" && r.Kind != mailauth.SPF {
			claims = append(claims, reconcile.Claim{Zone: zone, Record: r})
		}
	}
	own := ownershipOf(claims)
	own.Alone = reconcile.Alone(records, seen.Sets)
	return own
}
