package provider

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/awsconf"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/route53"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
	"github.com/mailauth/terraform-provider-mailauth/internal/ses"
)

// estate is many domains of one zone in a world whose time is that of a synctest
// bubble: AWS's rates, AWS's delays, and requests that are 20 to 150 ms under way.
type estate struct {
	t     *testing.T
	world *fakeaws.World
	rec   *reconcile.Reconciler
	zone  reconcile.Zone
	specs []mailauth.Spec
	state []reconcile.Managed

	mu  sync.Mutex // guards rng
	rng *rand.Rand
}

func newEstate(t *testing.T, domains int) *estate {
	t.Helper()
	world := fakeaws.New(fakeaws.Options{InsyncAfter: 30 * time.Second, VerifyAfter: time.Minute})
	world.Throttle("ses", fakeaws.Rate{PerSecond: 1, Burst: 1})
	world.Throttle("route53", fakeaws.Rate{PerSecond: 10, Burst: 50})
	e := &estate{t: t, world: world, rng: rand.New(rand.NewPCG(1, 2))}
	zone := world.Account(accountID).CreateZone("example.org")
	e.zone = reconcile.Zone{ID: zone.ID, Name: "example.org"}
	e.connect()
	for i := range domains {
		name := rr.Name(fmt.Sprintf("d%04d.example.org", i))
		e.specs = append(e.specs, mailauth.Spec{
			Domain: name, Region: "eu-west-1", TTL: 300,
			DKIM:               mailauth.DKIM{SigningEnabled: true, KeyLength: "RSA_2048_BIT"},
			MailFrom:           mailauth.MailFrom{Enabled: true, Domain: "mail." + name, BehaviorOnMXFailure: "USE_DEFAULT_VALUE", SPF: mailauth.DefaultMailFromSPF},
			DMARC:              mailauth.DMARC{Enabled: true, Text: "v=DMARC1; p=none"},
			FeedbackForwarding: true,
		})
	}
	e.state = make([]reconcile.Managed, domains)
	return e
}

// connect is a new process of the provider.
func (e *estate) connect() {
	e.t.Helper()
	user := e.world.Account(accountID)
	cfg, err := awsconf.New(e.t.Context(), awsconf.Settings{
		Region: "eu-west-1", AccessKey: user.AccessKey(), SecretKey: user.SecretKey(), SkipCredentialsValidation: true,
	}, "test").Config(e.t.Context())
	if err != nil {
		e.t.Fatal(err)
	}
	cfg.HTTPClient = &http.Client{Transport: e, Timeout: 20 * time.Second}
	e.rec = &reconcile.Reconciler{
		Identities: ses.New(cfg, func(context.Context) (ses.Account, error) { return ses.Account{ID: accountID, Partition: "aws"}, nil }),
		Zones:      route53.New(cfg), Pace: reconcile.VerificationPace(),
	}
}

// travel is one way of a request.
func (e *estate) travel() {
	e.mu.Lock()
	way := 10 + e.rng.IntN(65)
	e.mu.Unlock()
	time.Sleep(time.Duration(way) * time.Millisecond)
}

// RoundTrip brings a request to the world.
func (e *estate) RoundTrip(r *http.Request) (*http.Response, error) {
	e.travel()
	defer e.travel()
	served := r.Clone(r.Context())
	served.Host = cmp.Or(r.Host, r.URL.Host)
	if served.Body == nil {
		served.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	e.world.ServeHTTP(recorder, served)
	return recorder.Result(), nil
}

// walk does something to all domains as Terraform does, so many at once, in a
// process of its own. It returns what was asked of AWS and the time it took.
func (e *estate) walk(parallelism int, act func(int) error) (bill, time.Duration) {
	e.t.Helper()
	e.connect()
	// Once for each process, as a resource without zone_id has it looked up.
	if _, err := e.rec.Zones.Find(e.t.Context(), e.specs[0].Domain); err != nil {
		e.t.Fatal(err)
	}
	time.Sleep(time.Minute)
	e.world.ResetCalls()
	started := time.Now()
	next := make(chan int)
	var workers sync.WaitGroup
	for range parallelism {
		workers.Go(func() {
			for i := range next {
				if err := act(i); err != nil {
					e.t.Error(err)
				}
			}
		})
	}
	for i := range e.specs {
		next <- i
	}
	close(next)
	workers.Wait()
	return e.bill(), time.Since(started)
}

// bill is the calls that were answered, and those that were refused for a rate.
type bill struct{ ses, route53, refused int }

func (e *estate) bill() bill {
	var b bill
	for _, c := range e.world.CallLog() {
		switch {
		case c.Code == "TooManyRequestsException", c.Code == "Throttling":
			b.refused++
		case c.Service == "ses":
			b.ses++
		default:
			b.route53++
		}
	}
	return b
}

func (e *estate) create(wait bool) func(int) error {
	return func(i int) error {
		if _, err := e.rec.Identities.Exists(e.t.Context(), e.specs[i].Domain); err != nil {
			return err
		}
		out, err := e.rec.Create(e.t.Context(), reconcile.Wish{Spec: e.specs[i], Zone: &e.zone, Wait: wait})
		e.state[i] = reconcile.Managed{Zone: &e.zone, Records: out.Records, Claims: out.Claims}
		if err == nil && out.Pending != nil {
			return out.Pending
		}
		return err
	}
}

func (e *estate) read(i int) error {
	_, err := e.rec.Observe(e.t.Context(), e.specs[i].Domain, &e.zone, func(*reconcile.Identity) []rr.Name { return mailauth.Names(e.state[i].Records) })
	return err
}

func (e *estate) destroy(i int) error {
	_, err := e.rec.Destroy(e.t.Context(), e.specs[i].Domain, e.state[i])
	return err
}

// TestScale holds 100 domains to what the rates of AWS alone would take: all
// requests of SES, one each second. Nobody waits longer than 1.3 times that, and
// hardly a request is refused.
func TestScale(t *testing.T) {
	t.Parallel()
	const domains = 100
	for name, tc := range map[string]struct {
		parallelism int
		await       bool
		// SES and Route 53 calls at most: to create, to read and to destroy. The
		// zone has three pages.
		create, read, destroy bill
		// delay is what AWS takes after the last request.
		delay time.Duration
	}{
		"as Terraform does by default": {
			parallelism: 10,
			create:      bill{ses: 201, route53: 15}, read: bill{ses: 100, route53: 3}, destroy: bill{ses: 100, route53: 15},
		},
		"with -parallelism=100": {
			parallelism: 100,
			create:      bill{ses: 201, route53: 10}, read: bill{ses: 100, route53: 3}, destroy: bill{ses: 100, route53: 12},
		},
		"with -parallelism=100, and waiting until all is verified": {
			parallelism: 100, await: true, delay: time.Minute,
			create: bill{ses: 380, route53: 20}, read: bill{ses: 100, route53: 3}, destroy: bill{ses: 100, route53: 12},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e := newEstate(t, domains)
				check := func(what string, floor int, delay time.Duration, most bill, act func(int) error) {
					t.Helper()
					got, took := e.walk(tc.parallelism, act)
					t.Logf("%s: %+v in %s", what, got, took.Round(time.Second))
					if got.ses > most.ses || got.route53 > most.route53 || got.refused > 5 {
						t.Errorf("%s took %+v, want %+v and 5 refused at most", what, got, most)
					}
					if limit := time.Duration(float64(time.Duration(floor)*time.Second+delay) * 1.3); took > limit {
						t.Errorf("%s took %s, want %s at most", what, took, limit)
					}
				}
				floor := 2 * domains
				if tc.await {
					floor = 3 * domains
				}
				check("create", floor, tc.delay, tc.create, e.create(tc.await))
				check("read", domains, 0, tc.read, e.read)
				check("destroy", domains, 0, tc.destroy, e.destroy)
			})
		})
	}
}
