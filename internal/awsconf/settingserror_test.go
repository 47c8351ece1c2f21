package awsconf

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// secrets that no error may show, wherever they come from.
const (
	secretKey     = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	sessionToken  = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVz"
	identityToken = "eyJhbGciOiJSUzI1NiJ9.EXAMPLE.IDENTITY"
	proxyPassword = "hunter2 hunter2"
)

// TestErrors: each says what is wrong, what was found and what to type, and
// shows no secret.
func TestErrors(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change  func(*testing.T, *Settings, *fakeaws.World)
		summary string
		parts   []string
	}{
		"no region": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) { s.Region = "" },
			"no AWS region", []string{"AWS_REGION", `region = "`},
		},
		"no region to assume a role in": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) {
				s.Region, s.Endpoints.STS = "", ""
				s.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/mail", SessionName: "tf"}}
			},
			"no AWS region", []string{"AWS_REGION"},
		},
		"a region that is none": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) { s.Region = "eu-wets-1" },
			"unknown AWS region", []string{`"eu-wets-1"`, "skip_region_validation = true"},
		},
		"no credentials": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) { s.AccessKey, s.SecretKey, s.Token = "", "", "" },
			"no AWS credentials", []string{"AWS_ACCESS_KEY_ID", "aws sso login", `profile = "`},
		},
		"a profile that is none": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) {
				s.AccessKey, s.SecretKey, s.Token, s.Profile = "", "", "", "mial"
			},
			"AWS settings that cannot be used", []string{"mial"},
		},
		"half of a key": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) { s.AccessKey = "" },
			"AWS settings that cannot be used", []string{"static credentials"},
		},
		"credentials that are refused": {
			func(_ *testing.T, _ *Settings, w *fakeaws.World) {
				w.Fail(fakeaws.Rule{Code: "ExpiredToken", Message: "The security token included in the request is expired", Status: http.StatusForbidden})
			},
			"AWS credentials that are refused", []string{"ExpiredToken", "is expired", "renew"},
		},
		"a signature that AWS spells out": {
			func(t *testing.T, s *Settings, _ *fakeaws.World) { spellingOut(t, s) },
			"AWS credentials that are refused", []string{"x-amz-security-token:(hidden)"},
		},
		"a role that AWS spells out": {
			func(t *testing.T, s *Settings, _ *fakeaws.World) {
				s.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/mail", SessionName: "tf"}}
				spellingOut(t, s)
			},
			"IAM role that cannot be assumed", []string{"arn:aws:iam::111111111111:role/mail", "x-amz-security-token:(hidden)", "external_id"},
		},
		"a role that is denied": {
			func(_ *testing.T, s *Settings, w *fakeaws.World) {
				s.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/mail", SessionName: "tf"}}
				w.Account(testAccount).Deny("sts:AssumeRole")
			},
			"IAM role that cannot be assumed", []string{
				"AccessDenied", "arn:aws:iam::111111111111:role/mail", "In a policy of the caller:\n\n  {\n", `"Resource": "arn:aws:iam::111111111111:role/mail"`,
				"And in the trust policy of the role:\n\n  {\n", `"Principal": { "AWS": "arn:aws:iam::123456789012:user/fake" }`,
			},
		},
		"a role of a chain that trusts another": {
			func(_ *testing.T, s *Settings, w *fakeaws.World) {
				role := w.Account("222222222222").CreateRole("mail")
				s.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/hub", SessionName: "tf"}, {RoleARN: role.ARN, SessionName: "tf"}}
			},
			"IAM role that cannot be assumed", []string{`"Resource": "arn:aws:iam::222222222222:role/mail"`, `"Principal": { "AWS": "arn:aws:iam::111111111111:role/hub" }`},
		},
		"a token that is refused": {
			func(_ *testing.T, s *Settings, w *fakeaws.World) {
				s.AccessKey, s.SecretKey, s.Token = "", "", ""
				s.AssumeRoleWithWebIdentity = &AssumeRoleWithWebIdentity{RoleARN: "arn:aws:iam::111111111111:role/ci", SessionName: "ci", WebIdentityToken: identityToken}
				w.Fail(fakeaws.Rule{Code: "InvalidIdentityToken", Message: "No OpenIDConnect provider for " + identityToken, Status: http.StatusBadRequest})
			},
			"IAM role that cannot be assumed", []string{"arn:aws:iam::111111111111:role/ci", "InvalidIdentityToken", "token's issuer"},
		},
		"a token that is nowhere": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) {
				s.AccessKey, s.SecretKey, s.Token = "", "", ""
				s.AssumeRoleWithWebIdentity = &AssumeRoleWithWebIdentity{RoleARN: "arn:aws:iam::111111111111:role/ci"}
			},
			"AWS settings that cannot be used", []string{"WebIdentityToken"},
		},
		"an account that is forbidden": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) { s.ForbiddenAccountIDs = []string{testAccount} },
			"forbidden AWS account", []string{testAccount, "forbidden_account_ids"},
		},
		"an account that is not allowed": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) {
				s.AllowedAccountIDs = []string{"111111111111", "222222222222"}
			},
			"AWS account that is not allowed", []string{testAccount, "111111111111, 222222222222", "allowed_account_ids"},
		},
		"a guard that the skips do not open": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) {
				s.SkipCredentialsValidation, s.SkipRequestingAccountID = true, true
				s.ForbiddenAccountIDs = []string{testAccount}
			},
			"forbidden AWS account", []string{testAccount},
		},
		"a proxy that is no URL": {
			func(_ *testing.T, s *Settings, _ *fakeaws.World) {
				proxy := "http://user:" + proxyPassword + "@proxy.invalid:port"
				s.HTTPSProxy = &proxy
			},
			"AWS settings that cannot be used", []string{"proxy.invalid"},
		},
		"a bundle that is not there": {
			func(t *testing.T, s *Settings, _ *fakeaws.World) { s.CustomCABundle = t.TempDir() + "/none.pem" },
			"AWS settings that cannot be used", []string{"none.pem"},
		},
		"a service that is not there": {
			func(_ *testing.T, s *Settings, w *fakeaws.World) {
				one := 1
				s.MaxRetries = &one
				w.Fail(fakeaws.Rule{Effect: fakeaws.Cut})
			},
			"STS does not answer", []string{"GetCallerIdentity", `Post "http://127.0.0.1:`, "skip_credentials_validation = true"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := started(t)
			settings := settingsFor(world)
			tc.change(t, &settings, world)
			_, err := New(t.Context(), settings, "1.2.3").Config(t.Context())
			wrong, ok := errors.AsType[*SettingsError](err)
			if !ok {
				t.Fatalf("got %v, want a *SettingsError", err)
			}
			if wrong.Summary != tc.summary {
				t.Errorf("got summary %q, want %q: %v", wrong.Summary, tc.summary, err)
			}
			for _, part := range append(tc.parts, "\n\nTo fix: ") {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in:\n%v", part, err)
				}
			}
			showsNoSecret(t, err, settings.SecretKey)
		})
	}
}

// spellingOut points the settings at an STS that answers with what it would have
// signed, as the real one does.
func spellingOut(t *testing.T, s *Settings) {
	t.Helper()
	s.SecretKey, s.Token = secretKey, sessionToken
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, `<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>`+
			`<Message>The Canonical String should have been x-amz-security-token:%s with %s</Message></Error></ErrorResponse>`, sessionToken, secretKey)
	}))
	t.Cleanup(server.Close)
	s.Endpoints.STS = server.URL
}

func showsNoSecret(t *testing.T, err error, more ...string) {
	t.Helper()
	for _, secret := range append(more, secretKey, sessionToken, identityToken, proxyPassword, "hunter2") {
		if secret != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("%q is in:\n%v", secret, err)
		}
	}
}
