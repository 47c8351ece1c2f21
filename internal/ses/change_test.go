package ses_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/ses"
)

// TestMailFromOnTheWire: SES clears the MAIL FROM domain when the request has
// none.
func TestMailFromOnTheWire(t *testing.T) {
	t.Parallel()
	s := &script{body: `{}`}
	err := through(s.RoundTrip).SetMailFrom(t.Context(), domain, reconcile.MailFrom{BehaviorOnMXFailure: "USE_DEFAULT_VALUE"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`PUT /v2/email/identities/example.org/mail-from {"BehaviorOnMxFailure":"USE_DEFAULT_VALUE"}`}
	if !slices.Equal(s.requests, want) {
		t.Errorf("sent %q, want %q", s.requests, want)
	}
}

func TestEasyDKIMOnTheWire(t *testing.T) {
	t.Parallel()
	for length, want := range map[string]string{
		"":             `{"SigningAttributesOrigin":"AWS_SES"}`,
		"RSA_1024_BIT": `{"SigningAttributes":{"NextSigningKeyLength":"RSA_1024_BIT"},"SigningAttributesOrigin":"AWS_SES"}`,
	} {
		t.Run("length "+length, func(t *testing.T) {
			t.Parallel()
			s := &script{body: `{"DkimStatus":"PENDING","DkimTokens":["x"],"SigningHostedZone":"dkim.amazonses.com"}`}
			got, err := through(s.RoundTrip).SetEasyDKIM(t.Context(), domain, length)
			if err != nil || got.Status != "PENDING" || !slices.Equal(got.Tokens, []string{"x"}) || got.SigningHostedZone != "dkim.amazonses.com" {
				t.Errorf("got %+v, %v", got, err)
			}
			if want := []string{"PUT /v2/email/identities/example.org/dkim/signing " + want}; !slices.Equal(s.requests, want) {
				t.Errorf("sent %q, want %q", s.requests, want)
			}
		})
	}
}

// TestTagsAreExchanged: an identity that has all the tags that SES allows gets
// others in their place.
func TestTagsAreExchanged(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	identity := create(t, world, domain)
	old, fresh := map[string]string{}, map[string]string{}
	var remove []string
	for n := range 50 {
		old[fmt.Sprintf("old%d", n)] = "1"
		fresh[fmt.Sprintf("new%d", n)] = "2"
		remove = append(remove, fmt.Sprintf("old%d", n))
	}
	if err := identity.SetTags(old); err != nil {
		t.Fatal(err)
	}
	if err := over(world).SetTags(t.Context(), domain, fresh, remove); err != nil {
		t.Fatal(err)
	}
	if got := identity.View().Tags; len(got) != 50 {
		t.Errorf("got %d tags, want the 50 new ones", len(got))
	}
}

func TestNoChangeOfTagsIsNoRequest(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	if err := over(world).SetTags(t.Context(), domain, nil, nil); err != nil {
		t.Error(err)
	}
	if sent := operations(world); len(sent) != 0 {
		t.Errorf("sent %q, want nothing", sent)
	}
}

func TestARN(t *testing.T) {
	t.Parallel()
	broken := errors.New("no account")
	for name, tc := range map[string]struct {
		region  string
		account ses.Account
		err     error
		want    string
	}{
		"a commercial region": {"eu-west-1", ses.Account{ID: accountID, Partition: "aws"}, nil, "arn:aws:ses:eu-west-1:123456789012:identity/example.org"},
		"another partition":   {"us-gov-west-1", ses.Account{ID: accountID, Partition: "aws-us-gov"}, nil, "arn:aws-us-gov:ses:us-gov-west-1:123456789012:identity/example.org"},
		"no account":          {"eu-west-1", ses.Account{Partition: "aws"}, nil, "arn:aws:ses:eu-west-1::identity/example.org"},
		"an account unknown":  {"eu-west-1", ses.Account{}, broken, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			identities := ses.New(aws.Config{Region: tc.region}, func(context.Context) (ses.Account, error) { return tc.account, tc.err })
			got, err := identities.ARN(t.Context(), domain)
			if got != tc.want || !errors.Is(err, tc.err) {
				t.Errorf("got %q, %v, want %q, %v", got, err, tc.want, tc.err)
			}
		})
	}
}

// TestTagsWithoutAccount: SES takes ARNs only, and one without an account is
// none, so it is not sent.
func TestTagsWithoutAccount(t *testing.T) {
	t.Parallel()
	s := &script{body: `{}`}
	identities := ses.New(config(s.RoundTrip), func(context.Context) (ses.Account, error) { return ses.Account{Partition: "aws"}, nil })
	if err := identities.SetTags(t.Context(), domain, map[string]string{"a": "b"}, nil); err == nil || len(s.requests) != 0 {
		t.Errorf("got %v and sent %q, want an error and nothing", err, s.requests)
	}
}
