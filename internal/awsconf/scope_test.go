package awsconf

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/smithy-go"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const (
	zoneAccount = "222222222222"
	zoneRole    = "arn:aws:iam::222222222222:role/dns"
)

func forZones(s Scope) Scope {
	s.Service, s.Block = "Route 53", "route53"
	return s
}

func TestScopesTakeWhatTheyDoNotSay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		// outer and scope get the world and the path of a shared file.
		outer func(*Settings)
		scope func(user *fakeaws.Account) Scope
		// chain is who called AssumeRole and at last ListHostedZones.
		chain []string
	}{
		"a role is assumed with the credentials of the provider": {
			func(*Settings) {}, func(*fakeaws.Account) Scope { return Scope{AssumeRole: []AssumeRole{{RoleARN: zoneRole}}} },
			[]string{testAccount, zoneAccount},
		},
		"a role takes the place of the provider's role": {
			func(s *Settings) { s.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/ses"}} },
			func(*fakeaws.Account) Scope { return Scope{AssumeRole: []AssumeRole{{RoleARN: zoneRole}}} },
			[]string{testAccount, zoneAccount},
		},
		"roles are a chain": {
			func(*Settings) {}, func(*fakeaws.Account) Scope {
				return Scope{AssumeRole: []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/hub"}, {RoleARN: zoneRole}}}
			},
			[]string{testAccount, "111111111111", zoneAccount},
		},
		"keys take the place of the provider's credentials and roles": {
			func(s *Settings) { s.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/ses"}} },
			func(user *fakeaws.Account) Scope {
				return Scope{AccessKey: user.AccessKey(), SecretKey: user.SecretKey()}
			},
			[]string{zoneAccount},
		},
		"a profile takes the place of the provider's keys, session token and roles": {
			func(s *Settings) {
				s.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/ses"}}
				s.Token = "token"
			},
			func(*fakeaws.Account) Scope { return Scope{Profile: "dns"} },
			[]string{zoneAccount},
		},
		"a role besides a profile is assumed with the profile's credentials": {
			func(*Settings) {},
			func(*fakeaws.Account) Scope {
				return Scope{Profile: "dns", AssumeRole: []AssumeRole{{RoleARN: "arn:aws:iam::333333333333:role/dns"}}}
			},
			[]string{zoneAccount, "333333333333"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := started(t)
			user := world.Account(zoneAccount)
			settings := settingsFor(world)
			settings.SharedConfigFiles = []string{write(t, "config", fmt.Sprintf(
				"[profile dns]\naws_access_key_id = %s\naws_secret_access_key = %s\n", user.AccessKey(), user.SecretKey()))}
			settings.AllowedAccountIDs = []string{testAccount}
			tc.outer(&settings)
			source := New(t.Context(), settings, "1.2.3").Scoped(t.Context(), forZones(tc.scope(user)))
			cfg, err := source.Config(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := route53.NewFromConfig(cfg).ListHostedZones(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			var callers []string
			for _, call := range world.CallLog() {
				if call.Operation == "GetCallerIdentity" {
					t.Error("STS was asked whose the credentials are")
				}
				callers = append(callers, call.Account)
			}
			if got := slices.Compact(callers); !slices.Equal(got, tc.chain) {
				t.Errorf("called by %q, want %q", got, tc.chain)
			}
		})
	}
}

// TestScopesRegion: any region of the right partition will do for Route 53, so
// the one that a profile of its own names is right where it and the provider's
// are of two partitions.
func TestScopesRegion(t *testing.T) {
	t.Parallel()
	file := write(t, "config", "[profile commercial]\nregion = us-east-1\n"+keysOfNobody+"[profile nowhere]\n"+keysOfNobody)
	for name, tc := range map[string]struct {
		region string
		scope  Scope
		host   string
	}{
		"the provider's":                        {"eu-west-1", Scope{AssumeRole: []AssumeRole{}}, "route53.amazonaws.com"},
		"the provider's, for keys":              {"us-gov-west-1", Scope{AccessKey: "AKIA", SecretKey: "secret"}, "route53.us-gov.amazonaws.com"},
		"the profile's":                         {"us-gov-west-1", Scope{Profile: "commercial"}, "route53.amazonaws.com"},
		"the provider's where a profile is mum": {"cn-north-1", Scope{Profile: "nowhere"}, "route53.amazonaws.com.cn"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := offline()
			settings.Region, settings.SharedConfigFiles = tc.region, []string{file}
			cfg, err := New(t.Context(), settings, "1.2.3").Scoped(t.Context(), forZones(tc.scope)).Config(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			rec := &recorder{}
			cfg.HTTPClient = &http.Client{Transport: rec}
			// Whatever the recorder answers, it has the request.
			_, _ = route53.NewFromConfig(cfg).ListHostedZones(t.Context(), nil)
			if host := rec.requests[0].URL.Host; host != tc.host {
				t.Errorf("asked %s, want %s", host, tc.host)
			}
		})
	}
}

const keysOfNobody = "aws_access_key_id = AKIAOFFLINE\naws_secret_access_key = secret-of-nobody\n"

// TestScopesErrors: where there are two sets of credentials, an error says which
// is wrong, and shows no secret of either.
func TestScopesErrors(t *testing.T) {
	t.Parallel()
	world := started(t)
	role := world.Account(zoneAccount).CreateRole("dns")
	for name, tc := range map[string]struct {
		scope Scope
		says  []string
	}{
		"a role that trusts another": {Scope{AssumeRole: []AssumeRole{{RoleARN: role.ARN}}}, []string{"cannot be assumed (for Route 53)", role.ARN, "in the block route53"}},
		"keys that are not valid": {
			Scope{AccessKey: "AKIANOBODY", SecretKey: "hunter2hunter2", Token: "hunter2hunter2", AssumeRole: []AssumeRole{{RoleARN: role.ARN}}},
			[]string{"(for Route 53)", "in the block route53"},
		},
		"a profile that is not there": {Scope{Profile: "none"}, []string{"(for Route 53)", "none", "in the block route53"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(t.Context(), settingsFor(world), "1.2.3").Scoped(t.Context(), forZones(tc.scope)).Config(t.Context())
			if refused := (*SettingsError)(nil); !errors.As(err, &refused) {
				t.Fatalf("got %v, want a SettingsError", err)
			}
			for _, text := range tc.says {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("got %q, want %q in it", err, text)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}

func TestEmptyScopes(t *testing.T) {
	t.Parallel()
	if !forZones(Scope{}).Empty() || forZones(Scope{AssumeRole: []AssumeRole{{RoleARN: zoneRole}}}).Empty() || forZones(Scope{Profile: "dns"}).Empty() {
		t.Error("a scope is empty if and only if it names no credentials")
	}
}

// TestSessionsThatCannotBeRenewed: a role that is not trusted any more is no
// answer of the service that is asked, and the error says which role it is about.
func TestSessionsThatCannotBeRenewed(t *testing.T) {
	t.Parallel()
	// In the past, so that the SDK takes every session for expired.
	world := fakeaws.New(fakeaws.Options{Now: func() time.Time { return time.Now().Add(-12 * time.Hour) }})
	if err := world.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	role := world.Account(zoneAccount).CreateRole("dns")
	trust := func(effect string) {
		if err := role.SetTrust(`{"Version":"2012-10-17","Statement":{"Effect":"` + effect + `","Action":"sts:AssumeRole","Principal":"*"}}`); err != nil {
			t.Fatal(err)
		}
	}
	trust("Allow")
	source := New(t.Context(), settingsFor(world), "1.2.3").Scoped(t.Context(), forZones(Scope{AssumeRole: []AssumeRole{{RoleARN: role.ARN}}}))
	cfg, err := source.Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	trust("Deny")
	_, err = route53.NewFromConfig(cfg).ListHostedZones(t.Context(), nil)
	explained, ok := errors.AsType[*SettingsError](err)
	if !ok {
		t.Fatalf("got %v, want a SettingsError", err)
	}
	if explained.Summary != "AWS credentials that cannot be renewed (for Route 53)" || !strings.Contains(explained.Detail, role.ARN) {
		t.Errorf("got %v", explained)
	}
	if answer := smithy.APIError(nil); errors.As(err, &answer) {
		t.Errorf("the error looks like an answer of Route 53: %v", answer)
	}
}
