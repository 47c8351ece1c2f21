package domain_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// observes reads the data source, with arguments beside the domain.
func (s scene) observes(t *testing.T, more acctest.Attributes) (*acctest.Server, tftypes.Value, string) {
	t.Helper()
	config := acctest.Attributes{"domain": acctest.Text("Example.org.")}
	for name, value := range more {
		config[name] = value
	}
	p := s.Server(t, nil)
	s.ResetCalls()
	got, said := p.ReadData("mailauth_domain", config)
	if writes := s.Writes(); len(writes) > 0 {
		t.Errorf("it has sent %v", writes)
	}
	return p, got, said
}

// TestData_shape: what the resource has of a domain that it keeps, the data
// source has as well.
func TestData_shape(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	p := s.Server(t, nil)
	in, said := p.Apply(p.Nothing(), p.Config(map[string]any{
		"domain": "example.org", "spf": "v=spf1 include:amazonses.com -all", "tags": map[string]any{"team": "mail"},
		"dmarc": map[string]any{"policy": "reject", "rua": []string{"mailto:d@example.org"}},
	}))
	if strings.Contains(said, "ERROR") {
		t.Fatal(said)
	}
	in, _ = p.Read(in)
	reader, got, said := s.observes(t, nil)
	if said != "" {
		t.Fatal(said)
	}
	kept, seen := p.Members(in.State), reader.Members(got)
	for _, name := range []string{"region", "zone_id", "zone_name", "arn", "verification_status", "verified_for_sending", "mail_from", "spf", "dmarc", "configuration_set_name", "feedback_forwarding_enabled", "tags_all", "records"} {
		if !seen[name].Equal(kept[name]) {
			t.Errorf("%s is\n%s\nand the resource has\n%s", name, seen[name], kept[name])
		}
	}
	for name, value := range reader.Members(seen["dkim"]) {
		if want := p.Members(kept["dkim"])[name]; !value.Equal(want) {
			t.Errorf("dkim.%s is %s, and the resource has %s", name, value, want)
		}
	}
	if calls := s.Calls(); calls["ses:GetEmailIdentity"] != 1 || calls["route53:ListResourceRecordSets"] != 1 {
		t.Errorf("it takes %v", calls)
	}
	var ok bool
	if err := seen["ok"].As(&ok); err != nil || !ok {
		t.Errorf("of a sound domain it finds %s", seen["findings"])
	}
}

// TestData_findings: what is wrong is told on the attribute that shows it.
func TestData_findings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		act  func(*testing.T, scene) func() error
		more acctest.Attributes
		says []string
	}{
		"nothing": {says: []string{`[]`}},
		"signing is switched off": {
			act:  func(_ *testing.T, s scene) func() error { return func() error { return s.identity.SetSigning(false) } },
			says: []string{"dkim.signing_enabled", "DKIM signing is off: mail from example.org is unsigned"},
		},
		"nobody has published a policy": {
			act: func(_ *testing.T, s scene) func() error {
				return func() error { return s.zone.Remove("_dmarc.example.org", "TXT") }
			},
			says: []string{`records["dmarc"]`, "TXT _dmarc.example.org is missing: receivers have no policy"},
		},
		"there are two policies": {
			act: func(_ *testing.T, s scene) func() error {
				return func() error {
					return s.zone.Put(acctest.TXT("_dmarc.example.org", 300, `"v=DMARC1; p=none"`, `"v=DMARC1; p=reject"`))
				}
			},
			says: []string{`records["dmarc"]`, "2 values of this kind", "receivers discard all of them"},
		},
		"there are two SPF records at the domain": {
			act: func(_ *testing.T, s scene) func() error {
				return func() error {
					return s.zone.Put(acctest.TXT("example.org", 300, `"v=spf1 -all"`, `"v=spf1 mx -all"`, `"other"`))
				}
			},
			says: []string{`records["spf"]`, "permerror"},
		},
		"a DKIM record leads elsewhere": {
			act: func(_ *testing.T, s scene) func() error {
				token := s.identity.View().DkimAttributes.Tokens[0]
				return func() error {
					return s.zone.Put(fakeaws.Set{Name: token + "._domainkey.example.org", Type: "CNAME", TTL: 5, Values: []string{"elsewhere.example"}})
				}
			},
			says: []string{`records["dkim_`, "elsewhere.example", "its signature fails"},
		},
		"SES has not found the records yet": {
			act: func(_ *testing.T, s scene) func() error {
				return func() error { return s.identity.SetVerification(sesapi.Failed) }
			},
			says: []string{"verification_status", "To fix: "},
		},
		"Route 53 is not asked": {
			act: func(_ *testing.T, s scene) func() error {
				return func() error { return s.zone.Remove("_dmarc.example.org", "TXT") }
			},
			more: acctest.Attributes{"read_dns": acctest.Flag(false)},
			says: []string{`[]`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			stand(t, s.zone, s.identity)
			if tc.act != nil {
				s.Server(t, nil).ReadData("mailauth_domain", acctest.Attributes{"domain": acctest.Text("example.org")})
				acctest.Do(t, tc.act(t, s))()
			}
			p, got, said := s.observes(t, tc.more)
			if said != "" {
				t.Fatal(said)
			}
			findings := p.Members(got)["findings"]
			text := readable(p, t, findings)
			for _, want := range tc.says {
				if !strings.Contains(text, want) {
					t.Errorf("it does not say %q: %s", want, text)
				}
			}
		})
	}
}

// readable is a list of findings as lines, "[]" for none.
func readable(p *acctest.Server, t *testing.T, list tftypes.Value) string {
	t.Helper()
	var elements []tftypes.Value
	if err := list.As(&elements); err != nil {
		t.Fatal(err)
	}
	if len(elements) == 0 {
		return "[]"
	}
	var lines []string
	for _, e := range elements {
		lines = append(lines, p.TextOf(e, "attribute")+" "+p.TextOf(e, "text"))
	}
	return strings.Join(lines, "\n")
}

// TestData_elsewhere: where no zone is looked at, the records are those that SES
// asks for.
func TestData_elsewhere(t *testing.T) {
	t.Parallel()
	w := acctest.StartWithoutCLI(t)
	identity := w.Account.Identity(acctest.Region, "example.org")
	acctest.Do(t, identity.Create, func() error { return identity.SetMailFrom("mail.example.org", "USE_DEFAULT_VALUE") })()
	s := scene{World: w, identity: identity}
	for name, more := range map[string]acctest.Attributes{"no zone": nil, "one that is not asked": {"read_dns": acctest.Flag(false)}} {
		p, got, said := s.observes(t, more)
		if said != "" {
			t.Fatal(said)
		}
		records := p.Members(p.Members(got)["records"])
		if p.TextOf(got, "zone_id") != "" || len(records) != 5 || !strings.Contains(records["mail_from_mx"].String(), "10 feedback-smtp.eu-west-1.amazonses.com") {
			t.Errorf("%s: in zone %q it shows %d records, %s", name, p.TextOf(got, "zone_id"), len(records), records["mail_from_mx"])
		}
		if text := readable(p, t, p.Members(got)["findings"]); !strings.Contains(text, "verification_status") {
			t.Errorf("%s: it finds %s", name, text)
		}
	}
}

// TestData_refused: what cannot be observed says what to type.
func TestData_refused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(scene)
		more    acctest.Attributes
		says    []string
	}{
		"an unknown domain":   {func(s scene) { s.identity.Delete() }, nil, []string{"No such identity", "SES has no identity Example.org. in eu-west-1", "To fix: set region", "domain = mailauth_domain.this.domain"}},
		"of another region":   {nil, acctest.Attributes{"region": acctest.Text("us-east-1")}, []string{"No such identity", "us-east-1"}},
		"a zone that is none": {nil, acctest.Attributes{"zone_id": acctest.Text("Z404")}, []string{"Z404", "To fix: "}},
		"what IAM denies":     {func(s scene) { s.Account.Deny("ses:GetEmailIdentity") }, nil, []string{`"Action": "ses:GetEmailIdentity"`}},
		"two zones":           {func(s scene) { s.Account.CreateZone("example.org") }, nil, []string{"zone_id", "2 public hosted zones"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			stand(t, s.zone, s.identity)
			if tc.prepare != nil {
				tc.prepare(s)
			}
			_, _, said := s.observes(t, tc.more)
			for _, text := range tc.says {
				if !strings.Contains(said, text) {
					t.Errorf("it does not say %q: %s", text, said)
				}
			}
		})
	}
}
