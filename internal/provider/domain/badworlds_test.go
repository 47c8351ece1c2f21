package domain_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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
