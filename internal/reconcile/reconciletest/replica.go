package reconciletest

import (
	"context"
	"slices"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// SetReplica implements reconcile.Identities.
func (i *Identities) SetReplica(ctx context.Context, domain rr.Name, parentRegion string) (reconcile.DKIM, error) {
	return with(ctx, i, "SetReplica", domain, func(have *identity) (reconcile.DKIM, error) {
		i.makeReplica(have, parentRegion)
		if have.VerificationStatus != success {
			have.VerificationStatus = pending
		}
		return reconcile.DKIM{
			Tokens: slices.Clone(have.DKIM.Tokens), Status: have.DKIM.Status, SigningHostedZone: have.DKIM.SigningHostedZone,
		}, nil
	})
}

func (i *Identities) makeReplica(have *identity, parentRegion string) {
	have.searching = time.Now()
	have.DKIM = reconcile.DKIM{
		SigningEnabled: have.DKIM.SigningEnabled, Status: pending,
		Origin: mailauth.DKIM{ParentRegion: parentRegion}.Origin(), SigningHostedZone: mailauth.DKIMZone(parentRegion),
	}
	i.replicate(have)
}

// replicate copies the parent's keys to a replica, or says why it can't.
func (i *Identities) replicate(have *identity) {
	region := mailauth.ParentRegion(have.DKIM.Origin)
	if region == "" {
		return
	}
	have.Verification.ErrorType = ""
	tokens, ok := i.Parents[region]
	switch {
	case !ok:
		have.Verification.ErrorType = "REPLICATION_PRIMARY_NOT_FOUND"
	case time.Since(have.searching) >= i.ReplicatesAfter:
		have.DKIM.Tokens = slices.Clone(tokens)
		have.DKIM.CurrentKeyLength, have.DKIM.NextKeyLength = rsa2048, rsa2048
	}
}
