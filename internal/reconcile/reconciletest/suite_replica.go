package reconciletest

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// replicas needs no parent: that there is none is found out later.
func replicas(t *testing.T, identities reconcile.Identities) {
	answer, err := identities.Create(t.Context(), reconcile.NewIdentity{Domain: domain, ParentRegion: "us-east-1"})
	ok(t, "Create", err)
	for what, identity := range map[string]reconcile.Identity{"Create": answer, "Get": get(t, identities)} {
		if identity.DKIM.Origin != "AWS_SES_US_EAST_1" || !identity.DKIM.SigningEnabled || len(identity.DKIM.Tokens) > 0 {
			t.Errorf("%s answers DKIM %+v, want a replica without tokens", what, identity.DKIM)
		}
	}
	if now := get(t, identities); !now.NotReplicated() {
		t.Errorf("of a replica without a parent SES says %+v", now.Verification)
	}
	_, err = identities.SetReplica(t.Context(), domain, "us-west-2")
	ok(t, "SetReplica", err)
	if now := get(t, identities).DKIM; now.Origin != "AWS_SES_US_WEST_2" {
		t.Errorf("the origin is %s, want the other parent", now.Origin)
	}
	dkim, err := identities.SetEasyDKIM(t.Context(), domain, rsa2048)
	ok(t, "SetEasyDKIM", err)
	if now := get(t, identities).DKIM; now.Origin != easyDKIM || len(dkim.Tokens) != 3 {
		t.Errorf("with keys of its own, DKIM is %+v and the answer %+v", now, dkim)
	}
	_, err = identities.SetReplica(t.Context(), domain, "us-east-1")
	ok(t, "SetReplica", err)
	if now := get(t, identities).DKIM; now.Origin != "AWS_SES_US_EAST_1" {
		t.Errorf("the origin is %s, want that of a replica again", now.Origin)
	}
}
