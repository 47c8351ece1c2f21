package actions_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestPermissions holds the guide to what is called: each action works for a
// role that may do what its row says, and does not where one thing less is
// allowed.
func TestPermissions(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]acctest.Attributes{
		sendTestEmail:       config("from", "me@example.org"),
		restartVerification: config("domain", "example.org"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			actions := guidesRow(t, name)
			if said := asRole(t, name, tc, actions); said != "" {
				t.Errorf("a role that may do %v is told %q", actions, said)
			}
			for i, missing := range actions {
				wantText(t, asRole(t, name, tc, slices.Delete(slices.Clone(actions), i, i+1)), "ERROR: ", missing)
			}
		})
	}
}

// asRole runs an action, in a world where there is something to do for it, as a
// role that may do no more than this.
func asRole(t *testing.T, name string, config acctest.Attributes, actions []string) (said string) {
	t.Helper()
	w, identity := verified(t)
	if name == restartVerification {
		acctest.Do(t,
			func() error { return identity.SetVerification(sesapi.Failed) },
			func() error { return identity.SetMailFrom("mail.example.org", "USE_DEFAULT_VALUE") },
			func() error { return identity.SetMailFromStatus(sesapi.Failed) })()
	}
	policy, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{
		"Effect": "Allow", "Action": append([]string{"ses:Nothing"}, actions...), "Resource": "arn:aws:ses:eu-west-1:123456789012:identity/example.org",
	}}})
	if err != nil {
		t.Fatal(err)
	}
	role := w.Account.CreateRole("mail")
	acctest.Do(t, func() error { return role.SetPolicy(string(policy)) })()
	key, secret, token := role.Session()
	_, said = w.Server(t, acctest.Attributes{
		"access_key": acctest.Text(key), "secret_key": acctest.Text(secret), "token": acctest.Text(token),
	}).Invoke(name, config)
	return said
}

// guidesRow is what the guide says that an action needs.
func guidesRow(t *testing.T, action string) []string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/guides/iam-policies.md")
	if err != nil {
		t.Fatalf("read the guide: %v", err)
	}
	_, row, found := strings.Cut(string(text), "| `"+action+"` | `")
	row, _, ends := strings.Cut(row, "` |")
	if !found || !ends {
		t.Fatalf("the guide has no row for %s", action)
	}
	return strings.Split(row, "` `")
}
