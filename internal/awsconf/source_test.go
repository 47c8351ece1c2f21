package awsconf

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const getCallerIdentity = "sts:GetCallerIdentity"

func TestCallerIsAskedForOnce(t *testing.T) {
	t.Parallel()
	world := started(t)
	source := New(t.Context(), settingsFor(world), "1.2.3")
	if calls := world.Calls(); len(calls) != 0 {
		t.Errorf("sent %v before the first use, want nothing", calls)
	}
	var users sync.WaitGroup
	for range 20 {
		users.Go(func() {
			if _, err := source.Config(t.Context()); err != nil {
				t.Error(err)
			}
		})
		users.Go(func() {
			account, err := source.Account(t.Context())
			if want := (Account{ID: testAccount, Partition: "aws"}); account != want || err != nil {
				t.Errorf("got %+v, %v, want %+v", account, err, want)
			}
		})
	}
	users.Wait()
	if calls := world.Calls(); calls[getCallerIdentity] != 1 || len(calls) != 1 {
		t.Errorf("sent %v, want one GetCallerIdentity", calls)
	}
}

func TestFailureIsTriedAgain(t *testing.T) {
	t.Parallel()
	world := started(t)
	repair := world.Fail(fakeaws.Rule{Code: "ExpiredToken", Message: "The security token included in the request is expired", Status: http.StatusForbidden})
	source := New(t.Context(), settingsFor(world), "1.2.3")
	if _, err := source.Config(t.Context()); err == nil {
		t.Error("got no error for credentials that are refused")
	}
	repair()
	if _, err := source.Config(t.Context()); err != nil {
		t.Errorf("got %v after the credentials were renewed", err)
	}
}

// TestWhoIsAskedForTheAccount: the skips leave STS alone, but they do not open
// the guard that a list of accounts is.
func TestWhoIsAskedForTheAccount(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change                func(*Settings)
		forConfig, forAccount int
		id                    string
	}{
		"validation learns the account": {func(*Settings) {}, 1, 1, testAccount},
		"validation skipped":            {func(s *Settings) { s.SkipCredentialsValidation = true }, 0, 1, testAccount},
		"look-up alone skipped":         {func(s *Settings) { s.SkipRequestingAccountID = true }, 1, 1, testAccount},
		"both skipped": {func(s *Settings) {
			s.SkipCredentialsValidation, s.SkipRequestingAccountID = true, true
		}, 0, 0, ""},
		"both skipped, accounts restricted": {func(s *Settings) {
			s.SkipCredentialsValidation, s.SkipRequestingAccountID = true, true
			s.AllowedAccountIDs = []string{testAccount}
		}, 1, 1, testAccount},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := started(t)
			settings := settingsFor(world)
			tc.change(&settings)
			source := New(t.Context(), settings, "1.2.3")
			if _, err := source.Config(t.Context()); err != nil {
				t.Fatal(err)
			}
			if asked := world.Calls()[getCallerIdentity]; asked != tc.forConfig {
				t.Errorf("asked %d times for the configuration, want %d", asked, tc.forConfig)
			}
			account, err := source.Account(t.Context())
			if want := (Account{ID: tc.id, Partition: "aws"}); account != want || err != nil {
				t.Errorf("got %+v, %v, want %+v", account, err, want)
			}
			if asked := world.Calls()[getCallerIdentity]; asked != tc.forAccount {
				t.Errorf("asked %d times in all, want %d", asked, tc.forAccount)
			}
		})
	}
}

func TestPartitionWithoutTheAccount(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{"eu-west-1": "aws", "us-gov-west-1": "aws-us-gov", "cn-north-1": "aws-cn", "xx-new-1": "aws"} {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			settings := offline()
			settings.Region, settings.SkipRequestingAccountID, settings.SkipRegionValidation = region, true, true
			account, err := New(t.Context(), settings, "1.2.3").Account(t.Context())
			if account != (Account{Partition: want}) || err != nil {
				t.Errorf("got %+v, %v, want partition %s", account, err, want)
			}
		})
	}
}

func TestRolesAreChained(t *testing.T) {
	t.Parallel()
	world := started(t)
	settings := settingsFor(world)
	settings.AssumeRole = []AssumeRole{
		{RoleARN: "arn:aws:iam::111111111111:role/first", SessionName: "one", Duration: time.Hour},
		{RoleARN: "arn:aws:iam::222222222222:role/second", SessionName: "two", ExternalID: "x", Tags: map[string]string{"a": "b"}},
	}
	account, err := New(t.Context(), settings, "1.2.3").Account(t.Context())
	if err != nil || account.ID != "222222222222" {
		t.Errorf("got %+v, %v, want the account of the last role", account, err)
	}
	var callers []string
	for _, call := range world.CallLog() {
		callers = append(callers, call.Operation+" by "+call.Account)
	}
	want := []string{"AssumeRole by " + testAccount, "AssumeRole by 111111111111", "GetCallerIdentity by 222222222222"}
	if got := slices.Compact(callers); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWebIdentity(t *testing.T) {
	t.Parallel()
	const role = "arn:aws:iam::333333333333:role/ci"
	for name, identity := range map[string]AssumeRoleWithWebIdentity{
		"a token":            {RoleARN: role, SessionName: "ci", WebIdentityToken: "token-of-the-ci"},
		"a token, in a file": {RoleARN: role, SessionName: "ci", WebIdentityTokenFile: write(t, "token", "token-of-the-ci")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := settingsFor(started(t))
			settings.AccessKey, settings.SecretKey = "", ""
			settings.AssumeRoleWithWebIdentity = &identity
			account, err := New(t.Context(), settings, "1.2.3").Account(t.Context())
			if err != nil || account.ID != "333333333333" {
				t.Errorf("got %+v, %v, want the account of the role", account, err)
			}
		})
	}
}

// TestWebIdentityFromTheEnvironment is not parallel: it sets the environment.
func TestWebIdentityFromTheEnvironment(t *testing.T) {
	t.Setenv("AWS_ROLE_ARN", "arn:aws:iam::333333333333:role/ci")
	t.Setenv("AWS_ROLE_SESSION_NAME", "ci")
	t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", write(t, "token", "token-of-the-ci"))
	settings := settingsFor(started(t))
	settings.AccessKey, settings.SecretKey = "", ""
	settings.AssumeRoleWithWebIdentity = &AssumeRoleWithWebIdentity{}
	account, err := New(t.Context(), settings, "1.2.3").Account(t.Context())
	if err != nil || account.ID != "333333333333" {
		t.Errorf("got %+v, %v, want the account of the role", account, err)
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	world := started(t)
	user := world.Account(testAccount)
	settings := Settings{
		Profile: "mail",
		SharedConfigFiles: []string{write(t, "config", "[profile mail]\nregion = eu-north-1\nrole_arn = arn:aws:iam::444444444444:role/mail\n"+
			"role_session_name = tf\nsource_profile = base\nretry_mode = standard\nmax_attempts = 7\n[profile base]\nregion = us-east-1\n")},
		SharedCredentialsFiles: []string{write(t, "credentials", fmt.Sprintf("[base]\naws_access_key_id = %s\naws_secret_access_key = %s\n", user.AccessKey(), user.SecretKey()))},
		Endpoints:              Endpoints{STS: world.URL()},
	}
	source := New(t.Context(), settings, "1.2.3")
	if region := source.Region(); region != "eu-north-1" {
		t.Errorf("got region %q before the first use, want that of the profile", region)
	}
	account, err := source.Account(t.Context())
	if err != nil || account.ID != "444444444444" {
		t.Errorf("got %+v, %v, want the account of the profile's role", account, err)
	}
	cfg, err := source.Config(t.Context())
	if err != nil || cfg.RetryMaxAttempts != 7 || cfg.RetryMode != aws.RetryModeStandard || cfg.Region != "eu-north-1" {
		t.Errorf("got %d attempts, mode %q, region %q, %v, want those of the profile", cfg.RetryMaxAttempts, cfg.RetryMode, cfg.Region, err)
	}
}

// TestPrecedence is not parallel: it sets the environment. The provider block
// prevails over the environment, which prevails over the profile.
func TestPrecedence(t *testing.T) {
	t.Setenv("AWS_REGION", "eu-west-2")
	t.Setenv("AWS_MAX_ATTEMPTS", "9")
	t.Setenv("AWS_RETRY_MODE", "standard")
	t.Setenv("AWS_ENDPOINT_URL_SESV2", "http://environment.invalid")
	file := write(t, "config", "[default]\nregion = us-east-1\nmax_attempts = 2\n")
	seven := 7
	for name, tc := range map[string]struct {
		settings Settings
		region   string
		attempts int
		mode     aws.RetryMode
		host     string
	}{
		"environment over profile": {
			Settings{AccessKey: "AKIA", SecretKey: "s", SkipCredentialsValidation: true, SharedConfigFiles: []string{file}},
			"eu-west-2", 9, aws.RetryModeStandard, "environment.invalid",
		},
		"provider block over environment": {
			Settings{
				Region: "eu-west-1", AccessKey: "AKIA", SecretKey: "s", SkipCredentialsValidation: true, SharedConfigFiles: []string{file},
				MaxRetries: &seven, RetryMode: "adaptive", Endpoints: Endpoints{SESv2: "http://block.invalid"},
			},
			"eu-west-1", 7, aws.RetryModeAdaptive, "block.invalid",
		},
	} {
		t.Run(name, func(t *testing.T) {
			rec := &recorder{}
			cfg := configFor(t, tc.settings, rec.RoundTrip)
			if cfg.Region != tc.region || cfg.RetryMaxAttempts != tc.attempts || cfg.RetryMode != tc.mode {
				t.Errorf("got %s, %d, %s, want %s, %d, %s", cfg.Region, cfg.RetryMaxAttempts, cfg.RetryMode, tc.region, tc.attempts, tc.mode)
			}
			if err := look(t.Context(), cfg); err != nil {
				t.Fatal(err)
			}
			if host := rec.requests[0].URL.Host; host != tc.host {
				t.Errorf("asked %s, want %s", host, tc.host)
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	cfg := configFor(t, offline(), nil)
	if cfg.RetryMaxAttempts != 25 || cfg.RetryMode != aws.RetryModeAdaptive {
		t.Errorf("got %d attempts in mode %q, want 25 in mode adaptive", cfg.RetryMaxAttempts, cfg.RetryMode)
	}
	none := 0
	settings := offline()
	settings.MaxRetries = &none
	if cfg := configFor(t, settings, nil); cfg.RetryMaxAttempts != 1 {
		t.Errorf("got %d attempts without retries, want 1", cfg.RetryMaxAttempts)
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change       func(*Settings)
		ses, route53 string
	}{
		"AWS's own":          {func(*Settings) {}, "email.eu-west-1.amazonaws.com", "route53.amazonaws.com"},
		"FIPS":               {func(s *Settings) { s.Region, s.UseFIPSEndpoint = "us-east-1", true }, "email-fips.us-east-1.amazonaws.com", "route53-fips.amazonaws.com"},
		"dual stack":         {func(s *Settings) { s.UseDualstackEndpoint = true }, "email.eu-west-1.api.aws", "route53.global.api.aws"},
		"an emulator":        {func(s *Settings) { s.Endpoints = Endpoints{SESv2: "http://a.invalid:1", Route53: "http://b.invalid:2"} }, "a.invalid:1", "b.invalid:2"},
		"an emulator of one": {func(s *Settings) { s.Endpoints = Endpoints{Route53: "http://b.invalid:2"} }, "email.eu-west-1.amazonaws.com", "b.invalid:2"},
		"an emulator of FIPS": {func(s *Settings) {
			s.UseFIPSEndpoint, s.Endpoints = true, Endpoints{SESv2: "http://a.invalid", Route53: "http://b.invalid"}
		}, "a.invalid", "b.invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := offline()
			tc.change(&settings)
			rec := &recorder{}
			cfg := configFor(t, settings, rec.RoundTrip)
			if err := look(t.Context(), cfg); err != nil {
				t.Fatal(err)
			}
			// The recorder speaks JSON, so the answer is an error; the request counts.
			_, _ = route53.NewFromConfig(cfg).ListHostedZones(t.Context(), &route53.ListHostedZonesInput{})
			if got := []string{rec.requests[0].URL.Host, rec.requests[1].URL.Host}; !slices.Equal(got, []string{tc.ses, tc.route53}) {
				t.Errorf("asked %q, want %s and %s", got, tc.ses, tc.route53)
			}
		})
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	rec := &recorder{}
	if err := look(t.Context(), configFor(t, offline(), rec.RoundTrip)); err != nil {
		t.Fatal(err)
	}
	if got := rec.requests[0].UserAgent(); !strings.Contains(got, "terraform-provider-mailauth/1.2.3") {
		t.Errorf("got %q, want the provider and its version", got)
	}
}

func TestProxy(t *testing.T) {
	t.Parallel()
	var asked []string
	var mu sync.Mutex
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, r.URL.String())
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte("{}"))
	}))
	defer proxy.Close()
	settings := offline()
	settings.HTTPProxy = &proxy.URL
	settings.Endpoints.SESv2 = "http://ses.invalid"
	cfg, err := New(t.Context(), settings, "1.2.3").Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := look(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if want := []string{"http://ses.invalid/v2/email/identities/example.org"}; !slices.Equal(asked, want) {
		t.Errorf("the proxy saw %q, want %q", asked, want)
	}
}

// TestRegionsShareTheConfiguration: another region is a copy with another name,
// with clients of its own.
func TestRegionsShareTheConfiguration(t *testing.T) {
	t.Parallel()
	rec := &recorder{}
	cfg := configFor(t, offline(), rec.RoundTrip)
	cfg.Region = "eu-central-1"
	if _, err := sesv2.NewFromConfig(cfg).GetAccount(t.Context(), &sesv2.GetAccountInput{}); err != nil {
		t.Fatal(err)
	}
	if host := rec.requests[0].URL.Host; host != "email.eu-central-1.amazonaws.com" {
		t.Errorf("asked %s, want the other region", host)
	}
}

// TestProxiedHosts: no_proxy and the proxies of both schemes are those of the
// provider block.
func TestProxiedHosts(t *testing.T) {
	t.Parallel()
	plain, secure := "http://plain.invalid:1", "http://secure.invalid:2"
	settings := offline()
	settings.HTTPProxy, settings.HTTPSProxy, settings.NoProxy = &plain, &secure, "direct.invalid"
	cfg, err := New(t.Context(), settings, "1.2.3").Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client, ok := cfg.HTTPClient.(*http.Client)
	if !ok {
		t.Fatalf("got %T", cfg.HTTPClient)
	}
	transport, ok := client.Transport.(*http.Transport)
	if !ok {
		t.Fatalf("got %T", client.Transport)
	}
	for url, want := range map[string]string{"http://a.invalid": plain, "https://a.invalid": secure, "https://direct.invalid": "<nil>"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := transport.Proxy(r); fmt.Sprint(got) != want || err != nil {
			t.Errorf("%s goes through %v, %v, want %s", url, got, err, want)
		}
	}
}

func TestMetadataService(t *testing.T) {
	t.Parallel()
	skip, ask := true, false
	for name, tc := range map[string]struct {
		setting *bool
		want    imds.ClientEnableState
	}{
		"left to the environment": {nil, imds.ClientDefaultEnableState},
		"skipped":                 {&skip, imds.ClientDisabled},
		"asked":                   {&ask, imds.ClientEnabled},
	} {
		settings := Settings{SkipMetadataAPICheck: tc.setting}
		if got := settings.base(ambient{}, "").EC2MetadataServiceEnableState; got != tc.want {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
}

// TestCredentialsThatDoNotCome: a refresh that hangs ends, though the SDK sets
// it no limit.
func TestCredentialsThatDoNotCome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		never := aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
			<-ctx.Done()
			return aws.Credentials{}, ctx.Err()
		})
		start := time.Now()
		if _, err := (prompt{never, func(err error) error { return err }}).Retrieve(t.Context()); err == nil || time.Since(start) > 2*time.Minute {
			t.Errorf("got %v after %s, want an error within two minutes", err, time.Since(start))
		}
	})
}

func TestCancelledFirstUse(t *testing.T) {
	t.Parallel()
	for name, role := range map[string][]AssumeRole{
		"while the caller is identified": nil,
		"while a role is assumed":        {{RoleARN: "arn:aws:iam::111111111111:role/mail", SessionName: "tf"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := started(t)
			world.Fail(fakeaws.Rule{Effect: fakeaws.Hang})
			settings := settingsFor(world)
			settings.AssumeRole = role
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if _, err := New(t.Context(), settings, "1.2.3").Config(ctx); err != context.DeadlineExceeded { //nolint:errorlint // It is the context's error itself.
				t.Errorf("got %v, want the context's own error", err)
			}
		})
	}
}
