package acctest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve lets the CLI use another provider than ours, which the test itself
// runs. The source is that of a required_providers block: "hashicorp/aws". A
// CLI serves one such provider.
func (c *CLI) Serve(source string, provider func() tfprotov6.ProviderServer) {
	c.t.Helper()
	started, ended := channelOf(tf6server.WithDebug), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve("registry.terraform.io/"+source, provider, tf6server.WithDebug(c.t.Context(), started, ended), tf6server.WithLoggingSink(c.t), tf6server.WithoutLogStderrOverride())
	}()
	// The context of the test ends before its cleanups.
	c.t.Cleanup(func() { <-ended })
	select {
	case err := <-failed:
		c.t.Fatalf("serve %s: %v", source, err)
	case at := <-started:
		address := map[string]any{
			"Protocol": at.Protocol, "ProtocolVersion": at.ProtocolVersion, "Pid": at.Pid, "Test": at.Test,
			"Addr": map[string]string{"Network": at.Addr.Network(), "String": at.Addr.String()},
		}
		c.Env("TF_REATTACH_PROVIDERS=" + reattachment(c.t, source, address))
	}
}

// channelOf makes the channel that an option takes, whose type is of a module
// that only this one would need.
func channelOf[T any](func(context.Context, chan T, chan struct{}) tf6server.ServeOpt) chan T {
	return make(chan T, 1)
}

// reattachment names the provider by the registries of both CLIs.
func reattachment(t *testing.T, source string, address any) string {
	t.Helper()
	providers := map[string]any{}
	for _, registry := range []string{"terraform.io", "opentofu.org"} {
		providers[fmt.Sprintf("registry.%s/%s", registry, source)] = address
	}
	text, err := json.Marshal(providers)
	if err != nil {
		t.Fatalf("tell the CLI of %s: %v", source, err)
	}
	return string(text)
}
