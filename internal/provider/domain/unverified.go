package domain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/verification"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// patience is for how long nothing is said of a domain that SES looks for and
// nobody waits for. Most are verified within minutes, and few after an hour.
const patience = 3 * time.Hour

// unfinished says that everything is made but not everything confirmed.
func (a *application) unfinished(ctx context.Context, out reconcile.Outcome) diag.Diagnostics {
	var (
		diags       diag.Diagnostics
		unverified  *reconcile.UnverifiedError
		unconfirmed *reconcile.UnconfirmedError
	)
	if errors.As(out.Pending, &unconfirmed) {
		diags.Append(unasked(a.plan.Domain.ValueString(), unconfirmed))
	}
	switch {
	case errors.As(out.Pending, &unverified):
		diags.Append(a.unverified(ctx, unverified))
	case unconfirmed == nil:
		diags.Append(unanswered(out.Pending, a.plan))
	}
	return diags
}

// settled reports whether nothing is left to wait for, although nobody could
// ask Route 53.
func settled(pending error) bool {
	var (
		unverified  *reconcile.UnverifiedError
		unconfirmed *reconcile.UnconfirmedError
	)
	return errors.As(pending, &unconfirmed) && !errors.As(pending, &unverified)
}

// unasked says that everything is made, but that nobody may ask whether it is
// known everywhere.
func unasked(domain string, e *reconcile.UnconfirmedError) diag.Diagnostic {
	fix := "nothing has to be done; to look, ask one of the zone's name servers."
	if api := (*reconcile.APIError)(nil); errors.As(e, &api) && api.Needs != nil {
		fix = remedy.Fix(api)
	}
	return diag.NewWarningDiagnostic("Change of DNS is not confirmed", remedy.Detail(
		"Everything of "+domain+" is made. Route 53 brings a change to all of its name servers by itself, most often within a minute; whether it has could not be found out: "+
			strings.TrimSuffix(e.Err.Error(), ".")+".", fix))
}

func (a *application) unverified(ctx context.Context, unverified *reconcile.UnverifiedError) diag.Diagnostic {
	if identity := unverified.Identity; identity.NotReplicated() {
		finding := mailauth.ReplicationTrouble(identity.Verification.ErrorType, a.plan.spec())
		finding.Severity = advice.Warning
		return asDiagnostic(finding)
	}
	e := a.rec.Explain(ctx, reconcile.Unverified{
		Spec: a.actual.spec(), Identity: unverified.Identity, Zone: a.zone, Waits: true,
	})
	return explained("Everything is made, and the wait ended after "+unverified.Waited.Round(time.Second).String()+".", e)
}

func explained(begin string, e verification.Explanation) diag.Diagnostic {
	if begin != "" {
		begin += "\n\n"
	}
	return diag.NewWarningDiagnostic(e.Summary, remedy.Detail(begin+e.Found, e.Fix))
}

// unanswered says that a question on the way to the confirmation got no answer.
func unanswered(pending error, m model) diag.Diagnostic {
	fix := "run `terraform plan`; it shows what is left to do, if anything is."
	if api := (*reconcile.APIError)(nil); errors.As(pending, &api) {
		fix = remedy.Fix(api)
	}
	return diag.NewWarningDiagnostic("Domain not confirmed yet", remedy.Detail(
		fmt.Sprintf("Everything of %s is made, but the wait until it is known everywhere and verified ended early: %v.",
			m.Domain.ValueString(), strings.TrimSuffix(pending.Error(), ".")), fix))
}

// explain says why SES has not verified a domain, where that is not plain from
// the drift that an apply repairs. It asks nothing where there is no trouble, and
// says nothing where this process has not looked at SES: when Terraform plans
// once more while it applies, the user has read it already.
//
//	status             said
//	FAILED             why, since it may fail again
//	PENDING            why, if an apply only waits for it, or it takes long already
//	TEMPORARY_FAILURE  why, with what it does, if no apply repairs it
func (p *planning) explain(ctx context.Context, m model, found search, diags *diag.Diagnostics) {
	if p.state == nil || p.state.ARN.IsNull() || p.rec == nil || p.zoneGone() || found.plain || p.parentLacks(m) || len(p.replacing(m)) > 0 {
		return
	}
	identity, looked := p.identity()
	if !looked {
		return
	}
	waits := m.WaitForVerification.ValueBool()
	onlyWaits := waits && identity.Pending() && !p.state.rekeys(m) && !p.state.movesMailFrom(m)
	begin := ""
	switch {
	case p.state.has(statusFailed), onlyWaits:
	case len(found.lost) > 0:
		begin = p.nothingToApply() + strings.Join(found.lost, "\n")
	case !takesLong(identity):
		return
	}
	diags.Append(explained(begin, p.rec.Explain(ctx, reconcile.Unverified{
		Spec: p.state.spec(), Identity: identity, Zone: p.state.zone(), Waits: waits,
	})))
}

func (p *planning) nothingToApply() string {
	if p.state.zone() == nil {
		return "Whoever publishes the records has to see to it; there is nothing to apply:\n"
	}
	return "The records stand as they should, so there is nothing to apply:\n"
}

// identity is that of the state, with what SES says of its search; false where
// it was not asked since the process began.
func (p *planning) identity() (reconcile.Identity, bool) {
	identity := p.state.identity()
	seen, ok := p.cloud.Held().sight(p.state.Region, p.state.spec().Domain)
	identity.Verification, identity.DKIM.KeyGenerated = seen.Verification, seen.DKIM.KeyGenerated
	return identity, ok
}

// takesLong reports whether SES has looked for the records of new DKIM keys for
// long, by its own clock. The keys of a replica are as old as its parent's.
func takesLong(identity reconcile.Identity) bool {
	made := identity.DKIM.KeyGenerated
	return identity.DKIM.Status == statusPending && identity.DKIM.Origin == mailauth.OriginEasyDKIM && !made.IsZero() && identity.Verification.LastChecked.Sub(made) > patience
}

// has reports whether any status is the one.
func (m model) has(status string) bool {
	return slices.Contains([]string{m.VerificationStatus.ValueString(), m.dkim.Status.ValueString(), m.mailFrom.Status.ValueString()}, status)
}
