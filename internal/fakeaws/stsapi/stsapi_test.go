package stsapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/stsapi"
)

// TestService_form has what clients other than the SDK depend on: the XML itself.
func TestService_form(t *testing.T) {
	t.Parallel()
	const role = "arn:aws:iam::999999999999:role/dns"
	tests := map[string]struct {
		form   url.Values
		status int
		want   []string
	}{
		"the caller is in GetCallerIdentityResult": {
			url.Values{"Action": {"GetCallerIdentity"}}, 200,
			[]string{
				`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`,
				"<Arn>arn:aws:iam::1:user/me</Arn>", "<Account>1</Account>", "<RequestId>",
			},
		},
		"a session lasts as long as it was asked for": {
			url.Values{"Action": {"AssumeRole"}, "RoleArn": {role}, "RoleSessionName": {"me"}, "DurationSeconds": {"900"}}, 200,
			[]string{"<Expiration>2027-01-15T08:15:00Z</Expiration>", "assumed-role/dns/me</Arn>"},
		},
		"a session needs a name":      {url.Values{"Action": {"AssumeRole"}, "RoleArn": {role}}, 400, []string{"<Code>ValidationError</Code>"}},
		"a role is no user":           {url.Values{"Action": {"AssumeRole"}, "RoleArn": {"arn:aws:iam::1:user/me"}, "RoleSessionName": {"me"}}, 400, []string{"<Code>ValidationError</Code>"}},
		"a web identity has a token":  {url.Values{"Action": {"AssumeRoleWithWebIdentity"}, "RoleArn": {role}, "RoleSessionName": {"me"}}, 400, []string{"<Code>InvalidIdentityToken</Code>"}},
		"other actions are not there": {url.Values{"Action": {"GetFederationToken"}}, 400, []string{"<Type>Sender</Type><Code>InvalidAction</Code>"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stsapi.New(stsapi.Options{
				Now: func() time.Time { return time.Unix(1_800_000_000, 0) },
				Caller: func(*http.Request) stsapi.Principal {
					return stsapi.Principal{Account: "1", ARN: "arn:aws:iam::1:user/me"}
				},
			})
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(test.form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answer := httptest.NewRecorder()
			s.ServeHTTP(answer, r)
			if answer.Code != test.status {
				t.Errorf("status is %d, want %d", answer.Code, test.status)
			}
			for _, want := range test.want {
				if !strings.Contains(answer.Body.String(), want) {
					t.Errorf("no %q in %s", want, answer.Body)
				}
			}
		})
	}
}
