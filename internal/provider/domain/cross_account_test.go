package domain_test

import (
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// The accounts and roles of examples/cross-account.
const (
	mailAccount = "111122223333"
	dnsAccount  = "444455556666"
)

// estate is two accounts as examples/cross-account has them: one with SES, and
// one with the hosted zone, with roles whose policies are those of the example.
type estate struct {
	*acctest.World
	zone     *fakeaws.Zone
	identity *fakeaws.Identity
	mail     *fakeaws.Role
}

// newEstate lets the second account's role do what a file of the example says.
func newEstate(t *testing.T, dnsPolicy string) estate {
	t.Helper()
	return newEstateIn(t, acctest.Start(t), dnsPolicy)
}

func newEstateIn(t *testing.T, w *acctest.World, dnsPolicy string) estate {
	t.Helper()
	// The user of the account, whom its role trusts.
	w.Account = w.World.Account(mailAccount)
	e := estate{World: w, zone: w.World.Account(dnsAccount).CreateZone("example.org"), identity: w.Account.Identity(acctest.Region, "example.org")}
	e.mail = w.Account.CreateRole("mail")
	dns := w.World.Account(dnsAccount).CreateRole("mail-dns")
	acctest.Do(t,
		func() error { return e.zone.Put(others()...) },
		func() error {
			return e.mail.SetTrust(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"` + mailAccount + `"}}}`)
		},
		func() error {
			return e.mail.SetPolicy(example(t, "../policies/ses.json"), example(t, "policies/assume.json"))
		},
		func() error { return dns.SetTrust(example(t, "policies/trust.json")) },
		func() error {
			return dns.SetPolicy(strings.ReplaceAll(example(t, dnsPolicy), "Z0123456789ABCDEFGHIJ", e.zone.ID))
		},
	)()
	return e
}

// example is a file of the example.
func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../../examples/cross-account/" + name)
	if err != nil {
		t.Fatalf("read the example: %v", err)
	}
	return string(text)
}

// cli has a configuration of the example, to which only the endpoints of this AWS
// are added.
func (e estate) cli(t *testing.T, config string) *acctest.CLI {
	t.Helper()
	const block = "provider \"mailauth\" {\n"
	endpoints := strings.ReplaceAll("  endpoints {\n    sesv2 = URL\n    route53 = URL\n    sts = URL\n  }\n", "URL", strconv.Quote(e.URL()))
	cli := acctest.NewCLI(t, strings.Replace(config, block, block+endpoints, 1))
	cli.File("versions.tf", "") // The example has its own.
	return cli
}

// lives runs a domain from its creation to its end, and looks at both accounts.
func (e estate) lives(t *testing.T, cli *acctest.CLI) {
	t.Helper()
	before := e.zone.Dump()
	cli.Apply().Want(t, 0, "1 added")
	for _, check := range []func() error{
		func() error { return acctest.PublishesDKIM(e.zone, e.identity)(nil) },
		func() error { return acctest.Verified(e.identity)(nil) },
	} {
		if err := check(); err != nil {
			t.Error(err)
		}
	}
	cli.Plan().Want(t, 0, "No changes")
	cli.Note("Somebody removes the DMARC record.")
	acctest.Do(t, func() error { return e.zone.Remove("_dmarc.example.org", "TXT") })()
	cli.Apply().Want(t, 0, "1 changed")
	cli.Destroy().Want(t, 0, "1 destroyed")
	if after := e.zone.Dump(); after != before || e.identity.Exists() {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
	for _, call := range e.CallLog() {
		account := map[string]string{"ses": mailAccount, "route53": dnsAccount}[call.Service]
		if call.Operation == "GetCallerIdentity" {
			account = mailAccount
		}
		if account != "" && call.Account != account {
			t.Errorf("%s:%s was called in account %s, want %s", call.Service, call.Operation, call.Account, account)
		}
	}
}

// TestAccDomain_crossAccount applies the configurations of the example, by role
// and by profile, with the policies of the example and nothing else.
func TestAccDomain_crossAccount(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ config, policy string }{
		"role":                   {"role/main.tf", "../policies/dns.json"},
		"role for records alone": {"role/main.tf", "../policies/dns-records.json"},
		"profile":                {"profile/main.tf", "../policies/dns.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEstate(t, tc.policy)
			cli := e.cli(t, example(t, tc.config))
			if tc.policy == "../policies/dns.json" {
				cli.Record(newcomer+"08-dns-in-another-account-"+name+".md", "# DNS in another account, by a "+name, *update)
			}
			if strings.HasPrefix(name, "role") {
				key, secret, token := e.mail.Session()
				cli.Env("AWS_ACCESS_KEY_ID="+key, "AWS_SECRET_ACCESS_KEY="+secret, "AWS_SESSION_TOKEN="+token)
			} else {
				cli.File(".aws/config", example(t, "profile/config"))
				cli.File(".aws/credentials", fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", e.Account.AccessKey(), e.Account.SecretKey()))
			}
			e.lives(t, cli)
		})
	}
}

// TestDomain_recordPolicy tries the edges of the policy for records alone: what
// it lets through, what it does not, and what is said then.
func TestDomain_recordPolicy(t *testing.T) {
	t.Parallel()
	const names, actions = `"mail.example.org",`, `["CREATE", "DELETE"]`
	for name, tc := range map[string]struct {
		old, new string // replaced in the policy
		given    map[string]any
		says     []string // empty for success
	}{
		"the policy as it stands":                     {},
		"replacing a record is a DELETE and a CREATE": {given: map[string]any{"dmarc": map[string]any{"policy": "none", "rua": []string{"mailto:a@example.org"}}}},
		"UPSERT alone does not do": {
			old: actions, new: `["UPSERT"]`,
			says: []string{"AccessDenied", "route53:ChangeResourceRecordSetsActions:\n    CREATE\n"},
		},
		"a MAIL FROM domain that is not on the list": {
			given: map[string]any{"mail_from": map[string]any{"domain": "bounce.example.org"}},
			says: []string{
				"to the role mail-dns of account " + dnsAccount, `"Action": "route53:ChangeResourceRecordSets"`, "with a Condition, that has to let these through",
				"route53:ChangeResourceRecordSetsNormalizedRecordNames:\n    _dmarc.example.org\n    bounce.example.org\n",
				"route53:ChangeResourceRecordSetsRecordTypes:\n    CNAME\n    MX\n    TXT\n",
			},
		},
		"a MAIL FROM domain that is put on the list": {
			old: names, new: `"bounce.example.org",`,
			given: map[string]any{"mail_from": map[string]any{"domain": "bounce.example.org"}},
		},
		"the SPF record of the domain itself is not on the list": {given: map[string]any{"spf": "v=spf1 include:amazonses.com -all"}, says: []string{"AccessDenied"}},
		"the SPF record of the domain itself is put on the list": {old: names, new: `"mail.example.org", "example.org",`, given: map[string]any{"spf": "v=spf1 include:amazonses.com -all"}},
		"an underscore is not written in octal digits":           {old: `"_dmarc.`, new: `"\\137dmarc.`, says: []string{"AccessDenied"}},
		"capitals match nothing":                                 {old: `"_dmarc.`, new: `"_DMARC.`, says: []string{"AccessDenied"}},
		"a dot at the end matches nothing":                       {old: names, new: `"mail.example.org.",`, says: []string{"AccessDenied"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEstateIn(t, acctest.StartWithoutCLI(t), "../policies/dns-records.json")
			policy := example(t, "../policies/dns-records.json")
			if !strings.Contains(policy, tc.old) {
				t.Fatalf("the policy has no %s", tc.old)
			}
			policy = strings.ReplaceAll(policy, "Z0123456789ABCDEFGHIJ", e.zone.ID)
			if tc.old != "" {
				policy = strings.ReplaceAll(policy, tc.old, tc.new)
			}
			e.ZoneRole = e.World.World.Account(dnsAccount).CreateRole("mail-dns")
			acctest.Do(t, func() error { return e.ZoneRole.SetPolicy(policy) })()
			said := e.life(t, tc.given)
			if len(tc.says) == 0 && strings.Contains(said, "ERROR") {
				t.Errorf("it was refused: %s", said)
			}
			for _, text := range tc.says {
				if !strings.Contains(said, text) {
					t.Errorf("nothing says %q: %s", text, said)
				}
			}
		})
	}
}

// life makes the domain, changes it and destroys it, as far as that goes, each in
// a process of its own, and returns what was said.
func (e estate) life(t *testing.T, changed map[string]any) string {
	t.Helper()
	key, secret, token := e.mail.Session()
	credentials := acctest.Attributes{"access_key": acctest.Text(key), "secret_key": acctest.Text(secret), "token": acctest.Text(token)}
	p := e.Server(t, credentials)
	before, in, all := e.zone.Dump(), p.Nothing(), ""
	for _, given := range []map[string]any{{"ttl": 60}, changed} {
		config := map[string]any{"domain": "example.org", "zone_id": e.zone.ID}
		maps.Copy(config, changed)
		maps.Copy(config, given)
		var said string
		if in, said = p.Apply(in, p.Config(config)); strings.Contains(said, "ERROR") {
			return said
		}
		all += said
		p = e.Server(t, credentials)
	}
	_, said := p.Apply(in, p.Nothing().State)
	if after := e.zone.Dump(); after != before {
		t.Errorf("the zone was\n%s\nand is\n%s", before, after)
	}
	return all + said
}

// TestDomain_expiredSession lets the session for Route 53 end in the middle of
// a run. No answer is nothing that is absent, and the next run goes on.
func TestDomain_expiredSession(t *testing.T) {
	t.Parallel()
	e := newEstateIn(t, acctest.StartWithoutCLI(t), "../policies/dns.json")
	e.ZoneRole = e.World.World.Account(dnsAccount).CreateRole("mail-dns")
	acctest.Do(t, func() error {
		return e.ZoneRole.SetPolicy(strings.ReplaceAll(example(t, "../policies/dns.json"), "Z0123456789ABCDEFGHIJ", e.zone.ID))
	})()
	p := e.Server(t, nil)
	config := p.Config(map[string]any{"domain": "example.org"})
	in, said := p.Apply(p.Nothing(), config)
	if said != "" {
		t.Fatalf("the domain cannot be made: %s", said)
	}
	for n := range 310 {
		acctest.Do(t, func() error { return e.zone.Put(acctest.TXT(fmt.Sprintf("host-%03d.example.org", n), 300, `"host"`)) })()
	}
	// What a process has read or written itself, it does not ask again; so this
	// one begins at the other end of the zone.
	p = e.Server(t, nil)
	if _, said := p.Plan(p.Nothing(), p.Config(map[string]any{"domain": "zz.example.org"})); said != "" {
		t.Fatalf("another domain cannot be planned: %s", said)
	}
	stood := e.zone.Dump()
	e.Advance(2 * time.Hour)
	if _, said = p.Apply(in, p.Config(map[string]any{"domain": "example.org", "ttl": 60})); !strings.Contains(said, "ExpiredToken") || e.zone.Dump() != stood {
		t.Errorf("a change after the end of the session says %q and leaves\n%s", said, e.zone.Dump())
	}
	// What the process had read of the zone went with the change that failed.
	read, said := p.Read(in)
	if !strings.Contains(said, "ExpiredToken") || !strings.Contains(said, "To fix: renew the credentials") || !read.State.Equal(in.State) {
		t.Errorf("after the end of the session it says %q", said)
	}
	p = e.Server(t, nil)
	if read, said = p.Read(in); said != "" {
		t.Errorf("with a new session it says %q", said)
	}
	if _, said = p.Plan(read, config); said != "" {
		t.Errorf("with a new session it plans with %q", said)
	}
}
