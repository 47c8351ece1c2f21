package reconcile

import (
	"context"
	"iter"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Identities is the port to the e-mail identities of one SES region.
//
// Every method may return an *APIError; those that name a sentinel return an
// error for which errors.Is reports it. An error that is no sentinel says
// nothing about whether the identity exists.
type Identities interface {
	// Get returns the identity of a domain, or ErrNotFound.
	Get(ctx context.Context, domain rr.Name) (Identity, error)
	// Exists reports whether the domain is an identity of this region. It is
	// answered from one listing for the whole process where that is allowed, so
	// it is good for a look before a plan, not for a decision to write.
	Exists(ctx context.Context, domain rr.Name) (bool, error)
	// Glance returns the VerificationStatus of a domain for callers who look
	// again and again: while many of them do, they share a listing that is some
	// seconds old at most. It is empty where only Get can tell.
	Glance(ctx context.Context, domain rr.Name) (status string)
	// List goes through all domains of this region, addresses left out, and asks
	// for more of them only as far as it is followed. It ends with an error.
	List(ctx context.Context) iter.Seq2[rr.Name, error]
	// Create makes the identity with Easy DKIM or with a key of the user's own, or
	// returns ErrExists. What it returns has the tokens; those of a replica may
	// come later.
	Create(ctx context.Context, identity NewIdentity) (Identity, error)
	// Delete removes the identity, or returns ErrNotFound.
	Delete(ctx context.Context, domain rr.Name) error
	// SetSigning switches DKIM signing.
	SetSigning(ctx context.Context, domain rr.Name, enabled bool) error
	// SetEasyDKIM starts Easy DKIM (again) with keys of the length, empty for
	// the length that is set. The tokens may be new afterwards; what it returns
	// has Tokens, Status and SigningHostedZone.
	SetEasyDKIM(ctx context.Context, domain rr.Name, keyLength string) (DKIM, error)
	// SetReplica makes the identity sign with the keys of the identity of the
	// same domain in another region (again), whether that exists or not. What
	// it returns is as SetEasyDKIM's, the tokens may come later.
	SetReplica(ctx context.Context, domain rr.Name, parentRegion string) (DKIM, error)
	// SetOwnKey makes SES sign with a key of the user's own under a selector. What
	// it returns is as with SetEasyDKIM; the one token is the selector. No error
	// of it tells anything of the key.
	SetOwnKey(ctx context.Context, domain rr.Name, key OwnKey) (DKIM, error)
	// SetMailFrom sets the custom MAIL FROM domain, or removes it where the
	// domain is empty.
	SetMailFrom(ctx context.Context, domain rr.Name, mailFrom MailFrom) error
	// SetFeedbackForwarding switches the forwarding of bounces by mail.
	SetFeedbackForwarding(ctx context.Context, domain rr.Name, enabled bool) error
	// SetConfigurationSet sets the default configuration set, empty for none.
	SetConfigurationSet(ctx context.Context, domain rr.Name, name string) error
	// SetTags adds or changes tags, and removes those whose keys are named.
	SetTags(ctx context.Context, domain rr.Name, set map[string]string, remove []string) error
	// ARN returns the Amazon Resource Name of an identity of the domain. SES
	// does not say it; it follows from the caller's account, which this may ask
	// for once.
	ARN(ctx context.Context, domain rr.Name) (string, error)
}

// OwnKey is a key of the user's own and the selector that it signs under.
type OwnKey struct {
	Selector string
	Private  dkim.PrivateKey
}

// NewIdentity is what CreateEmailIdentity takes.
type NewIdentity struct {
	Domain rr.Name
	// KeyLength of Easy DKIM; of no meaning for a replica or with the user's own
	// key.
	KeyLength string
	// ParentRegion makes a replica of the identity there, which has no key
	// length of its own; empty for keys of its own.
	ParentRegion string
	// OwnKey is zero for keys that SES makes.
	OwnKey           OwnKey
	ConfigurationSet string
	Tags             map[string]string
}

// Identity is an e-mail identity as SES describes it. Statuses and other
// enumerations are in SES's spelling; SES may add values.
type Identity struct {
	DKIM               DKIM
	MailFrom           MailFrom
	FeedbackForwarding bool
	ConfigurationSet   string
	Tags               map[string]string
	// VerificationStatus is PENDING, SUCCESS, FAILED, TEMPORARY_FAILURE or
	// NOT_STARTED.
	VerificationStatus string
	VerifiedForSending bool
	Verification       VerificationInfo
}

// DKIM is the DkimAttributes of an identity.
type DKIM struct {
	SigningEnabled bool
	// Status is PENDING, SUCCESS, FAILED, TEMPORARY_FAILURE or NOT_STARTED.
	Status string
	Tokens []string
	// Origin is AWS_SES, EXTERNAL or AWS_SES_<REGION>.
	Origin string
	// SigningHostedZone is empty where SES leaves it out.
	SigningHostedZone string
	CurrentKeyLength  string
	NextKeyLength     string
	// KeyGenerated is when SES made the current key pair, zero if not said.
	KeyGenerated time.Time
}

// Facts is what the records of a bundle need to know of the identity. The
// selector of the user's own key is a token to SES alone: no CNAME is wanted there.
func (d DKIM) Facts() mailauth.Facts {
	if d.Origin == mailauth.OriginOwnKey {
		return mailauth.Facts{}
	}
	return mailauth.Facts{Tokens: d.Tokens, SigningHostedZone: d.SigningHostedZone}
}

// MailFrom is the MailFromAttributes of an identity.
type MailFrom struct {
	// Domain is empty where no custom MAIL FROM domain is set.
	Domain rr.Name
	// BehaviorOnMXFailure is USE_DEFAULT_VALUE or REJECT_MESSAGE.
	BehaviorOnMXFailure string
	// Status is PENDING, SUCCESS, FAILED, TEMPORARY_FAILURE or empty.
	Status string
}

// VerificationInfo is why SES can or cannot verify an identity.
type VerificationInfo struct {
	// ErrorType is for example HOST_NOT_FOUND; SES leaves it standing after a
	// success, so it means nothing by itself.
	ErrorType   string
	LastChecked time.Time
	LastSuccess time.Time
	// PrimaryNameServer is that of the SOA record through which SES sees the
	// domain, and Serial that record's serial.
	PrimaryNameServer string
	Serial            int64
}

// Zones is the port to the hosted zones of one DNS host.
type Zones interface {
	// Find returns the public zone with the longest name that holds the domain:
	// a *NoZoneError or an *AmbiguousZoneError where there is none or no one.
	Find(ctx context.Context, domain rr.Name) (Zone, error)
	// Zone returns a zone by its id, or ErrZoneNotFound.
	Zone(ctx context.Context, id string) (Zone, error)
	// Sets returns every set, of any type and routing, that stands at one of
	// the names, as it is after all changes that were accepted so far; or
	// ErrZoneNotFound.
	Sets(ctx context.Context, zone Zone, names []rr.Name) ([]rr.Set, error)
	// Announce says that the caller will soon Apply changes to a zone. Until it
	// calls the function that it gets, having applied them or not, Apply may
	// hold the changes of others back for a moment, to make all in one request.
	Announce(zone Zone) (done func())
	// Apply makes all changes or none of them. It returns ErrRefused where a
	// set was not (or no longer) as Change.Old says, or where the host will not
	// have it, ErrTooLarge where it takes no request of that size, and
	// ErrZoneNotFound.
	Apply(ctx context.Context, zone Zone, changes []Change) (ChangeID, error)
	// Wait returns when every name server of the host answers with the change.
	Wait(ctx context.Context, change ChangeID) error
}

// Zone is a hosted zone.
type Zone struct {
	ID      string
	Name    rr.Name
	Private bool
	// NameServers are empty where the look-up did not say.
	NameServers []string
}

// ChangeID names a batch of changes that was accepted.
type ChangeID string

// Change is a compare-and-swap of one set: Old is the set exactly as it was
// read, nil where nothing was; New is what shall be, nil for nothing.
type Change struct {
	Old, New *rr.Set
}

// Key is the set that is changed.
func (c Change) Key() rr.Key {
	if c.New != nil {
		return c.New.Key
	}
	return c.Old.Key
}
