package domain

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// unread refuses to plan from the name of a domain alone.
func unread(m model) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathDomain, "Domain not read yet", remedy.Detail(
		fmt.Sprintf("Of %s, which is being moved or imported, only the name is known: the read was skipped, or settings of the provider are not known before apply.", m.Domain.ValueString()),
		"plan without -refresh=false, and with settings of the provider that are known; once the domain is in the state, both are possible again."))
}

// readImported is refresh for a state that has but domain and, where it is
// known, region: it infers the arguments from what it finds and claims every
// record of the bundle, the SPF record at the domain itself apart. It reports
// whether there is no such identity.
func readImported(ctx context.Context, cloud Cloud, state *model, own *ownership, diags *diag.Diagnostics) bool {
	if state.Region.IsNull() {
		state.Region = text(cloud.Region())
	}
	if state.Region.IsNull() {
		diags.Append(noRegion())
		return false
	}
	rec, err := cloud.Reconciler(ctx, state.Region.ValueString())
	if err != nil {
		diags.Append(diagnose(err, subject{doing: "configure access to AWS"})...)
		return false
	}
	if diags.Append(sameAccount(ctx, cloud, partOf(state.ARN, arnAccount))...); diags.HasError() {
		return false
	}
	domain := state.spec().Domain
	arn, err := rec.Identities.ARN(ctx, domain)
	if err != nil {
		diags.Append(diagnose(err, state.subject("find out the account"))...)
		return false
	}
	zone, seen, err := observeImported(ctx, rec, *state)
	if err != nil {
		diags.Append(diagnoseImport(err, state.subject("read the domain"))...)
		return false
	}
	if seen.Identity == nil {
		return true
	}
	state.ARN = types.StringValue(arn)
	cloud.Held().see(state.Region, domain, *seen.Identity)
	state.infer(zone, seen, cloud)
	*own = ownershipOf(nil)
	if zone != nil {
		*own = state.claim(*zone, seen)
	}
	own.Applied = &applied{Spec: state.spec(), Facts: seen.Identity.DKIM.Facts(), TTL: state.otherTTLs()}
	own.Taken = true
	return false
}

// observeImported looks at every place where a record of a domain may stand, and
// at some names besides; the zone is nil where no public one holds the domain.
func observeImported(ctx context.Context, rec *reconcile.Reconciler, state model, besides ...rr.Name) (*reconcile.Zone, reconcile.Observation, error) {
	domain, region := state.spec().Domain, state.Region.ValueString()
	zone, err := importZone(ctx, rec, domain, bareZoneID(state.ZoneID.ValueString()))
	if err != nil {
		return nil, reconcile.Observation{}, err
	}
	seen, err := rec.Observe(ctx, domain, zone, func(identity *reconcile.Identity) []rr.Name {
		if identity == nil {
			return nil
		}
		return append(mailauth.Names(append(mailauth.Records(inferredSpec(domain, region, *identity), identity.DKIM.Facts()), liveKey(domain, *identity)...)), besides...)
	})
	return zone, seen, err
}

// importZone finds the zone of a domain, or takes the one that the import
// names; where no public zone holds the domain, DNS is managed elsewhere.
func importZone(ctx context.Context, rec *reconcile.Reconciler, domain rr.Name, id string) (*reconcile.Zone, error) {
	zone, err := rec.ZoneFor(ctx, domain, id)
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
	m.dkim.publicKey = types.StringNull()
	m.records = plannedRecords(*m)
	if zone == nil {
		return
	}
	m.fillRecords(seen)
	m.dkim.publicKey = m.publishedKey()
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
	r, err := dmarc.Parse(texts[0])
	if m.dmarc.take(r); err != nil || len(r.Unknown) > 0 || !dmarc.Equal(m.dmarc.text(), texts[0]) {
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
	for _, kind := range reconcile.Alone(mailauth.Own(m.managed(ownership{}).Records), seen.Sets) {
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
		if r.Text != "" && r.Kind != mailauth.SPF && !r.Borrowed && !m.lendsMailFrom(r.Kind) {
			claims = append(claims, reconcile.Claim{Zone: zone, Record: r})
		}
	}
	own := ownershipOf(claims)
	own.see(m, seen)
	return own
}
