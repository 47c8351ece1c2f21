// Package fakeaws is a small AWS in one process: SES v2, Route 53 and STS behind
// one HTTP endpoint, and a DNS server that answers from the hosted zones. It
// refuses what AWS refuses, and its SES verifies only what its zones publish. It
// holds no code of the product that is tested with it.
package fakeaws

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/dnsserver"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/stsapi"
)

// Options shape a World; the zero value is one whose delays are all 0.
type Options struct {
	// Now is the clock below Advance; nil is time.Now.
	Now func() time.Time
	// VerifyAfter is how long records have to stand until SES believes them; 0
	// is the next request that asks.
	VerifyAfter time.Duration
	// InsyncAfter is how long a Route 53 change is PENDING.
	InsyncAfter time.Duration
	// Production has every account start out of the sandbox, in all regions.
	Production bool
	// Quirks choose where the behaviour of SES is not known.
	Quirks sesapi.Quirks
	// Addr and DNSAddr are where Start listens; empty is a free loopback port.
	Addr, DNSAddr string
}

// World is one AWS with any number of accounts. It is safe for concurrent use.
type World struct {
	opts   Options
	offset atomic.Int64 // nanoseconds that Advance moved the clock
	legacy atomic.Bool  // see LegacyErrors

	store   *hostedzone.Store
	ses     *sesapi.Service
	sts     *stsapi.Service
	route53 http.Handler
	admin   http.Handler
	door    handler

	mu       sync.Mutex // guards everything below
	accounts map[string]*Account
	roles    map[string]*Role
	calls    []*Call
	rules    []*activeRule
	past     map[string]past // by service, see Stale
	limits   map[string]Rate
	buckets  map[bucketKey]*bucket
	outside  map[string]string // name servers by what Delegate gave them

	server *http.Server
	served chan struct{}
	url    string
	dns    *dnsserver.Server
}

// New returns a World that is not yet reachable over the network.
func New(o Options) *World {
	if o.Now == nil {
		o.Now = time.Now
	}
	w := &World{
		opts:     o,
		accounts: map[string]*Account{},
		roles:    map[string]*Role{},
		limits:   map[string]Rate{},
		buckets:  map[bucketKey]*bucket{},
		outside:  map[string]string{},
		past:     map[string]past{},
	}
	w.store = hostedzone.NewStore(w.Now)
	w.store.SetInsyncDelay(o.InsyncAfter)
	w.ses = sesapi.New(sesapi.Options{
		Now: w.Now, DNS: w.lookup, VerifyAfter: o.VerifyAfter, Production: o.Production, Quirks: o.Quirks,
		Caller: func(r *http.Request) sesapi.Caller {
			x := exchangeOf(r)
			return sesapi.Caller{Account: x.principal.Account, Region: x.region}
		},
		Allowed: func(account, action, _ string) bool { return !w.Account(account).denies(action) },
	})
	w.sts = stsapi.New(stsapi.Options{
		Now: w.Now, Caller: func(r *http.Request) stsapi.Principal { return exchangeOf(r).principal }, Trusts: w.trusts,
	})
	w.route53 = route53api.New(w.store, callerAccount,
		route53api.LegacyErrors(w.legacy.Load))
	w.admin = w.adminHandler()
	w.door = w.chain()
	return w
}

// Start listens until Close is called or ctx is done.
func (w *World) Start(ctx context.Context) error {
	addr := w.opts.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen for API calls: %w", err)
	}
	dnsAddr := w.opts.DNSAddr
	if dnsAddr == "" {
		dnsAddr = "127.0.0.1:0"
	}
	dns, err := dnsserver.Start(ctx, w.store, dnsAddr)
	if err != nil {
		return errors.Join(fmt.Errorf("start the DNS server: %w", err), listener.Close())
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	server, served := &http.Server{Handler: w, ReadHeaderTimeout: 10 * time.Second}, make(chan struct{})
	w.dns, w.server, w.served = dns, server, served
	w.url = "http://" + listener.Addr().String()
	go func() {
		defer close(served)
		// Serve always ends with an error; Close is the way to end it.
		_ = server.Serve(listener)
	}()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return nil
}

// Close cuts all connections and waits for the servers to end.
func (w *World) Close() error {
	w.mu.Lock()
	server, served, dns := w.server, w.served, w.dns
	w.server, w.dns = nil, nil
	w.mu.Unlock()
	if server == nil {
		return nil
	}
	err := errors.Join(server.Close(), dns.Close())
	<-served
	return err
}

// URL is the endpoint of all services, such as http://127.0.0.1:4566.
func (w *World) URL() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.url
}

// DNSAddr is host:port of the DNS server, on UDP and TCP.
func (w *World) DNSAddr() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dns == nil {
		return ""
	}
	return w.dns.Addr()
}

// Now is the time in this world.
func (w *World) Now() time.Time { return w.opts.Now().Add(time.Duration(w.offset.Load())) }

// Advance moves the clock. What DNS publishes before has then stood for d.
func (w *World) Advance(d time.Duration) {
	w.ses.Settle()
	w.offset.Add(int64(d))
	w.ses.Settle()
}

// LegacyErrors switches Route 53's refusals of batches to their older document.
func (w *World) LegacyErrors(on bool) { w.legacy.Store(on) }

// SetProcessingTime lets zones refuse changes with PriorRequestNotComplete for d
// after each one.
func (w *World) SetProcessingTime(d time.Duration) { w.store.SetProcessingTime(d) }

// SetLooseHosts lets DELETE changes of Route 53 take hosts in values for equal
// in whatever form they are written.
func (w *World) SetLooseHosts(on bool) { w.store.SetLooseHosts(on) }

// SetDNSHook lets the DNS server misbehave; nil is the ordinary. SES has its own
// sight of the zones.
func (w *World) SetDNSHook(h dnsserver.Hook) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dns != nil {
		w.dns.SetHook(h)
	}
}

// Sent are the messages that SendEmail accepted, oldest first.
func (w *World) Sent() []sesapi.Message { return w.ses.Sent() }

// zonesChanged lets SES see when records of those names came or went; none are
// all. Without a delay it sees them soon enough, when it is asked.
func (w *World) zonesChanged(names ...string) {
	if w.opts.VerifyAfter == 0 {
		return
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(strings.ToLower(name), ".")
	}
	w.ses.Settle(names...)
}
