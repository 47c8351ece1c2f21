package domain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// replicaFindings looks at dkim.parent_region; region is that of the resource,
// empty where it is not known.
func (m dkimModel) replicaFindings(region string) []advice.Finding {
	if !m.replicates() {
		return nil
	}
	var out []advice.Finding
	refuse := func(rule, member, summary, detail, fix string) {
		out = append(out, advice.Finding{Rule: rule, Severity: advice.Error, Path: "dkim." + member, Summary: summary, Detail: detail, Fix: fix})
	}
	parent := m.ParentRegion.ValueString()
	if isText(m.KeyLength) {
		refuse("M13", "key_length", "Key length of a replica",
			fmt.Sprintf("With parent_region = %q SES signs with the keys of the identity in %[1]s, whose length is that identity's.", parent),
			"remove key_length here, and write it in the resource of "+parent)
	}
	switch {
	case strings.Trim(parent, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Count(parent, "-") < 2:
		refuse("M14", "parent_region", "Parent region that is none", fmt.Sprintf("%q is not the name of a region.", parent), `write the name of a region such as "eu-west-1"`)
	case parent == region:
		refuse("M15", "parent_region", "Parent in the same region",
			fmt.Sprintf("The resource itself is in %s; the keys of a replica are those of another region.", region),
			"remove parent_region, or set region to the one that replicates the keys")
	case region != "" && mailauth.Partition(parent) != mailauth.Partition(region):
		refuse("M16", "parent_region", "Parent in another partition",
			fmt.Sprintf("%s is in the partition %s and %s in %s; SES replicates no keys across.", parent, mailauth.Partition(parent), region, mailauth.Partition(region)),
			"name a region of the same partition, or remove parent_region so that the identity has keys of its own")
	}
	return out
}

// checkRegions looks at how the regions go together once all are known, that of
// the provider included. What the configuration alone says is looked at before.
func (p *planning) checkRegions(m model, diags *diag.Diagnostics) {
	if !isText(m.Region) {
		return
	}
	region, base := m.Region.ValueString(), p.cloud.Region()
	if base != "" && mailauth.Partition(base) != mailauth.Partition(region) {
		diags.AddAttributeError(pathRegion, "Region of another partition", remedy.Detail(
			fmt.Sprintf("%s is in the partition %s, and the provider's region %s in %s. Accounts and credentials of one are unknown in the other, and so are hosted zones.",
				region, mailauth.Partition(region), base, mailauth.Partition(base)),
			fmt.Sprintf("give the resource a provider of that partition: provider \"mailauth\" { alias = \"other\", region = %q } with its own credentials, and provider = mailauth.other here.", region)))
		return
	}
	for _, finding := range m.dkim.replicaFindings(region) {
		diags.Append(asDiagnostic(finding))
	}
}

// checkParent looks at the identity whose keys a replica is about to sign with.
// SES takes any, and tells only later and in VerificationInfo what is wrong with
// it. Before the apply it may be missing, as it may be made by the same apply. A
// question that is not answered says nothing; SES then decides.
func checkParent(ctx context.Context, cloud Cloud, m model, applies bool) diag.Diagnostics {
	region := m.dkim.ParentRegion.ValueString()
	rec, err := cloud.Reconciler(ctx, region)
	if err != nil {
		return diagnose(err, subject{doing: "configure access to AWS"})
	}
	parent, err := rec.Identities.Get(ctx, m.spec().Domain)
	trouble := func(errorType string) diag.Diagnostics {
		return one(asDiagnostic(mailauth.ReplicationTrouble(errorType, m.spec())))
	}
	switch {
	case errors.Is(err, reconcile.ErrNotFound) && applies:
		return trouble(mailauth.ParentNotFound)
	case errors.Is(err, reconcile.ErrNotFound):
		return nil
	case err != nil:
		tflog.Debug(ctx, "parent not looked at", map[string]any{"domain": m.Domain.ValueString(), "region": region, "reason": err.Error()})
		return nil
	case parent.DKIM.Origin == mailauth.OriginEasyDKIM:
		return nil
	case mailauth.ParentRegion(parent.DKIM.Origin) != "":
		return trouble(mailauth.ParentIsReplica)
	}
	return trouble(mailauth.ParentHasOwnKey)
}

// warnOfReplication says what keeps a replica from signing, or receivers from
// finding its keys. Neither is drift: it is for the owner of the parent to mend.
func (p *planning) warnOfReplication(m model, diags *diag.Diagnostics) {
	if !p.parentLacks(m) {
		return
	}
	if errorType := p.notReplicated(m); errorType != "" {
		finding := mailauth.ReplicationTrouble(errorType, m.spec())
		finding.Severity = advice.Warning
		diags.Append(asDiagnostic(finding))
	}
	lines := p.lackingRecords(m)
	if len(lines) == 0 {
		return
	}
	parent := m.dkim.ParentRegion.ValueString()
	diags.AddAttributeWarning(pathDKIM, "Records of the parent are not as they should be", remedy.Detail(
		fmt.Sprintf("SES in %s signs mail from %s with the keys of the identity in %s. Of the records that lead to them:\n%s",
			m.Region.ValueString(), m.Domain.ValueString(), parent, strings.Join(lines, "\n")),
		fmt.Sprintf("apply the configuration of %s in %s, whose records these are; this resource never writes them. "+
			"If that identity is to go, remove parent_region here first, so that SES makes keys for this one.", m.Domain.ValueString(), parent)))
}

// parentLacks reports whether something of the parent is missing that its
// replica, which stays one of it, lives from.
func (p *planning) parentLacks(m model) bool {
	stays := p.state != nil && m.dkim.replicates() && p.state.dkim.ParentRegion.Equal(m.dkim.ParentRegion) && len(p.replacing(m)) == 0
	return stays && (p.notReplicated(m) != "" || len(p.lackingRecords(m)) > 0)
}

// notReplicated is why SES cannot give the replica the keys of its parent, in
// SES's word, empty where it can or has not been asked.
func (p *planning) notReplicated(m model) string {
	if identity, ok := p.cloud.Held().sight(m.Region, m.spec().Domain); ok && identity.NotReplicated() {
		return identity.Verification.ErrorType
	}
	return ""
}

func (p *planning) lackingRecords(m model) []string {
	var lines []string
	for _, d := range p.drifted() {
		kind, isRecord := strings.CutPrefix(d.Path, `records["`)
		if isRecord && m.watches(mailauth.Kind(strings.TrimSuffix(kind, `"]`))) {
			lines = append(lines, driftLine(d))
		}
	}
	return lines
}
