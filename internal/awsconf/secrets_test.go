package awsconf

import (
	"bytes"
	"errors"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// TestClientsShowNoSecret: AWS spells the session token out in answer to a wrong
// signature, and a proxy may show the whole request. Whatever asked must not pass
// it on, neither to the user nor to the log.
func TestClientsShowNoSecret(t *testing.T) {
	t.Parallel()
	page := func(r *http.Request) string {
		var headers bytes.Buffer
		_ = r.Header.Write(&headers)
		return "<html><body>bad request:<pre>" + headers.String() + html.EscapeString(headers.String()) + "</pre>key " + secretKey + "</body></html>"
	}
	for name, tc := range map[string]struct {
		answer func(*http.Request) (*http.Response, error)
		want   string
	}{
		"a signature that AWS spells out": {func(r *http.Request) (*http.Response, error) {
			return response(r, http.StatusForbidden, "SignatureDoesNotMatch", `{"message":"should have been x-amz-security-token:`+sessionToken+` with `+secretKey+`"}`), nil
		}, "x-amz-security-token:(hidden) with (hidden)"},
		"a refusal of a type that the SDK knows": {func(r *http.Request) (*http.Response, error) {
			return response(r, http.StatusBadRequest, "BadRequestException", `{"message":"you sent `+sessionToken+`"}`), nil
		}, "BadRequestException: you sent (hidden)"},
		"a code that is the token": {func(r *http.Request) (*http.Response, error) {
			return response(r, http.StatusBadRequest, sessionToken, `{"message":"refused"}`), nil
		}, "refused"},
		"a page that shows the request, as a refusal": {func(r *http.Request) (*http.Response, error) {
			return response(r, http.StatusForbidden, "", page(r)), nil
		}, "403"},
		"a page that shows the request, as an answer": {func(r *http.Request) (*http.Response, error) {
			return response(r, http.StatusOK, "", page(r)), nil
		}, "not what AWS answers"},
		"a way that shows the request": {func(r *http.Request) (*http.Response, error) {
			return nil, errors.New("cannot send " + r.Header.Get("X-Amz-Security-Token") + " or " + url.QueryEscape(sessionToken))
		}, "cannot send (hidden) or (hidden)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := offline()
			settings.SecretKey, settings.Token = secretKey, sessionToken
			once := 1
			settings.MaxRetries = &once
			var log bytes.Buffer
			err := look(tflogtest.RootLogger(t.Context(), &log), configFor(t, settings, tc.answer))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			showsNoSecret(t, err)
			showsNoSecret(t, errors.New(log.String()))
			if answer, ok := errors.AsType[smithy.APIError](err); ok {
				showsNoSecret(t, errors.New(answer.ErrorCode()+answer.ErrorMessage()))
			}
		})
	}
}

// TestProxyShowsNoPassword: Go's library quotes a proxy of the environment that is
// no URL, whoever asks.
func TestProxyShowsNoPassword(t *testing.T) {
	quoted := errors.New(`invalid proxy address "http://user:` + url.PathEscape(proxyPassword) + `@proxy.invalid:port": invalid port`)
	t.Setenv("HTTPS_PROXY", "http://user:"+url.PathEscape(proxyPassword)+"@proxy.invalid:8080")
	settings := offline()
	once := 1
	settings.MaxRetries = &once
	err := look(t.Context(), configFor(t, settings, func(*http.Request) (*http.Response, error) { return nil, quoted }))
	if err == nil || !strings.Contains(err.Error(), "proxy.invalid") {
		t.Errorf("got %v, want the words about the proxy", err)
	}
	showsNoSecret(t, err, url.PathEscape(proxyPassword))
}

// TestWithoutSecretsIsTheSame: what an error means is still to be seen, and one
// that shows nothing stays as it is.
func TestWithoutSecretsIsTheSame(t *testing.T) {
	t.Parallel()
	text := "no identity for " + sessionToken
	err := without(hiding(sessionToken), &types.NotFoundException{Message: &text})
	if _, ok := errors.AsType[*types.NotFoundException](err); !ok {
		t.Errorf("%T is no NotFoundException any more", err)
	}
	answer, ok := errors.AsType[smithy.APIError](err)
	if !ok || answer.ErrorCode() != "NotFoundException" || answer.ErrorMessage() != "no identity for (hidden)" || strings.Contains(err.Error(), sessionToken) {
		t.Errorf("got %v, %+v", err, answer)
	}
	if _, changed := errors.AsType[redacted](without(hiding(sessionToken), errors.New("harmless"))); changed {
		t.Error("an error that shows nothing has changed")
	}
}
