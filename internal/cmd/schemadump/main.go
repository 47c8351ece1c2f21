// Command schemadump prints the provider's schema as "terraform providers schema
// -json" would, but asks the provider itself: no CLI is needed, and none is too
// old to know of actions or list resources. The documentation is made from it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider"
)

// address is the only one under which tfplugindocs looks a provider up, whoever
// publishes it.
const address = "registry.terraform.io/hashicorp/mailauth"

func main() {
	server := provider.NewServer(provider.New("schemadump")())
	if err := dump(context.Background(), os.Stdout, server); err != nil {
		fmt.Fprintln(os.Stderr, "schemadump:", err)
		os.Exit(1)
	}
}

// dump asks a provider for its schemas and writes them to w.
func dump(ctx context.Context, w io.Writer, server tfprotov6.ProviderServer) error {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return fmt.Errorf("get the provider's schema: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return fmt.Errorf("get the identity schemas: %w", err)
	}
	if err := refusals(append(schemas.Diagnostics, identities.Diagnostics...)); err != nil {
		return fmt.Errorf("the provider refuses its own schema: %w", err)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(document{
		FormatVersion: "1.0",
		Schemas:       map[string]providerJSON{address: newProvider(schemas, identities)},
	})
}

// refusals joins the errors among diagnostics.
func refusals(diagnostics []*tfprotov6.Diagnostic) error {
	var errs []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errs = append(errs, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(errs...)
}
