package fakeaws

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Call is one API call that was authenticated, whatever came of it.
type Call struct {
	Service, Operation, Account, Region string
	// Status is the HTTP status; 0 while the call runs, or if it got no answer.
	Status int
	// Code is the error code of the answer; empty for success.
	Code string
	At   time.Time
	// Request is the method, the path with its query, unescaped, and the body.
	Request string
}

// Calls counts the calls by service and operation: "ses:GetEmailIdentity".
func (w *World) Calls() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[string]int{}
	for _, c := range w.calls {
		out[c.Service+":"+c.Operation]++
	}
	return out
}

// CallLog lists the calls in the order of their arrival.
func (w *World) CallLog() []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Call, 0, len(w.calls))
	for _, c := range w.calls {
		out = append(out, *c)
	}
	return out
}

// ResetCalls forgets all calls.
func (w *World) ResetCalls() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = nil
}

// record notes every call and how it was answered.
func (w *World) record(next handler) handler {
	return func(rw http.ResponseWriter, r *http.Request, x *exchange) {
		c := &Call{
			Service: x.service, Operation: x.operation, Account: x.principal.Account, Region: x.region, At: w.Now(),
			Request: requestText(r, x.body),
		}
		w.mu.Lock()
		w.calls = append(w.calls, c)
		w.mu.Unlock()

		watch := &watchedWriter{ResponseWriter: rw}
		next(watch, r, x)

		w.mu.Lock()
		defer w.mu.Unlock()
		c.Status, c.Code = watch.status, watch.code()
	}
}

func requestText(r *http.Request, body []byte) string {
	query, err := url.QueryUnescape(r.URL.RawQuery)
	if err != nil {
		query = r.URL.RawQuery
	}
	return r.Method + " " + r.URL.Path + "?" + query + "\n" + string(body)
}

// watchedWriter remembers the status, and of an error the body.
type watchedWriter struct {
	http.ResponseWriter
	status  int
	failure bytes.Buffer
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader remembers the status.
func (w *watchedWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Write remembers what an error says.
func (w *watchedWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.status >= http.StatusBadRequest {
		w.failure.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// code is in a header of JSON services and in the body of XML ones.
func (w *watchedWriter) code() string {
	if w.status < http.StatusBadRequest {
		return ""
	}
	if code := w.Header().Get("X-Amzn-ErrorType"); code != "" {
		return code
	}
	_, rest, _ := strings.Cut(w.failure.String(), "<Code>")
	code, _, _ := strings.Cut(rest, "</Code>")
	return code
}
