package ses_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

const simulator = "success@simulator.amazonses.com"

// sender is a world in which the domain may send.
func sender(t *testing.T) *fakeaws.World {
	t.Helper()
	world := fakeaws.New(fakeaws.Options{})
	if err := create(t, world, domain).SetVerification(sesapi.Success); err != nil {
		t.Fatal(err)
	}
	return world
}

func TestSendMail(t *testing.T) {
	t.Parallel()
	world := sender(t)
	id, err := over(world).SendMail(t.Context(), "me@Example.org", simulator, "Grüße", "Line 1\nLine 2\n")
	if err != nil || id == "" {
		t.Fatalf("SendMail = %q, %v", id, err)
	}
	sent := world.Sent()
	if len(sent) != 1 || sent[0].ID != id || sent[0].From != "me@Example.org" || !slices.Equal(sent[0].To, []string{simulator}) {
		t.Fatalf("sent %+v, want one message with the id %s", sent, id)
	}
	const content = `{"Simple":{"Body":{"Text":{"Charset":"UTF-8","Data":"Line 1\nLine 2\n"}},"Subject":{"Charset":"UTF-8","Data":"Grüße"}}}`
	if got := string(sent[0].Content); got != content {
		t.Errorf("sent %s, want %s", got, content)
	}
}

// TestSendMailRefused: SES's words come through, once, about the domain that
// sends and without an address.
func TestSendMailRefused(t *testing.T) {
	t.Parallel()
	for code, prepare := range map[string]func(*fakeaws.Account){
		"MessageRejected":        func(a *fakeaws.Account) { a.Identity(region, string(domain)).Delete() },
		"SendingPausedException": func(a *fakeaws.Account) { a.SetSending(region, false) },
		"LimitExceededException": func(a *fakeaws.Account) { a.Review(region, "GRANTED"); a.SetSent(region, 50_000) },
		"AccessDeniedException":  func(a *fakeaws.Account) { a.Deny("ses:SendEmail") },
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			world := sender(t)
			prepare(world.Account(accountID))
			_, err := over(world).SendMail(t.Context(), "me@example.org", "you@example.net", "Hello", "World")
			refusal := refusalOf(t, err)
			if refusal.Code != code || refusal.Operation != "SendEmail" || refusal.Subject != string(domain) || strings.Contains(refusal.Subject, "@") {
				t.Errorf("got %+v", refusal)
			}
			if asked := operations(world); len(asked) != 1 {
				t.Errorf("asked %q, want to ask once", asked)
			}
		})
	}
}
