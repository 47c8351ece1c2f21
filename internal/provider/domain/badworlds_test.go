package domain_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// saysAll demands texts of what was said.
func saysAll(t *testing.T, doing, said string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(said, text) {
			t.Errorf("%s does not say %q:\n%s", doing, text, said)
		}
	}
}

// TestBadWorld_portal has a network that answers with its log-in page. That is
// no answer: nothing is absent for it, nothing done, and nothing given up.
func TestBadWorld_portal(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ at, page string }{
		"a page of well-formed XML":    {"/", "<html><body>Log in</body></html>"},
		"a page instead of Route 53":   {"/2013-04-01/", "<html><body>Log in</body></html>"},
		"a page of HTML for Route 53":  {"/2013-04-01/", "<!DOCTYPE html>\n<html><br></html>"},
		"an empty page for Route 53":   {"/2013-04-01/", ""},
		"a page instead of SES":        {"/v2/", "<html><body>Log in</body></html>"},
		"an empty page instead of SES": {"/v2/", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newServedScene(t)
			before := w.zone.Dump()
			p := w.Server(t, nil)
			config := p.Config(map[string]any{"domain": "example.org"})
			in, said := p.Apply(p.Nothing(), config)
			if said != "" {
				t.Fatal(said)
			}
			portal := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if !strings.HasPrefix(r.URL.Path, tc.at) {
					w.ServeHTTP(rw, r)
					return
				}
				rw.Header().Set("Content-Type", "text/html")
				_, _ = rw.Write([]byte(tc.page))
			}))
			t.Cleanup(portal.Close)
			p = w.ServerAt(t, portal.URL, nil)
			says := []string{"An answer that is not of AWS", "is not what AWS answers: status 200 with text/html. Nothing was taken from it", "To fix: if this network has a page to log in at"}
			read, said := p.Read(in)
			saysAll(t, "refresh", said, says...)
			if !read.State.Equal(in.State) {
				t.Error("what was not answered was taken for what is there")
			}
			_, said = p.Plan(p.Nothing(), config)
			saysAll(t, "plan", said, says...)
			left, said := p.Apply(in, p.Nothing().State)
			saysAll(t, "destroy", said, says...)
			p = w.Server(t, nil)
			if gone, said := p.Apply(left, p.Nothing().State); said != "" || !gone.State.IsNull() || w.identity.Exists() || w.zone.Dump() != before {
				t.Errorf("with AWS in reach destroy says %q and leaves\n%s", said, w.zone.Dump())
			}
		})
	}
}

// elsewhen is an AWS whose clock is ahead of that of this machine, and that
// refuses the signatures of another time.
func (s scene) elsewhen(t *testing.T, ahead time.Duration, says func(rw http.ResponseWriter)) *httptest.Server {
	t.Helper()
	const tolerance = 5 * time.Minute
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		now := time.Now().UTC().Add(ahead)
		rw.Header().Set("Date", now.Format(http.TimeFormat))
		signed, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
		if err == nil && now.Sub(signed).Abs() <= tolerance {
			s.ServeHTTP(rw, r)
			return
		}
		code := "InvalidSignatureException"
		if !strings.HasPrefix(r.URL.Path, "/v2/") {
			code = "SignatureDoesNotMatch"
		}
		says(rw)
		rw.Header().Set("X-Amzn-ErrorType", code)
		rw.WriteHeader(http.StatusForbidden)
		message := "Signature expired: " + signed.Format(time.RFC3339) + " is now earlier than " + now.Add(-tolerance).Format(time.RFC3339)
		if code == "InvalidSignatureException" {
			_, _ = fmt.Fprintf(rw, `{"message":%q}`, message)
			return
		}
		_, _ = fmt.Fprintf(rw, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>", code, message)
	}))
	t.Cleanup(server.Close)
	return server
}

// TestBadWorld_clock has a machine whose clock is wrong. The SDK goes by the
// clock of AWS then; where a proxy keeps that from it, the user reads what to set.
func TestBadWorld_clock(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"two hours behind": 2 * time.Hour, "a day ahead": -24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			p := s.ServerAt(t, s.elsewhen(t, ahead, func(http.ResponseWriter) {}).URL, nil)
			config := p.Config(map[string]any{"domain": "example.org"})
			if _, said := p.Apply(p.Nothing(), config); said != "" || !s.identity.Exists() {
				t.Errorf("by the clock of AWS it says %s", said)
			}
		})
		t.Run(name+", and nobody says what time it is", func(t *testing.T) {
			t.Parallel()
			s := newServedScene(t)
			before := s.zone.Dump()
			p := s.ServerAt(t, s.elsewhen(t, ahead, func(rw http.ResponseWriter) { rw.Header()["Date"] = nil }).URL, nil)
			config := p.Config(map[string]any{"domain": "example.org"})
			_, said := p.Plan(p.Nothing(), config)
			saysAll(t, "plan", said, "SignatureDoesNotMatch: Signature expired", "To fix: check secret_key", "set the clock of this machine")
			p = s.ServerAt(t, s.elsewhen(t, ahead, func(rw http.ResponseWriter) { rw.Header()["Date"] = nil }).URL, acctest.Attributes{
				"skip_credentials_validation": acctest.Flag(true), "skip_requesting_account_id": acctest.Flag(true),
			})
			_, said = p.Apply(p.Nothing(), config)
			saysAll(t, "apply", said, "Signature expired", "To fix: check the secret key", "set the clock of this machine")
			if s.zone.Dump() != before || s.identity.Exists() {
				t.Error("something was made")
			}
		})
	}
}
