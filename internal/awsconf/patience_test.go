package awsconf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// An outcome is how one attempt ends.
type outcome func(*http.Request) (*http.Response, error)

func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// hangInBody answers and then sends no body.
func hangInBody(r *http.Request) (*http.Response, error) {
	out := response(r, http.StatusOK, "", "")
	out.Body = io.NopCloser(silentBody{r.Context()})
	return out, nil
}

type silentBody struct{ ctx context.Context }

func (b silentBody) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}

func refuse(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

func reset(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
}

// slow is a handshake that times out by itself.
func slow(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(10600 * time.Millisecond):
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ETIMEDOUT}
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func throttle(r *http.Request) (*http.Response, error) {
	return response(r, http.StatusTooManyRequests, "TooManyRequestsException", `{"message":"Rate exceeded"}`), nil
}

func fault(r *http.Request) (*http.Response, error) {
	return response(r, http.StatusServiceUnavailable, "ServiceUnavailable", `{"message":"Try later"}`), nil
}

func succeed(r *http.Request) (*http.Response, error) {
	return response(r, http.StatusOK, "", "{}"), nil
}

// attempts plays outcomes in turn, the last of them for ever.
type attempts struct {
	outcomes []outcome

	mu   sync.Mutex // guards sent
	sent int
}

func (a *attempts) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	next := a.outcomes[min(a.sent, len(a.outcomes)-1)]
	a.sent++
	a.mu.Unlock()
	return next(r)
}

// TestPatience: silence ends within two minutes, while refusals may go on for
// as many attempts as the settings allow.
func TestPatience(t *testing.T) {
	t.Parallel()
	const silent = "silent"
	three := 3
	for name, tc := range map[string]struct {
		outcomes []outcome
		retries  *int
		// want is the error's code, empty for success and silent for none.
		want string
		sent int
	}{
		"a service that never answers":               {[]outcome{hang}, nil, silent, 5},
		"a service that never ends its answer":       {[]outcome{hangInBody}, nil, silent, 5},
		"a service that refuses connections":         {[]outcome{refuse}, nil, silent, 9},
		"a service that drops connections":           {[]outcome{reset}, nil, silent, 9},
		"a service that does not shake hands":        {[]outcome{slow}, nil, silent, 9},
		"silence with fewer attempts allowed":        {[]outcome{hang}, &three, silent, 3},
		"a single blip":                              {[]outcome{hang, succeed}, nil, "", 2},
		"throttling to the last attempt":             {append(slices.Repeat([]outcome{throttle}, 24), succeed), nil, "", 25},
		"throttling for ever":                        {[]outcome{throttle}, nil, "TooManyRequestsException", 25},
		"throttling with fewer attempts allowed":     {[]outcome{throttle}, &three, "TooManyRequestsException", 3},
		"faults to the last attempt":                 {append(slices.Repeat([]outcome{fault}, 24), succeed), nil, "", 25},
		"a blip late in throttling":                  {append(slices.Repeat([]outcome{throttle}, 10), hang, hang, succeed), nil, "", 13},
		"answers between silences":                   {[]outcome{hang, hang, hang, hang, throttle, hang, hang, hang, hang, throttle, succeed}, nil, "", 11},
		"silence that sets in after throttling":      {append(slices.Repeat([]outcome{throttle}, 3), hang), nil, silent, 8},
		"drops and silence together are one silence": {[]outcome{reset, hang, reset, hang, reset, hang, reset, hang, hang}, nil, silent, 9},
		"a name that does not exist is not asked twice": {[]outcome{func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{IsNotFound: true, Name: "email.invalid"}}
		}}, nil, silent, 1},
	} {
		for _, mode := range []string{"adaptive", "standard"} {
			t.Run(name+" ("+mode+")", func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					settings := offline()
					settings.RetryMode, settings.MaxRetries = mode, tc.retries
					script := &attempts{outcomes: tc.outcomes}
					cfg := configFor(t, settings, script.RoundTrip)
					start := time.Now()
					err := look(t.Context(), cfg)
					took := time.Since(start)
					if got := verdict(err, silent); got != tc.want {
						t.Errorf("got %q (%v), want %q", got, err, tc.want)
					}
					if script.sent != tc.sent {
						t.Errorf("sent %d times, want %d", script.sent, tc.sent)
					}
					if tc.want == silent && took > 2*time.Minute {
						t.Errorf("gave up after %s, want two minutes at most", took)
					}
				})
			})
		}
	}
}

func verdict(err error, silent string) string {
	if err == nil {
		return ""
	}
	if answer, ok := errors.AsType[smithy.APIError](err); ok {
		return answer.ErrorCode()
	}
	return silent
}

// TestCancelledRequestEndsAtOnce: whoever presses Ctrl-C does not wait for
// attempts to come.
func TestCancelledRequestEndsAtOnce(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]outcome{"silent": hang, "throttled": throttle} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				cfg := configFor(t, offline(), roundTrip(o))
				ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
				defer cancel()
				start := time.Now()
				if err := look(ctx, cfg); err == nil {
					t.Error("got no error")
				}
				if took := time.Since(start); took > 7*time.Second {
					t.Errorf("went on for %s after the context was done", took-7*time.Second)
				}
			})
		})
	}
}

// TestSilenceIsCountedPerRequest: many requests at once do not use up each
// other's patience.
func TestSilenceIsCountedPerRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		seen := map[string]int{}
		cfg := configFor(t, offline(), func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			seen[r.Header.Get("Amz-Sdk-Invocation-Id")]++
			attempt := seen[r.Header.Get("Amz-Sdk-Invocation-Id")]
			mu.Unlock()
			if attempt < 4 {
				return reset(r)
			}
			return succeed(r)
		})
		var requests sync.WaitGroup
		for range 20 {
			requests.Go(func() {
				if err := look(t.Context(), cfg); err != nil {
					t.Error(err)
				}
			})
		}
		requests.Wait()
		if len(seen) != 20 {
			t.Errorf("saw %d requests, want 20", len(seen))
		}
	})
}

// TestAttemptIsCut: the client itself cuts an attempt, whatever the transport
// does.
func TestAttemptIsCut(t *testing.T) {
	t.Parallel()
	cfg, err := New(t.Context(), offline(), "1.2.3").Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client, ok := cfg.HTTPClient.(*http.Client)
	if !ok || client.Timeout != 20*time.Second {
		t.Errorf("got %T, want one that cuts after 20 s", cfg.HTTPClient)
	}
	if _, ok := cfg.Credentials.(prompt); !ok {
		t.Errorf("got %T, want credentials that do not wait for ever", cfg.Credentials)
	}
}

// TestLog: a repetition and the SDK's own remarks are in the log, none of them
// on standard error.
func TestLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		ctx := tflogtest.RootLogger(t.Context(), &log)
		script := &attempts{outcomes: []outcome{throttle, hangInBody, succeed}}
		if err := look(ctx, configFor(t, offline(), script.RoundTrip)); err != nil {
			t.Fatal(err)
		}
		entries, err := tflogtest.MultilineJSONDecode(&log)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range entries {
			got = append(got, fmt.Sprint(e["@message"], " ", e["operation"], " ", e["code"]))
		}
		want := []string{
			"request will be repeated GetEmailIdentity TooManyRequestsException",
			"remark of the AWS SDK <nil> <nil>",
			"request will be repeated GetEmailIdentity <nil>",
		}
		if !slices.Equal(got, want) {
			t.Errorf("logged %q, want %q", got, want)
		}
	})
}
