package ses_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// TestReplicaOnTheWire: a region that this SDK does not know is sent as well, and
// a key length never is.
func TestReplicaOnTheWire(t *testing.T) {
	t.Parallel()
	s := &script{body: `{"DkimStatus":"PENDING","DkimAttributes":{"SigningAttributesOrigin":"AWS_SES_XX_NEW_9"}}`}
	identities := through(s.RoundTrip)
	if _, err := identities.Create(t.Context(), reconcile.NewIdentity{Domain: domain, KeyLength: "RSA_2048_BIT", ParentRegion: "xx-new-9"}); err != nil {
		t.Fatal(err)
	}
	if _, err := identities.SetReplica(t.Context(), domain, "us-gov-west-1"); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`POST /v2/email/identities {"DkimSigningAttributes":{"DomainSigningAttributesOrigin":"AWS_SES_XX_NEW_9"},"EmailIdentity":"example.org"}`,
		`PUT /v2/email/identities/example.org/dkim/signing {"SigningAttributesOrigin":"AWS_SES_US_GOV_WEST_1"}`,
	}
	if !slices.Equal(s.requests, want) {
		t.Errorf("sent %q, want %q", s.requests, want)
	}
}

func TestReplicaOfNobody(t *testing.T) {
	t.Parallel()
	_, err := over(fakeaws.New(fakeaws.Options{})).SetReplica(t.Context(), domain, "us-east-1")
	if !errors.Is(err, reconcile.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}
