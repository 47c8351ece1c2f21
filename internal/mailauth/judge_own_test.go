package mailauth

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"
)

func privateKey(t *testing.T, bits int) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(key))
}

func TestCheckPrivateKey(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, rule, says string }{
		"1024 bit is the least that SES takes": {privateKey(t, 1024), "", ""},
		"2048 bit is the most that SES takes":  {privateKey(t, 2048), "", ""},
		"SES refuses a key that is longer":     {privateKey(t, 2056), "M22", "2056 bits"},
		"what is no key":                       {"secret", "M21", "neither PEM nor base64"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := CheckPrivateKey(tc.text)
			switch {
			case tc.rule == "":
				if len(found) != 0 {
					t.Errorf("got %+v, want nothing", found)
				}
			case len(found) != 1 || found[0].Rule != tc.rule || !strings.Contains(found[0].Detail, tc.says) || found[0].Fix == "":
				t.Errorf("got %+v, want %s with %q", found, tc.rule, tc.says)
			}
		})
	}
}

func TestCheckSelector(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"s1": "", "S1": "", "a": "", "ses-2026a": "", strings.Repeat("a", 63): "",
		"": "empty", "-a": "hyphen", "a-": "hyphen", "a.b": "dot", "a_b": "contains", strings.Repeat("a", 64): "64 characters",
	} {
		found := CheckSelector(text)
		switch {
		case says == "":
			if len(found) != 0 {
				t.Errorf("%q: got %+v, want nothing", text, found)
			}
		case len(found) != 1 || !strings.Contains(found[0].Detail, says):
			t.Errorf("%q: got %+v, want %q", text, found, says)
		}
	}
}

func TestAdviceOnOwnKeys(t *testing.T) {
	t.Parallel()
	key := func(selector string) DKIM { return DKIM{SigningEnabled: true, Selector: selector} }
	easy, unsigned := plain().DKIM, key("s1")
	unsigned.SigningEnabled = false
	for name, tc := range map[string]struct {
		before, after DKIM
		want          []string
	}{
		"a key that is retained is no concern":         {key("old"), key("s2"), []string{"unsigned"}},
		"a rotation tells of mail on its way":          {key("s1"), key("s2"), []string{"unsigned", "selector s1"}},
		"back to Easy DKIM tells of mail on its way":   {key("s1"), easy, []string{"unsigned", "selector s1"}},
		"from Easy DKIM mail may be unsigned":          {easy, key("s1"), []string{"unsigned", "SPF"}},
		"the same selector in capitals is no change":   {key("s1"), key("S1"), nil},
		"where nothing is signed there is no gap":      {unsigned, key("s2"), nil},
		"Easy DKIM that stays is nobody's concern now": {easy, easy, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := plain(), plain()
			before.DKIM, after.DKIM, after.RetainedSelectors = tc.before, tc.after, []string{"OLD"}
			found := AdviceOnChange(before, after)
			if (len(found) == 1) != (tc.want != nil) {
				t.Fatalf("got %+v", found)
			}
			if tc.before.Selector == "old" && strings.Contains(found[0].Detail, "loses its signature") {
				t.Errorf("got %q of a key that is retained", found[0].Detail)
			}
			for _, text := range tc.want {
				if !strings.Contains(found[0].Detail, text) {
					t.Errorf("got %q, want %q in it", found[0].Detail, text)
				}
			}
		})
	}
	if found := AdviceOnChange(Spec{}, plain()); len(found) != 0 {
		t.Errorf("at create: %+v", found)
	}
}

func TestAdviceOnShortOwnKeys(t *testing.T) {
	t.Parallel()
	spec := plain()
	spec.DKIM = DKIM{SigningEnabled: true, Selector: "s1", PublicKey: publicKey(t, 1024)}
	if found := Advice(spec); len(found) != 1 || found[0].Rule != "M08" || found[0].Path != "dkim.private_key_wo" {
		t.Errorf("1024 bit: got %+v, want M08", found)
	}
	spec.DKIM.PublicKey = publicKey(t, 2048)
	if found := Advice(spec); len(found) != 0 {
		t.Errorf("2048 bit: got %+v, want nothing", found)
	}
}

func publicKey(t *testing.T, bits int) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)
}
