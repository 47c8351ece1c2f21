package reconciletest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// The domains of the suite.
const (
	domain      rr.Name = "example.org"
	otherDomain rr.Name = "example.net"
)

// ConfigurationSet is the name of a configuration set that must exist where
// RunIdentities runs.
const ConfigurationSet = "news"

// IdentitiesFunc makes an account for one test in which no identity is,
// and in which the configuration set named ConfigurationSet is.
type IdentitiesFunc func(t *testing.T) reconcile.Identities

// RunIdentities shows that identities keep the promises of
// reconcile.Identities. It does not wait for any verification.
func RunIdentities(t *testing.T, newIdentities IdentitiesFunc) {
	for name, test := range map[string]func(*testing.T, reconcile.Identities){
		"an identity that is not there is an answer":              identityGone,
		"what Create answers is all that there is to know":        createTellsAll,
		"an identity is made once":                                createsOnce,
		"an identity that was deleted is gone":                    deletes,
		"signing and forwarding are switched off and on":          switches,
		"a MAIL FROM domain is set, changed and removed":          setsMailFrom,
		"a configuration set is set and removed":                  setsConfigurationSet,
		"tags are added, changed and removed, others stay":        setsTags,
		"a key length is changed, and its tokens are told":        changesKeyLength,
		"Easy DKIM is started again with the length that is set":  restarts,
		"a replica is made, and made of another identity":         replicas,
		"a key of one's own is set, changed and given up":         ownKeys,
		"whether an identity exists is known":                     exists,
		"all domains are listed, once each":                       lists,
		"a listing ends with an error":                            listsNothing,
		"the ARN names the identity":                              namesARN,
		"an identity that is gone is changed by nobody, silently": changesNothingGone,
	} {
		t.Run(name, func(t *testing.T) { test(t, newIdentities(t)) })
	}
}

// made creates the identity of the suite's domain.
func made(t *testing.T, identities reconcile.Identities) reconcile.Identity {
	t.Helper()
	identity, err := identities.Create(t.Context(), reconcile.NewIdentity{
		Domain: domain, KeyLength: rsa2048, ConfigurationSet: ConfigurationSet,
		Tags: map[string]string{"team": "mail", "cost": "1"},
	})
	if err != nil {
		t.Fatalf("Create = %v", err)
	}
	return identity
}

// get reads the identity of the suite's domain.
func get(t *testing.T, identities reconcile.Identities) reconcile.Identity {
	t.Helper()
	identity, err := identities.Get(t.Context(), domain)
	if err != nil {
		t.Fatalf("Get = %v", err)
	}
	return identity
}

// ok demands that a call went well.
func ok(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s = %v", what, err)
	}
}

func identityGone(t *testing.T, identities reconcile.Identities) {
	var api *reconcile.APIError
	if _, err := identities.Get(t.Context(), domain); !errors.Is(err, reconcile.ErrNotFound) || !errors.As(err, &api) {
		t.Errorf("Get = %v, want ErrNotFound in an *APIError", err)
	}
	if err := identities.Delete(t.Context(), domain); !errors.Is(err, reconcile.ErrNotFound) || !errors.As(err, &api) {
		t.Errorf("Delete = %v, want ErrNotFound in an *APIError", err)
	}
}

// createTellsAll holds what a reconciler relies on to ask no question and to
// set nothing again after a Create.
func createTellsAll(t *testing.T, identities reconcile.Identities) {
	first := made(t, identities)
	second := get(t, identities)
	if len(first.DKIM.Tokens) != 3 || !slices.Equal(first.DKIM.Tokens, second.DKIM.Tokens) {
		t.Errorf("tokens are %q, then %q, want the same three", first.DKIM.Tokens, second.DKIM.Tokens)
	}
	for what, identity := range map[string]reconcile.Identity{"Create": first, "Get": second} {
		switch {
		case !identity.DKIM.SigningEnabled, identity.DKIM.Origin != easyDKIM, identity.DKIM.NextKeyLength != rsa2048:
			t.Errorf("%s answers DKIM %+v", what, identity.DKIM)
		case !identity.FeedbackForwarding, identity.ConfigurationSet != ConfigurationSet:
			t.Errorf("%s answers %+v", what, identity)
		case !maps.Equal(identity.Tags, map[string]string{"team": "mail", "cost": "1"}):
			t.Errorf("%s answers tags %v", what, identity.Tags)
		case identity.MailFrom != reconcile.MailFrom{BehaviorOnMXFailure: behaviourDefault}:
			t.Errorf("%s answers MAIL FROM %+v", what, identity.MailFrom)
		}
	}
	if second.DKIM.KeyGenerated.IsZero() {
		t.Error("Get does not tell when the key was made, by which a lost Create is recognised")
	}
}

func createsOnce(t *testing.T, identities reconcile.Identities) {
	first := made(t, identities)
	_, err := identities.Create(t.Context(), reconcile.NewIdentity{Domain: domain, KeyLength: rsa1024})
	var api *reconcile.APIError
	if !errors.Is(err, reconcile.ErrExists) || !errors.As(err, &api) {
		t.Errorf("Create = %v, want ErrExists in an *APIError", err)
	}
	if now := get(t, identities); !slices.Equal(now.DKIM.Tokens, first.DKIM.Tokens) || now.DKIM.NextKeyLength != rsa2048 {
		t.Errorf("the identity became %+v", now.DKIM)
	}
}

func deletes(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	ok(t, "Delete", identities.Delete(t.Context(), domain))
	identityGone(t, identities)
}

func switches(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	for _, on := range []bool{false, true} {
		ok(t, "SetSigning", identities.SetSigning(t.Context(), domain, on))
		ok(t, "SetFeedbackForwarding", identities.SetFeedbackForwarding(t.Context(), domain, on))
		if now := get(t, identities); now.DKIM.SigningEnabled != on || now.FeedbackForwarding != on {
			t.Errorf("signing is %t and forwarding %t, want %t", now.DKIM.SigningEnabled, now.FeedbackForwarding, on)
		}
	}
}

func setsMailFrom(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	for _, want := range []reconcile.MailFrom{
		{Domain: domain.Child("mail"), BehaviorOnMXFailure: behaviourReject},
		{Domain: domain.Child("bounce"), BehaviorOnMXFailure: behaviourDefault},
		{Domain: domain.Child("bounce"), BehaviorOnMXFailure: behaviourReject},
		{BehaviorOnMXFailure: behaviourDefault},
	} {
		ok(t, "SetMailFrom", identities.SetMailFrom(t.Context(), domain, want))
		now := get(t, identities).MailFrom
		if (now.Status == "") != (want.Domain == "") {
			t.Errorf("the status of MAIL FROM domain %q is %q", now.Domain, now.Status)
		}
		if now.Status = ""; now != want {
			t.Errorf("MAIL FROM is %+v, want %+v", now, want)
		}
	}
}

func setsConfigurationSet(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	for _, want := range []string{"", ConfigurationSet} {
		ok(t, "SetConfigurationSet", identities.SetConfigurationSet(t.Context(), domain, want))
		if now := get(t, identities).ConfigurationSet; now != want {
			t.Errorf("the configuration set is %q, want %q", now, want)
		}
	}
}

func setsTags(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	for _, step := range []struct {
		set    map[string]string
		remove []string
		want   map[string]string
	}{
		{map[string]string{"cost": "2", "new": ""}, nil, map[string]string{"team": "mail", "cost": "2", "new": ""}},
		{nil, []string{"new", "absent"}, map[string]string{"team": "mail", "cost": "2"}},
		{map[string]string{"last": "x"}, []string{"cost"}, map[string]string{"team": "mail", "last": "x"}},
	} {
		ok(t, "SetTags", identities.SetTags(t.Context(), domain, step.set, step.remove))
		if now := get(t, identities).Tags; !maps.Equal(now, step.want) {
			t.Errorf("tags are %v, want %v", now, step.want)
		}
	}
}

func changesKeyLength(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	answer, err := identities.SetEasyDKIM(t.Context(), domain, rsa1024)
	ok(t, "SetEasyDKIM", err)
	now := get(t, identities).DKIM
	if now.NextKeyLength != rsa1024 || now.Origin != easyDKIM {
		t.Errorf("DKIM is %+v, want %s next", now, rsa1024)
	}
	if len(answer.Tokens) != 3 || !slices.Equal(answer.Tokens, now.Tokens) || answer.Status == "" {
		t.Errorf("SetEasyDKIM = %+v, want the tokens %q and a status", answer, now.Tokens)
	}
	if answer.SigningHostedZone != now.SigningHostedZone {
		t.Errorf("SetEasyDKIM tells zone %q, Get %q", answer.SigningHostedZone, now.SigningHostedZone)
	}
}

func restarts(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	answer, err := identities.SetEasyDKIM(t.Context(), domain, "")
	ok(t, "SetEasyDKIM", err)
	now := get(t, identities).DKIM
	if now.NextKeyLength != rsa2048 || !slices.Equal(answer.Tokens, now.Tokens) {
		t.Errorf("SetEasyDKIM = %+v, then DKIM is %+v", answer, now)
	}
}

func exists(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	for name, want := range map[rr.Name]bool{domain: true, otherDomain: false} {
		if got, err := identities.Exists(t.Context(), name); err != nil || got != want {
			t.Errorf("Exists(%s) = %t, %v, want %t", name, got, err, want)
		}
	}
}

func lists(t *testing.T, identities reconcile.Identities) {
	if got := listed(t, identities); len(got) != 0 {
		t.Errorf("List = %q before anything is made", got)
	}
	made(t, identities)
	_, err := identities.Create(t.Context(), reconcile.NewIdentity{Domain: otherDomain, KeyLength: rsa2048})
	ok(t, "Create", err)
	if got, want := listed(t, identities), []rr.Name{otherDomain, domain}; !slices.Equal(got, want) {
		t.Errorf("List = %q, want %q", got, want)
	}
	ok(t, "Delete", identities.Delete(t.Context(), otherDomain))
	if got, want := listed(t, identities), []rr.Name{domain}; !slices.Equal(got, want) {
		t.Errorf("List = %q, want %q", got, want)
	}
	for _, err := range identities.List(t.Context()) {
		ok(t, "List", err)
		break
	}
}

// listed is everything that List goes through, in order of name.
func listed(t *testing.T, identities reconcile.Identities) []rr.Name {
	t.Helper()
	var out []rr.Name
	for name, err := range identities.List(t.Context()) {
		ok(t, "List", err)
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func listsNothing(t *testing.T, identities reconcile.Identities) {
	made(t, identities)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs []error
	for name, err := range identities.List(ctx) {
		if name != "" {
			t.Errorf("List = %q though it was cancelled", name)
		}
		errs = append(errs, err)
	}
	var api *reconcile.APIError
	if len(errs) != 1 || !errors.As(errs[0], &api) {
		t.Errorf("List = %v, want one *APIError", errs)
	}
}

func namesARN(t *testing.T, identities reconcile.Identities) {
	arn, err := identities.ARN(t.Context(), domain)
	if err != nil || !strings.HasPrefix(arn, "arn:") || !strings.HasSuffix(arn, ":identity/"+string(domain)) {
		t.Errorf("ARN = %q, %v", arn, err)
	}
}

func changesNothingGone(t *testing.T, identities reconcile.Identities) {
	ctx := t.Context()
	_, easy := identities.SetEasyDKIM(ctx, domain, rsa1024)
	_, own := identities.SetOwnKey(ctx, domain, reconcile.OwnKey{Selector: "s1", Private: NewKey(t)})
	for what, err := range map[string]error{
		"SetSigning":            identities.SetSigning(ctx, domain, false),
		"SetEasyDKIM":           easy,
		"SetOwnKey":             own,
		"SetMailFrom":           identities.SetMailFrom(ctx, domain, reconcile.MailFrom{Domain: domain.Child("mail"), BehaviorOnMXFailure: behaviourDefault}),
		"SetFeedbackForwarding": identities.SetFeedbackForwarding(ctx, domain, false),
		"SetConfigurationSet":   identities.SetConfigurationSet(ctx, domain, ConfigurationSet),
		"SetTags":               identities.SetTags(ctx, domain, map[string]string{"a": "b"}, nil),
	} {
		if err == nil {
			t.Errorf("%s of an identity that is not there went well", what)
		}
	}
	identityGone(t, identities)
}
