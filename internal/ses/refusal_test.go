package ses_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/ses"
)

// TestIdentityThatIsGone: SES answers 404 to some operations and 400 to others,
// and the caller gets one sentinel with the service's own words.
func TestIdentityThatIsGone(t *testing.T) {
	t.Parallel()
	for operation, change := range changes() {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			err := change(t.Context(), over(fakeaws.New(fakeaws.Options{})))
			refusal := refusalOf(t, err)
			if !errors.Is(err, reconcile.ErrNotFound) || refusal.Operation != operation || refusal.Subject != string(domain) {
				t.Errorf("got %v of %s, want ErrNotFound of %s for %s", err, refusal.Operation, operation, domain)
			}
			if refusal.Service != "SES" || refusal.Code == "" || refusal.Message == "" {
				t.Errorf("got %+v, want service, code and message", refusal)
			}
		})
	}
}

// TestRefusalOfWhatIsThere: the same errors mean something else while the
// identity is there.
func TestRefusalOfWhatIsThere(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(context.Context, *ses.Identities) error
		code   string
	}{
		"a MAIL FROM domain that is no subdomain": {
			func(ctx context.Context, i *ses.Identities) error {
				return i.SetMailFrom(ctx, domain, reconcile.MailFrom{Domain: "mail.example.net", BehaviorOnMXFailure: "USE_DEFAULT_VALUE"})
			}, "BadRequestException",
		},
		"a behaviour that SES does not know": {
			func(ctx context.Context, i *ses.Identities) error {
				return i.SetMailFrom(ctx, domain, reconcile.MailFrom{Domain: domain.Child("mail"), BehaviorOnMXFailure: "BOUNCE"})
			}, "BadRequestException",
		},
		"a configuration set that does not exist": {
			func(ctx context.Context, i *ses.Identities) error { return i.SetConfigurationSet(ctx, domain, "none") },
			"NotFoundException",
		},
		"a configuration set that does not exist, of a new identity": {
			func(ctx context.Context, i *ses.Identities) error {
				_, err := i.Create(ctx, reconcile.NewIdentity{Domain: "example.net", ConfigurationSet: "none"})
				return err
			}, "NotFoundException",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := fakeaws.New(fakeaws.Options{})
			create(t, world, domain)
			err := tc.change(t.Context(), over(world))
			if refusal := refusalOf(t, err); refusal.Code != tc.code || refusal.Sentinel != nil {
				t.Errorf("got %s (sentinel %v), want %s without a sentinel", refusal.Code, refusal.Sentinel, tc.code)
			}
		})
	}
}

// TestRefusalWithoutAnotherLook: an error that could mean two things means none
// while nobody can look.
func TestRefusalWithoutAnotherLook(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	world.Account(accountID).Deny("ses:GetEmailIdentity")
	err := over(world).SetSigning(t.Context(), domain, true)
	if refusal := refusalOf(t, err); refusal.Code != "BadRequestException" || refusal.Sentinel != nil {
		t.Errorf("got %s (sentinel %v), want BadRequestException without a sentinel", refusal.Code, refusal.Sentinel)
	}
}

// TestNoAnswerIsNotAbsence: whatever keeps SES from answering says nothing about
// the identity.
func TestNoAnswerIsNotAbsence(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]fakeaws.Rule{
		"denied":      {Code: "AccessDeniedException"},
		"throttled":   {Code: "TooManyRequestsException"},
		"faulty":      {Code: "InternalServiceErrorException"},
		"unavailable": {Code: "ServiceUnavailable", Status: http.StatusServiceUnavailable},
		"unreachable": {Effect: fakeaws.Cut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				world := fakeaws.New(fakeaws.Options{})
				world.Fail(rule)
				_, err := over(world).Get(t.Context(), domain)
				if refusal := refusalOf(t, err); refusal.Code != rule.Code || refusal.Sentinel != nil {
					t.Errorf("got %q (sentinel %v), want %q without a sentinel", refusal.Code, refusal.Sentinel, rule.Code)
				}
				for operation, change := range changes() {
					if err := change(t.Context(), over(world)); err == nil || errors.Is(err, reconcile.ErrNotFound) {
						t.Errorf("%s: got %v, want an error that is no absence", operation, err)
					}
				}
			})
		})
	}
}

func TestIdentityThatIsThereAlready(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	create(t, world, domain)
	_, err := over(world).Create(t.Context(), reconcile.NewIdentity{Domain: domain})
	if _, typed := errors.AsType[*types.AlreadyExistsException](err); !typed || !errors.Is(err, reconcile.ErrExists) {
		t.Errorf("got %v, want ErrExists around the SDK's error", err)
	}
}

// TestLimitIsNotThrottling: the SDK repeats what an account's limit refuses,
// though no repetition will help; what throttling refuses it should repeat.
func TestLimitIsNotThrottling(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		code  string
		sends int
	}{
		"a limit is final":         {"LimitExceededException", 1},
		"throttling is waited out": {"TooManyRequestsException", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				world := fakeaws.New(fakeaws.Options{})
				world.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Code: tc.code})
				_, err := over(world).Create(t.Context(), reconcile.NewIdentity{Domain: domain})
				if refusal := refusalOf(t, err); refusal.Code != tc.code {
					t.Errorf("got %v, want %s", err, tc.code)
				}
				if sent := world.Calls()["ses:CreateEmailIdentity"]; sent != tc.sends {
					t.Errorf("sent %d requests, want %d", sent, tc.sends)
				}
			})
		})
	}
}

// TestNoDomain: SES would take the empty identity for the list of all.
func TestNoDomain(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	if _, err := over(world).Get(t.Context(), ""); err == nil {
		t.Error("got no error for no domain")
	}
	if sent := operations(world); len(sent) != 0 {
		t.Errorf("sent %q, want nothing", slices.Compact(sent))
	}
}

func refusalOf(t *testing.T, err error) *reconcile.APIError {
	t.Helper()
	refusal, ok := errors.AsType[*reconcile.APIError](err)
	if !ok {
		t.Fatalf("got %v, want an *APIError", err)
	}
	return refusal
}
