package functions_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
)

// Public keys that sign nothing.
const (
	rsa512  = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMER2Lkduby/mVwdo5guKLik8VeBs8GMB9fdZjmmOBi+NiIHFcjyJyVH6CD4C8vV5fZZmorI94rv0WQNxtiSY9UCAwEAAQ=="
	rsa1024 = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCjkfQuod8df3zaxXGKGKS6CI3oPMAg2LJUkqcqp+yCMqILBvF1H3a5rAzctPZSYP2gUG0W2Wx2Crs3rQ0hmqFK9ssiJ1eeagsP+3bonkUZ+YOklrS1XgRORyswNPy+owiUQIjSeHLgdv2xgylspYMNvs+nyGiTPUPkNvPWFQZ5PQIDAQAB"
	ed25519 = "Tl9yeVXZJ35o5nXb4+Hc7uuHicycLpHhnTCuschxpzc="
)

func TestDKIMParse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"what is absent is null, or the default": {"p=" + rsa1024, `{
			"record": "v=DKIM1; k=rsa; p=` + rsa1024 + `", "version": null, "key_type": "rsa", "bits": 1024, "revoked": false, "testing": false, "strict": false,
			"services": ["*"], "hash_algorithms": null, "notes": null, "public_key": "` + rsa1024 + `", "unknown_tags": null}`},
		"every tag has its member": {"v=DKIM1; k=ed25519; h=sha256; s=email:tlsrpt; t=y:s; n=two words; foo=bar; p=Tl9y eVXZJ35o5nXb4+Hc7uuHicycLpHhnTCuschxpzc=", `{
			"record": "v=DKIM1; k=ed25519; h=sha256; s=email:tlsrpt; t=y:s; n=two words; p=` + ed25519 + `; foo=bar", "version": "DKIM1", "key_type": "ed25519", "bits": 256,
			"revoked": false, "testing": true, "strict": true, "services": ["email", "tlsrpt"], "hash_algorithms": ["sha256"], "notes": "two words",
			"public_key": "` + ed25519 + `", "unknown_tags": {"foo": "bar"}}`},
		"an empty key is a revoked one (RFC 6376 section 3.6.1)": {"v=DKIM1; p=", `{
			"record": "v=DKIM1; k=rsa; p=", "version": "DKIM1", "key_type": "rsa", "bits": null, "revoked": true, "testing": false, "strict": false,
			"services": ["*"], "hash_algorithms": null, "notes": null, "public_key": null, "unknown_tags": null}`},
		"a key that verifiers refuse is no fault of the text": {"v=DKIM1; h=sha1; s=tlsrpt; p=" + rsa512, `{
			"record": "v=DKIM1; k=rsa; h=sha1; s=tlsrpt; p=` + rsa512 + `", "version": "DKIM1", "key_type": "rsa", "bits": 512, "revoked": false, "testing": false, "strict": false,
			"services": ["tlsrpt"], "hash_algorithms": ["sha1"], "notes": null, "public_key": "` + rsa512 + `", "unknown_tags": null}`},
		"nor is a type of key that nobody knows": {"v=DKIM1; k=rsa4; p=AAAA", `{
			"record": "v=DKIM1; k=rsa4; p=AAAA", "version": "DKIM1", "key_type": "rsa4", "bits": null, "revoked": false, "testing": false, "strict": false,
			"services": ["*"], "hash_algorithms": null, "notes": null, "public_key": "AAAA", "unknown_tags": null}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want(t, tc.want, "dkim_parse", text(tc.text))
		})
	}
}

func TestDKIMParse_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"another version": {"v=DKIM2; p=", `column 3: wrong version of a DKIM key record: v has the value "DKIM2"; verifiers discard the record (RFC 6376 section 3.6.1). To fix: write v=DKIM1`},
		"no key":          {"v=DKIM1", `DKIM key record without a key: there is no p tag (RFC 6376 section 3.6.1). To fix: write p= and the base64 of the public key; an empty p= revokes it`},
		"several faults at once": {"v=DKIM1; foo; p=!; p=", "3 problems.\n\n" +
			"column 10: DKIM key tag without a value: \"foo\" has no \"=\" (RFC 6376 section 3.2). To fix: write it as name=value, or delete it.\n\n" +
			"column 17: malformed DKIM public key: p is not base64 (RFC 6376 section 3.6.1, RFC 8463 section 4). To fix: copy the public key again, in full and without its BEGIN and END lines.\n\n" +
			"column 20: DKIM key tag written twice: \"p\" occurs before; a repeated tag invalidates the whole record (RFC 6376 section 3.2). To fix: keep one p tag"},
		"half a key": {"v=DKIM1; p=" + rsa1024[:80], `column 12: malformed DKIM public key: p is not an RSA public key (RFC 6376 section 3.6.1, RFC 8463 section 4). To fix: copy the public key again, in full and without its BEGIN and END lines`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, 0, tc.want, "dkim_parse", text(tc.text))
		})
	}
}

// FuzzDKIM: what the object says is the record that verifiers read.
func FuzzDKIM(f *testing.F) {
	for _, s := range []string{"p=", "v=DKIM1; k=ed25519; p=" + ed25519, "v=DKIM1; h=sha1:sha256; s=email; t=y:s; n=x; p=" + rsa512, "v=DKIM1;;p=;foo=", "k=x;p=AAAA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		value, refused := call(t, "dkim_parse", text(s))
		record, err := dkim.Parse(s)
		if err != nil && refused == nil {
			t.Fatalf("%q is accepted, though %v", s, err)
		}
		if refused != nil {
			return
		}
		object, _ := plain(t, value).(map[string]any)
		said, _ := object["record"].(string)
		again, err := dkim.Parse(said)
		if err != nil || !again.Equal(record) || object["revoked"] != record.Revoked() || object["testing"] != record.Testing() {
			t.Errorf("%q is parsed as %v", s, object)
		}
		if key, ok := object["public_key"].(string); ok && !strings.Contains(said, "p="+key) {
			t.Errorf("%q has the key %q", s, key)
		}
	})
}
