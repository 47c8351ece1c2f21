// Command fakeaws runs a small AWS on this machine: SES v2, Route 53 and STS on
// one port and the DNS of its zones on another. It prints what to export so that
// Terraform, an SDK or the AWS CLI talk to it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "fakeaws:", err)
		os.Exit(1)
	}
}

// names collects a flag that may be repeated.
type names []string

func (n *names) String() string     { return strings.Join(*n, ",") }
func (n *names) Set(s string) error { *n = append(*n, s); return nil }

// run serves until ctx is done.
func run(ctx context.Context, args []string, out, help io.Writer) error {
	var zones names
	flags := flag.NewFlagSet("fakeaws", flag.ContinueOnError)
	flags.SetOutput(help)
	addr := flags.String("addr", "127.0.0.1:0", "`host:port` of the AWS endpoint; port 0 takes a free one")
	dns := flags.String("dns", "127.0.0.1:0", "`host:port` of the DNS server, UDP and TCP")
	verify := flags.Duration("verify-after", 5*time.Second, "how long records have to stand until SES believes them")
	insync := flags.Duration("insync-after", 2*time.Second, "how long a Route 53 change is PENDING")
	flags.Var(&zones, "zone", "`name` of a hosted zone to create; may be repeated")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("read the command line: %w", err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("read the command line: unexpected argument %q", flags.Arg(0))
	}
	w := fakeaws.New(fakeaws.Options{Addr: *addr, DNSAddr: *dns, VerifyAfter: *verify, InsyncAfter: *insync})
	if err := w.Start(ctx); err != nil {
		return err
	}
	describe(out, w, zones)
	<-ctx.Done()
	return w.Close()
}

// describe prints comments and exports, so that eval of the output works.
func describe(out io.Writer, w *fakeaws.World, zones []string) {
	account := w.Account(fakeaws.DefaultAccount)
	fmt.Fprintf(out, "# account %s, DNS server %s, admin API %s/_fake/zones\n", account.ID(), w.DNSAddr(), w.URL())
	for _, name := range zones {
		z := account.CreateZone(name)
		fmt.Fprintf(out, "# zone %s %s\n", z.ID, z.Name)
	}
	fmt.Fprintf(out, "export AWS_ENDPOINT_URL=%s\n", w.URL())
	fmt.Fprintf(out, "export AWS_ACCESS_KEY_ID=%s\n", account.AccessKey())
	fmt.Fprintf(out, "export AWS_SECRET_ACCESS_KEY=%s\n", account.SecretKey())
	// SDKs read the first, Python and the AWS CLI the second.
	fmt.Fprintln(out, "export AWS_REGION=us-east-1")
	fmt.Fprintln(out, "export AWS_DEFAULT_REGION=us-east-1")
	fmt.Fprintln(out, "export AWS_EC2_METADATA_DISABLED=true")
}
