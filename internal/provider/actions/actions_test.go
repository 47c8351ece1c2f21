package actions_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestMain lets the CLI start this program as the provider.
func TestMain(m *testing.M) { acctest.Main(m) }

const (
	sendTestEmail       = "mailauth_send_test_email"
	restartVerification = "mailauth_restart_verification"
)

// verified is a world in which example.org may send.
func verified(t *testing.T) (*acctest.World, *fakeaws.Identity) {
	t.Helper()
	w := acctest.StartWithoutCLI(t, acctest.Sandbox)
	return w, standing(t, w)
}

func standing(t *testing.T, w *acctest.World) *fakeaws.Identity {
	t.Helper()
	identity := w.Account.Identity(acctest.Region, "example.org")
	acctest.Do(t, identity.Create, func() error { return identity.SetVerification(sesapi.Success) })()
	return identity
}

func config(pairs ...string) acctest.Attributes {
	out := acctest.Attributes{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = acctest.Text(pairs[i+1])
	}
	return out
}

// wantText demands that a text has all the parts.
func wantText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("got %q, want %q in it", text, part)
		}
	}
}

// TestConfigRefused: what cannot be used is refused before anything is asked,
// and what is not known yet is not.
func TestConfigRefused(t *testing.T) {
	t.Parallel()
	w, _ := verified(t)
	server := w.Server(t, nil)
	for name, tc := range map[string]struct {
		action string
		config acctest.Attributes
		want   []string
	}{
		"no address":                     {sendTestEmail, config("from", "example.org"), []string{"Not a mail address", `from: "example.org"`, "name@domain"}},
		"a display name":                 {sendTestEmail, config("from", "Me <me@example.org>"), []string{"Not a mail address", `write "me@example.org"`}},
		"a local part that SES refuses":  {sendTestEmail, config("from", "jürgen@example.org"), []string{"Not a mail address", "ASCII"}},
		"a domain with an umlaut":        {sendTestEmail, config("from", "me@bücher.example"), []string{"from: ", "xn--bcher-kva.example"}},
		"no domain to send to":           {sendTestEmail, config("from", "me@example.org", "to", "you@localhost"), []string{"to: "}},
		"a subject of two lines":         {sendTestEmail, config("from", "me@example.org", "subject", "a\r\nBcc: x@example.net"), []string{"Not a line of text"}},
		"an empty subject":               {sendTestEmail, config("from", "me@example.org", "subject", " "), []string{"Not a line of text"}},
		"an empty region":                {sendTestEmail, config("from", "me@example.org", "region", ""), []string{"region"}},
		"an address instead of a domain": {restartVerification, config("domain", "me@example.org"), []string{"Mail address instead of a domain", `"example.org"`}},
		"a domain that is empty":         {restartVerification, config("domain", ""), []string{"Empty domain"}},
	} {
		t.Run(name, func(t *testing.T) {
			progress, said := server.Invoke(tc.action, tc.config)
			if progress != "" {
				t.Errorf("it got as far as %q", progress)
			}
			wantText(t, said, append(tc.want, "ERROR: ")...)
		})
	}
	if calls := w.CallLog(); len(calls) > 0 {
		t.Errorf("something was asked: %v", calls)
	}
}

// TestUnknownConfig: a plan goes on with what is known only at apply, and with
// a provider block that is.
func TestUnknownConfig(t *testing.T) {
	t.Parallel()
	w, _ := verified(t)
	server := w.Server(t, acctest.Attributes{"access_key": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)})
	for action, config := range map[string]acctest.Attributes{
		sendTestEmail:       {"from": acctest.Unknown(), "to": acctest.Unknown(), "subject": acctest.Unknown(), "region": acctest.Unknown()},
		restartVerification: {"domain": acctest.Unknown(), "region": acctest.Unknown()},
	} {
		if said := server.PlanAction(action, config); said != "" {
			t.Errorf("%s says %q", action, said)
		}
	}
	if calls := w.CallLog(); len(calls) > 0 {
		t.Errorf("something was asked: %v", calls)
	}
}

// TestNoRegion: without a region nothing is asked.
func TestNoRegion(t *testing.T) {
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	w, _ := verified(t)
	server := w.Server(t, acctest.Attributes{"region": acctest.NoText()})
	for action, config := range map[string]acctest.Attributes{
		sendTestEmail: config("from", "me@example.org"), restartVerification: config("domain", "example.org"),
	} {
		_, said := server.Invoke(action, config)
		wantText(t, said, "No region", "AWS_REGION")
	}
	if sent := w.Sent(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}
