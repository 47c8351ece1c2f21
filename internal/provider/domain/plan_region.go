package domain

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// warnOfMove says what becomes of bounces when a domain moves to another region
// and its MAIL FROM domain does not. A provider is not told which of the two
// objects Terraform makes or destroys first.
func (p *planning) warnOfMove(m model, diags *diag.Diagnostics) {
	s := p.state
	if s == nil || !isText(m.Region) || m.Region.Equal(s.Region) || !m.Domain.Equal(s.Domain) {
		return
	}
	if !m.ManageDNS.ValueBool() || !m.mailFrom.Enabled.ValueBool() || !s.mailFrom.Enabled.ValueBool() || !m.mailFrom.Domain.Equal(s.mailFrom.Domain) {
		return
	}
	before, after := s.Region.ValueString(), m.Region.ValueString()
	diags.AddAttributeWarning(pathRegion, "Region changes, MAIL FROM domain does not", remedy.Detail(
		fmt.Sprintf("The identity of %s is replaced by one of %s, and %s receives the bounces of one region only. Terraform destroys the old one first, and SES sends nothing for %s until it has verified the new one. "+
			"With create_before_destroy it makes the new one first, and stops at the MX of the old one.", before, after, m.mailFrom.Domain.ValueString(), m.Domain.ValueString()),
		"to lose no time, write create_before_destroy and a MAIL FROM domain of the new region; the old name can come back in a later apply:\n"+
			typed(fmt.Sprintf("mail_from = { domain = %q }", regionalMailFrom(m.Domain.ValueString(), after, before)))))
}
