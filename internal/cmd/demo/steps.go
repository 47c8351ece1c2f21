package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// scene is one part of the show.
type scene struct {
	title string
	show  func(context.Context) error
}

func (d *demo) scenes() []scene {
	return []scene{
		{"What a domain needs to send mail", d.introduce},
		{"Before: a domain that cannot send yet", d.setOut},
		{"One apply", d.create},
		{"What every mail server sees now", d.answers},
		{"Three accidents", d.tamper},
		{"The next plan shows all three", d.notice},
		{"The next apply repairs just that", d.repair},
		{"After: a zone as it was", d.remove},
		{"What it took", d.settle},
	}
}

// The exit codes of plan -detailed-exitcode beside 1, which is an error.
const (
	planEmpty   = 0
	planChanges = 2
)

// terraform runs a command on the screen and returns its output. It fails
// unless the command ends with that exit code.
func (d *demo) terraform(ctx context.Context, want int, args ...string) (string, error) {
	d.screen.command(d.cli.name + " " + strings.Join(args, " "))
	var text strings.Builder
	show := d.screen.output(args[0] == "destroy")
	code, err := d.cli.run(ctx, io.MultiWriter(&text, show), args...)
	if err := errors.Join(err, show.Close()); err != nil {
		return "", err
	}
	if code != want {
		return "", fmt.Errorf("%s %s ended with exit code %d, want %d", d.cli.name, strings.Join(args, " "), code, want)
	}
	return plain(text.String()), nil
}

func (d *demo) introduce(context.Context) error {
	d.screen.say(textPrimer)
	d.screen.say(fmt.Sprintf(textStage, d.version))
	return nil
}

func (d *demo) setOut(ctx context.Context) error {
	d.screen.say(textForeign)
	if err := d.look(ctx, uses, foreign()); err != nil {
		return err
	}
	d.screen.say(textConfiguration)
	d.screen.quote(configuration())
	return nil
}

func (d *demo) create(ctx context.Context) error {
	text, err := d.terraform(ctx, planChanges, "plan", "-detailed-exitcode", "-out=tfplan")
	if err != nil {
		return err
	}
	if err := holds(text, "1 to add, 0 to change, 0 to destroy", dmarcText("quarantine")); err != nil {
		return err
	}
	d.screen.say(textPlanned)
	if _, err := d.terraform(ctx, 0, "apply", "tfplan"); err != nil {
		return err
	}
	if n := d.world.Calls()[changeRecords]; n != 1 {
		return fmt.Errorf("the records came in %d changes, want one", n)
	}
	if v := d.identity.View(); !v.VerifiedForSendingStatus {
		return fmt.Errorf("SES has not verified the domain: it is %s", v.VerificationStatus)
	}
	d.screen.say(textApplied)
	d.reckon("make everything (plan, apply)", "35")
	return nil
}

func (d *demo) answers(ctx context.Context) error {
	d.screen.say(textAnswers)
	if err := d.look(ctx, uses, bundle(d.identity)); err != nil {
		return err
	}
	d.screen.say(textForeignStay)
	return d.look(ctx, uses, foreign())
}

// notice lets a plan find what tamper did.
func (d *demo) notice(ctx context.Context) error {
	text, err := d.terraform(ctx, planChanges, "plan", "-detailed-exitcode", "-out=tfplan")
	if err != nil {
		return err
	}
	if writes := d.writes(); len(writes) > 0 {
		return fmt.Errorf("a plan called %q", writes)
	}
	d.reckon("plan that finds the three faults", "15, finds two of them")
	if err := holds(text, "0 to add, 1 to change, 0 to destroy",
		"signing_enabled", `"none" -> "quarantine"`, bundle(d.identity)[lostKey].want[0], dmarcText("none")); err != nil {
		return err
	}
	d.screen.say(textNoticed)
	return nil
}

func (d *demo) repair(ctx context.Context) error {
	if _, err := d.terraform(ctx, 0, "apply", "tfplan"); err != nil {
		return err
	}
	if writes := d.writes(); !slices.Equal(writes, []string{changeRecords, switchSigning}) {
		return fmt.Errorf("the repair called %q, want one change of the records and one of signing", writes)
	}
	d.reckon("repair of the three faults", "–")
	d.screen.say(textRepaired)
	records := bundle(d.identity)
	if err := d.look(ctx, uses, []record{records[lostKey], records[len(records)-1]}); err != nil {
		return err
	}
	if v := d.identity.View(); !v.DkimAttributes.SigningEnabled {
		return errors.New("DKIM signing is still off")
	}
	d.screen.say(textEmpty)
	if _, err := d.terraform(ctx, planEmpty, "plan", "-detailed-exitcode"); err != nil {
		return err
	}
	d.reckon("plan that finds nothing", "15")
	d.screen.say(textQuiet)
	return nil
}

func (d *demo) remove(ctx context.Context) error {
	if _, err := d.terraform(ctx, 0, "destroy", "-auto-approve"); err != nil {
		return err
	}
	d.reckon("remove everything", "41")
	if d.identity.Exists() {
		return errors.New("the SES identity is still there")
	}
	after := d.zone.Dump()
	if after != d.before {
		return fmt.Errorf("the zone was\n%s\nand is now\n%s", d.before, after)
	}
	d.screen.say(fmt.Sprintf(textGone, strings.Count(after, "\n"), len(after)))
	d.screen.quote(after)
	return nil
}

func (d *demo) settle(context.Context) error {
	d.bill()
	d.screen.say(textBill)
	d.screen.say(textEnd)
	d.screen.say(fmt.Sprintf(textTime, time.Since(d.began).Seconds()))
	return nil
}

// holds fails unless a plan names all of that.
func holds(plan string, parts ...string) error {
	missing := slices.DeleteFunc(parts, func(part string) bool { return strings.Contains(plan, part) })
	if len(missing) > 0 {
		return fmt.Errorf("the plan does not show %q", missing)
	}
	return nil
}
