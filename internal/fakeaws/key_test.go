package fakeaws_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
)

// ownKey is a key pair for bring-your-own DKIM, both halves in base64.
type ownKey struct{ private, public string }

func newKey(f *fixture) ownKey {
	f.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	f.no(err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	f.no(err)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	f.no(err)
	return ownKey{base64.StdEncoding.EncodeToString(private), base64.StdEncoding.EncodeToString(public)}
}

func sha256Hex(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
