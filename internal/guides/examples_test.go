package guides_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// shown are the examples that the pages of functions, resources and data sources
// show.
func shown(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, file := range files(t, "examples") {
		switch path.Base(file) {
		case "function.tf", "resource.tf", "data-source.tf":
			out = append(out, file)
		}
	}
	if len(out) < 12 {
		t.Fatalf("there are only the examples %q", out)
	}
	return out
}

// TestAccExamples applies the examples that pages show, all at once, each as a
// module with a domain of its own. Nothing is left to do after, or there when they
// are destroyed.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	const (
		made  = "examples/resources/mailauth_domain/resource.tf"
		reads = "examples/data-sources/mailauth_domain/data-source.tf"
	)
	w := acctest.Start(t)
	cli := acctest.NewCLI(t, "")
	cli.Env(w.Environment()...)
	values := map[string]string{
		"report":      cli.File("report.xml", read(t, "examples/functions/dmarc_report_parse/report.xml")),
		"dkim_record": keyRecord(t),
	}
	main := "provider \"mailauth\" {\n  region = \"eu-west-1\"\n}\n"
	for _, file := range shown(t) {
		module, text := moduleOf(file), read(t, file)
		main += fmt.Sprintf("module %q {\n  source = \"./%s\"\n", module, module)
		for _, name := range required(block{file, map[string]string{"main.tf": text}}) {
			main += fmt.Sprintf("  %s = %q\n", name, values[name])
		}
		domain := zoneOf(file)
		if file == reads {
			// Its domain is that of another configuration, which is made first.
			main += "  depends_on = [module." + moduleOf(made) + "]\n"
			domain = zoneOf(made)
		} else {
			w.Zone(t, domain)
		}
		main += "}\n"
		text = strings.NewReplacer("example.org", domain, `["9.9.9.9", "1.1.1.1"]`, `["`+w.DNSAddr()+`"]`).Replace(text)
		cli.File(path.Join(module, "main.tf"), needs+text)
	}
	cli.Config(main)
	cli.Run("get").Want(t, 0)
	cli.Apply().Want(t, 0, "0 changed, 0 destroyed")
	if n := len(w.Account.Identities("")); n < 6 {
		t.Errorf("there are %d identities, want those of 6 resources", n)
	}
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0)
	if left := w.Account.Identities(""); len(left) > 0 {
		t.Errorf("left behind are %v", left)
	}
}

// moduleOf is the name of an example as a module.
func moduleOf(file string) string {
	return strings.NewReplacer("/", "_", "-", "_").Replace(strings.TrimPrefix(path.Dir(file), "examples/"))
}

// zoneOf is the domain of an example.
func zoneOf(file string) string { return strings.ReplaceAll(moduleOf(file), "_", "-") + ".example" }

// keyRecord is a DKIM record.
func keyRecord(t *testing.T) string {
	t.Helper()
	block, _ := pem.Decode([]byte(key(t)))
	private, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(public)
}
