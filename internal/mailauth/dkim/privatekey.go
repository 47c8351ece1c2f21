package dkim

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// ErrPrivateKey says that a text holds no RSA private key that can be used.
// Its text never contains any of the key.
var ErrPrivateKey = errors.New("dkim: unusable private key")

const (
	// minBits is the smallest key verifiers accept (RFC 8301 section 3.2).
	minBits = 1024
	// goodBits is the smallest key signers should use (same section).
	goodBits = 2048
	// maxBits is the largest key verifiers have to accept (same section).
	maxBits = 4096
)

// PublicKeyRecord derives the text of the key record, "v=DKIM1; k=rsa; p=…",
// from an RSA private key in one of the forms of [ParsePrivateKey], whose error
// it returns.
func PublicKeyRecord(privateKey []byte) (string, error) {
	key, err := ParsePrivateKey(privateKey)
	if err != nil {
		return "", err
	}
	return key.Record(), nil
}

// PrivateKey is an RSA key pair. No formatting of it, or of what it is part of,
// shows the private half; only Base64 gives it. The zero value is no key.
type PrivateKey struct {
	// der is a function since fmt goes through the fields of a struct, but shows
	// of a function nothing but where it is.
	der    func() []byte
	record string
	bits   int
}

// ParsePrivateKey reads an RSA private key of 1024 to 4096 bits: PKCS#1 or
// PKCS#8, in PEM or as the bare base64 of its DER. The error is [ErrPrivateKey]
// with a reason.
func ParsePrivateKey(text []byte) (PrivateKey, error) {
	der, err := keyDER(string(text))
	if err != nil {
		return PrivateKey{}, err
	}
	key, err := parseRSA(der)
	if err != nil {
		return PrivateKey{}, err
	}
	bits := key.N.BitLen()
	if bits < minBits || bits > maxBits {
		return PrivateKey{}, unusable(fmt.Sprintf("it has %d bits; DKIM takes %d to %d", bits, minBits, maxBits))
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return PrivateKey{}, unusable("its public half cannot be encoded")
	}
	return PrivateKey{
		der:    func() []byte { return der },
		record: KeyRecord{Type: RSA, PublicKey: public}.String(),
		bits:   bits,
	}, nil
}

// IsZero reports whether there is no key.
func (k PrivateKey) IsZero() bool { return k.der == nil }

// Record is the text of the key record of the public half.
func (k PrivateKey) Record() string { return k.record }

// Bits is the size of the key.
func (k PrivateKey) Bits() int { return k.bits }

// Base64 is the private key itself: the base64 of its DER, in one line. It is
// empty for the zero value.
func (k PrivateKey) Base64() string {
	if k.IsZero() {
		return ""
	}
	return base64.StdEncoding.EncodeToString(k.der())
}

// unusable never wraps a cause: a decoder may quote what it was given.
func unusable(why string) error {
	return fmt.Errorf("%w: %s", ErrPrivateKey, why)
}

func keyDER(text string) ([]byte, error) {
	if !strings.Contains(text, "-----BEGIN") {
		compact := strings.Map(func(r rune) rune {
			if strings.ContainsRune(string(taglist.FWS), r) {
				return -1
			}
			return r
		}, text)
		if compact == "" {
			return nil, unusable("it is empty")
		}
		der, err := base64.StdEncoding.DecodeString(compact)
		if err != nil {
			return nil, unusable("it is neither PEM nor base64")
		}
		return der, nil
	}
	found := false
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		found = true
		if strings.HasPrefix(block.Type, "ENCRYPTED") || block.Headers["DEK-Info"] != "" {
			return nil, unusable("it is encrypted; give it without a passphrase")
		}
		if block.Type == "RSA PRIVATE KEY" || block.Type == "PRIVATE KEY" {
			return block.Bytes, nil
		}
	}
	if !found {
		return nil, unusable("its PEM is damaged, as when line breaks are missing")
	}
	return nil, unusable(`its PEM has no "RSA PRIVATE KEY" and no "PRIVATE KEY"`)
}

func parseRSA(der []byte) (*rsa.PrivateKey, error) {
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	private, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, unusable(fmt.Sprintf("it is no PKCS#1 or PKCS#8 key, or too small (below %d bits)", minBits))
	}
	key, ok := private.(*rsa.PrivateKey)
	if !ok {
		return nil, unusable("it is not RSA, and SES signs with RSA only")
	}
	return key, nil
}
