package domain_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// newcomer is where it is written down what the readers of guides type and see.
const newcomer = "../../guides/testdata/newcomer/"

// guide is the configurations of the guide that takes a user over from
// hashicorp/aws, in its order.
func guide(t *testing.T) (before, imported, moved, after string) {
	t.Helper()
	text, err := os.ReadFile("../../../docs/guides/from-hashicorp-aws.md")
	if err != nil {
		t.Fatalf("read the guide: %v", err)
	}
	var blocks []string
	for i, part := range strings.Split(string(text), "```terraform\n") {
		if block, _, ended := strings.Cut(part, "\n```"); i > 0 && ended {
			blocks = append(blocks, block+"\n")
		}
	}
	if len(blocks) != 4 {
		t.Fatalf("the guide has %d configurations, want 4", len(blocks))
	}
	// The moved block stands for the import and for the identity's removal.
	const first, next = "import {", "removed {\n  from = aws_sesv2_email_identity_mail_from_attributes.this"
	head, rest, found := strings.Cut(blocks[1], first)
	_, tail, also := strings.Cut(rest, next)
	if !found || !also {
		t.Fatalf("the guide imports in another way:\n%s", blocks[1])
	}
	return blocks[0], blocks[1], head + blocks[2] + "\n" + next + tail, blocks[3]
}

// watch looks at a zone after every request to AWS.
type watch struct {
	*httptest.Server
	mu     sync.Mutex // guards missed
	missed []string
}

// watched starts a watch over everything that the zone holds now.
func (s scene) watched(t *testing.T) *watch {
	t.Helper()
	var w watch
	held := s.zone.Sets()
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(rw, r)
		for _, set := range held {
			if now, ok := s.zone.Get(set.Name, set.Type); !ok || strings.Join(now.Values, " ") != strings.Join(set.Values, " ") {
				w.mu.Lock()
				w.missed = append(w.missed, set.Type+" "+set.Name)
				w.mu.Unlock()
			}
		}
	}))
	t.Cleanup(w.Close)
	return &w
}

// check fails the test where a record was missing after some request.
func (w *watch) check(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.missed) > 0 {
		t.Errorf("after some request these were missing, or others: %q", w.missed)
	}
}

// follower follows the guide: a scene, a CLI with both providers, and what is
// written before every configuration.
type follower struct {
	scene
	cli  *acctest.CLI
	head string
}

func newFollower(t *testing.T) follower {
	t.Helper()
	s := newScene(t)
	f := follower{scene: s, cli: acctest.NewCLI(t, "")}
	f.cli.Serve("hashicorp/aws", func() tfprotov6.ProviderServer {
		return providerserver.NewProtocol6(provider.Provider(standin{s}))()
	})
	f.head = "variable \"zone_id\" {\n  default = \"" + s.zone.ID + "\"\n}\n"
	return f
}

// begin makes the domain with hashicorp/aws, and has everything watched that
// then stands.
func (f *follower) begin(t *testing.T, before string) *watch {
	t.Helper()
	f.cli.Config(f.head + before)
	f.cli.Apply().Want(t, 0, "0 changed, 0 destroyed")
	f.cli.Plan().Want(t, 0, "No changes")
	w := f.watched(t)
	f.head += strings.ReplaceAll(f.Provider(), f.URL(), w.URL)
	return w
}

// TestAccDomain_guide follows the guide both ways. No record is missing at any
// time, nothing is written, and what is forgotten belongs to the new resource.
func TestAccDomain_guide(t *testing.T) {
	t.Parallel()
	before, imported, moved, after := guide(t)
	for way, tc := range map[string]struct{ config, plan, apply string }{
		"import": {imported, "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy", "1 imported, 0 added, 0 changed, 0 destroyed"},
		"moved":  {moved, "aws_sesv2_email_identity.this has moved to mailauth_domain.this", "0 added, 0 changed, 0 destroyed"},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			f := newFollower(t)
			f.cli.Record(newcomer+"06-from-hashicorp-aws-"+way+".md", "# From hashicorp/aws, by "+way+"\n\nA stand-in for hashicorp/aws has the eight resources.", *update)
			bare := f.zone.Dump()
			f.cli.Note("Before:")
			w := f.begin(t, before)
			stood := f.zone.Dump()
			f.cli.Note("The eight resources are exchanged for the configuration of step 2.")
			f.cli.Config(f.head + tc.config)
			f.cli.Plan().Want(t, 2, tc.plan, "aws_route53_record.dkim[2]", "but will not be destroyed")
			f.cli.Apply().Want(t, 0, tc.apply)
			f.cli.Plan().Want(t, 0, "No changes")
			f.cli.Note("3: clean up.")
			f.cli.Config(f.head + after)
			f.cli.Plan().Want(t, 0, "No changes")
			w.check(t)
			if now := f.zone.Dump(); now != stood || len(f.Writes()) > 0 || !f.identity.Exists() {
				t.Errorf("the zone was\n%s\nand is\n%s\nafter %v", stood, now, f.Writes())
			}
			f.cli.Destroy().Want(t, 0, "1 destroyed")
			if now := f.zone.Dump(); now != bare || f.identity.Exists() {
				t.Errorf("the zone was\n%s\nand is\n%s", bare, now)
			}
		})
	}
}

const v1 = `
resource "aws_ses_domain_identity" "this" {
  domain = "example.org"
}

resource "aws_ses_domain_dkim" "this" {
  domain = aws_ses_domain_identity.this.domain
}

resource "aws_ses_domain_mail_from" "this" {
  domain           = aws_ses_domain_identity.this.domain
  mail_from_domain = "mail.example.org"
}

resource "aws_route53_record" "this" {
  for_each = merge(
    { for i in range(3) : "dkim_${i}" => ["${aws_ses_domain_dkim.this.dkim_tokens[i]}._domainkey.example.org", "CNAME", "${aws_ses_domain_dkim.this.dkim_tokens[i]}.dkim.amazonses.com"] },
    {
      mx    = [aws_ses_domain_mail_from.this.mail_from_domain, "MX", "10 feedback-smtp.eu-west-1.amazonses.com"]
      spf   = [aws_ses_domain_mail_from.this.mail_from_domain, "TXT", "v=spf1 include:amazonses.com ~all"]
      dmarc = ["_dmarc.example.org", "TXT", "v=DMARC1; p=none"]
    },
  )
  zone_id = var.zone_id
  name    = each.value[0]
  type    = each.value[1]
  ttl     = each.key == "dmarc" ? 3600 : 60
  records = [each.value[2]]
}

resource "aws_route53_record" "v1" {
  zone_id = var.zone_id
  name    = "_amazonses.example.org"
  type    = "TXT"
  ttl     = 60
  records = ["token"]
}
`

const fromV1 = `
moved {
  from = aws_ses_domain_identity.this
  to   = mailauth_domain.this
}

removed {
  from = aws_ses_domain_dkim.this
  lifecycle {
    destroy = false
  }
}

removed {
  from = aws_ses_domain_mail_from.this
  lifecycle {
    destroy = false
  }
}

removed {
  from = aws_route53_record.this
  lifecycle {
    destroy = false
  }
}

resource "aws_route53_record" "v1" {
  zone_id = var.zone_id
  name    = "_amazonses.example.org"
  type    = "TXT"
  ttl     = 60
  records = ["token"]
}
`

// TestAccDomain_guideV1 moves an identity of SES v1 whose records have several
// TTLs. They become one in place, and no record is missing meanwhile; what is
// not part of the bundle stays with its owner.
func TestAccDomain_guideV1(t *testing.T) {
	t.Parallel()
	f := newFollower(t)
	w := f.begin(t, v1)
	f.cli.Config(f.head + fromV1 + block())
	f.cli.Plan().Want(t, 2, "(moved from aws_ses_domain_identity.this)", "Plan: 0 to add, 1 to change, 0 to destroy", "~ ttl = 3600 -> 300")
	f.cli.Apply().Want(t, 0, "0 added, 1 changed, 0 destroyed")
	f.cli.Plan().Want(t, 0, "No changes")
	w.check(t)
	for _, set := range f.zone.Sets() {
		ours := strings.Contains(set.Name, "._domainkey.") && set.Name != "k1._domainkey.example.org." || strings.HasPrefix(set.Name, "mail.") || strings.HasPrefix(set.Name, "_dmarc.")
		if ours && set.TTL != 300 || set.Name == "_amazonses.example.org." && set.TTL != 60 {
			t.Errorf("%s %s has a TTL of %d", set.Type, set.Name, set.TTL)
		}
	}
}

// TestAccDomain_guideAddress refuses to move what is no domain.
func TestAccDomain_guideAddress(t *testing.T) {
	t.Parallel()
	f := newFollower(t)
	f.identity = f.Account.Identity(acctest.Region, "bob@example.org")
	f.cli.Config(f.head + "resource \"aws_sesv2_email_identity\" \"bob\" {\n  email_identity = \"bob@example.org\"\n}\n")
	f.cli.Apply().Want(t, 0)
	f.cli.Config(f.head + f.Provider() + block() + "moved {\n  from = aws_sesv2_email_identity.bob\n  to   = mailauth_domain.this\n}\n")
	f.cli.Plan().Want(t, 1, "Address is no domain", "the identity of the address bob@example.org", "To fix: remove the `moved` block")
}
