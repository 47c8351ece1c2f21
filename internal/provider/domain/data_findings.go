package domain

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/drift"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// finding is an element of `findings`.
type finding struct {
	Attribute string `tfsdk:"attribute"`
	Text      string `tfsdk:"text"`
}

func findingTypes() map[string]attr.Type {
	return map[string]attr.Type{"attribute": types.StringType, "text": types.StringType}
}

// leastDMARC is what is missed where no policy is published.
const leastDMARC = "v=DMARC1; p=none"

// sound is what a domain with these settings needs to have all of its mail
// authenticated: signing on, the records that SES asks for, an SPF and a DMARC
// record that are each the only one. What is a choice is taken as it was made.
func (s *sight) sound() mailauth.Spec {
	spec := s.spec()
	spec.DKIM.SigningEnabled = true
	spec.DKIM.PublicKey = s.dkim.publicKey.ValueString()
	spec.Tags = s.identity.Tags
	spec.DMARC = mailauth.DMARC{Enabled: true, Text: leastDMARC}
	if texts := s.records[mailauth.DMARCPolicy].texts(); len(texts) > 0 {
		if _, err := dmarc.Parse(texts[0]); err == nil {
			spec.DMARC.Text = texts[0]
		}
	}
	return spec
}

// addMissing gives a record that the domain needs and that nobody has published
// its key, without values, as the resource does.
func (s *sight) addMissing() {
	for _, r := range mailauth.Records(s.sound(), s.identity.DKIM.Facts()) {
		if _, ok := s.records[r.Kind]; !ok {
			s.records[r.Kind] = recordModel{
				Name: types.StringValue(string(r.Name)), Type: types.StringValue(string(r.Type)), TTL: types.Int64Null(), Values: stringList(nil),
			}
		}
	}
}

// find compares what was seen with what is sound, and asks why SES has not
// verified what it has not.
func (s *sight) find(ctx context.Context, rec *reconcile.Reconciler) {
	spec, found := s.sound(), s.found()
	for kind, r := range found.Records {
		// A TTL is anybody's choice.
		r.TTL = spec.TTL
		found.Records[kind] = r
	}
	for _, d := range drift.Find(spec, s.identity.DKIM.Facts(), found) {
		s.findings = append(s.findings, finding{d.Path, d.What + ": " + d.Effect + "."})
	}
	if s.verified() {
		return
	}
	e := rec.Explain(ctx, reconcile.Unverified{Spec: spec, Identity: s.identity, Zone: s.zone})
	s.findings = append(s.findings, finding{"verification_status", e.Summary + ". " + remedy.Detail(e.Found, e.Fix)})
}

// verified reports whether SES has found all that it looks for.
func (s *sight) verified() bool {
	i := s.identity
	return i.VerificationStatus == statusSuccess && (i.DKIM.Status == statusSuccess || !i.DKIM.SigningEnabled) &&
		(i.MailFrom.Domain == "" || i.MailFrom.Status == statusSuccess)
}
