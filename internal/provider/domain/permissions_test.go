package domain_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// stage is a scene in which a role does one thing.
type stage struct {
	scene
	t    *testing.T
	role *fakeaws.Role
}

func newStage(t *testing.T) stage {
	t.Helper()
	s := newServedScene(t)
	s.Account.CreateConfigurationSet(acctest.Region, "set")
	return stage{s, t, s.Account.CreateRole("mail")}
}

// may lets the role do these actions and nothing else, each on the resources
// that the guide has for it.
func (s stage) may(actions ...string) {
	s.t.Helper()
	statements := []any{}
	for _, action := range actions {
		resource := []string{"arn:aws:ses:eu-west-1:123456789012:identity/example.org", "arn:aws:ses:eu-west-1:123456789012:configuration-set/set"}
		switch {
		case strings.Contains(action, ":List") && action != "route53:ListResourceRecordSets":
			resource = []string{"*"}
		case action == "route53:GetChange":
			resource = []string{"arn:aws:route53:::change/*"}
		case strings.HasPrefix(action, "route53:"):
			resource = []string{"arn:aws:route53:::hostedzone/" + s.zone.ID}
		case action == "*":
			resource = []string{"*"}
		}
		statements = append(statements, map[string]any{"Effect": "Allow", "Action": action, "Resource": resource})
	}
	document, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
	if err == nil {
		err = s.role.SetPolicy(string(document))
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// as is the provider with a session of the role, in a process of its own.
func (s stage) as() *acctest.Server {
	s.t.Helper()
	key, secret, token := s.role.Session()
	return s.Server(s.t, acctest.Attributes{"access_key": acctest.Text(key), "secret_key": acctest.Text(secret), "token": acctest.Text(token)})
}

// operation is something that a role does: ready is what stands before, made by
// the user of the account, and act returns what is said to the role.
type operation struct {
	ready func(stage) acctest.Instance
	act   func(stage, acctest.Instance) string
}

func nothingYet(s stage) acctest.Instance { return s.Server(s.t, nil).Nothing() }

// made is a domain that stands.
func made(given map[string]any) func(stage) acctest.Instance {
	return func(s stage) acctest.Instance {
		s.t.Helper()
		p := s.Server(s.t, nil)
		in, said := p.Apply(p.Nothing(), p.Config(named(s, given)))
		if strings.Contains(said, "ERROR") {
			s.t.Fatalf("make the domain: %s", said)
		}
		return in
	}
}

func named(s stage, given map[string]any) map[string]any {
	out := map[string]any{"domain": "example.org"}
	maps.Copy(out, given)
	if out["zone_id"] != nil {
		out["zone_id"] = s.zone.ID
	}
	return out
}

func plans(given map[string]any) func(stage, acctest.Instance) string {
	return func(s stage, in acctest.Instance) string {
		p := s.as()
		_, said := p.Plan(in, p.Config(named(s, given)))
		return said
	}
}

// applies refreshes what stands and applies a configuration, nil for none.
func applies(given map[string]any) func(stage, acctest.Instance) string {
	return func(s stage, in acctest.Instance) string {
		p := s.as()
		if !in.State.IsNull() {
			var said string
			if in, said = p.Read(in); said != "" {
				return said
			}
		}
		config := p.Nothing().State
		if given != nil {
			config = p.Config(named(s, given))
		}
		_, said := p.Apply(in, config)
		return said
	}
}

// operations are those of the first table of the guide, by their names there.
func operations() map[string]operation {
	noDNS := map[string]any{"manage_dns": false}
	return map[string]operation{
		"plan of a new domain":                            {nothingYet, plans(nil)},
		"plan of a new domain with `zone_id`":             {nothingYet, plans(map[string]any{"zone_id": true})},
		"plan of a new domain with `manage_dns = false`":  {nothingYet, plans(noDNS)},
		"apply of a new domain":                           {nothingYet, applies(map[string]any{})},
		"apply of a new domain with `manage_dns = false`": {nothingYet, applies(noDNS)},
		"refresh, and a plan without change":              {made(nil), refreshes},
		"import":                                          {made(nil), imports},
		"query":                                           {made(nil), queries},
		"data source":                                     {made(nil), looksOn},
		"destroy":                                         {made(nil), applies(nil)},
	}
}

func refreshes(s stage, in acctest.Instance) string {
	p := s.as()
	now, said := p.Read(in)
	if said != "" {
		return said
	}
	_, said = p.Plan(now, p.Generated(now.State))
	return said
}

func imports(s stage, _ acctest.Instance) string {
	p := s.as()
	in, said := p.Import(map[string]string{"domain": "example.org", "region": acctest.Region})
	if said != "" {
		return said
	}
	_, said = p.Read(in)
	return said
}

func looksOn(s stage, _ acctest.Instance) string {
	_, said := s.as().ReadData("mailauth_domain", acctest.Attributes{"domain": acctest.Text("example.org")})
	return said
}

func queries(s stage, _ acctest.Instance) string {
	var said []string
	found := s.as().List(nil, 10, true)
	for _, one := range found {
		said = append(said, one.Said)
	}
	if len(found) == 0 {
		said = append(said, "ERROR: nothing was found")
	}
	return strings.Join(said, "\n")
}

// argumentChanges are those of the second table: the configuration before and
// after.
func argumentChanges() map[string]operation {
	change := func(before, after map[string]any) operation { return operation{made(before), applies(after)} }
	return map[string]operation{
		"`dkim.signing_enabled`":         change(nil, map[string]any{"dkim": map[string]any{"signing_enabled": false}}),
		"`dkim.key_length`":              change(map[string]any{"dkim": map[string]any{"key_length": "RSA_1024_BIT"}}, map[string]any{"dkim": map[string]any{"key_length": "RSA_2048_BIT"}}),
		"`mail_from`":                    change(nil, map[string]any{"mail_from": map[string]any{"domain": "bounce.example.org"}}),
		"`feedback_forwarding_enabled`":  change(nil, map[string]any{"feedback_forwarding_enabled": false}),
		"`configuration_set_name`":       change(nil, map[string]any{"configuration_set_name": "set"}),
		"`tags`, where some are set":     change(nil, map[string]any{"tags": map[string]any{"team": "mail"}}),
		"`tags`, where some are removed": change(map[string]any{"tags": map[string]any{"team": "mail"}}, map[string]any{}),
		"`spf`, `dmarc`, `ttl`":          change(nil, map[string]any{"ttl": 60, "dmarc": map[string]any{"policy": "quarantine"}}),
	}
}

// guidesRow is a row of a table of the guide: a name and the actions.
type guidesRow struct {
	name    string
	actions []string
}

// guidesTable reads the table of the guide whose first column is headed so.
func guidesTable(t *testing.T, heading string) []guidesRow {
	t.Helper()
	text, err := os.ReadFile("../../../docs/guides/iam-policies.md")
	if err != nil {
		t.Fatalf("read the guide: %v", err)
	}
	_, table, found := strings.Cut(string(text), "| "+heading+" | SES | Route 53 |\n|---|---|---|\n")
	if !found {
		t.Fatalf("the guide has no table headed %s", heading)
	}
	table, _, _ = strings.Cut(table, "\n\n")
	var rows []guidesRow
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		row := guidesRow{name: strings.TrimSpace(cells[1])}
		for i, part := range strings.Split(cells[2]+cells[3], "`") {
			if i%2 == 1 {
				row.actions = append(row.actions, part)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// TestDomain_permissions holds the guide to what is called. Each operation calls
// what its row says and nothing else, works for a role that may do no more, and
// names what is missing where one action less is allowed.
func TestDomain_permissions(t *testing.T) {
	t.Parallel()
	t.Run("operations", func(t *testing.T) {
		t.Parallel()
		holdTo(t, guidesTable(t, "operation"), operations())
	})
	t.Run("arguments", func(t *testing.T) {
		t.Parallel()
		rows := guidesTable(t, "argument")
		for i := range rows {
			rows[i].actions = append(rows[i].actions, "ses:GetEmailIdentity", "route53:ListResourceRecordSets")
		}
		holdTo(t, rows, argumentChanges())
	})
}

func holdTo(t *testing.T, rows []guidesRow, all map[string]operation) {
	t.Helper()
	if len(rows) != len(all) {
		t.Errorf("the guide has %d rows, and there are %d operations", len(rows), len(all))
	}
	for _, row := range rows {
		op, ok := all[row.name]
		if !ok {
			t.Errorf("the guide has %s, which is nothing that is tried here", row.name)
			continue
		}
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.calledExactly(t, op)
			row.suffices(t, op)
			for _, action := range row.actions {
				row.isNeeded(t, op, action)
			}
		})
	}
}

// run does the operation as a role that may do those actions, and returns what
// was called and said.
func (op operation) run(t *testing.T, actions ...string) (called []string, said string) {
	t.Helper()
	s := newStage(t)
	in := op.ready(s)
	s.may(actions...)
	s.ResetCalls()
	said = op.act(s, in)
	for action := range s.Calls() {
		// The look for the sandbox needs no permission either: without it there is
		// no warning (TestSandbox).
		if action != "sts:GetCallerIdentity" && action != "ses:GetAccount" {
			called = append(called, action)
		}
	}
	slices.Sort(called)
	return called, said
}

func (r guidesRow) calledExactly(t *testing.T, op operation) {
	t.Helper()
	called, said := op.run(t, "*")
	if want := slices.Sorted(slices.Values(r.actions)); !slices.Equal(called, want) || strings.Contains(said, "ERROR") {
		t.Errorf("%s\ncalled %q\nwant   %q\nand said %s", r.name, called, want, said)
	}
}

func (r guidesRow) suffices(t *testing.T, op operation) {
	t.Helper()
	if _, said := op.run(t, r.actions...); strings.Contains(said, "ERROR") || strings.Contains(said, "AccessDenied") {
		t.Errorf("%s: what the guide says does not suffice: %s", r.name, said)
	}
}

// isNeeded leaves one action out. Who may not list identities looks at each.
func (r guidesRow) isNeeded(t *testing.T, op operation, action string) {
	t.Helper()
	rest := slices.DeleteFunc(slices.Clone(r.actions), func(a string) bool { return a == action })
	missing := action
	if action == "ses:ListEmailIdentities" && r.name != "query" {
		missing = "ses:GetEmailIdentity"
		if _, said := op.run(t, append(rest, missing)...); strings.Contains(said, "AccessDenied") {
			t.Errorf("%s needs %s though it may %s: %s", r.name, action, missing, said)
		}
		rest = slices.DeleteFunc(rest, func(a string) bool { return a == missing })
	}
	_, said := op.run(t, rest...)
	for _, text := range []string{"AccessDenied", "allow the action " + missing + " to the role mail of account 123456789012", `"Action": "` + missing + `"`} {
		if !strings.Contains(said, text) {
			t.Errorf("%s without %s does not say %q: %s", r.name, action, text, said)
		}
	}
}
