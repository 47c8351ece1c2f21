package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tfsdklog"
)

// Address is where registries have the provider.
const Address = "registry.terraform.io/mailauth/mailauth"

// Serve serves the provider until the CLI that has started it lets it end, and
// then logs what it has asked of AWS. With debug it serves until interrupted.
func Serve(ctx context.Context, version string, debug bool) error {
	p := &Provider{version: version}
	err := providerserver.Serve(ctx, func() provider.Provider { return p }, providerserver.ServeOpts{
		Address: Address, Debug: debug, ProtocolVersion: 6,
	})
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
