package reconciletest

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// SES's spellings.
const (
	easyDKIM         = "AWS_SES"
	ownKey           = "EXTERNAL"
	success          = "SUCCESS"
	pending          = "PENDING"
	notStarted       = "NOT_STARTED"
	temporaryFailure = "TEMPORARY_FAILURE"
	behaviourDefault = "USE_DEFAULT_VALUE"
	behaviourReject  = "REJECT_MESSAGE"
	rsa1024          = "RSA_1024_BIT"
	rsa2048          = "RSA_2048_BIT"
)

var _ reconcile.Identities = (*Identities)(nil)

// Identities is an in-memory reconcile.Identities. It does not look at DNS.
type Identities struct {
	// VerifiesAfter is how long after its creation or restart an identity is
	// verified, by the clock of the bubble; zero for never.
	VerifiesAfter time.Duration
	// KeepTokens makes SetEasyDKIM answer the tokens that there were. Which of
	// the two SES does is not documented.
	KeepTokens bool
	// Parents are the tokens of the same domain in other regions, whose replicas
	// the identities here may be.
	Parents map[string][]string
	// ReplicatesAfter is how long it takes until a replica has its parent's
	// tokens, by the clock of the bubble.
	ReplicatesAfter time.Duration

	calls *Calls
	// mu guards all below.
	mu         sync.Mutex
	identities map[rr.Name]*identity
	tokens     int
}

type identity struct {
	reconcile.Identity
	// searching is since when SES looks for the records.
	searching time.Time
}

// NewIdentities returns an account without identities.
func NewIdentities(calls *Calls) *Identities {
	return &Identities{calls: calls, identities: map[rr.Name]*identity{}}
}

// Get implements reconcile.Identities.
func (i *Identities) Get(ctx context.Context, domain rr.Name) (reconcile.Identity, error) {
	return with(ctx, i, "Get", domain, func(have *identity) (reconcile.Identity, error) {
		i.replicate(have)
		i.search(have)
		return have.clone(), nil
	})
}

// search is what SES finds in DNS: all records at once.
func (i *Identities) search(have *identity) {
	found := i.VerifiesAfter > 0 && time.Since(have.searching) >= i.VerifiesAfter && len(have.DKIM.Tokens) > 0
	for _, status := range []*string{&have.DKIM.Status, &have.VerificationStatus, &have.MailFrom.Status} {
		if *status == notStarted {
			*status = pending
		}
		if (*status == pending || *status == temporaryFailure) && found {
			*status = success
		}
	}
	if have.VerificationStatus == success {
		have.VerifiedForSending = true
	}
}

// Exists implements reconcile.Identities.
func (i *Identities) Exists(ctx context.Context, domain rr.Name) (bool, error) {
	return call(i.calls, "Exists", func() (bool, error) {
		i.mu.Lock()
		defer i.mu.Unlock()
		return i.identities[domain] != nil, nil
	})
}

// Glance implements reconcile.Identities; only Get can tell.
func (*Identities) Glance(context.Context, rr.Name) string { return "" }

// List implements reconcile.Identities.
func (i *Identities) List(ctx context.Context) iter.Seq2[rr.Name, error] {
	return func(yield func(rr.Name, error) bool) {
		names, err := call(i.calls, "List", func() ([]rr.Name, error) {
			if err := ctx.Err(); err != nil {
				return nil, noAnswer("SES", "ListEmailIdentities", "*", err)
			}
			i.mu.Lock()
			defer i.mu.Unlock()
			return slices.Sorted(maps.Keys(i.identities)), nil
		})
		if err != nil {
			yield("", err)
			return
		}
		for _, name := range names {
			if !yield(name, nil) {
				return
			}
		}
	}
}

// Create implements reconcile.Identities.
func (i *Identities) Create(ctx context.Context, wish reconcile.NewIdentity) (reconcile.Identity, error) {
	return call(i.calls, "Create", func() (reconcile.Identity, error) {
		if err := ctx.Err(); err != nil {
			return reconcile.Identity{}, noAnswer("SES", "CreateEmailIdentity", string(wish.Domain), err)
		}
		i.mu.Lock()
		defer i.mu.Unlock()
		if i.identities[wish.Domain] != nil {
			return reconcile.Identity{}, refused("CreateEmailIdentity", wish.Domain, "AlreadyExistsException", reconcile.ErrExists)
		}
		if !acceptable(wish) {
			return reconcile.Identity{}, refused("CreateEmailIdentity", wish.Domain, "BadRequestException", nil)
		}
		return i.makeLocked(wish).clone(), nil
	})
}

// acceptable reports whether an identity is asked for with keys of one origin.
func acceptable(wish reconcile.NewIdentity) bool {
	if wish.OwnKey.Selector != "" {
		return !wish.OwnKey.Private.IsZero()
	}
	return wish.ParentRegion != "" || wish.KeyLength == rsa1024 || wish.KeyLength == rsa2048
}

func (i *Identities) makeLocked(wish reconcile.NewIdentity) *identity {
	made := &identity{searching: time.Now()}
	made.Identity = reconcile.Identity{
		DKIM: reconcile.DKIM{
			SigningEnabled: true, Status: notStarted, Tokens: i.newTokensLocked(), Origin: easyDKIM,
			SigningHostedZone: "dkim.amazonses.com", CurrentKeyLength: wish.KeyLength, NextKeyLength: wish.KeyLength,
			KeyGenerated: time.Now(),
		},
		MailFrom:           reconcile.MailFrom{BehaviorOnMXFailure: behaviourDefault},
		FeedbackForwarding: true,
		ConfigurationSet:   wish.ConfigurationSet,
		Tags:               maps.Clone(wish.Tags),
		VerificationStatus: notStarted,
	}
	if wish.OwnKey.Selector != "" {
		made.DKIM = reconcile.DKIM{SigningEnabled: true, Status: notStarted, Tokens: []string{wish.OwnKey.Selector}, Origin: ownKey}
	}
	i.identities[wish.Domain] = made
	if wish.ParentRegion != "" {
		i.makeReplica(made, wish.ParentRegion)
		made.DKIM.Status = notStarted
	}
	return made
}

func (i *Identities) newTokensLocked() []string {
	i.tokens++
	out := make([]string, 3)
	for n := range out {
		out[n] = fmt.Sprintf("%s%d", []string{"abc", "def", "ghi"}[n], i.tokens)
	}
	return out
}

// Delete implements reconcile.Identities.
func (i *Identities) Delete(ctx context.Context, domain rr.Name) error {
	return change(ctx, i, "Delete", domain, func(*identity) error {
		delete(i.identities, domain)
		return nil
	})
}

// SetSigning implements reconcile.Identities.
func (i *Identities) SetSigning(ctx context.Context, domain rr.Name, enabled bool) error {
	return change(ctx, i, "SetSigning", domain, func(have *identity) error {
		have.DKIM.SigningEnabled = enabled
		return nil
	})
}

// SetEasyDKIM implements reconcile.Identities. SES refuses to switch to the
// length that is set already (SES Developer Guide, "Easy DKIM").
func (i *Identities) SetEasyDKIM(ctx context.Context, domain rr.Name, keyLength string) (reconcile.DKIM, error) {
	return with(ctx, i, "SetEasyDKIM", domain, func(have *identity) (reconcile.DKIM, error) {
		if keyLength == have.DKIM.NextKeyLength && have.DKIM.Origin == easyDKIM {
			return reconcile.DKIM{}, refused("PutEmailIdentityDkimSigningAttributes", domain, "BadRequestException", nil)
		}
		if keyLength != "" {
			have.DKIM.NextKeyLength = keyLength
		}
		if !i.KeepTokens || have.DKIM.Origin != easyDKIM {
			have.DKIM.Tokens = i.newTokensLocked()
		}
		have.DKIM.Origin, have.DKIM.Status, have.DKIM.SigningHostedZone = easyDKIM, pending, "dkim.amazonses.com"
		if have.VerificationStatus != success {
			have.VerificationStatus = pending
		}
		have.searching, have.DKIM.KeyGenerated = time.Now(), time.Now()
		return reconcile.DKIM{
			Tokens: slices.Clone(have.DKIM.Tokens), Status: have.DKIM.Status, SigningHostedZone: have.DKIM.SigningHostedZone,
		}, nil
	})
}

// SetOwnKey implements reconcile.Identities.
func (i *Identities) SetOwnKey(ctx context.Context, domain rr.Name, key reconcile.OwnKey) (reconcile.DKIM, error) {
	return with(ctx, i, "SetOwnKey", domain, func(have *identity) (reconcile.DKIM, error) {
		if key.Selector == "" || key.Private.IsZero() {
			return reconcile.DKIM{}, refused("PutEmailIdentityDkimSigningAttributes", domain, "BadRequestException", nil)
		}
		have.DKIM = reconcile.DKIM{SigningEnabled: have.DKIM.SigningEnabled, Status: pending, Tokens: []string{key.Selector}, Origin: ownKey}
		if have.VerificationStatus != success {
			have.VerificationStatus = pending
		}
		have.searching = time.Now()
		return reconcile.DKIM{Tokens: []string{key.Selector}, Status: pending}, nil
	})
}

// SetMailFrom implements reconcile.Identities.
func (i *Identities) SetMailFrom(ctx context.Context, domain rr.Name, mailFrom reconcile.MailFrom) error {
	return change(ctx, i, "SetMailFrom", domain, func(have *identity) error {
		known := mailFrom.BehaviorOnMXFailure == behaviourDefault || mailFrom.BehaviorOnMXFailure == behaviourReject
		switch {
		case !known, mailFrom.Domain != "" && !mailFrom.Domain.Below(domain):
			return refused("PutEmailIdentityMailFromAttributes", domain, "BadRequestException", nil)
		case mailFrom.Domain == "":
			mailFrom = reconcile.MailFrom{BehaviorOnMXFailure: behaviourDefault}
		case mailFrom.Domain == have.MailFrom.Domain && have.MailFrom.Status == success:
			mailFrom.Status = success
		default:
			mailFrom.Status, have.searching = pending, time.Now()
		}
		have.MailFrom = mailFrom
		return nil
	})
}

// SetFeedbackForwarding implements reconcile.Identities.
func (i *Identities) SetFeedbackForwarding(ctx context.Context, domain rr.Name, enabled bool) error {
	return change(ctx, i, "SetFeedbackForwarding", domain, func(have *identity) error {
		have.FeedbackForwarding = enabled
		return nil
	})
}

// SetConfigurationSet implements reconcile.Identities.
func (i *Identities) SetConfigurationSet(ctx context.Context, domain rr.Name, name string) error {
	return change(ctx, i, "SetConfigurationSet", domain, func(have *identity) error {
		have.ConfigurationSet = name
		return nil
	})
}

// SetTags implements reconcile.Identities.
func (i *Identities) SetTags(ctx context.Context, domain rr.Name, set map[string]string, remove []string) error {
	return change(ctx, i, "SetTags", domain, func(have *identity) error {
		if have.Tags == nil {
			have.Tags = map[string]string{}
		}
		for _, key := range remove {
			delete(have.Tags, key)
		}
		maps.Copy(have.Tags, set)
		return nil
	})
}

// ARN implements reconcile.Identities.
func (i *Identities) ARN(ctx context.Context, domain rr.Name) (string, error) {
	return call(i.calls, "ARN", func() (string, error) {
		return "arn:aws:ses:eu-west-1:111122223333:identity/" + string(domain), nil
	})
}

// Peek returns an identity as it is, without a call; nil where there is none.
func (i *Identities) Peek(domain rr.Name) *reconcile.Identity {
	i.mu.Lock()
	defer i.mu.Unlock()
	have := i.identities[domain]
	if have == nil {
		return nil
	}
	out := have.clone()
	return &out
}

// Make makes an identity in place of any that there is, as somebody else does.
func (i *Identities) Make(wish reconcile.NewIdentity) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.makeLocked(wish)
}

// Edit changes an identity, as somebody else does.
func (i *Identities) Edit(domain rr.Name, f func(*reconcile.Identity)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if have := i.identities[domain]; have != nil {
		f(&have.Identity)
	}
}

// Remove deletes an identity, as somebody else does.
func (i *Identities) Remove(domain rr.Name) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.identities, domain)
}

func (i *identity) clone() reconcile.Identity {
	out := i.Identity
	out.DKIM.Tokens = slices.Clone(out.DKIM.Tokens)
	out.Tags = maps.Clone(out.Tags)
	return out
}

// with is a call that concerns an identity which must exist.
func with[T any](ctx context.Context, i *Identities, method string, domain rr.Name, effect func(*identity) (T, error)) (T, error) {
	return call(i.calls, method, func() (T, error) {
		var none T
		if err := ctx.Err(); err != nil {
			return none, noAnswer("SES", method, string(domain), err)
		}
		i.mu.Lock()
		defer i.mu.Unlock()
		have := i.identities[domain]
		if have == nil {
			return none, refused(method, domain, "NotFoundException", reconcile.ErrNotFound)
		}
		return effect(have)
	})
}

// change is with for a method that returns nothing.
func change(ctx context.Context, i *Identities, method string, domain rr.Name, effect func(*identity) error) error {
	_, err := with(ctx, i, method, domain, func(have *identity) (struct{}, error) { return struct{}{}, effect(have) })
	return err
}

func refused(operation string, domain rr.Name, code string, sentinel error) error {
	return &reconcile.APIError{
		Service: "SES", Operation: operation, Subject: string(domain),
		Code: code, Message: "refused", Sentinel: sentinel,
	}
}
