package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// demo is a show that is going on.
type demo struct {
	screen *screen
	cli    *cli
	// version is what the CLI calls itself.
	version string
	world   *fakeaws.World
	zone    *fakeaws.Zone
	// identity is that of the domain, once it is there.
	identity *fakeaws.Identity
	// before is the zone, word for word, before Terraform comes.
	before string
	tally  []stint
	began  time.Time
}

// perform sets the stage, plays all scenes and clears the stage, whatever
// happens.
func perform(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp(o.tmp, "mailauth-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	world := fakeaws.New(fakeaws.Options{Production: true})
	// An interrupted CLI still talks to the world until it has ended.
	if err := world.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the fake AWS: %w", err)
	}
	defer func() { err = errors.Join(err, world.Close()) }()

	d := &demo{screen: &screen{out: o.out, colour: o.colour}, world: world, began: time.Now()}
	if err := d.prepare(ctx, o, dir); err != nil {
		return err
	}
	return d.play(ctx, o)
}

// prepare makes what is there before the first scene.
func (d *demo) prepare(ctx context.Context, o options, dir string) error {
	account := d.world.Account(fakeaws.DefaultAccount)
	d.identity = account.Identity(region, domain)
	d.zone = account.CreateZone(domain)
	for _, r := range foreign() {
		if err := d.zone.Put(r.set()); err != nil {
			return err
		}
	}
	d.before = d.zone.Dump()
	var err error
	d.cli, err = newCLI(o.cli, o.provider, dir, configuration(), endpoint{d.world.URL(), account.AccessKey(), account.SecretKey()})
	if err != nil {
		return err
	}
	d.version, err = d.cli.version(ctx)
	return err
}

// play shows the scenes one after the other.
func (d *demo) play(ctx context.Context, o options) error {
	enter := bufio.NewReader(o.in)
	for i, scene := range d.scenes() {
		if i > 0 && o.pause {
			if err := d.wait(ctx, enter); err != nil {
				return err
			}
		}
		d.screen.heading(i+1, scene.title)
		if err := scene.show(ctx); err != nil {
			return fmt.Errorf("scene %d, %q: %w", i+1, scene.title, err)
		}
		if d.screen.err != nil {
			return fmt.Errorf("write to the terminal: %w", d.screen.err)
		}
	}
	return nil
}

// wait goes on at Enter, and at the end of the input.
func (d *demo) wait(ctx context.Context, enter *bufio.Reader) error {
	d.screen.printf("\n%s", d.screen.paint(faint, "Enter to go on "))
	read := make(chan error, 1)
	// A read from a terminal cannot be cancelled: when ctx ends, so does the
	// program, and this with it.
	go func() {
		_, err := enter.ReadString('\n')
		read <- err
	}()
	select {
	case err := <-read:
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("wait for Enter: %w", err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for Enter: %w", context.Cause(ctx))
	}
}
