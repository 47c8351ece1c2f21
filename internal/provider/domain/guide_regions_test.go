package domain_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// TestAccDomain_guideRegions applies the example of the guide: two regions verify
// the domain by three CNAMEs, each has its MAIL FROM domain, and one of them DMARC.
func TestAccDomain_guideRegions(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../examples/multi-region/main.tf")
	if err != nil {
		t.Fatalf("read the example: %v", err)
	}
	s := newScene(t)
	before := s.zone.Dump()
	_, after, found := strings.Cut(string(text), "provider \"mailauth\" {\n  region = \"eu-west-1\"\n}\n")
	if !found {
		t.Fatalf("the example begins otherwise:\n%s", text)
	}
	f := family{s.World, s.zone, s.identity, s.Account.Identity(replicaRegion, "example.org")}
	cli := acctest.NewCLI(t, s.Provider()+after)
	cli.Record(newcomer+"07-several-regions.md", "# Several regions", *update)
	cli.Apply().Want(t, 0, "2 added")
	cli.Plan().Want(t, 0, "No changes")
	f.wantDKIM(t, "made", f.parent)
	for name, want := range map[string]string{
		"MX mail.example.org": "10 feedback-smtp.eu-west-1.amazonses.com", "MX mail-us.example.org": "10 feedback-smtp.us-east-1.amazonses.com",
		"TXT _dmarc.example.org": `"v=DMARC1; p=none; rua=mailto:dmarc@example.org"`,
	} {
		typ, name, _ := strings.Cut(name, " ")
		if set, ok := s.zone.Get(name, typ); !ok || len(set.Values) != 1 || set.Values[0] != want {
			t.Errorf("%s %s is %+v, want %s", typ, name, set, want)
		}
	}
	for region, identity := range map[string]string{"eu-west-1": string(f.parent.View().VerificationStatus), "us-east-1": string(f.replica.View().VerificationStatus)} {
		if identity != "SUCCESS" {
			t.Errorf("in %s the domain is %s", region, identity)
		}
	}
	cli.Note("The zone then:")
	cli.ShowZone(s.zone)
	cli.Destroy().Want(t, 0, "2 destroyed")
	if now := s.zone.Dump(); now != before || len(s.Account.Identities("")) > 0 {
		t.Errorf("the zone was\n%s\nand is\n%s", before, now)
	}
}

// TestGuideRegions_words holds the guide to the words of the program.
func TestGuideRegions_words(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../docs/guides/several-regions.md")
	if err != nil {
		t.Fatalf("read the guide: %v", err)
	}
	for _, errorType := range []string{
		mailauth.ParentNotFound, mailauth.ParentHasOwnKey, mailauth.ParentIsReplica, mailauth.ParentRegionInvalid, mailauth.ParentAccessDenied,
	} {
		row := "| `" + errorType + "` | " + mailauth.ReplicationTrouble(errorType, mailauth.Spec{}).Summary + " |"
		if !strings.Contains(string(text), row) {
			t.Errorf("the guide has no row %s", row)
		}
	}
}
