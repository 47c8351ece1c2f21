package provider

import (
	"context"
	"fmt"
	"maps"
	"os"
	runtimedebug "runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tfsdklog"
)

// Address is where registries have the provider.
const Address = "registry.terraform.io/mailauth/mailauth"

// memory is what the runtime may take before it collects garbage sooner than
// time would have it, in octets: with the program itself 59 MB were resident then.
// A plan of 1,000 domains needs half of it. What needs more gets it, and takes
// twice the CPU at most (runtime/debug, SetMemoryLimit), which is lost in the
// waiting for AWS.
const memory = 33 << 20

// Serve serves the provider until the CLI that has started it lets it end, and
// then logs what it has asked of AWS. With debug it serves until interrupted.
func Serve(ctx context.Context, version string, debug bool) error {
	p := &Provider{version: version}
	var opts []tf6server.ServeOpt
	if debug {
		opts = append(opts, tf6server.WithManagedDebug())
	} else if err := setLevels(levels(os.Getenv)); err != nil {
		return err
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		runtimedebug.SetMemoryLimit(memory)
	}
	err := tf6server.Serve(Address, func() tfprotov6.ProviderServer { return NewServer(p) }, opts...)
	// Requests, which have a logger of the CLI's, are over; but the CLI reads
	// what comes on standard error until the process ends.
	p.sumUp(tfsdklog.NewRootProviderLogger(ctx, tfsdklog.WithStderrFromInit(), tfsdklog.WithLogName("mailauth"), tfsdklog.WithoutLocation()))
	return err
}

// sumUp logs what was asked of AWS since the process began, if anything was:
//
//	asked AWS: calls=208 throttled=3 waited_seconds=1943 services="Route 53: 7 calls, 0 throttled, 0 s waited; SESv2: …"
//
// The seconds are those of all resources together, ten of which wait at the same
// time.
func (p *Provider) sumUp(ctx context.Context) {
	counts := p.traffic.Counts()
	calls, throttled, waited := 0, 0, time.Duration(0)
	var services []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		c := counts[name]
		calls, throttled, waited = calls+c.Calls, throttled+c.Throttled, waited+c.Waited
		services = append(services, fmt.Sprintf("%s: %d calls, %d throttled, %.0f s waited", name, c.Calls, c.Throttled, c.Waited.Seconds()))
	}
	if calls == 0 {
		return
	}
	tflog.Info(ctx, "asked AWS", map[string]any{
		"calls": calls, "throttled": throttled, "waited_seconds": int(waited.Round(time.Second).Seconds()),
		"services": strings.Join(services, "; "),
	})
}

// levels returns environment variables with the levels of the logs. A CLI throws
// away what it gets unless TF_LOG or TF_LOG_PROVIDER is set; but the framework
// writes all it has to tell of each attribute, so that of what a plan takes, one
// part in eight is for nobody. Errors stay, and what a user has set.
func levels(getenv func(string) string) map[string]string {
	out := map[string]string{}
	if getenv("TF_LOG") != "" || getenv("TF_LOG_PROVIDER") != "" {
		return out
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_MAILAUTH"} {
		if getenv(name) == "" {
			out[name] = "ERROR"
		}
	}
	return out
}

func setLevels(levels map[string]string) error {
	for name, level := range levels {
		if err := os.Setenv(name, level); err != nil {
			return fmt.Errorf("set the level of the log: %w", err)
		}
	}
	return nil
}
