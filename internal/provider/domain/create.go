package domain

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Create makes the bundle. A create that fails removes what it made; a domain
// that is made but not verified in time is a warning, so that Terraform does
// not taint, and later replace, an identity whose records are published.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	defer remedy.Recovered("create the domain", &resp.Diagnostics)
	a := r.application(ctx, req.Config, req.Plan, nil, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	limit, diags := a.plan.Timeouts.Create(ctx, defaultCreate)
	resp.Diagnostics.Append(diags...)
	if a.actual.dkim.replicates() {
		resp.Diagnostics.Append(checkParent(ctx, a.cloud, a.actual, true)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	c := a.course(nil)
	c.makes = true
	if err := a.cloud.Held().begin(ctx, c); err != nil {
		resp.Diagnostics.Append(diagnose(err, a.plan.subject("create the domain"))...)
		return
	}
	defer a.cloud.Held().end(c)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	out, err := a.rec.Create(ctx, a.wish())
	if err != nil {
		resp.Diagnostics.Append(diagnose(err, a.plan.subject("create the domain"))...)
	}
	if remains := (*reconcile.RemainsError)(nil); err != nil && !errors.As(err, &remains) {
		return
	}
	a.cloud.Held().succeed(c, &out)
	made, diags := a.save(ctx, out, &resp.State, resp.Private)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, made.identityOf(made.ARN))...)
	if out.Pending != nil {
		resp.Diagnostics.Append(a.unfinished(ctx, out)...)
	}
}

// application is one apply: the plan with everything known that could not be
// known at plan.
type application struct {
	cloud Cloud
	rec   *reconcile.Reconciler
	// plan is what Terraform was shown; its unknowns are open.
	plan model
	// actual is the same with every argument known.
	actual model
	zone   *reconcile.Zone
	// released are the claims that are kept for later, see ownership.
	released []claim
	// arn is that of the identity, asked for before anything is made.
	arn string
	// key is the user's own, zero where it is not given; renew is whether SES is
	// to be given it again.
	key   dkim.PrivateKey
	renew bool
	// reclaims is whether the ownership before this apply is lost.
	reclaims bool
}

// application reads configuration and plan and looks up what was unknown when
// the plan was made.
func (r *Resource) application(ctx context.Context, config tfsdk.Config, plan tfsdk.Plan, state *model, diags *diag.Diagnostics) *application {
	planned, d := load(ctx, plan)
	diags.Append(d...)
	configured, d := load(ctx, config)
	diags.Append(d...)
	if diags.HasError() {
		return nil
	}
	// What was planned holds, also where the configuration says something else
	// that Terraform was told to ignore.
	a := &application{cloud: r.cloud, plan: planned, actual: overlay(planned, arguments(configured, state, r.cloud))}
	if diags.Append(a.takeKey(configured, planned, state)...); diags.HasError() {
		return nil
	}
	if a.actual.Region.IsUnknown() {
		diags.Append(noRegion())
		return nil
	}
	rec, err := r.cloud.Reconciler(ctx, a.actual.Region.ValueString())
	if err != nil {
		diags.Append(diagnose(err, subject{doing: "configure access to AWS"})...)
		return nil
	}
	a.rec = rec
	if err := a.findARN(ctx); err != nil {
		diags.Append(diagnose(err, a.actual.subject("find out the account for"))...)
		return nil
	}
	id := configured.ZoneID
	if isText(planned.ZoneID) {
		id = planned.ZoneID
	}
	if err := a.findZone(ctx, id); err != nil {
		diags.Append(diagnose(err, a.actual.subject("find the hosted zone"))...)
	}
	return a
}

func (a *application) findARN(ctx context.Context) error {
	if isText(a.plan.ARN) {
		a.arn = a.plan.ARN.ValueString()
		return nil
	}
	arn, err := a.rec.Identities.ARN(ctx, a.actual.spec().Domain)
	a.arn = arn
	return err
}

// findZone looks up the zone if the plan could not; id is that which the user
// wants, if any.
func (a *application) findZone(ctx context.Context, id types.String) error {
	a.actual.ZoneID, a.actual.ZoneName = a.plan.ZoneID, a.plan.ZoneName
	if !a.actual.ManageDNS.ValueBool() {
		a.actual.ZoneID, a.actual.ZoneName = id, types.StringNull()
		return nil
	}
	if a.zone = a.actual.zone(); a.zone != nil {
		return nil
	}
	zone, err := a.rec.ZoneFor(ctx, a.actual.spec().Domain, id.ValueString())
	if err != nil {
		return err
	}
	a.zone = &zone
	a.actual.ZoneID, a.actual.ZoneName = types.StringValue(zone.ID), types.StringValue(string(zone.Name))
	if isText(id) {
		a.actual.ZoneID = id
	}
	return nil
}

func (a *application) wish() reconcile.Wish {
	return reconcile.Wish{
		Spec: a.actual.spec(), Zone: a.zone,
		Adopt: a.actual.adopts(), Wait: a.actual.WaitForVerification.ValueBool(),
		Key: a.key, RenewKey: a.renew, Reclaim: a.reclaims,
	}
}

// save writes the state after an apply, and returns it: what was planned, and
// where the plan was open what came out. The next refresh tells how the world
// really is; a state that differed from the plan would be an error of the
// provider to Terraform.
func (a *application) save(ctx context.Context, out reconcile.Outcome, state setter, private privateWriter) (model, diag.Diagnostics) {
	made := a.finished(out)
	diags := store(ctx, made, state)
	diags.Append(storeOwnership(ctx, a.ownership(out, made), private)...)
	return made, diags
}

// ownership is what the next refresh would remember, which finds nothing new
// where nothing has changed since.
func (a *application) ownership(out reconcile.Outcome, made model) ownership {
	own := ownershipOf(out.Claims)
	own.Released = a.released
	if out.Unseen {
		own.Unseen = time.Now()
	}
	if out.Identity != nil {
		own.Applied = &applied{Spec: a.actual.spec(), Facts: out.Identity.DKIM.Facts(), TTL: made.otherTTLs()}
	}
	if a.zone != nil {
		own.see(made, reconcile.Observation{Identity: out.Identity, Sets: out.Sets})
	}
	return own
}

// finished is the plan with its open ends closed by what came out.
func (a *application) finished(out reconcile.Outcome) model {
	actual := a.actual
	actual.fillIdentity(out.Identity, a.cloud)
	if out.Identity != nil {
		actual.ARN = text(a.arn)
	}
	actual.records = make(map[mailauth.Kind]recordModel)
	for _, r := range out.Records {
		if set, ok := out.Set(r.Key); ok {
			r.TTL = set.TTL
		}
		actual.records[r.Kind] = wanted(r)
	}
	a.finishParents(actual, out)
	return overlay(a.plan, actual)
}
