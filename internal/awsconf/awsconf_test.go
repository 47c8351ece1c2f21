package awsconf

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const (
	testRegion  = "eu-west-1"
	testAccount = "123456789012"
)

// TestMain keeps the developer's own credentials out of all tests, and fails where
// they leave a goroutine behind.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			_ = os.Unsetenv(name)
		}
	}
	_ = os.Setenv("AWS_CONFIG_FILE", os.DevNull)
	_ = os.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	_ = os.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	goleak.VerifyTestMain(m)
}

// started returns a world that listens until the test ends.
func started(t *testing.T) *fakeaws.World {
	t.Helper()
	world := fakeaws.New(fakeaws.Options{})
	if err := world.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	return world
}

// settingsFor are those of the account's user, with all endpoints in the world.
func settingsFor(world *fakeaws.World) Settings {
	account := world.Account(testAccount)
	return Settings{
		Region:    testRegion,
		AccessKey: account.AccessKey(),
		SecretKey: account.SecretKey(),
		Endpoints: Endpoints{SESv2: world.URL(), Route53: world.URL(), STS: world.URL()},
	}
}

// offline are settings that reach nobody until a test says how.
func offline() Settings {
	return Settings{Region: testRegion, AccessKey: "AKIAOFFLINE", SecretKey: "secret-of-nobody", SkipCredentialsValidation: true}
}

// configFor resolves settings and sends what its clients send through trip.
func configFor(t *testing.T, settings Settings, trip roundTrip) aws.Config {
	t.Helper()
	cfg, err := New(t.Context(), settings, "1.2.3").Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cfg.HTTPClient = &http.Client{Transport: trip, Timeout: attemptTimeout}
	return cfg
}

// look sends one request to SES.
func look(ctx context.Context, cfg aws.Config) error {
	_, err := sesv2.NewFromConfig(cfg).GetEmailIdentity(ctx, &sesv2.GetEmailIdentityInput{EmailIdentity: aws.String("example.org")})
	return err
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// response is an answer of SES.
func response(r *http.Request, status int, code, body string) *http.Response {
	header := http.Header{"Content-Type": {"application/json"}}
	if code != "" {
		header.Set("X-Amzn-ErrorType", code)
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewBufferString(body)), Request: r}
}

// recorder answers everything with success and keeps the requests.
type recorder struct {
	mu       sync.Mutex // guards requests
	requests []*http.Request
}

func (rec *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.requests = append(rec.requests, r)
	return response(r, http.StatusOK, "", "{}"), nil
}

// write makes a file and returns its path.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
