package awsconf

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

func TestOfAWS(t *testing.T) {
	t.Parallel()
	const (
		text = "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body><br></body></html>"
		sets = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ResourceRecordSets/>`
		list = "ListResourceRecordSets"
		html = "text/html; charset=utf-8"
	)
	for name, tc := range map[string]struct {
		service, operation string
		status             int
		kind, body         string
		want               bool
	}{
		"XML of the operation":                             {"Route 53", list, 200, "text/xml", sets, true},
		"XML of the operation, however long":               {"Route 53", list, 200, "text/xml", sets + strings.Repeat("<Name>a</Name>", 1000), true},
		"XML of the operation, called HTML":                {"Route 53", list, 200, html, sets, true},
		"XML of another operation":                         {"Route 53", "GetHostedZone", 200, "text/xml", sets, false},
		"XML of somebody else":                             {"STS", "GetCallerIdentity", 200, "text/xml", "<wispr/>", false},
		"a page instead of XML":                            {"Route 53", list, 200, html, text, false},
		"nothing instead of XML":                           {"Route 53", list, 200, "text/xml", "", false},
		"an object":                                        {"SES", "GetEmailIdentity", 200, "application/json", "\n{}", true},
		"a page instead of an object":                      {"SES", "GetEmailIdentity", 200, html, text, false},
		"a list instead of an object":                      {"SES", "GetEmailIdentity", 200, "application/json", "[]", false},
		"nothing instead of an object":                     {"SES", "CreateEmailIdentity", 200, "", "", false},
		"nothing where there is nothing to say":            {"SES", "DeleteEmailIdentity", 200, "", "", true},
		"an empty page where there is nothing to say":      {"SES", "DeleteEmailIdentity", 200, html, "", false},
		"a page where there is nothing to say":             {"SES", "DeleteEmailIdentity", 200, html, text, false},
		"a redirection to a page":                          {"SES", "GetEmailIdentity", 302, html, "", false},
		"a page that forbids":                              {"Route 53", list, 403, html, text, false},
		"a refusal":                                        {"Route 53", list, 403, "text/xml", "<ErrorResponse/>", true},
		"a page of a proxy that reaches nobody is a fault": {"Route 53", list, 502, html, text, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := &http.Response{StatusCode: tc.status, Header: http.Header{"Content-Type": {tc.kind}}, Body: io.NopCloser(strings.NewReader(tc.body))}
			if got := ofAWS(answer, tc.service, tc.operation); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
			if left, err := io.ReadAll(answer.Body); string(left) != tc.body || err != nil {
				t.Errorf("what is left to read is %q, %v", left, err)
			}
		})
	}
}

// TestStrangers: every client refuses the answers of somebody else at once, and
// does not show them: they may have in them what was sent.
func TestStrangers(t *testing.T) {
	t.Parallel()
	asked := 0
	portal := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		asked++
		rw.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(rw, "<html>hunter2</html>")
	}))
	t.Cleanup(portal.Close)
	settings := settingsFor(started(t))
	settings.SkipCredentialsValidation, settings.SkipRequestingAccountID = true, true
	settings.Endpoints = Endpoints{SESv2: portal.URL, Route53: portal.URL, STS: portal.URL}
	cfg, err := New(t.Context(), settings, "test").Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, sesErr := sesv2.NewFromConfig(cfg).ListEmailIdentities(t.Context(), &sesv2.ListEmailIdentitiesInput{})
	_, zonesErr := route53.NewFromConfig(cfg).ListHostedZones(t.Context(), &route53.ListHostedZonesInput{})
	for asking, err := range map[string]error{"SES ListEmailIdentities": sesErr, "Route 53 ListHostedZones": zonesErr} {
		stranger := (*SettingsError)(nil)
		if !errors.As(err, &stranger) || !strings.Contains(err.Error(), asking+" was asked of "+strings.TrimPrefix(portal.URL, "http://")) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %v, want who answered to %s", err, asking)
		}
	}
	if asked != 2 {
		t.Errorf("the portal was asked %d times, want 2", asked)
	}
}
