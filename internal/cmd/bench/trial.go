package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// tryAll runs the layouts whose name contains a text: all that wait most of the
// time at once, the others one by one.
func (p programs) tryAll(ctx context.Context, all []layout, only string) ([]trial, error) {
	results, errs := make([][]trial, len(all)), make([]error, len(all))
	start := func(alone bool) {
		var running sync.WaitGroup
		for i, l := range all {
			if l.alone != alone || !strings.Contains(l.name, only) {
				continue
			}
			running.Go(func() { results[i], errs[i] = p.try(ctx, l) })
			if alone {
				running.Wait()
			}
		}
		running.Wait()
	}
	start(false)
	start(true)
	var out []trial
	for _, r := range results {
		out = append(out, r...)
	}
	return out, errors.Join(errs...)
}

// estate is a layout in a world of its own.
type estate struct {
	layout
	programs
	world *fakeaws.World
	dir   string
}

// try carries out the operations of a layout one after the other.
func (p programs) try(ctx context.Context, l layout) ([]trial, error) {
	e, err := p.settle(ctx, l)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.name, err)
	}
	var out []trial
	for _, o := range l.operations {
		t, err := e.do(ctx, o)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %s: %w", l.name, o, err), e.world.Close())
		}
		fmt.Fprintf(os.Stderr, "%s: %s: %+v\n", l.name, o, t)
		out = append(out, t)
	}
	return out, e.world.Close()
}

// settle makes the world of a layout, and a folder for the CLI.
func (p programs) settle(ctx context.Context, l layout) (*estate, error) {
	e := &estate{layout: l, programs: p}
	e.world = fakeaws.New(fakeaws.Options{Production: true, InsyncAfter: e.scaled(insyncAfter), VerifyAfter: e.scaled(verifyAfter)})
	if err := e.world.Start(ctx); err != nil {
		return nil, err
	}
	account := e.world.Account(fakeaws.DefaultAccount)
	for i := range l.zones {
		zone := account.CreateZone(e.zone(i))
		for n := range l.foreign {
			if err := zone.Put(e.stranger(n)); err != nil {
				return nil, err
			}
		}
	}
	var err error
	if e.dir, err = os.MkdirTemp(p.dir, "estate-"); err != nil {
		return nil, err
	}
	if err := os.Symlink(p.self, filepath.Join(e.dir, "terraform-provider-mailauth")); err != nil {
		return nil, err
	}
	for name, text := range map[string]string{
		"main.tf":  e.configuration(account),
		"cli.tfrc": fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"mailauth/mailauth\" = %q\n  }\n  direct {}\n}\n", e.dir),
	} {
		if err := os.WriteFile(filepath.Join(e.dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// stranger is a record set of somebody else, which sorts between two domains.
func (e *estate) stranger(n int) fakeaws.Set {
	return fakeaws.Set{Name: fmt.Sprintf("d%04d-%04d.example.org.", n%e.domains, n/e.domains), Type: "A", TTL: 300, Values: []string{"192.0.2.1"}}
}

func (e *estate) scaled(d time.Duration) time.Duration { return d / time.Duration(e.speed) }

func (e *estate) zone(i int) string {
	if e.zones == 1 {
		return "example.org"
	}
	return fmt.Sprintf("d%04d.example", i)
}

// configuration is one resource for all domains. Their names are a local value,
// since Terraform works the expression of for_each out for each of them again.
func (e *estate) configuration(account *fakeaws.Account) string {
	pattern := "d%04d.example.org"
	if e.zones > 1 {
		pattern = "d%04d.example"
	}
	return fmt.Sprintf(`terraform {
  required_providers {
    mailauth = { source = "mailauth/mailauth" }
  }
}

provider "mailauth" {
  region     = "eu-west-1"
  access_key = %[1]q
  secret_key = %[2]q
  endpoints {
    sesv2   = %[3]q
    route53 = %[3]q
    sts     = %[3]q
  }
}

locals {
  domains = toset([for i in range(%[4]d) : format(%[5]q, i)])
}

resource "mailauth_domain" "this" {
  for_each = local.domains

  domain                = each.key
  wait_for_verification = %[6]t
}
`, account.AccessKey(), account.SecretKey(), e.world.URL(), e.domains, pattern, e.waits)
}

// do runs one command of the CLI, with fresh limits.
func (e *estate) do(ctx context.Context, o operation) (trial, error) {
	e.world.Throttle("ses", fakeaws.Rate{PerSecond: sesRate * float64(e.speed), Burst: 1})
	e.world.Throttle("route53", fakeaws.Rate{PerSecond: route53Rate * float64(e.speed), Burst: route53Burst})
	e.world.ResetCalls()
	args := map[operation][]string{
		create:  {"apply", "-auto-approve"},
		plan:    {"plan", "-detailed-exitcode"},
		destroy: {"destroy", "-auto-approve"},
	}[o]
	args = append(args, "-no-color", "-input=false")
	if e.parallelism > 0 {
		args = append(args, "-parallelism="+strconv.Itoa(e.parallelism))
	}
	file := filepath.Join(e.dir, "usage")
	cmd := exec.CommandContext(ctx, e.cli, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = time.Minute
	cmd.Dir = e.dir
	// Nothing of the user's own: no AWS_ variable, no profile, no proxy.
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + e.dir, "TMPDIR=" + e.dir, "CHECKPOINT_DISABLE=1", "AWS_EC2_METADATA_DISABLED=true",
		"TF_CLI_CONFIG_FILE=" + filepath.Join(e.dir, "cli.tfrc"),
		providerVariable + "=" + e.fast, usageVariable + "=" + file, speedVariable + "=" + strconv.Itoa(e.speed),
	}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	started := time.Now()
	if err := cmd.Run(); err != nil {
		text := said.String()
		return trial{}, fmt.Errorf("%w\n%s", err, text[max(0, len(text)-4000):])
	}
	t := e.tally(o, time.Since(started))
	took, err := noted(file)
	t.MiB, t.CPU = took.MiB, took.Seconds
	return t, err
}

// tally counts the calls since a command began. The time from the first to the
// last of a process is AWS's and counts by the fast clock; what is before and
// after, when the CLI reads, plans and starts a provider, by that of the wall.
func (e *estate) tally(o operation, took time.Duration) trial {
	t := trial{Layout: e.name, Operation: o, Domains: e.domains, Awaited: e.waits && o == create, Parallelism: e.parallelism, Speed: e.speed}
	var first, last time.Time
	var underway time.Duration
	for _, c := range e.world.CallLog() {
		switch {
		case c.Code == "TooManyRequestsException", c.Code == "Throttling":
			t.Refused++
		case c.Service == "ses":
			t.SES++
		case c.Service == "route53":
			t.Route53++
		default:
			// A process asks first of all who it is.
			t.STS++
			underway += last.Sub(first)
			first = c.At
		}
		last = c.At
	}
	underway += last.Sub(first)
	t.Seconds = (took + time.Duration(e.speed-1)*underway).Seconds()
	return t
}
