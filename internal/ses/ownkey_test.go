package ses_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile/reconciletest"
)

// spellings are the ways in which an answer may repeat a key, whole or in part.
func spellings(t *testing.T, key string) map[string]string {
	t.Helper()
	der, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	escaped, err := json.Marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"as it was sent":                  key,
		"cut short":                       key[:40] + "...",
		"its end alone":                   key[len(key)-30:],
		"in the other alphabet of base64": base64.URLEncoding.EncodeToString(der),
		"escaped for a URL":               url.QueryEscape(key),
		"escaped for JSON":                string(escaped),
		"in hexadecimal digits":           hex.EncodeToString(der),
		"in lines":                        key[:64] + "\n" + key[64:128] + "\n" + key[128:],
		"in a constraint": fmt.Sprintf("1 validation error detected: Value '%s' at 'signingAttributes.domainSigningPrivateKey' "+
			"failed to satisfy constraint", key),
	}
}

// TestOwnKeyIsNotRepeated: whatever AWS says of a key that it refuses, and
// whatever is logged meanwhile, tells nothing of it.
func TestOwnKeyIsNotRepeated(t *testing.T) {
	t.Parallel()
	own := reconcile.OwnKey{Selector: "s1", Private: reconciletest.NewKey(t)}
	secret := own.Private.Base64()
	for name, said := range spellings(t, secret) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(map[string]string{"message": "The value " + said + " is not acceptable."})
			if err != nil {
				t.Fatal(err)
			}
			for _, code := range []string{"BadRequestException", "NotFoundException", "SomethingNew"} {
				var log bytes.Buffer
				ctx := tflogtest.RootLogger(t.Context(), &log)
				identities := through((&script{status: 400, body: string(body), code: code}).RoundTrip)
				_, set := identities.SetOwnKey(ctx, domain, own)
				_, create := identities.Create(ctx, reconcile.NewIdentity{Domain: domain, OwnKey: own})
				for _, err := range []error{set, create} {
					tellsNothing(t, secret, err)
					if !strings.Contains(fmt.Sprint(err), "is not acceptable") {
						t.Errorf("the rest of AWS's words is gone: %v", err)
					}
				}
				quiet(t, secret, log.String())
			}
		})
	}
}

// tellsNothing looks at an error and at all that is in it, in every format.
func tellsNothing(t *testing.T, secret string, err error) {
	t.Helper()
	refusal := refusalOf(t, err)
	for _, text := range []string{err.Error(), refusal.Message, refusal.Err.Error(), fmt.Sprintf("%v", refusal), fmt.Sprintf("%s", refusal.Err)} {
		quiet(t, secret, text)
	}
}

// quiet fails where twelve characters in a row of the secret are in a text.
func quiet(t *testing.T, secret, text string) {
	t.Helper()
	der, err := base64.StdEncoding.DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{secret, hex.EncodeToString(der), base64.URLEncoding.EncodeToString(der)} {
		for i := 0; i+12 <= len(s); i++ {
			if strings.Contains(text, s[i:i+12]) {
				t.Fatalf("%q tells of the key", text)
			}
		}
	}
}

// TestOwnKeyKeepsWords: names are not mistaken for keys.
func TestOwnKeyKeepsWords(t *testing.T) {
	t.Parallel()
	const said = "arn:aws:ses:eu-west-1:123456789012:identity/example.org may not call ses:PutEmailIdentityDkimSigningAttributes"
	identities := through((&script{status: 403, body: `{"message":"` + said + `"}`, code: "AccessDeniedException"}).RoundTrip)
	_, err := identities.SetOwnKey(t.Context(), domain, reconcile.OwnKey{Selector: "s1", Private: reconciletest.NewKey(t)})
	if refusal := refusalOf(t, err); refusal.Message != said {
		t.Errorf("got %q, want %q", refusal.Message, said)
	}
}

func TestOwnKeyOfNobody(t *testing.T) {
	t.Parallel()
	_, err := over(fakeaws.New(fakeaws.Options{})).SetOwnKey(t.Context(), domain, reconcile.OwnKey{Selector: "s1", Private: reconciletest.NewKey(t)})
	if !errors.Is(err, reconcile.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}
