package domain

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// SES's words for a state.
const (
	statusSuccess          = "SUCCESS"
	statusPending          = "PENDING"
	statusFailed           = "FAILED"
	statusTemporaryFailure = "TEMPORARY_FAILURE"
)

// computed plans what AWS decides: what the state knows where nothing that is
// about to be done changes it, else unknown.
func (p *planning) computed(m *model) {
	m.ARN, m.VerificationStatus, m.VerifiedForSending = types.StringUnknown(), types.StringUnknown(), types.BoolUnknown()
	m.mailFrom.Status = types.StringUnknown()
	m.dkim.forget()
	if s := p.state; s != nil && len(p.replacing(*m)) == 0 && !s.ARN.IsNull() {
		m.ARN, m.VerificationStatus, m.VerifiedForSending = s.ARN, s.VerificationStatus, s.VerifiedForSending
		if !s.rekeys(*m) {
			m.dkim.recall(s.dkim)
		}
		if !s.movesMailFrom(*m) {
			m.mailFrom.Status = s.mailFrom.Status
		}
	}
	if known(m.mailFrom.Enabled) && !m.mailFrom.Enabled.ValueBool() {
		m.mailFrom.Status = types.StringNull()
	}
}

// rekeys reports whether SES is to be told about DKIM keys on the way to m.
func (s model) rekeys(m model) bool {
	if m.dkim.ownsKey() && s.rekeysOwn(m) {
		return true
	}
	return !s.dkim.KeyLength.Equal(m.dkim.KeyLength) || !s.dkim.Origin.Equal(m.dkim.plannedOrigin()) ||
		s.dkim.Status.ValueString() == statusFailed || s.VerificationStatus.ValueString() == statusFailed
}

// movesMailFrom reports whether SES is to look for another MX on the way to m.
func (s model) movesMailFrom(m model) bool {
	return !s.mailFrom.Enabled.Equal(m.mailFrom.Enabled) || !m.mailFrom.Domain.Same(s.mailFrom.Domain) ||
		s.mailFrom.Status.ValueString() == statusFailed
}

// await makes those statuses unknown that the apply waits for; that alone plans
// an update, which goes on with a wait that ended too early or, after a failure,
// makes SES look again.
//
//	status             wait for verification   planned
//	SUCCESS            any                     stays
//	PENDING            yes                     open
//	PENDING            no                      stays
//	FAILED             any                     open
//	TEMPORARY_FAILURE  any                     open if records are repaired, else stays:
//	                                           SES looks again by itself
//
// What is not known yet, be it whether to wait or which records there are, is
// taken for a yes. The status of DKIM is also open where an apply removes the
// record of a key that an earlier one has left standing.
func (p *planning) await(m *model) {
	s := p.state
	if s == nil || len(p.replacing(*m)) > 0 || s.ARN.IsNull() {
		return
	}
	waits := !known(m.WaitForVerification) || m.WaitForVerification.ValueBool()
	repairs := m.records == nil || s.showsSES(*m)
	if p.retiresKey(*m) {
		m.dkim.Status = types.StringUnknown()
	}
	for _, status := range []*types.String{&m.VerificationStatus, &m.dkim.Status, &m.mailFrom.Status} {
		switch status.ValueString() {
		case statusSuccess, "":
		case statusFailed:
			*status = types.StringUnknown()
		case statusTemporaryFailure:
			if waits && repairs {
				*status = types.StringUnknown()
			}
		default:
			if waits {
				*status = types.StringUnknown()
			}
		}
	}
	if m.VerificationStatus.IsUnknown() && !s.VerifiedForSending.ValueBool() {
		m.VerifiedForSending = types.BoolUnknown()
	}
}

// showsSES reports whether the way to m changes a record that SES looks at:
// no TXT but that of the user's own key.
func (s model) showsSES(m model) bool {
	for kind, planned := range m.records {
		if (kind == mailauth.DKIMKey || planned.Type.ValueString() != string(rr.TXT)) && !planned.equal(s.records[kind]) {
			return true
		}
	}
	return false
}

// identity is the SES identity as the state has it.
func (s model) identity() reconcile.Identity {
	return reconcile.Identity{
		DKIM:               s.dkim.live(),
		MailFrom:           s.mailFrom.live(),
		FeedbackForwarding: s.FeedbackForwardingEnabled.ValueBool(),
		ConfigurationSet:   s.ConfigurationSetName.ValueString(),
		Tags:               goMap(s.TagsAll),
		VerificationStatus: s.VerificationStatus.ValueString(),
		VerifiedForSending: s.VerifiedForSending.ValueBool(),
	}
}
