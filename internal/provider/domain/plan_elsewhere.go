package domain

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// warnOfWaiting warns where a create shall wait for records that follow from it.
// Those of a replica and of a key that the user brings may stand already.
func (p *planning) warnOfWaiting(m model, diags *diag.Diagnostics) {
	made := p.state == nil || len(p.replacing(m)) > 0
	if !made || !off(m.ManageDNS) || !m.WaitForVerification.ValueBool() || !m.dkim.ParentRegion.IsNull() || !m.dkim.Selector.IsNull() {
		return
	}
	diags.AddAttributeWarning(path.Root("wait_for_verification"), "Waiting for records that cannot be there yet",
		remedy.Detail(fmt.Sprintf("SES chooses the names of the DKIM records when it makes %s, and what is built from `records` is published after that. "+
			"With manage_dns = false this apply would wait for them until its timeout.", m.Domain.ValueString()),
			"leave wait_for_verification out now, and set it to true in a later apply, when the records are published"))
}
