// Command demo shows the provider at work on a terminal: the real Terraform or
// OpenTofu makes, breaks, repairs and removes the mail authentication of a
// domain, against a fake AWS in this process. It is a show, not a test suite, but
// it checks what it claims, and it leaves no process and no file behind.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes beside 0: one for a show that went wrong, and the shell's own for a
// program that was interrupted.
const (
	exitFailed      = 1
	exitInterrupted = 130
)

func main() {
	// A closed terminal and a closed pipe end the show as Ctrl-C does, so that it
	// can clear up.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	o, err := parse(os.Args[1:], os.Stderr)
	if err == nil {
		o.in, o.out, o.colour = os.Stdin, os.Stdout, colourful(os.Stdout, os.Getenv)
		err = perform(ctx, o)
	}
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case interrupted:
		fmt.Fprintln(os.Stderr, "\ndemo: interrupted:", err)
		os.Exit(exitInterrupted)
	default:
		fmt.Fprintln(os.Stderr, "\ndemo:", err)
		os.Exit(exitFailed)
	}
}

// options say what to show, and where.
type options struct {
	// provider and cli are paths of programs; cli may be a name in PATH.
	provider, cli string
	// pause waits for Enter after each scene.
	pause bool
	// tmp is where the show makes its folder; empty is the system's place for it.
	tmp string

	in     io.Reader
	out    io.Writer
	colour bool
}

// parse reads the command line.
func parse(args []string, help io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(help)
	flags.StringVar(&o.provider, "provider", "", "`path` of the provider, as make build leaves it (required)")
	flags.StringVar(&o.cli, "cli", "terraform", "`path` of terraform or tofu, or its name in PATH")
	flags.BoolVar(&o.pause, "pause", false, "wait for Enter after each scene")
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("read the command line: %w", err)
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("read the command line: unexpected argument %q", flags.Arg(0))
	}
	if o.provider == "" {
		return o, errors.New("read the command line: -provider is missing; `make demo` builds the provider and names it")
	}
	return o, nil
}

// colourful tells whether f takes colours: it is a terminal, and nobody objects
// (https://no-color.org).
func colourful(f *os.File, getenv func(string) string) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}
