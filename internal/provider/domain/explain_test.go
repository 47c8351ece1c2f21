package domain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// explained is the warning, or the error, about the verification of
// example.org in what a command says, from its first sentence on and without
// line breaks.
func explained(t *testing.T, r acctest.Run) string {
	t.Helper()
	text := r.Text()
	begin := strings.Index(text, "SES has not verified example.org yet")
	if begin < 0 {
		t.Fatalf("nothing is explained:\n%s", r.Output)
	}
	text = text[begin:]
	const last = "which goes on waiting."
	end := strings.Index(text, last)
	if end < 0 {
		t.Fatalf("the explanation has no end:\n%s", r.Output)
	}
	return moments.ReplaceAllString(text[:end+len(last)], "<time>")
}

// TestAccDomain_explainDelegation: a domain that is delegated elsewhere says so
// at the end of the wait, in every plan until it is mended, and in the same
// words. Create does not taint, and mended is mended.
func TestAccDomain_explainDelegation(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org")
	w.Delegate("example.org", "ns1.other.example")
	cli := acctest.NewCLI(t, w.Provider()+impatient)
	created := cli.Apply()
	created.Want(t, 0, "Warning: Pending verification of example.org", "Everything is made, and the wait ended after 4s.",
		"SES says HOST_NOT_FOUND of its last look at", `"10 feedback-smtp.eu-west-1.amazonses.com": published`,
		"SES resolves example.org through ns1.other.example, not through zone "+zone.ID+" (example.org), whose name servers are "+strings.Join(zone.NameServers, ", "),
		"To fix: delegate example.org to "+strings.Join(zone.NameServers, ", "), "1 added")
	var planned acctest.Run
	calls := w.Count(func() { planned = cli.Plan() })
	planned.Want(t, 2, "will be updated in-place", "0 to add, 1 to change, 0 to destroy")
	planned.WantOnce(t, "Pending verification of example.org")
	// The zone's own records may be on another page than ours.
	if calls["route53:GetHostedZone"]+calls["route53:ListHostedZones"] > 0 || calls["route53:ListResourceRecordSets"] > 2 {
		t.Errorf("the plan called %v", calls)
	}
	updated := cli.Apply()
	updated.Want(t, 1, "Error: Pending verification of example.org")
	first := explained(t, created)
	for what, r := range map[string]acctest.Run{"plan": planned, "update": updated} {
		if got := explained(t, r); got != first {
			t.Errorf("%s explains\n%s\nand create\n%s", what, got, first)
		}
	}
	w.Delegate("example.org", "")
	after := cli.Plan()
	after.Want(t, 0, "No changes")
	if strings.Contains(after.Text(), "verification of") {
		t.Errorf("the plan of a verified domain explains:\n%s", after.Output)
	}
}

// TestAccDomain_explainPatience: who does not wait is left alone for hours, and
// told then; that is no drift.
func TestAccDomain_explainPatience(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	zone := w.Zone(t, "example.org", fakeaws.Set{Name: "_domainkey.example.org", Type: "NS", TTL: 60, Values: []string{"ns1.vendor.example."}})
	cli := acctest.NewCLI(t, w.Provider()+unawaited)
	cli.Apply().Want(t, 0, "1 added")
	early := cli.Plan()
	early.Want(t, 0, "No changes")
	if strings.Contains(early.Text(), "verification of") {
		t.Errorf("it is explained at once:\n%s", early.Output)
	}
	w.Advance(5 * time.Hour)
	cli.Plan().Want(t, 0, "No changes", "Warning: Pending verification of example.org",
		"The NS record of _domainkey.example.org in zone "+zone.ID+" (example.org) hands that name, and all below it, on to ns1.vendor.example.",
		"To fix: remove the NS record of _domainkey.example.org from the zone", "SES looks again by itself.")
	if err := zone.Remove("_domainkey.example.org", "NS"); err != nil {
		t.Fatal(err)
	}
	cli.Plan().Want(t, 0, "No changes")
}

// TestAccDomain_explainElsewhere: where others publish the records, all that is
// said follows from SES.
func TestAccDomain_explainElsewhere(t *testing.T) {
	t.Parallel()
	w := acctest.Start(t)
	w.Delegate("example.org", "ns1.other.example")
	cli := acctest.NewCLI(t, w.Provider()+strings.Replace(impatient, "\n}", "\n  manage_dns = false\n  wait_for_verification = true\n}", 1))
	cli.Apply().Want(t, 0, "Warning: Pending verification of example.org",
		"SES looks for these records, which this resource does not publish:", `- MX mail.example.org "10 feedback-smtp.eu-west-1.amazonses.com"`,
		"SES resolves example.org through ns1.other.example, so that is where they have to be.",
		"To fix: publish these records (attribute `records` has them) where the DNS of example.org is")
	if calls := w.Calls(); calls["route53:ListResourceRecordSets"] > 0 {
		t.Errorf("Route 53 was asked: %v", calls)
	}
}

// TestAccDomain_explainLoss: a domain that was verified and is delegated
// elsewhere since is told why SES loses it.
func TestAccDomain_explainLoss(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	cli := acctest.NewCLI(t, s.config())
	cli.Apply().Want(t, 0)
	s.Delegate("example.org", "ns1.other.example")
	cli.Plan().Want(t, 0, "No changes", "Warning: SES has trouble with example.org",
		"The records stand as they should, so there is nothing to apply:", "dkim.status: SES does not find the DKIM records any more",
		"SES resolves example.org through ns1.other.example, not through zone "+s.zone.ID, "To fix: delegate example.org to")
	s.Delegate("example.org", "")
	cli.Plan().Want(t, 0, "No changes")
	acctest.Do(t, func() error { return s.identity.SetVerification(sesapi.Failed) }, func() error { return s.identity.SetErrorType("DNS_SERVER_ERROR") })()
	cli.Plan().Want(t, 2, "Warning: Failed verification of example.org", "1 to change", "which makes SES look again.")
}
