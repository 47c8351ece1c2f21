package domain_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// found is a bundle that somebody else once made, in the console or with other
// tools.
type found struct {
	ttl, dkimTTL                int64
	dot                         string // behind the target of each CNAME
	mailFrom, mx, spf, behavior string
	dmarc                       []string
	identity                    sesapi.Change
}

// usual is what the guides of SES make people do.
func usual() found {
	return found{
		ttl: 300, dkimTTL: 300, mailFrom: "mail.example.org", mx: "10 feedback-smtp.eu-west-1.amazonses.com",
		spf: `"v=spf1 include:amazonses.com ~all"`, dmarc: []string{`"v=DMARC1; p=none"`},
	}
}

func (s scene) make(t *testing.T, f found) {
	t.Helper()
	acctest.Do(t, s.identity.Create, func() error { return s.identity.Tamper(f.identity) })()
	for _, name := range s.dkimNames() {
		token, _, _ := strings.Cut(name, ".")
		acctest.Do(t, func() error { return s.put(name, "CNAME", f.dkimTTL, token+".dkim.amazonses.com"+f.dot) })()
	}
	if f.mailFrom != "" {
		acctest.Do(t, func() error { return s.identity.SetMailFrom(f.mailFrom, f.behavior) },
			func() error { return s.put(f.mailFrom, "MX", f.ttl, f.mx) },
			func() error { return s.put(f.mailFrom, "TXT", f.ttl, f.spf) })()
	}
	if len(f.dmarc) > 0 {
		acctest.Do(t, func() error { return s.put("_dmarc.example.org", "TXT", f.ttl, f.dmarc...) })()
	}
}

// TestAccDomain_importFound takes over what others have made in their own ways:
// for the configuration that says the same there is nothing to do, and what was
// found goes with the resource.
func TestAccDomain_importFound(t *testing.T) {
	t.Parallel()
	off, short := false, "RSA_1024_BIT"
	for rule, tc := range map[string]struct {
		edit  func(*found)
		lines string
	}{
		"as the guides say": {func(*found) {}, ``},
		"another TTL":       {func(f *found) { f.ttl, f.dkimTTL = 1800, 1800 }, `ttl = 1800`},
		"hosts with a dot and in capitals": {func(f *found) {
			f.dot, f.mailFrom, f.mx = ".", "Mail.Example.ORG", "10 FEEDBACK-smtp.eu-west-1.AmazonSES.com."
		}, ``},
		"text in other words": {func(f *found) {
			f.spf, f.dmarc = `"v=SPF1  include:amazonses.com.  ~all"`, []string{`"v=DMARC1;p=None;pct=100;adkim=r;"`}
		}, ``},
		"text in pieces": {func(f *found) {
			f.spf, f.dmarc = `"v=spf1 include:" "amazonses.com" " ~all"`, []string{`"v=DMARC1; p=quarantine; " "rua=mailto:a@example.org"`}
		}, `dmarc = { policy = "quarantine", rua = ["mailto:a@example.org"] }`},
		"DMARC with a tag that nobody knows": {func(f *found) { f.dmarc = []string{`"v=DMARC1; p=none; note=abc"`} },
			`dmarc = { record = "v=DMARC1; p=none; note=abc" }`},
		"all that DMARC has, beside another value": {func(f *found) {
			f.dmarc = []string{`"verify=1"`, `"v=DMARC1; p=reject; sp=none; np=none; fo=1:d; ruf=mailto:f@example.org; rua=mailto:a@example.org!10m"`}
		}, `dmarc = { policy = "reject", subdomain_policy = "none", nonexistent_subdomain_policy = "none",
  failure_options = ["d", "1"], ruf = ["mailto:f@example.org"], rua = ["mailto:a@example.org!10m"] }`},
		"DMARC with every default written out": {func(f *found) {
			f.dmarc = []string{`"v=DMARC1; p=reject; sp=reject; np=reject; adkim=r; aspf=r; fo=1; pct=100; rf=afrf; ri=86400"`}
		}, `dmarc = { policy = "reject" }`},
		"DKIM alone": {func(f *found) { f.mailFrom, f.dmarc = "", nil }, "mail_from = { enabled = false }\n  dmarc = { enabled = false }"},
		"an identity in other ways": {func(f *found) {
			f.identity = sesapi.Change{SigningEnabled: &off, KeyLength: &short, Feedback: &off, Tags: map[string]string{"team": "mail", "aws:cloudformation:stack-name": "web"}}
		}, "tags = { team = \"mail\" }\n  dkim = { signing_enabled = false, key_length = \"RSA_1024_BIT\" }\n  feedback_forwarding_enabled = false"},
		"enforcement without a signature, which no plan would make": {func(f *found) {
			f.dmarc, f.identity = []string{`"v=DMARC1; p=reject; rua=mailto:a@example.org"`}, sesapi.Change{SigningEnabled: &off}
		}, "dkim = { signing_enabled = false }\n  dmarc = { policy = \"reject\", rua = [\"mailto:a@example.org\"] }"},
		"MAIL FROM in other ways": {func(f *found) {
			f.mailFrom, f.behavior, f.spf = "bounce.example.org", "REJECT_MESSAGE", `"v=spf1 include:amazonses.com -all"`
		}, `mail_from = { domain = "bounce.example.org", spf = "v=spf1 include:amazonses.com -all", behavior_on_mx_failure = "REJECT_MESSAGE" }`},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			gone := acctest.Unchanged(s.zone)
			f := usual()
			tc.edit(&f)
			s.make(t, f)
			if len(f.dmarc) > 1 {
				gone = acctest.Published(s.zone, "_dmarc.example.org", "TXT", f.dmarc[0])
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.Factories(),
				CheckDestroy:             resource.ComposeTestCheckFunc(gone, acctest.Gone(s.identity)),
				Steps:                    []resource.TestStep{step(s.config(tc.lines)+importing, plancheck.ResourceActionNoop, acctest.Unchanged(s.zone))},
			})
		})
	}
}

// TestAccDomain_importMixed: where the sets have TTLs of several kinds, they get
// the one of the configuration, and nothing else is touched.
func TestAccDomain_importMixed(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	f := usual()
	f.ttl, f.dkimTTL = 600, 60
	s.make(t, f)
	names := s.dkimNames()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             resource.ComposeTestCheckFunc(acctest.Gone(s.identity), s.sets(6)),
		Steps: []resource.TestStep{step(s.config(`ttl = 600`)+importing, plancheck.ResourceActionUpdate,
			s.ttls(600, "CNAME "+names[0], "CNAME "+names[1], "CNAME "+names[2], "TXT _dmarc.example.org", "MX mail.example.org"),
			acctest.PublishesDKIM(s.zone, s.identity))},
	})
}

// TestAccDomain_importIncomplete: what is missing of the bundle is added by the
// first apply, and what is doubled or wrong is put right.
func TestAccDomain_importIncomplete(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	f := usual()
	f.dmarc = []string{`"v=DMARC1; p=none"`, `"v=DMARC1; p=reject"`}
	f.spf = `"verify=1"`
	s.make(t, f)
	acctest.Do(t, func() error { return s.zone.Remove(s.dkimNames()[1], "CNAME") })()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy: resource.ComposeTestCheckFunc(acctest.Gone(s.identity), s.sets(7),
			acctest.Published(s.zone, "mail.example.org", "TXT", `"verify=1"`)),
		Steps: []resource.TestStep{step(s.config()+importing, plancheck.ResourceActionUpdate,
			acctest.Verified(s.identity), acctest.PublishesDKIM(s.zone, s.identity),
			acctest.Published(s.zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=none"`),
			acctest.Published(s.zone, "mail.example.org", "TXT", `"verify=1"`, `"v=spf1 include:amazonses.com ~all"`))},
	})
}
