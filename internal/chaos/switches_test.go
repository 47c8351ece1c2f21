package chaos_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// oddity is an AWS that is not the likeliest one, where it is not known which of
// several AWS is.
type oddity struct {
	quirks func(*sesapi.Quirks)
	world  func(*acctest.World)
}

// oddities are all that the fake has a switch for.
func oddities() map[string]oddity {
	quirk := func(q func(*sesapi.Quirks)) oddity { return oddity{quirks: q} }
	return map[string]oddity{
		"an identity made anew has the tokens it had":      quirk(func(q *sesapi.Quirks) { q.SameTokensOnCreate = true }),
		"a new key length keeps the tokens":                quirk(func(q *sesapi.Quirks) { q.SameTokensOnKeyLength = true }),
		"a restart brings new tokens":                      quirk(func(q *sesapi.Quirks) { q.NewTokensOnRestart = true }),
		"a new key length is in use at once":               quirk(func(q *sesapi.Quirks) { q.CurrentKeyLengthAtOnce = true }),
		"the zone of the keys is not told":                 quirk(func(q *sesapi.Quirks) { q.OmitSigningHostedZone = true }),
		"success forgets the error":                        quirk(func(q *sesapi.Quirks) { q.ClearErrorOnSuccess = true }),
		"verification info is empty at first":              quirk(func(q *sesapi.Quirks) { q.EmptyVerificationInfo = true }),
		"names keep their case":                            quirk(func(q *sesapi.Quirks) { q.KeepNameCase = true }),
		"a replica has its tokens late":                    quirk(func(q *sesapi.Quirks) { q.LateReplicaTokens = true }),
		"keys take a while to reach a replica":             quirk(func(q *sesapi.Quirks) { q.ReplicationLag = time.Second }),
		"a put of MAIL FROM always restarts it":            quirk(func(q *sesapi.Quirks) { q.RestartMailFromOnPut = true }),
		"a bad token of a list has a code of its own":      quirk(func(q *sesapi.Quirks) { q.InvalidNextTokenException = true }),
		"what is unknown is not found, by all operations":  quirk(func(q *sesapi.Quirks) { q.Unknown = sesapi.UnknownNotFound }),
		"what is unknown is a bad request, by all changes": quirk(func(q *sesapi.Quirks) { q.Unknown = sesapi.UnknownBadRequest }),
		"create answers PENDING":                           quirk(func(q *sesapi.Quirks) { q.PendingOnCreate = true }),
		"the first reads are NOT_STARTED":                  quirk(func(q *sesapi.Quirks) { q.NotStartedReads = 2 }),
		"the domain is verified after its DKIM":            quirk(func(q *sesapi.Quirks) { q.VerifiedLater = true }),
		"what is false is left out":                        quirk(func(q *sesapi.Quirks) { q.OmitFalse = true }),
		"refusals have other texts":                        quirk(func(q *sesapi.Quirks) { q.OtherTexts = true }),
		"a list is got, not posted":                        quirk(func(q *sesapi.Quirks) { q.ListRoute = sesapi.ListByGet }),
		"a list is posted, not got":                        quirk(func(q *sesapi.Quirks) { q.ListRoute = sesapi.ListByPost }),
		"a parent with a replica is a conflict":            quirk(func(q *sesapi.Quirks) { q.ConflictOnParent = true }),
		"the first reads do not find what was made":        quirk(func(q *sesapi.Quirks) { q.NotFoundReads = 2 }),
		"pages are short":                                  quirk(func(q *sesapi.Quirks) { q.PageSize = 1 }),
		"there is a limit of two identities":               quirk(func(q *sesapi.Quirks) { q.MaxIdentities = limited }),
		"a refused batch has the older document":           {world: func(w *acctest.World) { w.LegacyErrors(true) }},
		"hosts are compared as such":                       {world: func(w *acctest.World) { w.SetLooseHosts(true) }},
		"a zone is busy for a moment after a change":       {world: func(w *acctest.World) { w.SetProcessingTime(time.Second) }},
		"all of SES has one rate":                          {world: func(w *acctest.World) { w.Throttle("ses", fakeaws.Rate{PerSecond: rate, Burst: 1}) }},
		"each operation of SES has a rate of its own":      {world: everyOperationThrottled},
	}
}

const (
	// limited is how many identities there may be where there is a limit.
	limited = 2
	// rate is many times what SES allows, which only takes longer.
	rate = 40
)

func everyOperationThrottled(w *acctest.World) {
	for _, operation := range []string{
		"CreateEmailIdentity", "GetEmailIdentity", "DeleteEmailIdentity", "ListEmailIdentities", "PutEmailIdentityDkimAttributes",
		"PutEmailIdentityDkimSigningAttributes", "PutEmailIdentityMailFromAttributes", "PutEmailIdentityFeedbackAttributes",
		"PutEmailIdentityConfigurationSetAttributes", "TagResource", "UntagResource",
	} {
		w.Throttle("ses:"+operation, fakeaws.Rate{PerSecond: rate, Burst: 1})
	}
}

// TestSwitches leads a domain through a life in every AWS that may be the real
// one: each oddity by itself, and all of them at once. It has to look the same
// at every turn, and nothing may be left to do at any. With all tests it is all
// of them at once, and by themselves those that another one there takes the
// place of.
func TestSwitches(t *testing.T) {
	t.Parallel()
	together, worlds := atOnceAll(t), oddities()
	usual := oddity{}.live(t)
	worlds["all of these at once"] = together.oddity
	for name, o := range sorted(worlds) {
		if _, single := oddities()[name]; single && !*all && !slices.Contains(together.lacks, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, look := range o.live(t) {
				if look.text != usual[i].text {
					t.Errorf("after %s (+) and usually (-)\n%s", look.turn, cmp.Diff(usual[i].text, look.text))
				}
			}
		})
	}
}

// together is all oddities at once, and the names of those that it lacks because
// there is another value of the same quirk.
type together struct {
	oddity
	lacks []string
}

// atOnceAll demands that no quirk is left out.
func atOnceAll(t *testing.T) together {
	t.Helper()
	var (
		out    together
		quirks sesapi.Quirks
		steps  []oddity
	)
	for name, o := range sorted(oddities()) {
		before := quirks
		if o.quirks != nil {
			o.quirks(&quirks)
		}
		if before.Unknown != "" && before.Unknown != quirks.Unknown || before.ListRoute != "" && before.ListRoute != quirks.ListRoute {
			quirks = before
			out.lacks = append(out.lacks, name)
			continue
		}
		steps = append(steps, o)
	}
	for i := range reflect.TypeFor[sesapi.Quirks]().NumField() {
		if reflect.ValueOf(quirks).Field(i).IsZero() {
			t.Errorf("no oddity sets the quirk %s", reflect.TypeFor[sesapi.Quirks]().Field(i).Name)
		}
	}
	out.quirks = func(into *sesapi.Quirks) { *into = quirks }
	out.world = func(into *acctest.World) {
		for _, o := range steps {
			if o.world != nil {
				o.world(into)
			}
		}
	}
	return out
}

// look is what AWS has after a turn of a life.
type look struct{ turn, text string }

// turn is something that happens in a life.
type turn struct {
	name string
	// world is what others do before.
	world func(*life) error
	// config is what is applied, twice where refused says that the first time
	// ends in an error with that text.
	config, refused string
	// heal is what others do after an error.
	heal func(*life) error
}

func turns() []turn {
	plain, small := block(withSPF, `"tags": {"a": "b"}`), block(withSPF, `"tags": {"a": "b"}`, `"dkim": {"key_length": "RSA_1024_BIT"}`)
	return []turn{
		{name: "create", config: plain},
		{name: "tampering, and somebody faster", world: (*life).tampered, config: plain},
		{name: "another key length", config: small},
		{name: "the identity gone", world: func(l *life) error { l.identity.Delete(); return nil }, config: small},
		{name: "the identity gone between plan and apply", world: (*life).vanishing, config: small, refused: "PutEmailIdentityDkimAttributes"},
		{name: "the search failed", world: (*life).failed, config: small},
		{name: "a replica in the way", world: (*life).replicated, refused: "DeleteEmailIdentity", heal: func(l *life) error {
			l.world.Account.Identity("us-west-2", "example.org").Delete()
			return nil
		}},
	}
}

func (l *life) tampered() error {
	// Once the batch is on its way, somebody else writes to the same set.
	l.world.Fail(fakeaws.Rule{
		Operation: "route53:ChangeResourceRecordSets", Call: 1, Effect: fakeaws.Pass,
		Do: func() {
			if err := l.zone.Put(acctest.TXT("_dmarc.example.org", 300, `"site=1"`, `"site=3"`)); err != nil {
				l.t.Error(err)
			}
		},
	})
	return first(l.identity.SetSigning(false), l.identity.SetFeedback(false), l.identity.SetMailFrom("", ""), l.identity.SetTags(nil),
		l.zone.Remove(l.tokens()[0]+"._domainkey.example.org", "CNAME"),
		l.zone.Put(
			acctest.TXT("_dmarc.example.org", 300, `"site=1"`, `"v=DMARC1; p=reject"`),
			fakeaws.Set{Name: "mail.example.org", Type: "MX", TTL: 60, Values: []string{"5 MX.example.net."}}))
}

func (l *life) vanishing() error {
	l.world.Fail(fakeaws.Rule{
		Operation: "ses:PutEmailIdentityDkimAttributes", Call: 1, Effect: fakeaws.Pass, Do: l.identity.Delete,
	})
	return l.identity.SetSigning(false)
}

func (l *life) failed() error {
	return first(l.identity.SetVerification(sesapi.Failed), l.identity.SetMailFromStatus(sesapi.Failed))
}

func (l *life) replicated() error {
	replica := l.world.Account.Identity("us-west-2", "example.org")
	return first(replica.Create(), replica.SetParent(acctest.Region))
}

// live leads a domain through all turns.
func (o oddity) live(t *testing.T) []look {
	t.Helper()
	var quirks sesapi.Quirks
	l := begin(t, func(options *fakeaws.Options) {
		if o.quirks != nil {
			o.quirks(&options.Quirks)
		}
		quirks = options.Quirks
	})
	if o.world != nil {
		o.world(l.world)
	}
	if quirks.MaxIdentities > 0 {
		l.crowdedOut(t, quirks.MaxIdentities)
	}
	var looks []look
	for _, turn := range turns() {
		// SES changes keys once in 24 hours.
		l.world.Advance(25 * hour)
		l.take(t, turn)
		text := l.look()
		looks = append(looks, look{turn.name, withoutZone(text)})
	}
	return looks
}

// withoutZone is a look without the zone of the keys, which is not always told.
func withoutZone(text string) string {
	lines := strings.Split(text, "\n")
	kept := lines[:0]
	for _, line := range lines {
		if !strings.Contains(line, `"SigningHostedZone"`) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func (l *life) take(t *testing.T, turn turn) {
	t.Helper()
	if turn.world != nil {
		acctest.Do(t, func() error { return turn.world(l) })()
	}
	said := l.undisturbed(t, turn.config)
	l.world.ClearFaults()
	if !strings.Contains(said, turn.refused) || (said == "") != (turn.refused == "") {
		t.Fatalf("%s: said %q, want %q", turn.name, said, turn.refused)
	}
	if said != "" {
		if turn.heal != nil {
			acctest.Do(t, func() error { return turn.heal(l) })()
		}
		if again := l.undisturbed(t, turn.config); again != "" {
			t.Fatalf("%s, the second time: %s", turn.name, again)
		}
	}
	l.settled(t, turn.config)
}

// crowdedOut has others take all places that there are for identities.
func (l *life) crowdedOut(t *testing.T, places int) {
	t.Helper()
	other := func(i int) *fakeaws.Identity {
		return l.world.Account.Identity(acctest.Region, string(rune('a'+i))+".example.net")
	}
	for i := range places {
		acctest.Do(t, other(i).Create)()
	}
	before := l.look()
	if said := l.undisturbed(t, block()); !strings.Contains(said, "LimitExceededException") {
		t.Errorf("at the limit of identities it says %q", said)
	}
	if after := l.look(); after != before {
		t.Errorf("at the limit of identities (+)\n%s", cmp.Diff(before, after))
	}
	other(0).Delete()
}
