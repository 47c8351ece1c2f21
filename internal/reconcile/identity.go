package reconcile

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// SES's spellings of what this package decides on.
const (
	statusSuccess = "SUCCESS"
	statusFailed  = "FAILED"
	statusPending = "PENDING"
	// statusTemporaryFailure says that SES has lost sight of what it had found.
	statusTemporaryFailure = "TEMPORARY_FAILURE"
	behaviourDefault       = "USE_DEFAULT_VALUE"
)

// clockTolerance is by how much this machine's clock may be ahead of SES's
// when a key is recognised as made since a request began.
const clockTolerance = 5 * time.Second

// recogniseTime bounds the question whether a failed request has made the
// identity.
const recogniseTime = 20 * time.Second

// ensureIdentity makes the identity if there is none and brings its DKIM keys
// to what is wanted, since the DNS records follow from them.
func (c *convergence) ensureIdentity(ctx context.Context) error {
	if c.out.Identity == nil {
		if err := c.createIdentity(ctx); err != nil || c.out.MadeIdentity {
			return err
		}
	}
	have, want := c.out.Identity, c.wish.Spec.DKIM
	if !c.rekeys(*have) {
		return nil
	}
	dkim, err := c.rekey(ctx, have.DKIM)
	if identity, done := c.rekeyed(ctx, err); done {
		c.out.Identity, c.unsettled = &identity, true
		c.tellKeys(*have)
		return c.awaitTokens(ctx)
	}
	if postponed(err) && have.DKIM.Origin == want.Origin() {
		c.refusal = err
		return nil
	}
	if err != nil {
		return err
	}
	c.unsettled = true
	c.tellKeys(*have)
	identity := *have
	identity.DKIM.Origin, identity.DKIM.NextKeyLength = want.Origin(), want.KeyLength
	identity.DKIM.Status, identity.DKIM.Tokens = dkim.Status, dkim.Tokens
	identity.DKIM.SigningHostedZone = dkim.SigningHostedZone
	if dkim.SigningHostedZone == "" && have.DKIM.Origin == want.Origin() {
		identity.DKIM.SigningHostedZone = have.DKIM.SigningHostedZone
	}
	c.out.Identity = &identity
	return c.awaitTokens(ctx)
}

// rekeys reports whether SES has to be told about the DKIM keys of an identity.
func (c *convergence) rekeys(have Identity) bool {
	want := c.wish.Spec.DKIM
	switch {
	case have.DKIM.Status == statusFailed, have.VerificationStatus == statusFailed, have.DKIM.Origin != want.Origin():
		return true
	case want.OwnKey():
		return c.wish.RenewKey || !have.DKIM.SignsWith(want.Selector)
	default:
		return want.ParentRegion == "" && have.DKIM.NextKeyLength != want.KeyLength
	}
}

// rekey tells SES whose keys to sign with. The length is named only where it
// changes, since SES refuses the one that is set.
func (c *convergence) rekey(ctx context.Context, have DKIM) (DKIM, error) {
	want := c.wish.Spec
	switch {
	case want.DKIM.OwnKey():
		return c.giveKey(ctx)
	case want.DKIM.ParentRegion != "":
		return c.Identities.SetReplica(ctx, want.Domain, want.DKIM.ParentRegion)
	}
	length := want.DKIM.KeyLength
	if have.Origin == want.DKIM.Origin() && have.NextKeyLength == length {
		length = ""
	}
	return c.Identities.SetEasyDKIM(ctx, want.Domain, length)
}

// rekeyed returns the identity if SES has the wanted keys although it refused
// them: the answer to an earlier attempt of the client library got lost, and SES
// does not change to the key length that is set (SES Developer Guide, "Easy DKIM").
func (c *convergence) rekeyed(ctx context.Context, refusal error) (Identity, bool) {
	var api *APIError
	if !errors.As(refusal, &api) || api.Code == "" || api.Attempts < 2 {
		return Identity{}, false
	}
	identity, err := c.Identities.Get(ctx, c.wish.Spec.Domain)
	return identity, err == nil && !c.rekeys(identity)
}

// postponed reports whether SES's refusal of new keys may be told after
// everything else is done: the keys that there are go on signing. SES refuses
// a key length that was changed within 24 hours (SES Developer Guide, "Easy
// DKIM").
func postponed(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.Code != "" && !errors.Is(err, ErrNotFound)
}

func (c *convergence) createIdentity(ctx context.Context) error {
	spec, began := c.wish.Spec, time.Now()
	if spec.DKIM.OwnKey() && c.wish.Key.IsZero() {
		return errNoKey
	}
	identity, err := c.Identities.Create(ctx, NewIdentity{
		Domain:           spec.Domain,
		KeyLength:        spec.DKIM.KeyLength,
		ParentRegion:     spec.DKIM.ParentRegion,
		OwnKey:           OwnKey{Selector: spec.DKIM.Selector, Private: c.wish.Key},
		ConfigurationSet: spec.ConfigurationSet,
		Tags:             spec.Tags,
	})
	made := err == nil
	c.out.Unseen = made
	if err != nil {
		identity, made, err = c.meet(ctx, began, err)
	}
	if err != nil {
		return err
	}
	c.out.Identity, c.out.MadeIdentity, c.unsettled = &identity, made, true
	if !made {
		return nil
	}
	return c.awaitTokens(ctx)
}

// meet looks at the identity that a failed request has found, or may have made.
// It is our own if it was made since the request began: the answer got lost,
// and if the client library asked again SES said that it exists.
// Otherwise it is somebody else's, to be gone on with only where the wish says
// so. It asks even where ctx is over, so that nothing is left behind.
func (c *convergence) meet(ctx context.Context, began time.Time, failure error) (identity Identity, made bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recogniseTime)
	defer cancel()
	identity, err = c.appear(ctx, failure)
	switch {
	case errors.Is(err, ErrNotFound):
		return Identity{}, false, failure
	case err != nil && c.wish.Adopt && errors.Is(failure, ErrExists):
		return Identity{}, false, err
	case err != nil && (!answered(failure) || errors.Is(failure, ErrExists) && !sentOnce(failure)):
		return Identity{}, false, &UncertainError{Cause: failure, Question: err}
	case err != nil:
		return Identity{}, false, errors.Join(failure, err)
	case !sentOnce(failure) && c.isNew(identity, began.Add(-clockTolerance)):
		return identity, true, nil
	case c.wish.Adopt && errors.Is(failure, ErrExists):
		return identity, false, nil
	}
	return Identity{}, false, failure
}

// answered reports whether a failure is what AWS said, and not that it said
// nothing.
func answered(failure error) bool {
	var api *APIError
	return errors.As(failure, &api) && api.Code != ""
}

// adopted reports whether this run has taken over an identity.
func (c *convergence) adopted() bool { return c.prior.Identity == nil && !c.out.MadeIdentity }

// sentOnce reports whether SES itself said, to the first and only attempt, that
// the identity exists: then somebody else has made it, however new it is.
func sentOnce(failure error) bool {
	var api *APIError
	return errors.Is(failure, ErrExists) && errors.As(failure, &api) && api.Attempts == 1
}

// settle tells SES everything that does not change DNS records. The records
// that SES will look for are published by then.
func (c *convergence) settle(ctx context.Context) error {
	identity := *c.out.Identity
	c.out.Identity = &identity
	for _, step := range []func(context.Context, *Identity) error{
		c.settleMailFrom, c.settleSigning, c.settleFeedback, c.settleConfigurationSet, c.settleTags,
	} {
		if err := step(ctx, &identity); err != nil {
			return err
		}
	}
	return nil
}

// mailFromStands reports whether SES uses the wanted MAIL FROM domain, and
// no other, already.
func (c *convergence) mailFromStands() bool {
	if c.out.Identity == nil {
		return true
	}
	have := c.out.Identity.MailFrom.Domain
	return have == "" || have == wantedMailFrom(c.wish.Spec).Domain
}

func wantedMailFrom(spec mailauth.Spec) MailFrom {
	if !spec.MailFrom.Enabled {
		// Without a domain SES resets the behaviour itself.
		return MailFrom{BehaviorOnMXFailure: behaviourDefault}
	}
	return MailFrom{Domain: spec.MailFrom.Domain, BehaviorOnMXFailure: spec.MailFrom.BehaviorOnMXFailure}
}

func (c *convergence) settleMailFrom(ctx context.Context, have *Identity) error {
	want := wantedMailFrom(c.wish.Spec)
	same := have.MailFrom.Domain == want.Domain && have.MailFrom.BehaviorOnMXFailure == want.BehaviorOnMXFailure
	if same && have.MailFrom.Status != statusFailed {
		return nil
	}
	if err := c.Identities.SetMailFrom(ctx, c.wish.Spec.Domain, want); err != nil {
		return err
	}
	c.tellMailFrom(*have)
	switch {
	case want.Domain == "":
	case have.MailFrom.Domain == want.Domain && have.MailFrom.Status != statusFailed:
		want.Status = have.MailFrom.Status
	default:
		want.Status, c.unsettled = statusPending, true
	}
	have.MailFrom = want
	return nil
}

func (c *convergence) settleSigning(ctx context.Context, have *Identity) error {
	want := c.wish.Spec.DKIM.SigningEnabled
	if have.DKIM.SigningEnabled == want {
		return nil
	}
	if err := c.Identities.SetSigning(ctx, c.wish.Spec.Domain, want); err != nil {
		return err
	}
	have.DKIM.SigningEnabled = want
	return nil
}

func (c *convergence) settleFeedback(ctx context.Context, have *Identity) error {
	want := c.wish.Spec.FeedbackForwarding
	if have.FeedbackForwarding == want {
		return nil
	}
	if err := c.Identities.SetFeedbackForwarding(ctx, c.wish.Spec.Domain, want); err != nil {
		return err
	}
	have.FeedbackForwarding = want
	return nil
}

func (c *convergence) settleConfigurationSet(ctx context.Context, have *Identity) error {
	want := c.wish.Spec.ConfigurationSet
	if have.ConfigurationSet == want {
		return nil
	}
	if err := c.Identities.SetConfigurationSet(ctx, c.wish.Spec.Domain, want); err != nil {
		return err
	}
	have.ConfigurationSet = want
	return nil
}

func (c *convergence) settleTags(ctx context.Context, have *Identity) error {
	want := c.wish.Spec.Tags
	set := maps.Clone(want)
	maps.DeleteFunc(set, func(k, v string) bool { old, ok := have.Tags[k]; return ok && old == v })
	var remove []string
	for k := range have.Tags {
		if _, ok := want[k]; !ok {
			remove = append(remove, k)
		}
	}
	if len(set) == 0 && len(remove) == 0 {
		return nil
	}
	slices.Sort(remove)
	if err := c.Identities.SetTags(ctx, c.wish.Spec.Domain, set, remove); err != nil {
		return err
	}
	have.Tags = want
	return nil
}
