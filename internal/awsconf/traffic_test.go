package awsconf

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
)

// TestTraffic counts attempts, refusals and waits by service, also of a scope.
func TestTraffic(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var traffic Traffic
		source := New(t.Context(), offline(), "1.2.3")
		source.CountIn(&traffic)
		cfg, err := source.Config(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		service := &limited{perSecond: 1, burst: 1}
		cfg.HTTPClient = &http.Client{Transport: service}
		send(t, cfg, 3)

		scoped, err := source.Scoped(t.Context(), Scope{AccessKey: "AKIAZONES", SecretKey: "secret"}).Config(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		scoped.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return response(r, http.StatusNotFound, "NoSuchHostedZone", ""), nil
		})}
		_, _ = route53.NewFromConfig(scoped).GetHostedZone(t.Context(), &route53.GetHostedZoneInput{Id: aws.String("Z1")})

		got := traffic.Counts()
		ses := got["SESv2"]
		if ses.Calls != service.accepted+service.refused || ses.Throttled != service.refused {
			t.Errorf("counted %+v, want %d calls and %d refused", ses, service.accepted+service.refused, service.refused)
		}
		// Ten callers take turns of 1.1 s: in each of three rounds they wait
		// for ten seconds, and for nine of them if nobody comes twice.
		if ses.Waited < 240*time.Second || ses.Waited > 330*time.Second {
			t.Errorf("ten callers waited %s", ses.Waited)
		}
		if want := (Count{Calls: 1}); got["Route 53"] != want {
			t.Errorf("counted %+v of Route 53, want one call without a wait", got["Route 53"])
		}
	})
}

// TestFixedRates: what is sent keeps a rate from the first request on, so that
// none is refused, in either mode; and a service without a rate is not held up.
func TestFixedRates(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"adaptive", "standard"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				settings := offline()
				settings.RetryMode, settings.Rates = mode, Rates{SESv2: 0.5}
				service := &limited{perSecond: 0.5, burst: 1}
				cfg := configFor(t, settings, service.RoundTrip)
				start := time.Now()
				send(t, cfg, 3)
				if took := time.Since(start); service.refused != 0 || took < 58*time.Second || took > 59*time.Second {
					t.Errorf("30 requests at 0.5/s took %s, %d were refused", took, service.refused)
				}
				cfg.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					return response(r, http.StatusNotFound, "NoSuchHostedZone", ""), nil
				})}
				zones := route53.NewFromConfig(cfg)
				start = time.Now()
				var callers sync.WaitGroup
				for range 20 {
					callers.Go(func() { _, _ = zones.GetHostedZone(t.Context(), &route53.GetHostedZoneInput{Id: aws.String("Z1")}) })
				}
				callers.Wait()
				if took := time.Since(start); took > 0 {
					t.Errorf("twenty requests to Route 53 took %s", took)
				}
			})
		})
	}
}

// TestFixedRateGivesWay: an account in which others use what is left slows a
// fixed rate down as well.
func TestFixedRateGivesWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		settings := offline()
		settings.Rates = Rates{SESv2: 1}
		service := &limited{perSecond: 0.25, burst: 1}
		send(t, configFor(t, settings, service.RoundTrip), 3)
		if service.refused > service.accepted {
			t.Errorf("%d were refused, and %d accepted", service.refused, service.accepted)
		}
	})
}
