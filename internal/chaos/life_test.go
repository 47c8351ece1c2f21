package chaos_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// life is a domain in a world of its own, and what the CLI keeps of it.
type life struct {
	t        *testing.T
	world    *acctest.World
	zone     *fakeaws.Zone
	org      *fakeaws.Zone
	identity *fakeaws.Identity

	kept acctest.Instance
	// tainted is whether the CLI will make it anew.
	tainted bool
}

// others are what somebody else has at our names.
func others() []fakeaws.Set {
	return []fakeaws.Set{
		acctest.TXT("example.org", 3600, `"site-verification=abc"`, `"MS=ms12345" "678"`),
		acctest.TXT("_dmarc.example.org", 300, `"site=1"`),
		acctest.TXT("mail.example.org", 60, `"site=2"`),
		{Name: "example.org", Type: "MX", TTL: 3600, Values: []string{"10 mx.example.net."}},
		{Name: "www.example.org", Type: "CNAME", TTL: 60, Values: []string{"example.net."}},
	}
}

func begin(t *testing.T, options ...func(*fakeaws.Options)) *life {
	t.Helper()
	w := acctest.StartWithoutCLI(t, options...)
	w.Account.CreateConfigurationSet(acctest.Region, "events")
	l := &life{t: t, world: w, zone: w.Zone(t, "example.org", others()...), org: w.Zone(t, "org")}
	l.identity = w.Account.Identity(acctest.Region, "example.org")
	return l
}

func (l *life) clear() error {
	var err error
	for _, set := range others() {
		err = first(err, l.zone.Remove(set.Name, set.Type))
	}
	return err
}

// taken makes what stands in the way of a bundle.
func (l *life) taken() error {
	return first(l.identity.Create(), l.zone.Put(
		acctest.TXT("mail.example.org", 60, `"site=2"`, `"v=spf1 -all"`),
		acctest.TXT("_dmarc.example.org", 300, `"site=1"`, `"v=DMARC1; p=reject"`),
		fakeaws.Set{Name: "mail.example.org", Type: "MX", TTL: 60, Values: []string{"5 mx.example.net."}}))
}

// prepared makes records that are as ours will be.
func (l *life) prepared() error {
	return l.zone.Put(
		acctest.TXT("_dmarc.example.org", 300, `"site=1"`, `"v=DMARC1; p=none"`),
		fakeaws.Set{Name: "mail.example.org", Type: "MX", TTL: 60, Values: []string{"10 feedback-smtp.eu-west-1.amazonses.com."}})
}

func (l *life) edited() error {
	return first(l.zone.Put(acctest.TXT("_dmarc.example.org", 300, `"site=1"`, `"v=DMARC1; p=reject"`)), l.identity.SetSigning(false))
}

func (l *life) tokens() []string { return l.identity.View().DkimAttributes.Tokens }

// unpublished removes the records.
func (l *life) unpublished() error {
	err := first(
		l.zone.Put(acctest.TXT("_dmarc.example.org", 300, `"site=1"`), acctest.TXT("mail.example.org", 60, `"site=2"`)),
		l.zone.Remove("mail.example.org", "MX"))
	for _, token := range l.tokens() {
		err = first(err, l.zone.Remove(token+"._domainkey.example.org", "CNAME"))
	}
	return err
}

func (l *life) wiped() error {
	err := l.unpublished()
	l.identity.Delete()
	return err
}

// look is everything that AWS has of the domain, without what differs from one
// life to the next.
func (l *life) look() string {
	text := "identity: none\n"
	names := []string{l.org.ID, "ORG", l.zone.ID, "ZONE"}
	if l.identity.Exists() {
		view := l.identity.View()
		for i, token := range view.DkimAttributes.Tokens {
			names = append(names, token, fmt.Sprintf("TOKEN%d", i+1))
		}
		view.DkimAttributes.LastKeyGenerationTimestamp, view.VerificationInfo = nil, nil
		shown, err := json.MarshalIndent(view, "", " ")
		if err != nil {
			l.t.Fatal(err)
		}
		text = "identity: " + string(shown) + "\n"
	}
	text += "zone example.org:\n" + l.zone.Dump() + "zone org:\n" + l.org.Dump()
	// Tokens are in an order of their own each time.
	lines := strings.Split(strings.NewReplacer(names...).Replace(text), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// attempt is one apply, with the plan that it makes first.
type attempt struct {
	wire *wire
	// context is what Ctrl-C ends.
	context context.Context
	// ended is closed when the process is killed.
	ended chan struct{}
	// config is empty to destroy.
	config string
	// settings are the provider's.
	settings acctest.Attributes
}

// run is what a CLI does in an apply: one process plans, another one applies.
// It returns the errors.
func (l *life) run(t *testing.T, a attempt) string {
	t.Helper()
	type outcome struct {
		kept    acctest.Instance
		tainted bool
		errors  string
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		o.kept, o.tainted, o.errors = l.apply(t, a)
		done <- o
	}()
	select {
	case o := <-done:
		l.kept, l.tainted = o.kept, o.tainted
		return o.errors
	case <-a.ended:
		// What it did is not in the state. It must be gone before the world is.
		a.wire.cut()
		<-done
		return "killed"
	}
}

func (l *life) apply(t *testing.T, a attempt) (kept acctest.Instance, tainted bool, errors string) {
	t.Helper()
	planner := l.world.ServerAt(t, a.wire.server.URL, a.settings)
	kept, tainted = l.kept, l.tainted
	if kept.State.Type() == nil {
		kept = planner.Nothing()
	}
	fresh, errors := planner.Refresh(a.context, kept)
	if errors != "" {
		return kept, tainted, errors
	}
	kept = fresh
	config := tftypes.NewValue(planner.Type(), nil)
	if a.config != "" {
		config = planner.Configuration(strings.ReplaceAll(a.config, otherZone, l.org.ID))
	}
	if config.IsNull() && kept.State.IsNull() {
		return kept, false, ""
	}
	planned, errors := planner.PlanChange(a.context, kept, config)
	switch {
	case errors != "":
		return kept, tainted, errors
	case planned.Equal(kept) && !tainted:
		return kept, false, ""
	}
	worker := l.world.ServerAt(t, a.wire.server.URL, a.settings)
	if (planned.Replace || tainted) && !kept.State.IsNull() && !config.IsNull() {
		return replace(a.context, worker, kept, config)
	}
	was := kept.State.IsNull()
	kept, errors = worker.ApplyChange(a.context, kept, planned)
	return kept, was && errors != "" && !kept.State.IsNull(), errors
}

// replace destroys an instance and creates another one.
func replace(ctx context.Context, worker *acctest.Server, old acctest.Instance, config tftypes.Value) (acctest.Instance, bool, string) {
	removal, errors := worker.PlanChange(ctx, old, tftypes.NewValue(worker.Type(), nil))
	if errors != "" {
		return old, true, errors
	}
	left, errors := worker.ApplyChange(ctx, old, removal)
	if errors != "" {
		return left, true, errors
	}
	creation, errors := worker.PlanChange(ctx, left, config)
	if errors != "" {
		return left, false, errors
	}
	made, errors := worker.ApplyChange(ctx, left, creation)
	return made, errors != "" && !made.State.IsNull(), errors
}
