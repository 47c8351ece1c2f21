package actions_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestSend: SES gets the message that was asked for, in the region that was
// asked for, and the run tells its id and what becomes of it.
func TestSend(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config   acctest.Attributes
		to, says string
		subject  string
	}{
		"to the simulator by default": {
			config("from", "me@example.org"), "success@simulator.amazonses.com", "takes it and keeps silent", "Test of mail authentication of example.org",
		},
		"from a subdomain":               {config("from", "me@sub.example.org"), "success@simulator.amazonses.com", "keeps silent", "of sub.example.org"},
		"with a subject":                 {config("from", "me@example.org", "subject", "Grüße"), "success@simulator.amazonses.com", "keeps silent", "Grüße"},
		"to a mailbox that bounces":      {config("from", "me@example.org", "to", "bounce@simulator.amazonses.com"), "bounce@simulator.amazonses.com", "550 5.1.1", "Test"},
		"to one with a label":            {config("from", "me@example.org", "to", "Complaint+1@Simulator.amazonses.com"), "Complaint+1@Simulator.amazonses.com", "complains of spam", "Test"},
		"to one that is out of office":   {config("from", "me@example.org", "to", "ooto@simulator.amazonses.com"), "ooto@simulator.amazonses.com", "to the envelope sender", "Test"},
		"to one on the suppression list": {config("from", "me@example.org", "to", "suppressionlist@simulator.amazonses.com"), "suppressionlist@simulator.amazonses.com", "hard bounce", "Test"},
		"to one that nobody knows":       {config("from", "me@example.org", "to", "sucess@simulator.amazonses.com"), "sucess@simulator.amazonses.com", "not documented", "Test"},
		"to somebody":                    {config("from", "me@example.org", "to", "you@example.org"), "you@example.org", "Authentication-Results", "Test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := verified(t)
			progress, said := w.Server(t, nil).Invoke(sendTestEmail, tc.config)
			if said != "" {
				t.Fatalf("it says %q", said)
			}
			sent := w.Sent()
			if len(sent) != 1 || !slices.Equal(sent[0].To, []string{tc.to}) || sent[0].Region != acctest.Region {
				t.Fatalf("sent %+v, want one message to %s", sent, tc.to)
			}
			wantText(t, progress, "to "+tc.to+" through SES in "+acctest.Region, "its id is "+sent[0].ID+"\n", tc.says)
			wantText(t, string(sent[0].Content), tc.subject, "through Amazon SES in "+acctest.Region)
		})
	}
}

func TestSendFromAnotherRegion(t *testing.T) {
	t.Parallel()
	w, _ := verified(t)
	_, said := w.Server(t, nil).Invoke(sendTestEmail, config("from", "me@example.org", "region", "us-west-2"))
	wantText(t, said, "Sender is not verified", "US-WEST-2", "verified in us-west-2")
}

// TestSendRefused: a refusal says what is wrong, what SES said and what to
// type, and fails the action.
func TestSendRefused(t *testing.T) {
	t.Parallel()
	some := config("from", "me@example.org", "to", "you@example.net")
	for name, tc := range map[string]struct {
		prepare func(*testing.T, *acctest.World, *fakeaws.Identity)
		config  acctest.Attributes
		want    []string
	}{
		"from a domain that is not verified": {
			func(_ *testing.T, _ *acctest.World, i *fakeaws.Identity) { i.Delete() },
			config("from", "me@example.org"), []string{"Sender is not verified", "MessageRejected", "me@example.org", "verified in eu-west-1"},
		},
		"to somebody from the sandbox": {nil, some, []string{"Sender or recipient is not verified", "you@example.net", "leave out `to`"}},
		"while sending is paused": {
			func(_ *testing.T, w *acctest.World, _ *fakeaws.Identity) { w.Account.SetSending(acctest.Region, false) },
			config("from", "me@example.org"), []string{"Sending is paused", "SendingPausedException", "put-account-sending-attributes --sending-enabled --region eu-west-1"},
		},
		"while the account is suspended": {
			func(_ *testing.T, w *acctest.World, _ *fakeaws.Identity) {
				w.Account.Enforce(acctest.Region, "SHUTDOWN")
			},
			config("from", "me@example.org"), []string{"Account is suspended", "AccountSuspendedException", "AWS Support"},
		},
		"with a MAIL FROM domain that must not fail": {
			func(t *testing.T, _ *acctest.World, i *fakeaws.Identity) {
				t.Helper()
				acctest.Do(t, func() error { return i.SetMailFrom("mail.example.org", "REJECT_MESSAGE") })()
			},
			config("from", "me@example.org"), []string{"MAIL FROM domain is not verified", "mail.example.org", "behavior_on_mx_failure"},
		},
		"over the daily quota": {
			func(_ *testing.T, w *acctest.World, _ *fakeaws.Identity) {
				w.Account.Review(acctest.Region, "GRANTED")
				w.Account.SetSent(acctest.Region, 50_000)
			},
			some, []string{"SES takes no more mail for now", "Daily message quota exceeded", "leave out `to`"},
		},
		"over the rate": {
			func(_ *testing.T, w *acctest.World, _ *fakeaws.Identity) {
				w.Fail(fakeaws.Rule{Operation: "ses:SendEmail", Code: "LimitExceededException", Message: "Maximum sending rate exceeded."})
			},
			config("from", "me@example.org"), []string{"SES takes no more mail for now", "Maximum sending rate", "in some minutes"},
		},
		"with a configuration set that is gone": {
			func(_ *testing.T, w *acctest.World, _ *fakeaws.Identity) {
				w.Fail(fakeaws.Rule{Operation: "ses:SendEmail", Code: "NotFoundException", Message: "Configuration set <x> does not exist."})
			},
			config("from", "me@example.org"), []string{"Configuration set does not exist", "<x>", "configuration_set_name"},
		},
		"without the permission": {
			func(_ *testing.T, w *acctest.World, _ *fakeaws.Identity) { w.Account.Deny("ses:SendEmail") },
			config("from", "me@example.org"), []string{"Could not send a test email from example.org", "AccessDeniedException", "allow the action ses:SendEmail"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, identity := verified(t)
			if tc.prepare != nil {
				tc.prepare(t, w, identity)
			}
			progress, said := w.Server(t, nil).Invoke(sendTestEmail, tc.config)
			if strings.Contains(progress, "accepted") || len(w.Sent()) > 0 {
				t.Errorf("it says %q and sent %v", progress, w.Sent())
			}
			wantText(t, said, append(tc.want, "ERROR: ", "To fix: ")...)
			if n := w.Calls()["ses:SendEmail"]; n != 1 {
				t.Errorf("SES was asked %d times", n)
			}
		})
	}
}
