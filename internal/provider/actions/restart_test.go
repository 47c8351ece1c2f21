package actions_test

import (
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestRestart: what SES has given up is looked for again, all else is left as
// it is, and the run tells which.
func TestRestart(t *testing.T) {
	t.Parallel()
	const dkim, mailFrom = "PutEmailIdentityDkimSigningAttributes", "PutEmailIdentityMailFromAttributes"
	gaveUp := func(i *fakeaws.Identity) error { return i.SetVerification(sesapi.Failed) }
	noMX := func(i *fakeaws.Identity) error {
		if err := i.SetMailFrom("mail.example.org", "REJECT_MESSAGE"); err != nil {
			return err
		}
		return i.SetMailFromStatus(sesapi.Failed)
	}
	for name, tc := range map[string]struct {
		before   []func(*fakeaws.Identity) error
		writes   []string
		progress []string
	}{
		"the verification": {
			[]func(*fakeaws.Identity) error{gaveUp}, []string{dkim},
			[]string{"example.org in eu-west-1: verification FAILED, DKIM FAILED", "again for the DKIM records of example.org", "now verification PENDING, DKIM PENDING"},
		},
		"MAIL FROM": {
			[]func(*fakeaws.Identity) error{noMX}, []string{mailFrom},
			[]string{"MAIL FROM FAILED", "again for the MX record of mail.example.org", "MAIL FROM PENDING"},
		},
		"both":                        {[]func(*fakeaws.Identity) error{gaveUp, noMX}, []string{mailFrom, dkim}, []string{"DKIM records", "MX record"}},
		"nothing of a verified one":   {nil, nil, []string{"nothing to restart: SES has found all records"}},
		"nothing that goes on":        {[]func(*fakeaws.Identity) error{func(i *fakeaws.Identity) error { return i.SetVerification(sesapi.TemporaryFailure) }}, nil, []string{"TEMPORARY_FAILURE", "nothing to restart: SES is looking"}},
		"DKIM of what is verified on": {[]func(*fakeaws.Identity) error{func(i *fakeaws.Identity) error { return i.SetDKIMStatus(sesapi.Failed) }}, []string{dkim}, []string{"verification SUCCESS, DKIM FAILED", "now verification SUCCESS, DKIM PENDING"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, identity := verified(t)
			for _, act := range tc.before {
				acctest.Do(t, func() error { return act(identity) })()
			}
			was := identity.View()
			progress, said := w.Server(t, nil).Invoke(restartVerification, config("domain", "Example.org."))
			if said != "" {
				t.Errorf("it says %q", said)
			}
			wantText(t, progress, tc.progress...)
			var writes []string
			for _, call := range w.Writes() {
				writes = append(writes, call.Operation)
			}
			if !slices.Equal(writes, tc.writes) {
				t.Errorf("called %q, want %q", writes, tc.writes)
			}
			is := identity.View()
			if is.MailFromAttributes.BehaviorOnMxFailure != was.MailFromAttributes.BehaviorOnMxFailure || !slices.Equal(is.DkimAttributes.Tokens, was.DkimAttributes.Tokens) {
				t.Errorf("the identity was %+v and is %+v", was, is)
			}
		})
	}
}

// TestRestartNewTokens: a warning says that other records are to be published.
func TestRestartNewTokens(t *testing.T) {
	t.Parallel()
	w := acctest.StartWithoutCLI(t, func(o *fakeaws.Options) { o.Quirks.NewTokensOnRestart = true })
	identity := standing(t, w)
	acctest.Do(t, func() error { return identity.SetVerification(sesapi.Failed) })()
	_, said := w.Server(t, nil).Invoke(restartVerification, config("domain", "example.org"))
	wantText(t, said, "WARNING: Other DKIM records than before", identity.View().DkimAttributes.Tokens[0], "terraform apply")
}

// TestRestartRefused: each error has its remedy.
func TestRestartRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(*acctest.World, *fakeaws.Identity) error
		region  string
		want    []string
	}{
		"of a domain of another region": {
			func(*acctest.World, *fakeaws.Identity) error { return nil }, "us-west-2",
			[]string{"No such identity", "SES in us-west-2 has no identity example.org", "set region"},
		},
		"of keys that SES does not make": {
			func(_ *acctest.World, i *fakeaws.Identity) error {
				if err := i.SetOwnKey("sel1"); err != nil {
					return err
				}
				return i.SetVerification(sesapi.Failed)
			}, acctest.Region,
			[]string{"DKIM key is not one of SES", "EXTERNAL", "the next number in dkim.private_key_wo_version", "--region eu-west-1 --email-identity example.org"},
		},
		"without the permission to look": {
			func(w *acctest.World, _ *fakeaws.Identity) error {
				w.Account.Deny("ses:GetEmailIdentity")
				return nil
			}, acctest.Region,
			[]string{"Could not restart the verification of example.org", "allow the action ses:GetEmailIdentity"},
		},
		"without the permission to restart": {
			func(w *acctest.World, i *fakeaws.Identity) error {
				w.Account.Deny("ses:PutEmailIdentityDkimSigningAttributes")
				return i.SetVerification(sesapi.Failed)
			}, acctest.Region,
			[]string{"Could not restart the verification of example.org", "allow the action ses:PutEmailIdentityDkimSigningAttributes"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, identity := verified(t)
			acctest.Do(t, func() error { return tc.prepare(w, identity) })()
			_, said := w.Server(t, nil).Invoke(restartVerification, config("domain", "example.org", "region", tc.region))
			wantText(t, said, append(tc.want, "ERROR: ", "To fix: ")...)
			if identity.View().DkimAttributes.Status == sesapi.Pending {
				t.Error("it was started again all the same")
			}
		})
	}
}
