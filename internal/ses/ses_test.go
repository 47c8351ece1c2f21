package ses_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile/reconciletest"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
	"github.com/mailauth/terraform-provider-mailauth/internal/ses"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	region            = "eu-west-1"
	accountID         = "123456789012"
	domain    rr.Name = "example.org"
)

// TestConformance holds the adapter to the promises of the port.
func TestConformance(t *testing.T) {
	t.Parallel()
	reconciletest.RunIdentities(t, func(t *testing.T) reconcile.Identities {
		t.Helper()
		world := fakeaws.New(fakeaws.Options{})
		world.Account(accountID).CreateConfigurationSet(region, reconciletest.ConfigurationSet)
		return over(world)
	})
}

// over returns identities whose requests a world answers in this process, so
// that no test needs a port or a clock of its own.
func over(world *fakeaws.World) *ses.Identities {
	world.Account(accountID)
	return through(func(r *http.Request) (*http.Response, error) { return answer(world, r) })
}

func through(trip roundTrip) *ses.Identities {
	return ses.New(config(trip), func(context.Context) (ses.Account, error) { return ses.Account{ID: accountID, Partition: "aws"}, nil })
}

func config(trip roundTrip) aws.Config {
	account := fakeaws.New(fakeaws.Options{}).Account(accountID)
	return aws.Config{
		Region:       region,
		Credentials:  credentials.NewStaticCredentialsProvider(account.AccessKey(), account.SecretKey(), ""),
		BaseEndpoint: aws.String("http://ses.invalid"),
		HTTPClient:   &http.Client{Transport: trip},
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// errCut is a connection that the world closes before it has answered.
var errCut = errors.New("connection reset")

func answer(world *fakeaws.World, r *http.Request) (_ *http.Response, err error) {
	defer func() {
		if recover() != nil {
			err = errCut
		}
	}()
	served := r.Clone(r.Context())
	served.Host = cmp.Or(r.Host, r.URL.Host)
	if served.Body == nil {
		served.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	world.ServeHTTP(recorder, served)
	return recorder.Result(), nil
}

// script answers every request with the same text and keeps what it was asked.
type script struct {
	status int
	code   string
	body   string

	mu       sync.Mutex // guards requests
	requests []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(body)))
	header := http.Header{"Content-Type": {"application/json"}}
	if s.code != "" {
		header.Set("X-Amzn-ErrorType", s.code)
	}
	return &http.Response{StatusCode: max(s.status, http.StatusOK), Header: header, Body: io.NopCloser(bytes.NewBufferString(s.body)), Request: r}, nil
}

// create makes an identity behind the adapter's back.
func create(t *testing.T, world *fakeaws.World, name rr.Name) *fakeaws.Identity {
	t.Helper()
	identity := world.Account(accountID).Identity(region, string(name))
	if err := identity.Create(); err != nil {
		t.Fatal(err)
	}
	return identity
}

// operations lists what a world was asked, in order.
func operations(world *fakeaws.World) []string {
	var out []string
	for _, call := range world.CallLog() {
		out = append(out, call.Operation)
	}
	return out
}

// changes are the operations that change an identity that is there.
func changes() map[string]func(context.Context, *ses.Identities) error {
	return map[string]func(context.Context, *ses.Identities) error{
		"PutEmailIdentityDkimAttributes": func(ctx context.Context, i *ses.Identities) error {
			return i.SetSigning(ctx, domain, false)
		},
		"PutEmailIdentityDkimSigningAttributes": func(ctx context.Context, i *ses.Identities) error {
			_, err := i.SetEasyDKIM(ctx, domain, "RSA_1024_BIT")
			return err
		},
		"PutEmailIdentityMailFromAttributes": func(ctx context.Context, i *ses.Identities) error {
			return i.SetMailFrom(ctx, domain, reconcile.MailFrom{Domain: domain.Child("mail"), BehaviorOnMXFailure: "REJECT_MESSAGE"})
		},
		"PutEmailIdentityFeedbackAttributes": func(ctx context.Context, i *ses.Identities) error {
			return i.SetFeedbackForwarding(ctx, domain, false)
		},
		"PutEmailIdentityConfigurationSetAttributes": func(ctx context.Context, i *ses.Identities) error {
			return i.SetConfigurationSet(ctx, domain, "")
		},
		"TagResource": func(ctx context.Context, i *ses.Identities) error {
			return i.SetTags(ctx, domain, map[string]string{"team": "mail"}, nil)
		},
		"UntagResource": func(ctx context.Context, i *ses.Identities) error {
			return i.SetTags(ctx, domain, nil, []string{"team"})
		},
		"DeleteEmailIdentity": func(ctx context.Context, i *ses.Identities) error {
			return i.Delete(ctx, domain)
		},
	}
}

// TestLog: one line per call, with its effect.
func TestLog(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	create(t, world, domain)
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	identities := over(world)
	_, _ = identities.Get(ctx, domain)
	_, _ = identities.Get(ctx, "example.net")
	entries, err := tflogtest.MultilineJSONDecode(&log)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, fmt.Sprint(e["@module"], " ", e["@message"], " ", e["operation"], " ", e["domain"], " ", e["code"]))
	}
	want := []string{
		"provider.ses request answered GetEmailIdentity example.org <nil>",
		"provider.ses request failed GetEmailIdentity example.net NotFoundException",
	}
	if !slices.Equal(got, want) {
		t.Errorf("logged %q, want %q", got, want)
	}
}
