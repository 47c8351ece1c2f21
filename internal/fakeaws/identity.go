package fakeaws

import (
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// Identity is a handle on an SES identity, whether it exists or not. Its setters
// act behind the back of the API and fail with ErrNoIdentity.
type Identity struct {
	ref   sesapi.Ref
	world *World
}

// Identity returns the handle on a domain or an address in a region.
func (a *Account) Identity(region, name string) *Identity {
	return &Identity{sesapi.Ref{Account: a.id, Region: region, Name: name}, a.world}
}

// Identities are the account's identities in a region, or in all if it is empty.
func (a *Account) Identities(region string) []*Identity {
	var out []*Identity
	for _, ref := range a.world.ses.Names(a.id, region) {
		out = append(out, &Identity{ref, a.world})
	}
	return out
}

// Region is where the identity lives.
func (i *Identity) Region() string { return i.ref.Region }

// Name is the domain or address.
func (i *Identity) Name() string { return i.ref.Name }

// Exists reports whether the identity does.
func (i *Identity) Exists() bool {
	_, ok := i.world.ses.Get(i.ref)
	return ok
}

// View is what GetEmailIdentity would report now; the zero value if there is no
// such identity.
func (i *Identity) View() sesapi.Identity {
	v, _ := i.world.ses.Get(i.ref)
	return v
}

// Create makes the identity with the defaults of the API.
func (i *Identity) Create() error {
	if err := i.world.ses.Create(i.ref); err != nil {
		return fmt.Errorf("create SES identity %s: %w", i.ref.Name, err)
	}
	return nil
}

// Delete removes the identity, if it is there.
func (i *Identity) Delete() { i.world.ses.Delete(i.ref) }

// Tamper changes several things at once. A status that is set stays, whatever
// DNS says, until an API call sets the thing up again or Release is called.
func (i *Identity) Tamper(c sesapi.Change) error {
	if !i.world.ses.Tamper(i.ref, c) {
		return fmt.Errorf("tamper with %s in %s: %w", i.ref.Name, i.ref.Region, ErrNoIdentity)
	}
	return nil
}

// Release lets statuses that were set follow DNS again, from PENDING on.
func (i *Identity) Release() error {
	if !i.world.ses.Release(i.ref) {
		return fmt.Errorf("release %s in %s: %w", i.ref.Name, i.ref.Region, ErrNoIdentity)
	}
	return nil
}

// SetSigning switches DKIM signing.
func (i *Identity) SetSigning(on bool) error { return i.Tamper(sesapi.Change{SigningEnabled: &on}) }

// SetFeedback switches feedback forwarding.
func (i *Identity) SetFeedback(on bool) error { return i.Tamper(sesapi.Change{Feedback: &on}) }

// SetMailFrom sets domain and behaviour; an empty domain removes MAIL FROM.
func (i *Identity) SetMailFrom(domain, behavior string) error {
	c := sesapi.Change{MailFromDomain: &domain}
	if behavior != "" {
		c.MailFromBehavior = &behavior
	}
	return i.Tamper(c)
}

// SetMailFromStatus pins the status of MAIL FROM.
func (i *Identity) SetMailFromStatus(s sesapi.Status) error {
	return i.Tamper(sesapi.Change{MailFromStatus: &s})
}

// SetVerification pins the status of the identity and of its DKIM records.
func (i *Identity) SetVerification(s sesapi.Status) error {
	return i.Tamper(sesapi.Change{VerificationStatus: &s})
}

// SetDKIMStatus pins the status of the DKIM records alone.
func (i *Identity) SetDKIMStatus(s sesapi.Status) error {
	return i.Tamper(sesapi.Change{DKIMStatus: &s})
}

// SetErrorType sets VerificationInfo.ErrorType until SES next finds another.
func (i *Identity) SetErrorType(e string) error { return i.Tamper(sesapi.Change{ErrorType: &e}) }

// SetConfigurationSet sets the default configuration set; empty removes it.
func (i *Identity) SetConfigurationSet(name string) error {
	return i.Tamper(sesapi.Change{ConfigurationSet: &name})
}

// SetKeyLength sets the current and the next key length, RSA_1024_BIT or
// RSA_2048_BIT, without any of the rules of SES.
func (i *Identity) SetKeyLength(length string) error {
	return i.Tamper(sesapi.Change{KeyLength: &length})
}

// SetTags replaces all tags.
func (i *Identity) SetTags(tags map[string]string) error {
	if tags == nil {
		tags = map[string]string{}
	}
	return i.Tamper(sesapi.Change{Tags: tags})
}

// RotateTokens gives the identity new DKIM tokens, for which its zone has no
// records.
func (i *Identity) RotateTokens() error { return i.Tamper(sesapi.Change{RotateTokens: true}) }

// SetParent makes the identity a replica of the one of the same name in another
// region.
func (i *Identity) SetParent(region string) error {
	return i.Tamper(sesapi.Change{ParentRegion: region})
}

// SetOwnKey switches to bring-your-own DKIM under a selector, with a key for
// which no zone has a record.
func (i *Identity) SetOwnKey(selector string) error {
	return i.Tamper(sesapi.Change{OwnKeySelector: selector})
}
