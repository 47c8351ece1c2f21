// Command bench measures the provider at the request rates of AWS: the real
// Terraform or OpenTofu makes, plans and destroys up to 1,000 domains against a
// fake AWS, on a clock that runs faster than that of the wall. It writes the
// figures, the tables and the plot of the guide on limits and scale; it tests
// nothing, but ends in an error where a limit of the project is not kept.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// What a run leaves behind, from the root of the repository.
const (
	figuresFile = "internal/cmd/bench/figures.json"
	guideFile   = "internal/tools/docs/templates/guides/scale.md"
	plotFile    = "internal/tools/docs/templates/images/scale.svg"
)

func main() {
	if understudied() {
		os.Exit(understudy(os.Getenv(providerVariable), os.Getenv(usageVariable)))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options say what to run, and where.
type options struct {
	// cli is the path of Terraform or OpenTofu, or its name in PATH.
	cli string
	// root is the repository.
	root string
	// only limits the run to layouts whose name contains it; the figures of the
	// others stay.
	only string
	// render writes from the figures that are there.
	render bool
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.cli, "cli", "terraform", "`path` of terraform or tofu, or its name in PATH")
	flags.StringVar(&o.root, "root", ".", "`path` of the repository")
	flags.StringVar(&o.only, "only", "", "run only layouts whose name contains `text`, and keep the figures of the others")
	flags.BoolVar(&o.render, "render", false, "run nothing: write tables and plot from the figures that are there")
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("read the command line: %w", err)
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("read the command line: unexpected argument %q", flags.Arg(0))
	}
	return o, nil
}

func run(ctx context.Context, args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	figures, err := load(filepath.Join(o.root, figuresFile))
	if err != nil {
		return err
	}
	if !o.render {
		got, err := measure(ctx, o)
		if err != nil {
			return err
		}
		if err := save(filepath.Join(o.root, figuresFile), figures.with(got)); err != nil {
			return err
		}
		if figures, err = load(filepath.Join(o.root, figuresFile)); err != nil {
			return err
		}
	}
	if err := render(o.root, figures); err != nil {
		return err
	}
	return figures.broken()
}

// measure builds the provider and runs every layout.
func measure(ctx context.Context, o options) (figures, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return figures{}, fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(dir)
	programs, err := build(ctx, o, dir)
	if err != nil {
		return figures{}, err
	}
	var out figures
	if out.Program, err = programs.weigh(ctx); err != nil {
		return figures{}, err
	}
	if out.CLI, err = programs.version(ctx); err != nil {
		return figures{}, err
	}
	out.Trials, err = programs.tryAll(ctx, layouts(), o.only)
	return out, err
}
