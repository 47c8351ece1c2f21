package dkim

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestPrivateKeyIsNotPrinted: a key that gets into a log or a panic, alone or as
// a part of something, shows nothing of its private half.
func TestPrivateKeyIsNotPrinted(t *testing.T) {
	t.Parallel()
	made, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	der := x509.MarshalPKCS1PrivateKey(made)
	key, err := ParsePrivateKey([]byte(base64.StdEncoding.EncodeToString(der)))
	if err != nil {
		t.Fatal(err)
	}
	inside := struct {
		Name string
		Key  PrivateKey
	}{"s1", key}
	for _, value := range []any{key, &key, inside, &inside, []PrivateKey{key}, map[string]PrivateKey{"s1": key}} {
		encoded, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		texts := []string{string(encoded)}
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			texts = append(texts, fmt.Sprintf(format, value))
		}
		for _, text := range texts {
			for _, number := range []string{made.D.String(), made.D.Text(16), made.Primes[0].String(), hex.EncodeToString(der), fmt.Sprint(der), key.Base64()} {
				if strings.Contains(text, number) {
					t.Fatalf("%T is printed as %q", value, text)
				}
			}
		}
	}
	if key.IsZero() || key.Bits() != 1024 || key.Base64() != base64.StdEncoding.EncodeToString(der) {
		t.Errorf("got %d bits, and %t of no key", key.Bits(), key.IsZero())
	}
	if none := (PrivateKey{}); !none.IsZero() || none.Base64() != "" || none.Record() != "" {
		t.Error("the zero value is a key")
	}
}
