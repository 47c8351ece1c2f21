package domain_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// populated is a scene with identities of several kinds and regions.
func populated(t *testing.T) scene {
	t.Helper()
	s := newServedScene(t)
	stand(t, s.zone, s.identity)
	stand(t, s.zone, s.Account.Identity(acctest.Region, "shop.example.org"))
	for _, name := range []string{"example.net", "bob@example.org"} {
		acctest.Do(t, s.Account.Identity(acctest.Region, name).Create)()
	}
	stand(t, s.zone, s.Account.Identity("us-west-2", "west.example.org"))
	return s
}

func names(listed []acctest.Listed) []string {
	var out []string
	for _, l := range listed {
		out = append(out, l.DisplayName)
	}
	slices.Sort(out)
	return out
}

// TestList: what a list block says decides what is listed, and each result has
// the whole identity and no more than was asked for.
func TestList(t *testing.T) {
	t.Parallel()
	server := populated(t).Server(t, nil)
	for name, tc := range map[string]struct {
		config acctest.Attributes
		want   []string
		region string
	}{
		"all domains of the provider's region, no address": {nil, []string{"example.net", "example.org", "shop.example.org"}, acctest.Region},
		"those of another region":                          {acctest.Attributes{"region": acctest.Text("us-west-2")}, []string{"west.example.org"}, "us-west-2"},
		"those with a part of the name":                    {acctest.Attributes{"name_contains": acctest.Text("EXAMPLE.o")}, []string{"example.org", "shop.example.org"}, acctest.Region},
		"none":                                             {acctest.Attributes{"name_contains": acctest.Text("bob@")}, nil, acctest.Region},
	} {
		t.Run(name, func(t *testing.T) {
			listed := server.List(tc.config, 100, false)
			if got := names(listed); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			for _, l := range listed {
				want := identified(tc.region)
				want["domain"] = l.DisplayName
				if l.Said != "" || !maps.Equal(l.Identity, want) || !l.Resource.IsNull() {
					t.Errorf("%s is %v, with resource %t, %q", l.DisplayName, l.Identity, !l.Resource.IsNull(), l.Said)
				}
			}
		})
	}
}

// TestListPlansEmpty: what is listed with its settings is what an import reads,
// and the configuration generated from it plans no change.
func TestListPlansEmpty(t *testing.T) {
	t.Parallel()
	s := populated(t)
	server := s.Server(t, acctest.Attributes{})
	listed := server.List(nil, 100, true)
	if got, want := names(listed), []string{"example.net", "example.org", "shop.example.org"}; !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for _, l := range listed {
		imported, said := server.Import(l.Identity)
		if said != "" {
			t.Fatal(said)
		}
		read, said := server.Read(imported)
		if said != "" || !read.State.Equal(l.Resource) || !maps.Equal(read.Identity, l.Identity) {
			t.Errorf("the import of %s differs from what is listed, or says %q", l.DisplayName, said)
		}
		if planned, said := server.Plan(read, server.Generated(l.Resource)); said != "" || !planned.Equal(read.State) {
			t.Errorf("the plan for %s differs, or says %q", l.DisplayName, said)
		}
	}
	if writes := s.Writes(); len(writes) > 0 {
		t.Errorf("something was changed: %v", writes)
	}
}

// TestListLimit: no more is asked of SES than the limit needs. Domains are
// counted, addresses are not.
func TestListLimit(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	for n := range 1200 {
		acctest.Do(t, s.Account.Identity(acctest.Region, fmt.Sprintf("d%04d.example.org", n)).Create)()
	}
	acctest.Do(t, s.Account.Identity(acctest.Region, "bob@example.org").Create)()
	server := s.Server(t, nil)
	for limit, pages := range map[int64]int{1: 1, 999: 1, 1100: 2, 1200: 2} {
		s.ResetCalls()
		if got := len(server.List(nil, limit, false)); got != int(limit) {
			t.Errorf("listed %d, want %d", got, limit)
		}
		if got := s.Calls()["ses:ListEmailIdentities"]; got != pages {
			t.Errorf("%d pages for %d domains, want %d", got, limit, pages)
		}
	}
	s.ResetCalls()
	if got := len(server.List(nil, 3, true)); got != 3 {
		t.Errorf("listed %d, want 3", got)
	}
	if got := s.Calls()["ses:GetEmailIdentity"]; got != 3 {
		t.Errorf("read %d domains for a limit of 3", got)
	}
}

// TestListUnmanageable: SES takes names that this resource does not. Who has
// configuration generated is told before Terraform refuses it.
func TestListUnmanageable(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	acctest.Do(t, s.Account.Identity(acctest.Region, "_x.example.org").Create)()
	server := s.Server(t, nil)
	if listed := server.List(nil, 10, false); len(listed) != 1 || listed[0].Said != "" {
		t.Errorf("got %+v of a plain list", listed)
	}
	listed := server.List(nil, 10, true)
	if len(listed) != 1 || !strings.HasPrefix(listed[0].Said, "WARNING: Domain is listed that no mailauth_domain can be: _x.example.org: ") ||
		!strings.Contains(listed[0].Said, "name_contains") {
		t.Errorf("got %+v", listed)
	}
}

// TestListRefused: a listing that is denied is an error that says what to
// allow, a domain that cannot be read a warning beside the others.
func TestListRefused(t *testing.T) {
	t.Parallel()
	s := populated(t)
	unread := s.Fail(fakeaws.Rule{Operation: "ses:GetEmailIdentity", Call: 1, Code: "BadRequestException", Message: "no"})
	listed := s.Server(t, nil).List(nil, 100, true)
	unread()
	if got := names(listed); len(got) != 3 {
		t.Fatalf("got %q", got)
	}
	warned := slices.IndexFunc(listed, func(l acctest.Listed) bool { return l.Said != "" })
	if warned < 0 || !strings.HasPrefix(listed[warned].Said, "WARNING: Domain is listed without its settings: "+listed[warned].DisplayName) {
		t.Errorf("got %+v", listed)
	}
	s.Account.Deny("ses:ListEmailIdentities")
	listed = s.Server(t, nil).List(nil, 100, false)
	if len(listed) != 1 || !strings.Contains(listed[0].Said, "ERROR: Could not list the domains") || !strings.Contains(listed[0].Said, "ses:ListEmailIdentities") {
		t.Errorf("got %+v", listed)
	}
}

// TestListNeedsRegion: without a region nothing is asked.
func TestListNeedsRegion(t *testing.T) {
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	s := newServedScene(t)
	listed := s.Server(t, acctest.Attributes{"region": acctest.NoText()}).List(nil, 100, false)
	if len(listed) != 1 || !strings.Contains(listed[0].Said, "No region") {
		t.Errorf("got %+v", listed)
	}
}
