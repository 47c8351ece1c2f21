package domain_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// keyPair is a DKIM key as its owner has it.
type keyPair struct {
	*rsa.PrivateKey
	t *testing.T
}

func newKeyPair(t *testing.T) keyPair {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return keyPair{key, t}
}

// text is the private key in one line, which HCL can quote.
func (k keyPair) text() string {
	return base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(k.PrivateKey))
}

// pem is the private key as openssl writes it.
func (k keyPair) pem() string {
	k.t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(k.PrivateKey)
	if err != nil {
		k.t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// record is the text that receivers need.
func (k keyPair) record() string {
	k.t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&k.PublicKey)
	if err != nil {
		k.t.Fatal(err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)
}

// record255 is the record as Route 53 has it, cut where a character-string ends
// (RFC 1035 section 3.3).
func (k keyPair) record255() string {
	text := k.record()
	return fmt.Sprintf("%q %q", text[:255], text[255:])
}

// dkim is the argument that brings the key.
func (k keyPair) dkim(selector string, version int, more ...string) string {
	return fmt.Sprintf("dkim = {\n    selector = %q\n    private_key_wo = %q\n    private_key_wo_version = %d\n    %s\n  }",
		selector, k.text(), version, strings.Join(more, "\n    "))
}

// signsWith checks that SES signs with a key whose record the world sees, and has
// found it.
func (s scene) signsWith(selector string, key keyPair) resource.TestCheckFunc {
	return resource.ComposeTestCheckFunc(
		acctest.Verified(s.identity),
		s.sees("signed under "+selector, func(v sesapi.Identity) bool {
			d := v.DkimAttributes
			return d.SigningAttributesOrigin == "EXTERNAL" && len(d.Tokens) == 1 && d.Tokens[0] == selector && d.Status == sesapi.Success
		}),
		func(*terraform.State) error {
			if got, err := s.txt(selector + "._domainkey.example.org"); err != nil || got != key.record() {
				return fmt.Errorf("DNS answers %q, %w, want %q", got, err, key.record())
			}
			return nil
		})
}

// txt asks the world's DNS for a text, as a receiver of mail does.
func (s scene) txt(name string) (string, error) {
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, s.DNSAddr())
	}}
	texts, err := resolver.LookupTXT(context.Background(), name+".")
	return strings.Join(texts, " | "), err
}

// watchKeys looks before every request whether the key that SES signs with can be
// found. It returns what was missed.
func (s scene) watchKeys() func() []string {
	var mu sync.Mutex
	var missed []string
	s.Fail(fakeaws.Rule{Effect: fakeaws.Pass, Do: func() {
		d := s.identity.View().DkimAttributes
		if d.SigningAttributesOrigin != "EXTERNAL" {
			return
		}
		if got, err := s.txt(d.Tokens[0] + "._domainkey.example.org"); err != nil || !strings.HasPrefix(got, "v=DKIM1") {
			mu.Lock()
			defer mu.Unlock()
			missed = append(missed, fmt.Sprintf("%s: %q, %v", d.Tokens[0], got, err))
		}
	}})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return missed
	}
}

// TestAccDomain_ownKey goes through a life with keys of one's own: the key that
// SES signs with can be found in DNS at every request.
func TestAccDomain_ownKey(t *testing.T) {
	t.Parallel()
	acctest.NeedMinor(t, 11)
	s := newScene(t)
	missed := s.watchKeys()
	first, next := newKeyPair(t), newKeyPair(t)
	update := plancheck.ResourceActionUpdate
	gone := func(selector string) resource.TestCheckFunc {
		return acctest.Absent(s.zone, selector+"._domainkey.example.org", "TXT")
	}
	s.test(t,
		step(s.config(first.dkim("s1", 1)), plancheck.ResourceActionCreate, s.signsWith("s1", first), s.sets(10)),
		step(s.config(next.dkim("s2", 2)), update, s.signsWith("s2", next), gone("s1"), s.sets(10)),
		step(s.config(next.dkim("s2", 3)), update, s.signsWith("s2", next), s.sets(10)),
		step(s.config(first.dkim("s4", 4, `retained_selectors = ["s2"]`)), update, s.signsWith("s4", first),
			acctest.Published(s.zone, "s2._domainkey.example.org", "TXT", next.record255()), s.sets(11)),
		step(s.config(first.dkim("s4", 4)), update, s.signsWith("s4", first), gone("s2"), s.sets(10)),
		step(s.config(), update, acctest.Verified(s.identity), acctest.PublishesDKIM(s.zone, s.identity), gone("s4"), s.sets(12)),
		step(s.config(first.dkim("s3", 1)), update, s.signsWith("s3", first), s.sets(10)),
	)
	if list := missed(); len(list) > 0 {
		t.Errorf("SES signed with keys that nobody finds: %s", strings.Join(list, "; "))
	}
}

// TestAccDomain_ownKeyRotationInOrder: SES is told when every name server knows.
func TestAccDomain_ownKeyRotationInOrder(t *testing.T) {
	t.Parallel()
	acctest.NeedMinor(t, 11)
	s := newScene(t)
	first, next := newKeyPair(t), newKeyPair(t)
	cli := acctest.NewCLI(t, s.config(first.dkim("s1", 1)))
	cli.Apply().Want(t, 0)
	cli.Config(s.config(next.dkim("s2", 2), "wait_for_verification = false"))
	s.ResetCalls()
	cli.Apply().Want(t, 0, "Change of the DKIM key", "may send mail unsigned", "Records left in place", "s1._domainkey.example.org", "a later apply removes it")
	var order []string
	for _, c := range s.CallLog() {
		if c.Operation == "ChangeResourceRecordSets" || c.Operation == "GetChange" || c.Operation == "PutEmailIdentityDkimSigningAttributes" {
			order = append(order, c.Operation)
		}
	}
	if got := strings.Join(order, " "); got != "ChangeResourceRecordSets GetChange PutEmailIdentityDkimSigningAttributes" {
		t.Errorf("the calls are %s", got)
	}
	cli.Plan().Want(t, 2, "Former DKIM key", "removes the record of the one before: s1._domainkey.example.org")
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0, "No changes")
	for _, check := range []resource.TestCheckFunc{s.signsWith("s2", next), acctest.Absent(s.zone, "s1._domainkey.example.org", "TXT")} {
		if err := check(nil); err != nil {
			t.Error(err)
		}
	}
	cli.Destroy().Want(t, 0)
}
