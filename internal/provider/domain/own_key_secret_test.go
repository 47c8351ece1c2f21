package domain_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// traces are what a text that tells of the key has in it: the exponent or a prime,
// which the public half has not, in base64 of any alignment and alphabet, in
// hexadecimal digits, in decimal and as Go prints octets. A quarter of a number
// is too much already.
func (k keyPair) traces() []string {
	k.t.Helper()
	var out []string
	for _, number := range []*big.Int{k.D, k.Primes[0], k.Primes[1], k.Precomputed.Dp, k.Precomputed.Dq, k.Precomputed.Qinv} {
		octets := number.Bytes()
		part := octets[len(octets)/4 : len(octets)/2]
		out = append(out, hex.EncodeToString(part), strings.ToUpper(hex.EncodeToString(part)), strings.Trim(fmt.Sprint(part), "[]"), number.String()[:40])
		for shift := range 3 {
			aligned := part[shift:]
			aligned = aligned[:len(aligned)/3*3]
			out = append(out, base64.StdEncoding.EncodeToString(aligned)[:24], base64.URLEncoding.EncodeToString(aligned)[:24])
		}
	}
	return out
}

// isNotIn fails the test where a text tells of the key, in its own letters or
// with those that JSON and URLs escape.
func (k keyPair) isNotIn(what, text string) {
	k.t.Helper()
	plain := strings.NewReplacer(`\/`, "/", `\u002b`, "+", `\u002f`, "/", "%2B", "+", "%2F", "/").Replace(text)
	// Terraform frames and breaks lines.
	joined := strings.Join(strings.Fields(strings.ReplaceAll(plain, "│", "")), "")
	for _, trace := range k.traces() {
		if strings.Contains(plain, trace) || strings.Contains(joined, trace) {
			k.t.Errorf("%s tells of the private key", what)
			return
		}
	}
}

// TestTracesAreFound shows that isNotIn would see a key that leaks.
func TestTracesAreFound(t *testing.T) {
	t.Parallel()
	key := newKeyPair(t)
	escaped, err := json.Marshal(map[string]string{"key": key.pem()})
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"DER": key.text(), "PEM": key.pem(), "JSON": string(escaped), "hex": hex.EncodeToString(mustDecode(t, key.text())), "%v": fmt.Sprint(mustDecode(t, key.text())), "Go": fmt.Sprint(key.PrivateKey)} {
		seen := false
		joined := strings.Join(strings.Fields(strings.ReplaceAll(text, `\n`, "")), "")
		for _, trace := range key.traces() {
			seen = seen || strings.Contains(text, trace) || strings.Contains(joined, trace)
		}
		if !seen {
			t.Errorf("nothing of the key is found in its %s", what)
		}
	}
	if public := key.record(); strings.Contains(public, key.traces()[0]) {
		t.Error("a trace is public")
	}
}

func mustDecode(t *testing.T, text string) []byte {
	t.Helper()
	out, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
