package verification

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func at(hour int) time.Time { return time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC) }

// set is a set of a zone.
func set(typ rr.Type, name rr.Name, values ...string) rr.Set {
	out := rr.Set{Key: rr.Key{Name: name, Type: typ}, TTL: 900}
	for _, v := range values {
		out.Values = append(out.Values, rr.Value{Text: rr.Canonical(typ, v)})
	}
	return out
}

// example is example.org, of which SES has looked for everything for an hour,
// and a zone in which all of it stands.
func example() Case {
	spec := mailauth.Spec{
		Domain: "example.org", Region: "eu-west-1", TTL: 300, SPF: "v=spf1 ~all",
		MailFrom: mailauth.MailFrom{Enabled: true, Domain: "mail.example.org", SPF: mailauth.DefaultMailFromSPF},
		DMARC:    mailauth.DMARC{Enabled: true, Text: "v=DMARC1; p=none"},
	}
	c := Case{
		Domain: "example.org", Verification: "PENDING", DKIM: "PENDING", MailFrom: "PENDING", Waits: true,
		Report: Report{
			ErrorType: "HOST_NOT_FOUND", LastChecked: at(11), KeysMade: at(10),
			NameServer: "ns-1.awsdns-01.org", Serial: 1,
		},
		Records: mailauth.Records(spec, mailauth.Facts{Tokens: []string{"aaa", "bbb", "ccc"}, SigningHostedZone: "dkim.amazonses.com"}),
		Zone:    &Zone{ID: "Z123", Name: "example.org"},
	}
	c.Zone.Sets = []rr.Set{
		set("NS", "example.org", "ns-1.awsdns-01.org.", "ns-2.awsdns-02.com."),
		set("SOA", "example.org", "ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"),
	}
	for _, r := range c.Records {
		c.Zone.Sets = append(c.Zone.Sets, set(r.Type, r.Name, r.Text))
	}
	return c
}

func (c *Case) statuses(verification, dkim, mailFrom string) {
	c.Verification, c.DKIM, c.MailFrom = verification, dkim, mailFrom
}

// put makes a set stand, or none where it has no values.
func (c *Case) put(s rr.Set) {
	var kept []rr.Set
	for _, have := range c.Zone.Sets {
		if have.Key != s.Key {
			kept = append(kept, have)
		}
	}
	if len(s.Values) > 0 || s.Routing != "" {
		kept = append(kept, s)
	}
	c.Zone.Sets = kept
}

func TestExplain(t *testing.T) {
	t.Parallel()
	const nobody = "is seen by nobody"
	for rule, tc := range map[string]struct {
		of func(*Case)
		// says and not are parts of what is found, fix is the whole of it.
		says, not []string
		fix       string
	}{
		"everything stands: resolvers remember, SES looks on, and an apply waits": {
			of: func(*Case) {},
			says: []string{
				"SES has not verified example.org yet: verification PENDING, DKIM PENDING, MAIL FROM PENDING.",
				"SES says HOST_NOT_FOUND of its last look at 2026-03-02 11:00 UTC: a name that it asked for does not exist in DNS.",
				"in zone Z123 (example.org):\n- CNAME aaa._domainkey.example.org \"aaa.dkim.amazonses.com\": published\n",
				"- MX mail.example.org \"10 feedback-smtp.eu-west-1.amazonses.com\": published",
				"up to 900 seconds", "not before 2026-03-05 10:00 UTC",
			},
			not: []string{"spf1", "DMARC1", nobody},
			fix: "run `terraform apply`, which goes on waiting.",
		},
		"nobody waits": {
			of: func(c *Case) { c.Waits = false }, fix: "SES looks again by itself.",
		},
		"a record that is missing is said, and apply publishes it": {
			of:   func(c *Case) { c.put(set(rr.CNAME, "bbb._domainkey.example.org")) },
			says: []string{"bbb.dkim.amazonses.com\": missing"}, not: []string{"nothing to change"},
			fix: "run `terraform apply`, which publishes the records as SES looks for them and goes on waiting.",
		},
		"a record that is another is shown": {
			of:   func(c *Case) { c.put(set(rr.CNAME, "aaa._domainkey.example.org", "aaa.dkim.example.net")) },
			says: []string{"\"aaa.dkim.example.net\" stands there"},
			fix:  "run `terraform apply`, which publishes the records as SES looks for them and goes on waiting.",
		},
		"a second MX is one too many": {
			of: func(c *Case) {
				c.put(set(rr.MX, "mail.example.org", "10 feedback-smtp.eu-west-1.amazonses.com", "20 mx.example.net"))
			},
			says: []string{"\"20 mx.example.net\" stand there, and SES accepts no other MX beside its own"},
			fix:  "run `terraform apply`, which publishes the records as SES looks for them and goes on waiting.",
		},
		"a CNAME takes the place of the MX": {
			of: func(c *Case) {
				c.put(set(rr.MX, "mail.example.org"))
				c.put(set(rr.CNAME, "mail.example.org", "mx.example.net"))
			},
			says: []string{"a CNAME to \"mx.example.net\" stands there"},
			fix:  "run `terraform apply`, which publishes the records as SES looks for them and goes on waiting.",
		},
		"an alias is named": {
			of: func(c *Case) {
				c.put(rr.Set{Key: rr.Key{Name: "aaa._domainkey.example.org", Type: rr.CNAME}, Routing: "weighted"})
			},
			says: []string{"a set with routing stands there (weighted)"},
			fix:  "run `terraform apply`, which publishes the records as SES looks for them and goes on waiting.",
		},
		"only what SES misses is listed": {
			of:   func(c *Case) { c.statuses("SUCCESS", "SUCCESS", "PENDING") },
			says: []string{"SES does not say why it misses the MX", "- MX mail"}, not: []string{"CNAME", "HOST_NOT_FOUND", "not before"},
			fix: "run `terraform apply`, which goes on waiting.",
		},
		"without MAIL FROM nothing is said of it": {
			of: func(c *Case) { c.MailFrom = "" }, not: []string{"MX", "MAIL FROM"},
			fix: "run `terraform apply`, which goes on waiting.",
		},
		"SES sees another name server": {
			of: func(c *Case) { c.Report.NameServer = "ns1.other.example" },
			says: []string{"SES resolves example.org through ns1.other.example, not through zone Z123 (example.org), " +
				"whose name servers are ns-1.awsdns-01.org, ns-2.awsdns-02.com. What stands in the zone is seen by nobody."},
			not: []string{"nothing to change"},
			fix: "delegate example.org to ns-1.awsdns-01.org, ns-2.awsdns-02.com, at its registrar or in the zone above it, " +
				"or set zone_id to the hosted zone that ns1.other.example serves, or, where that is no zone of Route 53, write manage_dns = false and publish `records` there; " +
				"then run `terraform apply`, which goes on waiting.",
		},
		"any of the zone's name servers is right": {
			of: func(c *Case) { c.Report.NameServer = "ns-2.awsdns-02.com" }, not: []string{nobody},
			fix: "run `terraform apply`, which goes on waiting.",
		},
		"a primary name server that is not among the zone's NS records is right": {
			of: func(c *Case) { c.put(set("NS", "example.org", "ns-2.awsdns-02.com.")) }, not: []string{nobody},
			fix: "run `terraform apply`, which goes on waiting.",
		},
		"of a part that is handed on, what it hands on itself is its own business": {
			of: func(c *Case) {
				c.put(set("NS", "_domainkey.example.org", "ns1.vendor.example."))
				c.put(set("NS", "aaa._domainkey.example.org", "ns1.below.example."))
			},
			says: []string{"on to ns1.vendor.example."}, not: []string{"ns1.below.example"},
			fix: "remove the NS record of _domainkey.example.org from the zone, or publish these records as well where it leads to; then run `terraform apply`, which goes on waiting.",
		},
		"the same name server with another serial serves another zone": {
			of: func(c *Case) { c.Report.Serial = 7 }, says: []string{"has the serial 7, and that of the zone has 1"},
			fix: "set zone_id to the zone whose SOA record `dig +short SOA example.org` shows; then run `terraform apply`, which goes on waiting.",
		},
		"the zone hands a part on in which records are": {
			of: func(c *Case) { c.put(set("NS", "_domainkey.example.org", "ns1.vendor.example.")) },
			says: []string{"The NS record of _domainkey.example.org in zone Z123 (example.org) hands that name, and all below it, on to ns1.vendor.example. " +
				"What stands there in this zone is seen by nobody."},
			fix: "remove the NS record of _domainkey.example.org from the zone, or publish these records as well where it leads to; then run `terraform apply`, which goes on waiting.",
		},
		"the zone hands a part on in which none is sought": {
			of: func(c *Case) {
				c.statuses("SUCCESS", "SUCCESS", "PENDING")
				c.put(set("NS", "_domainkey.example.org", "ns1.vendor.example."))
			},
			not: []string{nobody}, fix: "run `terraform apply`, which goes on waiting.",
		},
		"the zone hands the domain itself on, so that SES sees other name servers": {
			of: func(c *Case) {
				c.Zone.Name, c.Report.NameServer = "org", "ns1.vendor.example"
				c.put(set("NS", "example.org", "ns1.vendor.example."))
			},
			says: []string{"The NS record of example.org in zone Z123 (org)"}, not: []string{"SES resolves"},
			fix: "remove the NS record of example.org from the zone, or set zone_id to the hosted zone that it leads to; then run `terraform apply`, which goes on waiting.",
		},
		"a zone that does not answer is not judged": {
			of:   func(c *Case) { c.Zone.Sets, c.Zone.Unread = nil, true },
			says: []string{"what stands in zone Z123 (example.org) could not be read:\n- CNAME aaa._domainkey.example.org \"aaa.dkim.amazonses.com\"\n", "SES resolves example.org through ns-1.awsdns-01.org"},
			not:  []string{"missing", "published", nobody},
			fix:  "compare `dig +short NS example.org` with the name servers of the zone; then run `terraform apply`, which goes on waiting.",
		},
		"DNS is elsewhere": {
			of: func(c *Case) { c.Zone = nil },
			says: []string{"which this resource does not publish:\n- CNAME aaa._domainkey.example.org \"aaa.dkim.amazonses.com\"\n",
				"SES resolves example.org through ns-1.awsdns-01.org, so that is where they have to be."},
			fix: "publish these records (attribute `records` has them) where the DNS of example.org is; then run `terraform apply`, which goes on waiting.",
		},
		"DNS is elsewhere, and SES knows not where": {
			of: func(c *Case) { c.Zone, c.Report.NameServer = nil, "" }, not: []string{"resolves"},
			fix: "publish these records (attribute `records` has them) where the DNS of example.org is; then run `terraform apply`, which goes on waiting.",
		},
		"SES has given up": {
			of:   func(c *Case) { c.statuses("FAILED", "FAILED", "SUCCESS") },
			says: []string{"SES has given up on example.org: verification FAILED, DKIM FAILED", "So nothing is wrong with them now.", "only when it is told to look again, which an apply does"},
			not:  []string{"remember"},
			fix:  "run `terraform apply`, which makes SES look again.",
		},
		"SES has given up on records that are missing": {
			of: func(c *Case) {
				c.statuses("SUCCESS", "SUCCESS", "FAILED")
				c.put(set(rr.MX, "mail.example.org"))
			},
			fix: "run `terraform apply`, which publishes the records as SES looks for them and makes SES look again.",
		},
		"SES has lost sight of everything, and its error is older than its success": {
			of: func(c *Case) {
				c.statuses("TEMPORARY_FAILURE", "TEMPORARY_FAILURE", "TEMPORARY_FAILURE")
				c.Report.LastSuccess = at(11)
			},
			says: []string{
				"SES does not find all records of example.org any more",
				"SES last found the DKIM records at 2026-03-02 11:00 UTC; HOST_NOT_FOUND, which it still reports, is of before and no reason.",
				"five days for the DKIM records, until it stops to sign, and 72 hours for the MX record",
			},
			not: []string{"remember"},
			fix: "see that `dig +short NS example.org` answers ns-1.awsdns-01.org, ns-2.awsdns-02.com and nothing else; SES looks again by itself.",
		},
		"SES has lost sight of records that are elsewhere": {
			of: func(c *Case) {
				c.statuses("SUCCESS", "SUCCESS", "TEMPORARY_FAILURE")
				c.Zone = nil
			},
			fix: "publish these records (attribute `records` has them) where the DNS of example.org is; SES looks again by itself.",
		},
		"the error is of after the success": {
			of: func(c *Case) {
				c.statuses("TEMPORARY_FAILURE", "TEMPORARY_FAILURE", "SUCCESS")
				c.Report.ErrorType, c.Report.LastSuccess = "DNS_SERVER_ERROR", at(10)
			},
			says: []string{"SES says DNS_SERVER_ERROR"},
			fix: "see that `dig +short NS example.org` answers ns-1.awsdns-01.org, ns-2.awsdns-02.com and nothing else, " +
				"and that `dig +short DS example.org` answers nothing unless the zone is signed; SES looks again by itself.",
		},
		"an earlier value is remembered": {
			of:   func(c *Case) { c.Report.ErrorType = "INVALID_VALUE" },
			says: []string{"another value than it looks for", "an earlier value that SES has seen"},
			fix:  "run `terraform apply`, which goes on waiting.",
		},
		"SES gives no reason": {
			of: func(c *Case) { c.Report.ErrorType = "" }, says: []string{"SES last looked at 2026-03-02 11:00 UTC and gives no reason."},
			fix: "run `terraform apply`, which goes on waiting.",
		},
		"SES has not looked yet": {
			of:   func(c *Case) { c.Report = Report{} },
			says: []string{"SES has not said yet what it finds in DNS.", "gives up (FAILED); an apply"},
			fix:  "run `terraform apply`, which goes on waiting.",
		},
		"the search began anew, nobody knows when": {
			of: func(c *Case) { c.Report.LastChecked = at(10 + 80) }, not: []string{"not before"},
			fix: "run `terraform apply`, which goes on waiting.",
		},
		"a zone without records of its own is not compared": {
			of: func(c *Case) {
				c.put(set("SOA", "example.org"))
				c.Report.NameServer = "ns1.other.example"
			},
			says: []string{"what the name servers of zone Z123 (example.org) are could not be read"}, not: []string{nobody},
			fix: "compare `dig +short NS example.org` with the name servers of the zone; then run `terraform apply`, which goes on waiting.",
		},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			c := example()
			tc.of(&c)
			got := Explain(c)
			for _, says := range tc.says {
				if !strings.Contains(got.Found, says) {
					t.Errorf("it does not say %q:\n%s", says, got.Found)
				}
			}
			for _, not := range tc.not {
				if strings.Contains(got.Found, not) {
					t.Errorf("it says %q:\n%s", not, got.Found)
				}
			}
			if got.Fix != tc.fix {
				t.Errorf("to fix:\n%s\nwant:\n%s", got.Fix, tc.fix)
			}
		})
	}
}

// TestErrorTypes has every error of SES in words, and one of the future.
func TestErrorTypes(t *testing.T) {
	t.Parallel()
	for errorType, want := range map[string]struct{ means, fix string }{
		"SERVICE_ERROR":                                {"failed within SES", "wait"},
		"DNS_SERVER_ERROR":                             {"did not answer", "dig +short DS"},
		"HOST_NOT_FOUND":                               {"does not exist in DNS", ""},
		"TYPE_NOT_FOUND":                               {"without a record of the type", ""},
		"INVALID_VALUE":                                {"another value", ""},
		"REPLICATION_ACCESS_DENIED":                    {"cannot take the DKIM keys over", "dkim.parent_region"},
		"REPLICATION_PRIMARY_NOT_FOUND":                {"cannot take the DKIM keys over", "dkim.parent_region"},
		"REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED":   {"cannot take the DKIM keys over", "dkim.parent_region"},
		"REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED": {"cannot take the DKIM keys over", "dkim.parent_region"},
		"REPLICATION_PRIMARY_INVALID_REGION":           {"cannot take the DKIM keys over", "dkim.parent_region"},
		"SOMETHING_NEW":                                {"does not know", ""},
	} {
		c := example()
		c.Report.ErrorType = errorType
		got := Explain(c)
		if !strings.Contains(got.Found, "SES says "+errorType+" of") || !strings.Contains(got.Found, want.means) || !strings.Contains(got.Fix, want.fix) {
			t.Errorf("%s: got %q, to fix %q", errorType, got.Found, got.Fix)
		}
		if strings.Contains(want.means, "does not know") == (errorType != "SOMETHING_NEW") {
			t.Errorf("%s is not in words", errorType)
		}
	}
}

// TestSummary names the domain, since a CLI shows warnings of one summary once.
func TestSummary(t *testing.T) {
	t.Parallel()
	for want, status := range map[string]string{
		"Pending verification of example.org": "NOT_STARTED",
		"Failed verification of example.org":  "FAILED",
		"SES has trouble with example.org":    "TEMPORARY_FAILURE",
	} {
		c := example()
		c.statuses("SUCCESS", status, "SUCCESS")
		if got := Explain(c).Summary; got != want {
			t.Errorf("%s: got %q, want %q", status, got, want)
		}
	}
}

// TestNames: the zone's own name and all that it may hand on are looked at.
func TestNames(t *testing.T) {
	t.Parallel()
	records := []mailauth.Record{{Key: rr.Key{Name: "a._domainkey.sub.example.org"}}, {Key: rr.Key{Name: "sub.example.org"}}}
	got := Names("example.org", records)
	if want := []rr.Name{"_domainkey.sub.example.org", "a._domainkey.sub.example.org", "example.org", "sub.example.org"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
