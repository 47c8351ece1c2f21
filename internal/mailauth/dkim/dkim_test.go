package dkim

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// publicKey is an RSA public key of any size, of which nobody knows a private
// half: verifiers and this package look at its size only.
func publicKey(bits uint) *rsa.PublicKey {
	n := new(big.Int).Lsh(big.NewInt(1), bits-1)
	return &rsa.PublicKey{N: n.Add(n, big.NewInt(12345)), E: 65537}
}

func spki(t testing.TB, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

func TestParse(t *testing.T) {
	t.Parallel()
	good := spki(t, publicKey(2048))
	pkcs1 := base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(publicKey(1024)))
	ed := base64.StdEncoding.EncodeToString(make([]byte, 32))
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		text string
		want string // the record rendered; empty if err is set
		bits int
		err  error
	}{
		"RFC 6376 section 3.6.1: v and k written out":                    {"v=DKIM1; k=rsa; p=" + good, "v=DKIM1; k=rsa; p=" + good, 2048, nil},
		"RFC 6376 section 3.6.1 v, k: defaults":                          {"p=" + good, "v=DKIM1; k=rsa; p=" + good, 2048, nil},
		"RFC 6376 section 3.6.1 k: bare RSAPublicKey":                    {"v=DKIM1; p=" + pkcs1, "v=DKIM1; k=rsa; p=" + pkcs1, 1024, nil},
		"RFC 6376 section 3.6.1 p: white space inside base64":            {"v=DKIM1; p=" + good[:60] + " \t" + good[60:] + " ", "v=DKIM1; k=rsa; p=" + good, 2048, nil},
		"RFC 6376 section 3.6.1 p: empty is revoked":                     {"v=DKIM1; p=", "v=DKIM1; k=rsa; p=", 0, nil},
		"RFC 6376 section 3.2: an empty list stays":                      {"v=DKIM1; h=; s=; p=", "v=DKIM1; k=rsa; h=; s=; p=", 0, nil},
		"RFC 6376 section 3.6.1 h, s, t, n":                              {"v=DKIM1; n=our key; t=y : s; s=email; h=sha256:sha1; p=" + good, "v=DKIM1; k=rsa; h=sha256:sha1; s=email; t=y:s; n=our key; p=" + good, 2048, nil},
		"RFC 6376 section 3.2: unknown tags are kept":                    {"v=DKIM1; g=*; p=" + good + "; x=1", "v=DKIM1; k=rsa; p=" + good + "; g=*; x=1", 2048, nil},
		"RFC 6376 section 3.2: a final semicolon, and none at all":       {"v=DKIM1;p=" + good + ";", "v=DKIM1; k=rsa; p=" + good, 2048, nil},
		"RFC 6376 section 2.8: a folded line":                            {"v=DKIM1;\r\n p=" + good, "v=DKIM1; k=rsa; p=" + good, 2048, nil},
		"RFC 8463 section 4.2: an Ed25519 key is 32 octets":              {"v=DKIM1; k=ed25519; p=" + ed, "v=DKIM1; k=ed25519; p=" + ed, 256, nil},
		"RFC 6376 section 3.6.1 k: another type is for others":           {"v=DKIM1; k=future; p=AAAA", "v=DKIM1; k=future; p=AAAA", 0, nil},
		"RFC 6376 section 3.6.1 v: another value":                        {"v=DKIM2; p=" + good, "", 0, ErrVersion},
		"RFC 6376 section 3.6.1 v: not DKIM1.0":                          {"v=DKIM1.0; p=" + good, "", 0, ErrVersion},
		"RFC 6376 section 3.6.1 v: compared as it is":                    {"v=dkim1; p=" + good, "", 0, ErrVersion},
		"RFC 6376 section 3.6.1 v: not first":                            {"k=rsa; v=DKIM1; p=" + good, "", 0, ErrVersion},
		"RFC 6376 section 3.2: a tag twice":                              {"v=DKIM1; p=" + good + "; p=", "", 0, ErrDuplicateTag},
		"RFC 6376 section 3.2: an unknown tag twice":                     {"v=DKIM1; a=1; a=2; p=" + good, "", 0, ErrDuplicateTag},
		"RFC 6376 section 3.6.1 p: required":                             {"v=DKIM1; k=rsa", "", 0, ErrNoKey},
		"RFC 6376 section 3.2: names are case-sensitive":                 {"v=DKIM1; P=" + good, "", 0, ErrNoKey},
		"RFC 6376 section 3.6.1 p: not base64":                           {"v=DKIM1; p=MIIB*", "", 0, ErrBadKey},
		"RFC 6376 section 3.6.1 p: cut short":                            {"v=DKIM1; p=" + good[:len(good)-12], "", 0, ErrBadKey},
		"RFC 6376 section 3.6.1 p: a PEM with its armour":                {"v=DKIM1; p=-----BEGIN PUBLIC KEY-----" + good, "", 0, ErrBadKey},
		"RFC 6376 section 3.6.1 k: a key of another algorithm than rsa":  {"v=DKIM1; k=rsa; p=" + spki(t, &curve.PublicKey), "", 0, ErrBadKey},
		"RFC 8463 section 4.2: an Ed25519 key wrapped like an RSA key":   {"v=DKIM1; k=ed25519; p=" + spki(t, ed25519.PublicKey(make([]byte, 32))), "", 0, ErrBadKey},
		"text that has nothing to do with keys":                          {"v=spf1 -all", "", 0, ErrVersion},
		"no text":                                                        {"", "", 0, ErrNoKey},
		"RFC 6376 section 3.2: segments without = and with bad names go": {"v=DKIM1; foo; 1a=b; p=" + good, "v=DKIM1; k=rsa; p=" + good, 2048, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := Parse(test.text)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if test.err == nil && (r.String() != test.want || r.Bits != test.bits) {
				t.Errorf("%s with %d bits, want %s with %d", r, r.Bits, test.want, test.bits)
			}
		})
	}
}

func TestRecordSaysWhatItIs(t *testing.T) {
	t.Parallel()
	revoked, err := Parse("v=DKIM1; t=Y; p=")
	if err != nil {
		t.Fatal(err)
	}
	if !revoked.Revoked() || !revoked.Testing() {
		t.Errorf("revoked %v, testing %v, want both", revoked.Revoked(), revoked.Testing())
	}
	live, err := Parse("p=" + spki(t, publicKey(2048)))
	if err != nil {
		t.Fatal(err)
	}
	if live.Revoked() || live.Testing() {
		t.Errorf("revoked %v, testing %v, want neither", live.Revoked(), live.Testing())
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	key := publicKey(2048)
	wrapped, bare := spki(t, key), base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(key))
	tests := map[string]struct {
		a, b string
		want bool
	}{
		"a default written out":           {"p=" + wrapped, "v=DKIM1; k=rsa; s=*; p=" + wrapped, true},
		"one key in two encodings":        {"p=" + wrapped, "p=" + bare, true},
		"lists in another order and case": {"h=sha1:SHA256; p=" + wrapped, "h=sha256:sha1; p=" + wrapped, true},
		"notes and unknown tags":          {"n=a; x=1; p=" + wrapped, "p=" + wrapped, true},
		"every service beside one":        {"s=email:*; p=" + wrapped, "p=" + wrapped, true},
		"another key":                     {"p=" + wrapped, "p=" + spki(t, publicKey(1024)), false},
		"a revoked key":                   {"p=" + wrapped, "p=", false},
		"a flag":                          {"t=y; p=" + wrapped, "p=" + wrapped, false},
		"a restricted hash":               {"h=sha256; p=" + wrapped, "p=" + wrapped, false},
		"RFC 6376 section 3.2: an empty list is not an omitted one": {"h=; p=" + wrapped, "p=" + wrapped, false},
		"one service is not every service":                          {"s=email; p=" + wrapped, "p=" + wrapped, false},
		"the same octets as another key type":                       {"k=future; p=" + wrapped, "p=" + wrapped, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, errA := Parse(test.a)
			b, errB := Parse(test.b)
			if errA != nil || errB != nil {
				t.Fatal(errA, errB)
			}
			if a.Equal(b) != test.want || b.Equal(a) != test.want {
				t.Errorf("%s equal to %s: %v and %v, want %v", a, b, a.Equal(b), b.Equal(a), test.want)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good := spki(t, publicKey(2048))
	type finding struct {
		rule     string
		severity advice.Severity
		column   int
		says     string // in the detail or the fix
	}
	tests := map[string]struct {
		text string
		want []finding
	}{
		"a good record": {"v=DKIM1; k=rsa; t=s; p=" + good + ";", nil},
		"RFC 6376 section 3.6.1 v: another version":      {"v=DKIM2; p=" + good, []finding{{"K01", advice.Error, 3, "v=DKIM1"}}},
		"RFC 6376 section 3.6.1 v: behind":               {"k=rsa; v=DKIM1; p=" + good, []finding{{"K01", advice.Error, 8, "beginning"}}},
		"RFC 6376 section 3.6.1 v: missing":              {"k=rsa; p=" + good, []finding{{"K01", advice.Warning, 0, "v=DKIM1"}}},
		"RFC 6376 section 3.2: an empty tag":             {"v=DKIM1;; p=" + good, []finding{{"K02", advice.Warning, 9, "semicolon"}}},
		"RFC 6376 section 3.2: no equals sign":           {"v=DKIM1; foo; p=" + good, []finding{{"K02", advice.Error, 10, `"foo"`}}},
		"RFC 6376 section 3.2: no name":                  {"v=DKIM1; =foo; p=" + good, []finding{{"K02", advice.Error, 10, "name=value"}}},
		"RFC 6376 section 3.2: other than ASCII":         {"v=DKIM1; n=Schlüssel; p=" + good, []finding{{"K02", advice.Error, 12, "ASCII"}}},
		"RFC 6376 section 3.2: twice":                    {"v=DKIM1; p=" + good + "; v=DKIM1", []finding{{"K01", advice.Error, 13 + len(good) + 1, "beginning"}, {"K03", advice.Error, 13 + len(good) + 1, "keep one v"}}},
		"RFC 6376 section 3.6.1 p: missing":              {"v=DKIM1; k=rsa", []finding{{"K04", advice.Error, 0, "p="}}},
		"RFC 6376 section 3.6.1 p: not base64":           {"v=DKIM1; p=!", []finding{{"K04", advice.Error, 12, "base64"}}},
		"RFC 6376 section 3.6.1 p: no key":               {"v=DKIM1; p=AAAA", []finding{{"K04", advice.Error, 12, "RSA public key"}}},
		"RFC 8463 section 4: wrong length":               {"v=DKIM1; k=ed25519; p=AAAA", []finding{{"K04", advice.Error, 23, "3 octets"}}},
		"RFC 6376 section 3.6.1 p: revoked":              {"v=DKIM1; p=", []finding{{"K05", advice.Warning, 10, "withdraws"}}},
		"RFC 8301 section 3.2: 512 bits":                 {"v=DKIM1; p=" + spki(t, publicKey(512)), []finding{{"K06", advice.Error, 12, "512 bits"}}},
		"RFC 8301 section 3.2: 1023 bits":                {"v=DKIM1; p=" + spki(t, publicKey(1023)), []finding{{"K06", advice.Error, 12, "1023 bits"}}},
		"RFC 8301 section 3.2: 1024 bits":                {"v=DKIM1; p=" + spki(t, publicKey(1024)), []finding{{"M08", advice.Warning, 12, "1024 bits"}}},
		"RFC 8301 section 3.2: 4096 bits":                {"v=DKIM1; p=" + spki(t, publicKey(4096)), nil},
		"RFC 8301 section 3.2: more than 4096 bits":      {"v=DKIM1; p=" + spki(t, publicKey(4097)), []finding{{"K06", advice.Warning, 12, "4097 bits"}}},
		"RFC 8301 section 3.1: sha1 alone":               {"v=DKIM1; h=sha1; p=" + good, []finding{{"K07", advice.Error, 12, "h=sha256"}}},
		"RFC 8301 section 3.1: sha1 beside sha256":       {"v=DKIM1; h=sha1 : sha256; p=" + good, []finding{{"K07", advice.Warning, 12, "sha1"}}},
		"RFC 6376 section 3.6.1 s: not for mail":         {"v=DKIM1; s=fax; p=" + good, []finding{{"K08", advice.Error, 12, "s=email"}}},
		"RFC 6376 section 3.6.1 s: for mail":             {"v=DKIM1; s=fax:email; p=" + good, nil},
		"RFC 6376 section 3.6.1 t: testing":              {"v=DKIM1; t=y; p=" + good, []finding{{"K09", advice.Warning, 12, "unsigned"}}},
		"RFC 6376 section 3.6.1 t: unknown flag":         {"v=DKIM1; t=s:z; p=" + good, []finding{{"K09", advice.Warning, 12, `"z"`}}},
		"RFC 6376 section 3.6.1 k: unknown":              {"v=DKIM1; k=rsaa; p=" + good, []finding{{"K10", advice.Error, 12, "write k=rsa"}}},
		"RFC 6376 section 3.2 on k: upper case":          {"v=DKIM1; k=RSA; p=" + good, []finding{{"K10", advice.Warning, 12, "write k=rsa"}}},
		"RFC 6376 section 3.2: unknown tag":              {"v=DKIM1; q=1; p=" + good, []finding{{"K11", advice.Warning, 10, `"q"`}}},
		"RFC 6376 section 3.2: a name in upper case":     {"v=DKIM1; T=s; p=" + good, []finding{{"K11", advice.Warning, 10, "write t=s"}}},
		"RFC 6376 appendix C.1: g is gone":               {"v=DKIM1; g=*; p=" + good, []finding{{"M10", advice.Warning, 10, "RFC 4871"}}},
		"RFC 6376 section 3.5: x belongs to a signature": {"v=DKIM1; x=1700000000; p=" + good, []finding{{"M10", advice.Warning, 10, "does not expire"}}},
		"several at once, by column": {"v=DKIM1; k=foo; h=sha1; s=fax; foo", []finding{
			{"K10", advice.Error, 12, ""}, {"K07", advice.Error, 19, ""}, {"K08", advice.Error, 27, ""},
			{"K02", advice.Error, 32, ""}, {"K04", advice.Error, 0, ""},
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Check(test.text)
			if len(got) != len(test.want) {
				t.Fatalf("findings %+v, want %+v", got, test.want)
			}
			for i, w := range test.want {
				g := got[i]
				if g.Rule != w.rule || g.Severity != w.severity || g.Column != w.column || !strings.Contains(g.Text(), w.says) {
					t.Errorf("finding %+v, want %+v", g, w)
				}
				if g.Fix == "" || g.Summary == "" || strings.HasSuffix(g.Summary, ".") {
					t.Errorf("finding %+v lacks a remedy or a summary", g)
				}
			}
		})
	}
}

func TestPublicKeyRecord(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := x509.MarshalPKCS1PrivateKey(key)
	armoured := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	want := "v=DKIM1; k=rsa; p=" + spki(t, &key.PublicKey)
	tests := map[string]string{
		"PKCS#1 in PEM":                     armoured("RSA PRIVATE KEY", pkcs1),
		"PKCS#8 in PEM":                     armoured("PRIVATE KEY", pkcs8),
		"PKCS#1 as base64":                  base64.StdEncoding.EncodeToString(pkcs1),
		"PKCS#8 as base64 with line breaks": "\n" + base64.StdEncoding.EncodeToString(pkcs8)[:64] + "\r\n" + base64.StdEncoding.EncodeToString(pkcs8)[64:] + "\n",
		"a PEM behind its public half":      armoured("PUBLIC KEY", []byte("x")) + "notes\n" + armoured("PRIVATE KEY", pkcs8),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := PublicKeyRecord([]byte(text))
			if err != nil || got != want {
				t.Errorf("%q, %v, want %q", got, err, want)
			}
			if found := advice.Errors(Check(got)); len(found) > 0 {
				t.Errorf("the record has errors: %+v", found)
			}
		})
	}
}

func TestPublicKeyRecordRefusesWithoutTellingTheKey(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curve8, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	der := x509.MarshalPKCS1PrivateKey(rsaKey)
	text := base64.StdEncoding.EncodeToString(der)
	armoured := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: der}))
	damaged := append([]byte(nil), der...)
	damaged[len(damaged)/2] ^= 0xff
	tests := map[string]struct{ text, says string }{
		"nothing":                      {" \n", "empty"},
		"a key cut short":              {text[:len(text)-8], "PKCS#1"},
		"base64 with a wrong letter":   {"*" + text, "neither PEM nor base64"},
		"a damaged key":                {base64.StdEncoding.EncodeToString(damaged), "PKCS#1"},
		"PEM without its line breaks":  {strings.ReplaceAll(armoured, "\n", `\n`), "line breaks"},
		"PEM without its end":          {armoured[:len(armoured)-20], "damaged"},
		"an encrypted PKCS#8 key":      {strings.ReplaceAll(armoured, "RSA PRIVATE", "ENCRYPTED PRIVATE"), "encrypted"},
		"an encrypted PKCS#1 key":      {strings.Replace(armoured, "KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1), "encrypted"},
		"a public key":                 {strings.ReplaceAll(armoured, "RSA PRIVATE", "PUBLIC"), `no "RSA PRIVATE KEY"`},
		"a key that is not RSA":        {base64.StdEncoding.EncodeToString(curve8), "not RSA"},
		"a file that has other things": {"ssh-rsa " + text, "neither PEM nor base64"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := PublicKeyRecord([]byte(test.text))
			if !errors.Is(err, ErrPrivateKey) || !strings.Contains(err.Error(), test.says) || got != "" {
				t.Fatalf("%q, %v, want ErrPrivateKey with %q", got, err, test.says)
			}
			// Any eight characters in a row of the key would be too many.
			for i := 0; i+8 <= len(text); i++ {
				if strings.Contains(err.Error(), text[i:i+8]) {
					t.Fatalf("the error tells of the key: %v", err)
				}
			}
		})
	}
}

func TestPublicKeyRecordJudgesTheSize(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		p, q uint
		says string
	}{
		"RFC 8301 section 3.2: 648 bits are too few":      {521, 127, "1024"},
		"RFC 8301 section 3.2: 4484 bits may be too many": {2203, 2281, "4484 bits; DKIM takes 1024 to 4096"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			der := x509.MarshalPKCS1PrivateKey(mersenneKey(test.p, test.q))
			_, err := PublicKeyRecord([]byte(base64.StdEncoding.EncodeToString(der)))
			if !errors.Is(err, ErrPrivateKey) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("error %v, want ErrPrivateKey with %q", err, test.says)
			}
		})
	}
}

// mersenneKey makes a key of a size that crypto/rsa refuses to make, from the
// primes 2^p-1 and 2^q-1.
func mersenneKey(p, q uint) *rsa.PrivateKey {
	one, e := big.NewInt(1), big.NewInt(65537)
	mersenne := func(n uint) *big.Int { return new(big.Int).Sub(new(big.Int).Lsh(one, n), one) }
	a, b := mersenne(p), mersenne(q)
	phi := new(big.Int).Mul(new(big.Int).Sub(a, one), new(big.Int).Sub(b, one))
	return &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(a, b), E: 65537},
		D:         new(big.Int).ModInverse(e, phi), Primes: []*big.Int{a, b},
	}
}

func FuzzParse(f *testing.F) {
	good := spki(f, publicKey(1024))
	f.Add("v=DKIM1; k=rsa; h=sha256; s=email; t=y:s; n=note; p=" + good + "; x=1")
	f.Add("k=ed25519; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	f.Add("v=DKIM1; p=")
	f.Fuzz(func(t *testing.T, text string) {
		for _, finding := range Check(text) {
			if finding.Column < 0 || finding.Column > len(text)+1 {
				t.Errorf("column %d in %q", finding.Column, text)
			}
		}
		r, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(r.String())
		if err != nil || !again.Equal(r) || !r.Equal(again) || again.String() != r.String() {
			t.Errorf("%q printed as %q, read back as %q, %v", text, r, again, err)
		}
	})
}

func FuzzPublicKeyRecord(f *testing.F) {
	f.Add([]byte("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"))
	f.Add([]byte("MIIB"))
	f.Fuzz(func(t *testing.T, text []byte) {
		record, err := PublicKeyRecord(text)
		if err != nil {
			return
		}
		if _, err := Parse(record); err != nil {
			t.Errorf("%q: %v", record, err)
		}
	})
}

func BenchmarkParse4000Characters(b *testing.B) {
	var text strings.Builder
	text.WriteString("v=DKIM1; p=" + spki(b, publicKey(4096)))
	for i := 0; text.Len() < 4000-10; i++ {
		text.WriteString("; a" + strings.Repeat("b", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + "=1")
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text.String()); err != nil {
			b.Fatal(err)
		}
	}
}
