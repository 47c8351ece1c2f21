package domain

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// sandboxLook bounds the look for the sandbox: a plan waits no longer for what
// is but a warning.
const sandboxLook = 10 * time.Second

// warnOfSandbox tells that the domain of this plan, the first one that the
// process is to make in a region, will send to hardly anybody. It asks only
// where something is made: who plans a domain that stands knows by now, and such
// plans shall cost no request more. No answer is no warning.
func (p *planning) warnOfSandbox(ctx context.Context, m model, diags *diag.Diagnostics) {
	if p.state != nil || p.replaces() || p.rec == nil || diags.HasError() || !p.cloud.WarnsOfSandbox() || !p.cloud.Held().lookForSandbox(m.Region) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, sandboxLook)
	defer cancel()
	accounts, err := p.cloud.Accounts(ctx, m.Region.ValueString())
	if err != nil {
		return
	}
	if account, err := accounts.Account(ctx); err == nil && !account.Production {
		diags.Append(inSandbox(m.Region.ValueString(), account))
	}
}

func inSandbox(region string, account reconcile.Account) diag.Diagnostic {
	found := fmt.Sprintf("The account is in the sandbox of SES in %s: once its domains are verified, their mail still reaches only addresses and domains that SES has verified, and the mailbox simulator; %.0f messages in 24 hours, %.0f in a second.",
		region, account.Quota.Max24Hours, account.Quota.PerSecond)
	fix := "ask AWS for production access, with a resource mailauth_account and its argument production_access, or in the console of SES."
	switch account.Review.Status {
	case "PENDING":
		found, fix = found+" Production access is asked for; AWS is reviewing it.", "wait for AWS; data \"mailauth_account\" shows review_status."
	case "DENIED":
		found, fix = found+" AWS has denied production access.", "answer in the case of AWS Support, where the reasons are, or change what mailauth_account says in production_access."
	}
	return diag.NewWarningDiagnostic("Account in the sandbox of SES", remedy.Detail(found, fix+" Where the sandbox is meant, write sandbox_warning = false into the provider block."))
}
