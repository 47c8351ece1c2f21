package ses_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/ses"
)

// TestPermissions: a request that IAM denies says what a policy has to allow.
func TestPermissions(t *testing.T) {
	t.Parallel()
	const identity, set = "arn:aws:ses:eu-west-1:123456789012:identity/example.org", "arn:aws:ses:eu-west-1:123456789012:configuration-set/a"
	type want struct{ actions, resources []string }
	rows := map[string]struct {
		call func(context.Context, *ses.Identities) error
		want want
	}{
		"a look at an identity": {func(ctx context.Context, i *ses.Identities) error {
			_, err := i.Get(ctx, domain)
			return err
		}, want{[]string{"ses:GetEmailIdentity"}, []string{identity}}},
		"a listing": {func(ctx context.Context, i *ses.Identities) error {
			for _, err := range i.List(ctx) {
				return err
			}
			return nil
		}, want{[]string{"ses:ListEmailIdentities"}, []string{"*"}}},
		"a plain create": {func(ctx context.Context, i *ses.Identities) error {
			_, err := i.Create(ctx, reconcile.NewIdentity{Domain: domain})
			return err
		}, want{[]string{"ses:CreateEmailIdentity"}, []string{identity}}},
		"a create with tags and a configuration set": {func(ctx context.Context, i *ses.Identities) error {
			_, err := i.Create(ctx, reconcile.NewIdentity{Domain: domain, ConfigurationSet: "a", Tags: map[string]string{"b": "c"}})
			return err
		}, want{[]string{"ses:CreateEmailIdentity", "ses:TagResource"}, []string{identity, set}}},
		"a configuration set": {func(ctx context.Context, i *ses.Identities) error {
			return i.SetConfigurationSet(ctx, domain, "a")
		}, want{[]string{"ses:PutEmailIdentityConfigurationSetAttributes"}, []string{identity, set}}},
	}
	for operation, change := range changes() {
		rows[operation] = struct {
			call func(context.Context, *ses.Identities) error
			want want
		}{change, want{[]string{"ses:" + operation}, []string{identity}}}
	}
	for name, tc := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := fakeaws.New(fakeaws.Options{})
			world.Account(accountID).Deny("ses:*")
			needs := refusalOf(t, tc.call(t.Context(), over(world))).Needs
			if needs == nil || !slices.Equal(needs.Actions, tc.want.actions) || !slices.Equal(needs.Resources, tc.want.resources) {
				t.Errorf("got %+v, want %+v", needs, tc.want)
			}
		})
	}
}

// TestPermissionWithoutTheAccount has an asterisk for what is not known.
func TestPermissionWithoutTheAccount(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		account ses.Account
		err     error
		want    string
	}{
		"nobody asked":        {ses.Account{Partition: "aws-us-gov"}, nil, "arn:aws-us-gov:ses:eu-west-1:*:identity/example.org"},
		"nobody has answered": {ses.Account{}, errors.New("no answer"), "arn:aws:ses:eu-west-1:*:identity/example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := fakeaws.New(fakeaws.Options{})
			world.Account(accountID).Deny("ses:*")
			identities := ses.New(config(func(r *http.Request) (*http.Response, error) { return answer(world, r) }), func(context.Context) (ses.Account, error) { return tc.account, tc.err })
			_, err := identities.Get(t.Context(), domain)
			if needs := refusalOf(t, err).Needs; needs == nil || !slices.Equal(needs.Resources, []string{tc.want}) {
				t.Errorf("got %+v, want %s", needs, tc.want)
			}
		})
	}
}

// TestNoPermissionWithoutDenial: what fails for other reasons needs none.
func TestNoPermissionWithoutDenial(t *testing.T) {
	t.Parallel()
	_, err := over(fakeaws.New(fakeaws.Options{})).Get(t.Context(), domain)
	if needs := refusalOf(t, err).Needs; needs != nil {
		t.Errorf("got %+v for an identity that is not there", needs)
	}
}
