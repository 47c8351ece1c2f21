package domain

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// overlay returns the plan with every unknown replaced by what came out.
func overlay(plan, actual model) model {
	out := plan
	fill(&out.Region, actual.Region)
	fill(&out.ZoneID, actual.ZoneID)
	fill(&out.ZoneName, actual.ZoneName)
	fill(&out.ManageDNS, actual.ManageDNS)
	fill(&out.OnExisting, actual.OnExisting)
	fill(&out.TTL, actual.TTL)
	fill(&out.FeedbackForwardingEnabled, actual.FeedbackForwardingEnabled)
	fill(&out.WaitForVerification, actual.WaitForVerification)
	fill(&out.ARN, actual.ARN)
	fill(&out.TagsAll, actual.TagsAll)
	fill(&out.VerificationStatus, actual.VerificationStatus)
	fill(&out.VerifiedForSending, actual.VerifiedForSending)
	out.dkim.overlay(actual.dkim)
	out.mailFrom.overlay(actual.mailFrom)
	out.dmarc.overlay(actual.dmarc)
	out.records = overlayRecords(plan.records, actual.records)
	return out
}

// fill replaces a value that is unknown.
func fill[V attr.Value](value *V, actual V) {
	if !known(*value) {
		*value = actual
	}
}

func (m *dkimModel) overlay(actual dkimModel) {
	fill(&m.SigningEnabled, actual.SigningEnabled)
	fill(&m.KeyLength, actual.KeyLength)
	fill(&m.ParentRegion, actual.ParentRegion)
	fill(&m.Origin, actual.Origin)
	fill(&m.Status, actual.Status)
	fill(&m.Tokens, actual.Tokens)
	fill(&m.SigningHostedZone, actual.SigningHostedZone)
	fill(&m.CurrentKeyLength, actual.CurrentKeyLength)
	m.ownKeyModel.overlay(actual.ownKeyModel)
}

func (m *mailFromModel) overlay(actual mailFromModel) {
	fill(&m.Enabled, actual.Enabled)
	fill(&m.Domain, actual.Domain)
	fill(&m.BehaviorOnMXFailure, actual.BehaviorOnMXFailure)
	fill(&m.SPF, actual.SPF)
	fill(&m.Status, actual.Status)
}

func (m *dmarcModel) overlay(actual dmarcModel) {
	fill(&m.Enabled, actual.Enabled)
	fill(&m.Policy, actual.Policy)
	fill(&m.SubdomainPolicy, actual.SubdomainPolicy)
	fill(&m.NonexistentPolicy, actual.NonexistentPolicy)
	fill(&m.AlignmentDKIM, actual.AlignmentDKIM)
	fill(&m.AlignmentSPF, actual.AlignmentSPF)
	fill(&m.RUA, actual.RUA)
	fill(&m.RUF, actual.RUF)
	fill(&m.FailureOptions, actual.FailureOptions)
	fill(&m.Testing, actual.Testing)
	fill(&m.Percent, actual.Percent)
	fill(&m.ReportInterval, actual.ReportInterval)
	fill(&m.Record, actual.Record)
}

func overlayRecords(plan, actual map[mailauth.Kind]recordModel) map[mailauth.Kind]recordModel {
	if plan == nil {
		return actual
	}
	out := make(map[mailauth.Kind]recordModel, len(plan))
	for kind, p := range plan {
		a := actual[kind]
		fill(&p.Name, a.Name)
		fill(&p.TTL, a.TTL)
		fill(&p.Values, a.Values)
		out[kind] = p
	}
	return out
}
