package domain_test

import (
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestBadWorld_authority has an AWS whose certificate is vouched for by an
// authority of the company's own, as behind a proxy that looks into TLS. With its
// bundle all is as ever; without, nothing is sent, and it is said what to write.
func TestBadWorld_authority(t *testing.T) {
	t.Parallel()
	w := newServedScene(t)
	before := w.zone.Dump()
	server := httptest.NewUnstartedServer(w.World)
	// Each handshake that fails would be told.
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	p := w.ServerAt(t, server.URL, nil)
	config := p.Config(map[string]any{"domain": "example.org"})
	_, said := p.Plan(p.Nothing(), config)
	saysAll(t, "plan without the bundle", said, "Certificate that is not trusted", "was not asked anything, because its certificate cannot be verified: x509: certificate signed by unknown authority",
		`custom_ca_bundle = "/path/to/ca.pem"`, "AWS_CA_BUNDLE")
	if calls := w.Calls(); len(calls) > 0 {
		t.Errorf("AWS was asked all the same: %v", calls)
	}
	p = w.ServerAt(t, server.URL, acctest.Attributes{"custom_ca_bundle": acctest.Text(bundle)})
	in, said := p.Apply(p.Nothing(), config)
	if said != "" || !w.identity.Exists() {
		t.Fatalf("apply with the bundle: %s", said)
	}
	if _, said := p.Apply(in, p.Nothing().State); said != "" || w.identity.Exists() || w.zone.Dump() != before {
		t.Errorf("destroy with the bundle: %s\n%s", said, w.zone.Dump())
	}
}
