package ses_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// everything is an answer of GetEmailIdentity with every field, some of them in
// values that the SDK does not know.
const everything = `{
  "ConfigurationSetName": "news",
  "DkimAttributes": {
    "CurrentSigningKeyLength": "RSA_1024_BIT", "NextSigningKeyLength": "RSA_2048_BIT",
    "LastKeyGenerationTimestamp": 1.711642543083E9, "SigningAttributesOrigin": "AWS_SES_XX_NEW_1",
    "SigningEnabled": true, "SigningHostedZone": "dkim.eu-south-1.amazonses.com",
    "Status": "TEMPORARY_FAILURE", "Tokens": ["a", "b", "c"]
  },
  "FeedbackForwardingStatus": true, "IdentityType": "DOMAIN",
  "MailFromAttributes": {"BehaviorOnMxFailure": "REJECT_MESSAGE", "MailFromDomain": "Mail.Example.ORG", "MailFromDomainStatus": "SUCCESS"},
  "Policies": {}, "Tags": [{"Key": "team", "Value": "mail"}, {"Key": "aws:cloudformation:stack-name", "Value": "web"}],
  "VerificationInfo": {
    "ErrorType": "HOST_NOT_FOUND", "LastCheckedTimestamp": 1.5E9, "LastSuccessTimestamp": 1.4E9,
    "SOARecord": {"PrimaryNameServer": "ns1.example.org", "AdminEmail": "hostmaster.example.org", "SerialNumber": 7}
  },
  "VerificationStatus": "FAILED", "VerifiedForSendingStatus": true
}`

func TestGetReadsEverything(t *testing.T) {
	t.Parallel()
	got, err := through((&script{body: everything}).RoundTrip).Get(t.Context(), domain)
	if err != nil {
		t.Fatal(err)
	}
	want := reconcile.Identity{
		DKIM: reconcile.DKIM{
			SigningEnabled: true, Status: "TEMPORARY_FAILURE", Tokens: []string{"a", "b", "c"}, Origin: "AWS_SES_XX_NEW_1",
			SigningHostedZone: "dkim.eu-south-1.amazonses.com", CurrentKeyLength: "RSA_1024_BIT", NextKeyLength: "RSA_2048_BIT",
			KeyGenerated: time.UnixMilli(1711642543083).UTC(),
		},
		MailFrom:           reconcile.MailFrom{Domain: "mail.example.org", BehaviorOnMXFailure: "REJECT_MESSAGE", Status: "SUCCESS"},
		FeedbackForwarding: true,
		ConfigurationSet:   "news",
		Tags:               map[string]string{"team": "mail"},
		VerificationStatus: "FAILED",
		VerifiedForSending: true,
		Verification: reconcile.VerificationInfo{
			ErrorType: "HOST_NOT_FOUND", LastChecked: time.Unix(1.5e9, 0).UTC(), LastSuccess: time.Unix(1.4e9, 0).UTC(),
			PrimaryNameServer: "ns1.example.org", Serial: 7,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("identity differs (-want +got):\n%s", diff)
	}
}

func TestGetReadsAnAnswerOfNothing(t *testing.T) {
	t.Parallel()
	got, err := through((&script{body: `{}`}).RoundTrip).Get(t.Context(), domain)
	if err != nil {
		t.Fatal(err)
	}
	want := reconcile.Identity{
		DKIM:               reconcile.DKIM{Status: "NOT_STARTED"},
		MailFrom:           reconcile.MailFrom{BehaviorOnMXFailure: "USE_DEFAULT_VALUE"},
		Tags:               map[string]string{},
		VerificationStatus: "NOT_STARTED",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("identity differs (-want +got):\n%s", diff)
	}
}

// TestCreateOnTheWire: what is not wanted is left out, since SES would keep an
// empty configuration set as one and refuse an empty list of tags.
func TestCreateOnTheWire(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		identity reconcile.NewIdentity
		want     string
	}{
		"nothing but the domain": {
			reconcile.NewIdentity{Domain: domain, Tags: map[string]string{}},
			`{"EmailIdentity":"example.org"}`,
		},
		"everything, tags in order": {
			reconcile.NewIdentity{Domain: domain, KeyLength: "RSA_2048_BIT", ConfigurationSet: "news", Tags: map[string]string{"b": "2", "a": "1", "c": ""}},
			`{"ConfigurationSetName":"news","DkimSigningAttributes":{"NextSigningKeyLength":"RSA_2048_BIT"},"EmailIdentity":"example.org",` +
				`"Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"},{"Key":"c","Value":""}]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{body: `{"DkimAttributes":{"Tokens":["a","b","c"]}}`}
			if _, err := through(s.RoundTrip).Create(t.Context(), tc.identity); err != nil {
				t.Fatal(err)
			}
			want := []string{"POST /v2/email/identities " + tc.want}
			if !slices.Equal(s.requests, want) {
				t.Errorf("sent %q, want %q", s.requests, want)
			}
		})
	}
}

// TestCreateThatTellsNoTokens: without tokens there are no records, so the
// identity is asked for once more.
func TestCreateThatTellsNoTokens(t *testing.T) {
	t.Parallel()
	s := &script{body: `{"DkimAttributes":{"Status":"NOT_STARTED"}}`}
	if _, err := through(s.RoundTrip).Create(t.Context(), reconcile.NewIdentity{Domain: domain}); err != nil {
		t.Fatal(err)
	}
	if len(s.requests) != 2 || !strings.HasPrefix(s.requests[1], "GET /v2/email/identities/example.org") {
		t.Errorf("sent %q, want a second look", s.requests)
	}
}

func TestCreateThatTellsTokensIsOneRequest(t *testing.T) {
	t.Parallel()
	s := &script{body: `{"DkimAttributes":{"Tokens":["a","b","c"],"Status":"NOT_STARTED"},"VerifiedForSendingStatus":false}`}
	got, err := through(s.RoundTrip).Create(t.Context(), reconcile.NewIdentity{Domain: domain})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.requests) != 1 || got.VerificationStatus != "NOT_STARTED" || got.DKIM.Status != "NOT_STARTED" {
		t.Errorf("sent %q and got %+v, want one request and SES's own statuses", s.requests, got)
	}
}
