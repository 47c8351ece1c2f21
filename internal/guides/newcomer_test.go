package guides_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

var update = flag.Bool("update", false, "write what newcomers see, and the tables of the guides")

// reader follows a page: with the configurations as they stand there, in a folder
// of its own, on a machine where credentials are in the environment.
type reader struct {
	*acctest.World
	zone *fakeaws.Zone
	cli  *acctest.CLI
	bare string
}

// newReader starts to record what a reader types and sees.
func newReader(t *testing.T, name, head string, options ...func(*fakeaws.Options)) reader {
	t.Helper()
	w := acctest.Start(t, options...)
	zone := w.Zone(t, "example.org",
		acctest.TXT("example.org", 3600, `"site-verification=5be1c4f09d"`),
		fakeaws.Set{Name: "example.org", Type: "MX", TTL: 3600, Values: []string{"10 mx.mailhost.example."}})
	r := reader{w, zone, acctest.NewCLI(t, ""), zone.Dump()}
	r.cli.File("versions.tf", "")
	r.cli.Env(w.Environment()...)
	r.cli.Record(filepath.Join("testdata", "newcomer", name+".md"), head, *update)
	return r
}

// copies writes the files of a configuration, below a folder.
func (r reader) copies(b block, dir string) {
	for name, text := range b.files {
		r.cli.File(filepath.Join(dir, name), text)
	}
}

// ends destroys everything, and nothing else.
func (r reader) ends(t *testing.T, says string) {
	t.Helper()
	r.cli.Destroy().Want(t, 0, says)
	if now := r.zone.Dump(); now != r.bare || len(r.Account.Identities("")) > 0 {
		t.Errorf("the zone was\n%s\nand is\n%s", r.bare, now)
	}
}

// page is the configurations of a page.
func page(t *testing.T, path string, want int) []block {
	t.Helper()
	out := configurations(path, read(t, path))
	if len(out) != want {
		t.Fatalf("%s has %d configurations, want %d", path, len(out), want)
	}
	return out
}

// installed puts the provider where make install puts it.
func (r reader) installed(t *testing.T) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatalf("find the program of the test: %v", err)
	}
	home := filepath.Dir(r.cli.File("home", ""))
	for _, host := range []string{"terraform.io", "opentofu.org"} {
		dir := filepath.Join(home, ".terraform.d/plugins/registry."+host, "mailauth/mailauth/0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
		acctest.Do(t,
			func() error { return os.MkdirAll(dir, 0o700) },
			func() error { return os.Symlink(program, filepath.Join(dir, "terraform-provider-mailauth")) })()
	}
	r.cli.Env("TF_CLI_CONFIG_FILE=/dev/null")
}

// TestAccNewcomer_readme is a clean machine, and the README.
func TestAccNewcomer_readme(t *testing.T) {
	t.Parallel()
	const readme = "README.md"
	r := newReader(t, "01-readme", "# README\n\nA clean machine: the provider is where `make install` puts it, credentials are in\nthe environment, and the zone example.org has an MX and a text of others.")
	r.installed(t)
	r.cli.Note("`main.tf` and `mail/main.tf` are copied from \"Use it\".")
	r.copies(page(t, readme, 2)[1], "")
	r.cli.Run("init").Want(t, 0, "successfully initialized")
	r.cli.Plan().Want(t, 2, "3 to add, 0 to change, 0 to destroy")
	r.cli.Apply().Want(t, 0, "3 added")
	r.cli.Note("The zone then:")
	r.cli.ShowZone(r.zone)
	if got := strings.Count(r.zone.Dump(), "_domainkey."); got != 9 {
		t.Errorf("the zone has %d DKIM records, want 9:\n%s", got, r.zone.Dump())
	}
	r.cli.Plan().Want(t, 0, "No changes")
	r.ends(t, "3 destroyed")
}

// TestAccNewcomer_gettingStarted makes the first domain, sends a mail, and takes
// over what exists, by import and by adoption.
func TestAccNewcomer_gettingStarted(t *testing.T) {
	t.Parallel()
	const guide = "docs/guides/getting-started.md"
	r := newReader(t, "02-getting-started", "# Getting started in a real account\n\nThe account is new, and in the sandbox. Credentials are in the environment.", acctest.Sandbox)
	blocks := page(t, guide, 4)
	r.cli.Note("1 to 3: `main.tf` is copied.")
	r.copies(blocks[0], "")
	r.cli.Plan().Want(t, 2, "1 to add", "Changes to Outputs")
	r.cli.Apply().Want(t, 0, "1 added", "verified = true")
	r.cli.Plan().Want(t, 0, "No changes")
	progress, said := r.Server(t, nil).Invoke("mailauth_send_test_email", acctest.Attributes{"from": acctest.Text("postmaster@example.org")})
	if said != "" || len(r.Account.Identities("")) != 1 {
		t.Errorf("the test mail is refused: %s", said)
	}
	r.cli.Note("4: the action `mailauth_send_test_email` sends a mail from postmaster@example.org, and says:")
	r.cli.Show(progress)
	stood := r.zone.Dump()
	r.cli.Note("\"A domain that is in use already\": Terraform forgets the domain, and the configuration\nwith the `import` block is copied. Its DMARC record asks for reports, which is the one change.")
	r.cli.Run("state rm", "mailauth_domain.this").Want(t, 0)
	r.copies(blocks[2], "")
	r.cli.Plan().Want(t, 2, "1 to import, 0 to add, 1 to change, 0 to destroy")
	r.cli.Apply().Want(t, 0, "1 imported, 0 added, 1 changed")
	imported := r.zone.Dump()
	if imported == stood {
		t.Error("the DMARC record has not changed")
	}
	r.cli.Note("Once more forgotten, and adopted. What is there is equal by now, and accepted.")
	r.cli.Run("state rm", "mailauth_domain.this").Want(t, 0)
	r.copies(blocks[3], "")
	r.cli.Apply().Want(t, 0, "1 added")
	r.cli.Plan().Want(t, 0, "No changes")
	if now := r.zone.Dump(); now != imported {
		t.Errorf("the zone was\n%s\nand is\n%s", imported, now)
	}
	r.cli.Note("6, at last: `mailauth_account` is added.")
	r.cli.File("account.tf", blocks[1].files["main.tf"])
	r.cli.Apply().Want(t, 0, "1 added, 0 changed, 0 destroyed")
	r.Account.Review(acctest.Region, "GRANTED")
	r.cli.Note("AWS grants it.")
	r.cli.Plan().Want(t, 0, "No changes")
}

// TestAccNewcomer_manyDomains makes the domains, brings existing ones into the
// module, and runs the module's tests.
func TestAccNewcomer_manyDomains(t *testing.T) {
	t.Parallel()
	const guide = "docs/guides/many-domains.md"
	r := newReader(t, "03-many-domains", "# Many domains")
	blocks := page(t, guide, 3)
	module := r.cli.File("mail/tests/plan.tftest.hcl", read(t, "examples/many-domains/mail/tests/plan.tftest.hcl"))
	r.cli.File("mail/tests/apply.tftest.hcl", read(t, "examples/many-domains/mail/tests/apply.tftest.hcl"))
	r.cli.Note("The module and its tests are copied into `%s`.", filepath.Base(filepath.Dir(filepath.Dir(module))))
	r.copies(blocks[0], "")
	r.cli.Run("-chdir=mail test").Want(t, 0, "4 passed, 0 failed")
	if now := r.zone.Dump(); now != r.bare || len(r.Account.Identities("")) > 0 {
		t.Errorf("the tests leave behind\n%s", now)
	}
	r.cli.Note("One of the domains exists as `mailauth_domain.shop`.")
	r.cli.Config(needs + "provider \"mailauth\" {\n  region = \"eu-west-1\"\n}\nresource \"mailauth_domain\" \"shop\" {\n  domain = \"shop.example.org\"\n}\n")
	r.cli.Apply().Want(t, 0, "1 added")
	r.cli.Note("`main.tf` is copied, with the `moved` block. In the module the DMARC policy is another.")
	r.copies(blocks[1], "")
	r.cli.Run("get").Want(t, 0)
	r.cli.Plan().Want(t, 2, "(moved from mailauth_domain.shop)", "2 to add, 1 to change, 0 to destroy")
	r.cli.Apply().Want(t, 0, "2 added, 1 changed, 0 destroyed", "not_verified = []")
	r.cli.Note("Two are forgotten, and the `import` block is there instead of the `moved` block.")
	r.cli.Run("state rm", `module.mail["example.org"]`, `module.mail["shop.example.org"]`).Want(t, 0)
	r.copies(blocks[2], "")
	r.cli.Apply().Want(t, 0, "2 imported, 0 added, 0 changed, 0 destroyed")
	r.cli.Run("output", "not_verified").Want(t, 0, "[]")
	r.ends(t, "3 destroyed")
}

// TestAccNewcomer_dmarcRamp goes from none to reject. The check warns of the step
// that comes too early, and of no other.
func TestAccNewcomer_dmarcRamp(t *testing.T) {
	t.Parallel()
	const guide, early = "docs/guides/dmarc-ramp.md", "is too early"
	r := newReader(t, "04-dmarc-ramp", "# DMARC from none to reject")
	r.copies(page(t, guide, 2)[0], "")
	const report = "examples/dmarc-ramp/reports/receiver.example-2026-10-01.xml"
	r.cli.File("reports/"+filepath.Base(report), read(t, report))
	r.cli.Note("1 and 2: `main.tf` is copied. A report is in `reports/`, with 3 failing messages of 123.")
	watched := r.cli.Apply()
	watched.Want(t, 0, "1 added", `messages = "120 of 123 messages pass DMARC"`)
	r.cli.Plan("-var", "policy=quarantine").Want(t, 2, "p=quarantine is too early: 3 of 123 messages fail DMARC.", "1 to change")
	r.cli.Run("output", "failing").Want(t, 0, `"198.51.100.7" = [`)
	r.cli.Note("3: a new report has no failing messages. Other domains' reports do not count.")
	better := strings.ReplaceAll(read(t, report), "<count>3</count>", "<count>0</count>")
	r.cli.File("reports/"+filepath.Base(report), better)
	r.cli.File("reports/other.xml", strings.ReplaceAll(read(t, report), "<domain>example.org</domain>\n    <adkim>", "<domain>example.net</domain>\n    <adkim>"))
	for _, policy := range []string{"quarantine", "reject"} {
		applied := r.cli.Apply("-var", "policy="+policy)
		applied.Want(t, 0, "0 added, 1 changed, 0 destroyed")
		if strings.Contains(watched.Text()+applied.Text(), early) {
			t.Errorf("the check warns of a step that is due:\n%s", applied.Output)
		}
		if set, _ := r.zone.Get("_dmarc.example.org", "TXT"); !strings.Contains(strings.Join(set.Values, ""), "p="+policy) {
			t.Errorf("the record is %v", set)
		}
	}
	r.cli.Note("No report at all is no reason either.")
	r.cli.File("reports/"+filepath.Base(report), strings.ReplaceAll(better, "<count>120</count>", "<count>99</count>"))
	r.cli.Plan("-var", "policy=reject").Want(t, 2, early, "reports are there of 99 messages")
	r.ends(t, "1 destroyed")
}

// TestAccNewcomer_drift changes what the guide begins with.
func TestAccNewcomer_drift(t *testing.T) {
	t.Parallel()
	r := newReader(t, "05-reading-drift", "# Reading drift")
	r.cli.Config(needs + "provider \"mailauth\" {\n  region = \"eu-west-1\"\n}\n" + `
resource "mailauth_domain" "this" {
  domain = "example.org"
  dmarc  = { policy = "reject", rua = ["mailto:dmarc@example.org"] }
}
`)
	r.cli.Apply().Want(t, 0, "1 added")
	r.cli.Note("Somebody switches DKIM signing off in the console.")
	acctest.Do(t, func() error { return r.Account.Identity(acctest.Region, "example.org").SetSigning(false) })()
	_, shown, _ := strings.Cut(read(t, driftGuide()[1]), "\nWarning: ")
	shown, _, _ = strings.Cut(shown, "\n```")
	warning, text, _ := strings.Cut(shown, "\n")
	r.cli.Plan().Want(t, 2, "0 to add, 1 to change, 0 to destroy", "~ signing_enabled = false -> true", warning, text)
	r.cli.Plan("-refresh-only").Want(t, 2, "~ signing_enabled = true -> false")
	r.cli.Apply().Want(t, 0, "1 changed")
	r.cli.Plan().Want(t, 0, "No changes")
	r.ends(t, "1 destroyed")
}

// TestAccNewcomer_ownKey signs with a key from the environment, rotates it as the
// guide says, and goes back to the keys of SES.
func TestAccNewcomer_ownKey(t *testing.T) {
	t.Parallel()
	r := newReader(t, "10-own-dkim-key", "# A DKIM key of your own\n\nThe key is in TF_VAR_dkim_key.")
	if old := regexp.MustCompile(`v1\.(8|9|10)\.`); old.MatchString(r.cli.Run("version").Output) {
		t.Skip("write-only arguments need Terraform or OpenTofu 1.11")
	}
	blocks := page(t, "docs/guides/own-dkim-key.md", 2)
	config, rotated := blocks[0].files["main.tf"], blocks[1].files["main.tf"]
	begin, end := strings.Index(config, "  dkim = {"), strings.LastIndex(config, "}")
	r.cli.Env("TF_VAR_dkim_key=" + key(t))
	r.cli.Note("`main.tf` is copied.")
	r.cli.Config(config)
	r.cli.Apply().Want(t, 0, "1 added")
	r.cli.Note("A new key is in TF_VAR_dkim_key, and `dkim` is written as for a rotation.")
	r.cli.Env("TF_VAR_dkim_key=" + key(t))
	r.cli.Config(config[:begin] + rotated + config[end:])
	r.cli.Apply().Want(t, 0, "0 added, 1 changed, 0 destroyed")
	for _, selector := range []string{"ses-2026a", "ses-2026b"} {
		if _, ok := r.zone.Get(selector+"._domainkey.example.org", "TXT"); !ok {
			t.Errorf("the record of %s is not there", selector)
		}
	}
	r.cli.Plan().Want(t, 0, "No changes")
	r.cli.Note("`dkim` is removed: back to the keys of SES.")
	r.cli.Config(config[:begin] + config[end:])
	r.cli.Apply().Want(t, 0, "0 added, 1 changed, 0 destroyed")
	r.ends(t, "1 destroyed")
}

// key is a new private key, as openssl writes it.
func key(t *testing.T) string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}))
}
