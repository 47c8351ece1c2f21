package reconciletest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// NewKey is an RSA key of 1024 bit, which is the least that SES takes.
func NewKey(t *testing.T) dkim.PrivateKey {
	t.Helper()
	made, err := rsa.GenerateKey(rand.Reader, 1024)
	ok(t, "GenerateKey", err)
	key, err := dkim.ParsePrivateKey([]byte(base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(made))))
	ok(t, "ParsePrivateKey", err)
	return key
}

func ownKeys(t *testing.T, identities reconcile.Identities) {
	first, err := identities.Create(t.Context(), reconcile.NewIdentity{
		Domain: domain, KeyLength: rsa2048, OwnKey: reconcile.OwnKey{Selector: "s1", Private: NewKey(t)},
	})
	ok(t, "Create", err)
	for what, identity := range map[string]reconcile.Identity{"Create": first, "Get": get(t, identities)} {
		if !identity.DKIM.SignsWith("s1") || !identity.DKIM.SigningEnabled {
			t.Errorf("%s answers DKIM %+v, want a key of one's own under s1", what, identity.DKIM)
		}
	}
	answer, err := identities.SetOwnKey(t.Context(), domain, reconcile.OwnKey{Selector: "s2", Private: NewKey(t)})
	ok(t, "SetOwnKey", err)
	if now := get(t, identities).DKIM; !now.SignsWith("s2") || !slices.Equal(answer.Tokens, now.Tokens) || answer.Status == "" {
		t.Errorf("SetOwnKey = %+v, then DKIM is %+v, want s2", answer, now)
	}
	easy, err := identities.SetEasyDKIM(t.Context(), domain, rsa2048)
	ok(t, "SetEasyDKIM", err)
	if now := get(t, identities).DKIM; now.Origin != easyDKIM || len(easy.Tokens) != 3 {
		t.Errorf("SetEasyDKIM = %+v, then DKIM is %+v", easy, now)
	}
	_, err = identities.SetOwnKey(t.Context(), domain, reconcile.OwnKey{Selector: "s3"})
	if err == nil {
		t.Error("a selector was set without a key")
	}
}
