package account_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// scene is an account in the sandbox, and the resource that keeps it.
type scene struct {
	*acctest.World
	*acctest.Server
	t *testing.T
}

func newScene(t *testing.T) scene {
	t.Helper()
	w := acctest.StartWithoutCLI(t, acctest.Sandbox)
	return scene{w, w.Server(t, nil).Of("mailauth_account"), t}
}

// request is a request for production access, with some members changed.
func request(changes ...map[string]any) map[string]any {
	out := map[string]any{"mail_type": "TRANSACTIONAL", "website_url": "https://www.example.org", "use_case_description": "Receipts."}
	for _, c := range changes {
		maps.Copy(out, c)
	}
	return map[string]any{"production_access": out}
}

func reasons(of ...string) map[string]any { return map[string]any{"suppressed_reasons": of} }

// takes applies a configuration to nothing.
func (s scene) takes(given map[string]any) acctest.Instance {
	s.t.Helper()
	in, said := s.Apply(s.Nothing(), s.Config(given))
	if strings.Contains(said, "ERROR") {
		s.t.Fatalf("take over the account: %s", said)
	}
	return in
}

// plans refreshes an instance and plans a configuration, null where that is nil.
func (s scene) plans(in acctest.Instance, given map[string]any) (acctest.Instance, acctest.Planned) {
	s.t.Helper()
	if !in.State.IsNull() {
		var said string
		if in, said = s.Read(in); said != "" {
			s.t.Fatalf("the refresh says %s", said)
		}
	}
	config := s.Nothing().State
	if given != nil {
		config = s.Config(given)
	}
	plan, said := s.PlanChange(s.t.Context(), in, config)
	if said != "" {
		s.t.Fatalf("the plan says %s", said)
	}
	return in, plan
}

// rests demands that a configuration plans no change and no word.
func (s scene) rests(in acctest.Instance, given map[string]any) {
	s.t.Helper()
	now, plan := s.plans(in, given)
	if !plan.Equal(now) || plan.Warnings != "" {
		s.t.Errorf("it plans %s\nfor        %s\nand says %s", plan.State, now.State, plan.Warnings)
	}
}

// wantWrites demands these requests that change something, since the last look.
func (s scene) wantWrites(want ...string) {
	s.t.Helper()
	var got []string
	for _, c := range s.Writes() {
		got = append(got, c.Operation)
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("it sent %q, want %q", got, want)
	}
	s.ResetCalls()
}

func (s scene) wantText(where, text string, parts ...string) {
	s.t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			s.t.Errorf("%s does not say %q: %s", where, part, text)
		}
	}
}

// is demands the value of an attribute: a text, empty for null.
func (s scene) is(of tftypes.Value, attribute, want string) {
	s.t.Helper()
	if got := s.TextOf(of, attribute); got != want {
		s.t.Errorf("%s is %q, want %q", attribute, got, want)
	}
}

func (s scene) unknown(of tftypes.Value, attribute string) {
	s.t.Helper()
	if s.Members(of)[attribute].IsKnown() {
		s.t.Errorf("%s is known in the plan: %s", attribute, of)
	}
}
