// Command terraform-provider-mailauth is the Terraform provider mailauth.
// Terraform starts it; it speaks plugin protocol 6.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider"
)

// version is set by the linker.
var version = "dev"

// handshake is set by a CLI for the plugins that it starts (go-plugin's magic
// cookie for Terraform providers).
const handshake = "TF_PLUGIN_MAGIC_COOKIE"

func main() {
	os.Exit(run(os.Args[1:], os.Getenv(handshake) != "", os.Stdout, os.Stderr, provider.Serve))
}

// run returns the exit code: 0, 1 for what went wrong, 2 for a wrong command
// line.
func run(args []string, started bool, out, errs io.Writer, serve func(ctx context.Context, version string, debug bool) error) int {
	flags := flag.NewFlagSet("terraform-provider-mailauth", flag.ContinueOnError)
	flags.SetOutput(errs)
	debug := flags.Bool("debug", false, "serve until interrupted, for a debugger: see TF_REATTACH_PROVIDERS in the output")
	printVersion := flags.Bool("version", false, "print the version and exit")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case *printVersion:
		fmt.Fprintln(out, version)
		return 0
	case !started && !*debug:
		fmt.Fprintf(errs, "This is the provider mailauth %s, a plugin of Terraform and OpenTofu, which start it themselves. "+
			"How to use it: https://registry.terraform.io/providers/mailauth/mailauth/latest/docs\n", version)
		return 1
	}
	if err := serve(context.Background(), version, *debug); err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	return 0
}
