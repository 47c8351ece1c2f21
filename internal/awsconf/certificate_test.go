package awsconf

import (
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// secured serves a world over HTTPS, and returns its URL and a file with the
// certificate of the only authority that vouches for it. What it is asked is
// counted.
func secured(t *testing.T, world *fakeaws.World) (address, bundle string, asked *atomic.Int32) {
	t.Helper()
	asked = new(atomic.Int32)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		world.ServeHTTP(w, r)
	}))
	// Each handshake that fails would be told.
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, write(t, "ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))), asked
}

// otherAuthority vouches for nobody.
const otherAuthority = `-----BEGIN CERTIFICATE-----
MIIBdjCCAR2gAwIBAgIUWMUU02Y7oCcidE44tmxoswP79aowCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFb3RoZXIwIBcNMjYxMTI0MDMxNjAxWhgPMjEyNjEwMzEwMzE2
MDFaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
b4f4Z9ZoEGVFg4VX1hpLwcav8Ae2cAFzDJfdU3mB0BTALVGYb3TYUS5AhuBVFjYn
ZFWQGdEwsYZHRBYjpIxQjaNTMFEwHQYDVR0OBBYEFCiBVLWPel34j67kmATBKXm8
LtkcMB8GA1UdIwQYMBaAFCiBVLWPel34j67kmATBKXm8LtkcMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgWMAObYhjk+6zg+Q2M1wHG6U71vtA6V/1
NT9YcZyAClUCIBFI74NhYkVkNQIlD8Tg4DEZ/jLpcFIbBf69WJ6z4KR4
-----END CERTIFICATE-----
`

// TestAuthorities: a server is asked only if an authority that the user trusts
// vouches for it, and if not, one error says so in words.
func TestAuthorities(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change  func(t *testing.T, s *Settings, bundle string)
		trusted bool
	}{
		"its authority is in the bundle":     {func(_ *testing.T, s *Settings, bundle string) { s.CustomCABundle = bundle }, true},
		"its authority is nobody's":          {func(*testing.T, *Settings, string) {}, false},
		"another authority is in the bundle": {func(t *testing.T, s *Settings, _ string) { s.CustomCABundle = write(t, "other.pem", otherAuthority) }, false},
		"what is asked first is the service": {func(_ *testing.T, s *Settings, _ string) {
			s.SkipCredentialsValidation, s.SkipRequestingAccountID = true, true
		}, false},
		"what is asked first is to be a role": {func(_ *testing.T, s *Settings, _ string) {
			s.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/mail", SessionName: "tf"}}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := fakeaws.New(fakeaws.Options{})
			address, bundle, asked := secured(t, world)
			settings := settingsFor(world)
			settings.Endpoints = Endpoints{SESv2: address, Route53: address, STS: address}
			tc.change(t, &settings, bundle)
			cfg, err := New(t.Context(), settings, "1.2.3").Config(t.Context())
			if err == nil {
				err = look(t.Context(), cfg)
			}
			if tc.trusted {
				// There is no such identity, which is an answer.
				if _, ok := errors.AsType[*types.NotFoundException](err); !ok || asked.Load() == 0 {
					t.Errorf("got %v after %d requests", err, asked.Load())
				}
				return
			}
			wrong, ok := errors.AsType[*SettingsError](err)
			if !ok || wrong.Summary != "certificate that is not trusted" || asked.Load() != 0 {
				t.Fatalf("got %v after %d requests", err, asked.Load())
			}
			for _, want := range []string{strings.TrimPrefix(address, "https://"), "signed by unknown authority", "custom_ca_bundle", "AWS_CA_BUNDLE"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
		})
	}
}

// TestAuthorityOfTheEnvironment: AWS_CA_BUNDLE is as good as the setting.
func TestAuthorityOfTheEnvironment(t *testing.T) {
	world := fakeaws.New(fakeaws.Options{})
	address, bundle, _ := secured(t, world)
	t.Setenv("AWS_CA_BUNDLE", bundle)
	settings := settingsFor(world)
	settings.Endpoints = Endpoints{SESv2: address, Route53: address, STS: address}
	if _, err := New(t.Context(), settings, "1.2.3").Config(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestNothingOverHTTP: what AWS is asked goes over HTTPS, whatever the settings,
// unless the user has written another endpoint.
func TestNothingOverHTTP(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Settings){
		"as it is":             func(*Settings) {},
		"FIPS":                 func(s *Settings) { s.UseFIPSEndpoint = true },
		"dual stack":           func(s *Settings) { s.UseDualstackEndpoint = true },
		"China":                func(s *Settings) { s.Region = "cn-north-1" },
		"GovCloud":             func(s *Settings) { s.Region = "us-gov-west-1" },
		"a region of tomorrow": func(s *Settings) { s.Region, s.SkipRegionValidation = "eu-tomorrow-1", true },
		"empty endpoints":      func(s *Settings) { s.Endpoints = Endpoints{} },
		"another's endpoint":   func(s *Settings) { s.Endpoints = Endpoints{SESv2: "https://ses.invalid"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := offline()
			change(&settings)
			rec := &recorder{}
			cfg := configFor(t, settings, rec.RoundTrip)
			_ = look(t.Context(), cfg)
			_, _ = route53.NewFromConfig(cfg).ListHostedZones(t.Context(), &route53.ListHostedZonesInput{})
			_, _ = sts.NewFromConfig(cfg).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
			if len(rec.requests) != 3 {
				t.Errorf("sent %d requests, want one to each service", len(rec.requests))
			}
			for _, r := range rec.requests {
				if r.URL.Scheme != "https" {
					t.Errorf("asked %s", r.URL)
				}
			}
		})
	}
}

// TestRedirects: a server that is trusted cannot have the request sent to one
// that is not, and is not asked again.
func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			var led, asked atomic.Int32
			plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { led.Add(1) }))
			defer plain.Close()
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				http.Redirect(w, r, plain.URL, status)
			}))
			defer server.Close()
			settings := offline()
			settings.Endpoints.SESv2 = server.URL
			settings.CustomCABundle = write(t, "ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
			cfg, err := New(t.Context(), settings, "1.2.3").Config(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			err = look(t.Context(), cfg)
			if want := "redirected to " + strings.TrimPrefix(plain.URL, "http://"); err == nil || !strings.Contains(err.Error(), want) || led.Load() != 0 || asked.Load() != 1 {
				t.Errorf("got %v after %d requests, and %d at the other server", err, asked.Load(), led.Load())
			}
		})
	}
}
