package chaos_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"
)

// wire is the network between a process of the provider and AWS.
type wire struct {
	server *httptest.Server

	mu sync.Mutex
	// calls is how many requests came.
	calls int
	// broken, if not nil, decides what becomes of a request.
	broken func(call int) fate
	// dead is whether nothing passes any more, as where the process is gone.
	dead bool
}

// fate is what becomes of a request.
type fate struct {
	// unsent is whether AWS never sees it.
	unsent bool
	// unanswered is whether its sender never hears of it.
	unanswered bool
	// held is whether it waits until its sender has hung up.
	held bool
	// gone is called then.
	gone func()
	// garbled is whether its sender hears nonsense.
	garbled bool
	// before and after are called before and after it reaches AWS.
	before, after func()
}

// lay connects a process with the world at a URL.
func lay(t *testing.T, to string, broken func(int) fate) *wire {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{broken: broken}
	forward := &httputil.ReverseProxy{
		// The signature covers the name of the host that was asked.
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.pass(forward, rw, r) }))
	t.Cleanup(w.server.Close)
	return w
}

func (w *wire) pass(forward http.Handler, rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	hungUp := r.Context().Done()
	// AWS does what it was asked also where nobody waits for it any more.
	r = r.WithContext(context.WithoutCancel(r.Context()))
	r.Body = io.NopCloser(bytes.NewReader(body))

	f := w.next()
	if f.before != nil {
		f.before()
	}
	if f.unsent {
		f.hold(hungUp)
		panic(http.ErrAbortHandler)
	}
	answer := httptest.NewRecorder()
	forward.ServeHTTP(answer, r)
	if f.after != nil {
		f.after()
	}
	if f.unanswered {
		f.hold(hungUp)
		panic(http.ErrAbortHandler)
	}
	deliver(rw, answer, f.garbled)
}

// patience is how long a request is held at most.
const patience = 20 * time.Second

func (f fate) hold(hungUp <-chan struct{}) {
	if !f.held {
		return
	}
	select {
	case <-hungUp:
	case <-time.After(patience):
	}
	if f.gone != nil {
		f.gone()
	}
}

func deliver(rw http.ResponseWriter, answer *httptest.ResponseRecorder, garbled bool) {
	for name, values := range answer.Header() {
		rw.Header()[name] = values
	}
	if garbled {
		rw.Header().Del("Content-Length")
		rw.Header().Set("Content-Type", "text/html")
		rw.WriteHeader(http.StatusOK)
		_, _ = rw.Write([]byte("<html><body>It works!</body>"))
		return
	}
	rw.WriteHeader(answer.Code)
	_, _ = rw.Write(answer.Body.Bytes())
}

func (w *wire) next() fate {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead {
		return fate{unsent: true}
	}
	w.calls++
	if w.broken == nil {
		return fate{}
	}
	return w.broken(w.calls)
}

// count is how many requests came.
func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls
}

// cut lets nothing pass any more.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = true
}
