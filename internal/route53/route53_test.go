package route53

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const account = "111122223333"

// world is Route 53 within the process: requests are answered by a fake without
// a network, so that they may take time in a synctest bubble.
type world struct {
	*Zones
	store   *hostedzone.Store
	zone    reconcile.Zone
	handler http.Handler

	mu    sync.Mutex // guards calls
	calls []string   // operations and what they are about, in order
	// before and after are called around each request, with its operation.
	before, after func(ctx context.Context, operation string) error
	// refusal is answered instead, if it gives a code.
	refusal func(operation, body string) (code string)
}

// newWorld has one zone, example.org, and in it what New gives and the sets.
func newWorld(t *testing.T, options ...route53api.Option) *world {
	t.Helper()
	w := &world{store: hostedzone.NewStore(time.Now)}
	w.before = func(context.Context, string) error { return nil }
	w.after = w.before
	w.refusal = func(string, string) string { return "" }
	w.handler = route53api.New(w.store, func(*http.Request) string { return account }, options...)
	zone := w.store.CreateZone(account, "example.org", false)
	w.zone = reconcile.Zone{ID: zone.ID, Name: "example.org"}
	w.Zones = w.connect()
	return w
}

// connect is one more process that works on the same zones.
func (w *world) connect() *Zones {
	return New(aws.Config{
		Credentials: aws.AnonymousCredentials{},
		HTTPClient:  w,
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	})
}

// Do answers a request of the SDK.
func (w *world) Do(r *http.Request) (*http.Response, error) {
	operation := route53api.Operation(r)
	w.mu.Lock()
	w.calls = append(w.calls, strings.TrimSpace(operation+" "+r.URL.Query().Get("name")))
	w.mu.Unlock()
	if err := cmp.Or(r.Context().Err(), w.before(r.Context(), operation)); err != nil {
		return nil, err
	}
	recorder := httptest.NewRecorder()
	body := []byte{}
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if code := w.refusal(operation, string(body)); code != "" {
		recorder.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(recorder, "<ErrorResponse><Error><Code>%s</Code><Message>no</Message></Error></ErrorResponse>", code)
	} else {
		w.handler.ServeHTTP(recorder, r)
	}
	if err := w.after(r.Context(), operation); err != nil {
		return nil, err
	}
	return recorder.Result(), nil
}

// count returns how many requests began with an operation, and forgets them.
func (w *world) count(operation string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	rest := slices.DeleteFunc(slices.Clone(w.calls), func(c string) bool { return strings.HasPrefix(c, operation) })
	n := len(w.calls) - len(rest)
	w.calls = rest
	return n
}

// put stores a TXT set as if by another hand.
func (w *world) put(t *testing.T, name string, values ...string) {
	t.Helper()
	if err := w.store.Put(w.zone.ID, hostedzone.Set{Name: name, Type: "TXT", TTL: 300, Values: values}); err != nil {
		t.Fatal(err)
	}
}

// putHosts stores n sets with names that sort in their order.
func (w *world) putHosts(t *testing.T, pattern string, n int) {
	t.Helper()
	for i := range n {
		w.put(t, fmt.Sprintf(pattern, i), `"host"`)
	}
}

// text returns the text at a name, "" where there is none.
func (w *world) text(t *testing.T, z *Zones, name rr.Name) string {
	t.Helper()
	sets, err := z.Sets(t.Context(), w.zone, []rr.Name{name})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range sets {
		texts = append(texts, s.Texts()...)
	}
	return strings.Join(texts, "|")
}

func txt(name rr.Name, texts ...string) *rr.Set {
	s := &rr.Set{Key: rr.Key{Name: name, Type: rr.TXT}, TTL: 300}
	for _, text := range texts {
		s.Values = append(s.Values, rr.Value{Text: text})
	}
	return s
}

// bundle are the names of one domain's records.
func bundle(domain string) []rr.Name {
	var names []rr.Name
	for _, label := range []string{"tok1._domainkey.", "tok2._domainkey.", "tok3._domainkey.", "mail.", "_dmarc."} {
		names = append(names, rr.Name(label+domain))
	}
	return append(names, rr.Name(domain))
}
