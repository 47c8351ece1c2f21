package ses

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// SetSigning switches DKIM signing; reconcile.ErrNotFound where there is no
// such identity.
func (i *Identities) SetSigning(ctx context.Context, domain rr.Name, enabled bool) error {
	return i.put(ctx, domain, func() error {
		_, err := send(ctx, i, "PutEmailIdentityDkimAttributes", domain, i.client.PutEmailIdentityDkimAttributes,
			&sesv2.PutEmailIdentityDkimAttributesInput{EmailIdentity: name(domain), SigningEnabled: enabled})
		return err
	})
}

// SetEasyDKIM starts Easy DKIM (again) with keys of the length, empty for the
// length that is set; reconcile.ErrNotFound where there is no such identity.
func (i *Identities) SetEasyDKIM(ctx context.Context, domain rr.Name, keyLength string) (reconcile.DKIM, error) {
	input := &sesv2.PutEmailIdentityDkimSigningAttributesInput{
		EmailIdentity:           name(domain),
		SigningAttributesOrigin: types.DkimSigningAttributesOriginAwsSes,
	}
	if keyLength != "" {
		input.SigningAttributes = &types.DkimSigningAttributes{NextSigningKeyLength: types.DkimSigningKeyLength(keyLength)}
	}
	return i.sign(ctx, domain, input)
}

// SetReplica makes the identity sign with the keys of the identity of the same
// domain in another region; reconcile.ErrNotFound where there is no such
// identity in this one. Whether the parent exists SES finds out later.
func (i *Identities) SetReplica(ctx context.Context, domain rr.Name, parentRegion string) (reconcile.DKIM, error) {
	return i.sign(ctx, domain, &sesv2.PutEmailIdentityDkimSigningAttributesInput{
		EmailIdentity: name(domain), SigningAttributesOrigin: replicaOf(parentRegion),
	})
}

// sign tells SES whose keys to sign with.
func (i *Identities) sign(ctx context.Context, domain rr.Name, input *sesv2.PutEmailIdentityDkimSigningAttributesInput) (reconcile.DKIM, error) {
	return patiently(ctx, i, domain, func() (reconcile.DKIM, error) {
		out, err := send(ctx, i, "PutEmailIdentityDkimSigningAttributes", domain, i.client.PutEmailIdentityDkimSigningAttributes, input)
		if err != nil {
			return reconcile.DKIM{}, missing(err)
		}
		return started(out), nil
	})
}

// put changes one attribute of an identity.
func (i *Identities) put(ctx context.Context, domain rr.Name, request func() error) error {
	return patientlyDo(ctx, i, domain, func() error { return i.missingOrBad(ctx, domain, request()) })
}

func replicaOf(parentRegion string) types.DkimSigningAttributesOrigin {
	return types.DkimSigningAttributesOrigin(mailauth.DKIM{ParentRegion: parentRegion}.Origin())
}

func started(out *sesv2.PutEmailIdentityDkimSigningAttributesOutput) reconcile.DKIM {
	return reconcile.DKIM{
		Status:            string(out.DkimStatus),
		Tokens:            out.DkimTokens,
		SigningHostedZone: aws.ToString(out.SigningHostedZone),
	}
}

// SetMailFrom sets the custom MAIL FROM domain, or removes it where the domain
// is empty; reconcile.ErrNotFound where there is no such identity.
func (i *Identities) SetMailFrom(ctx context.Context, domain rr.Name, mailFrom reconcile.MailFrom) error {
	return i.put(ctx, domain, func() error {
		_, err := send(ctx, i, "PutEmailIdentityMailFromAttributes", domain, i.client.PutEmailIdentityMailFromAttributes,
			&sesv2.PutEmailIdentityMailFromAttributesInput{
				EmailIdentity:       name(domain),
				MailFromDomain:      optional(string(mailFrom.Domain)),
				BehaviorOnMxFailure: types.BehaviorOnMxFailure(mailFrom.BehaviorOnMXFailure),
			})
		return err
	})
}

// SetFeedbackForwarding switches the forwarding of bounces by mail;
// reconcile.ErrNotFound where there is no such identity.
func (i *Identities) SetFeedbackForwarding(ctx context.Context, domain rr.Name, enabled bool) error {
	return i.put(ctx, domain, func() error {
		_, err := send(ctx, i, "PutEmailIdentityFeedbackAttributes", domain, i.client.PutEmailIdentityFeedbackAttributes,
			&sesv2.PutEmailIdentityFeedbackAttributesInput{EmailIdentity: name(domain), EmailForwardingEnabled: enabled})
		return err
	})
}

// SetConfigurationSet sets the default configuration set, empty for none;
// reconcile.ErrNotFound where there is no such identity. A configuration set
// that does not exist is an error without that meaning.
func (i *Identities) SetConfigurationSet(ctx context.Context, domain rr.Name, set string) error {
	return i.put(ctx, domain, func() error {
		_, err := send(ctx, i, "PutEmailIdentityConfigurationSetAttributes", domain, i.client.PutEmailIdentityConfigurationSetAttributes,
			&sesv2.PutEmailIdentityConfigurationSetAttributesInput{EmailIdentity: name(domain), ConfigurationSetName: optional(set)})
		return err
	})
}

// SetTags removes the tags whose keys are named, then adds or changes those of
// set, so that an identity with the 50 tags that SES allows can exchange them.
// It returns reconcile.ErrNotFound where there is no such identity.
func (i *Identities) SetTags(ctx context.Context, domain rr.Name, set map[string]string, remove []string) error {
	if len(set) == 0 && len(remove) == 0 {
		return nil
	}
	arn, err := i.taggable(ctx, domain)
	if err != nil {
		return err
	}
	if len(remove) > 0 {
		err := patientlyDo(ctx, i, domain, func() error {
			_, err := send(ctx, i, "UntagResource", domain, i.client.UntagResource,
				&sesv2.UntagResourceInput{ResourceArn: &arn, TagKeys: slices.Sorted(slices.Values(remove))})
			return missing(err)
		})
		if err != nil {
			return err
		}
	}
	if len(set) == 0 {
		return nil
	}
	return patientlyDo(ctx, i, domain, func() error {
		_, err := send(ctx, i, "TagResource", domain, i.client.TagResource,
			&sesv2.TagResourceInput{ResourceArn: &arn, Tags: tagList(set)})
		return missing(err)
	})
}

// errNoAccount is why tags can't be changed: SES takes ARNs only.
var errNoAccount = errors.New("the account id is not known; remove skip_requesting_account_id from the provider block")

func (i *Identities) taggable(ctx context.Context, domain rr.Name) (string, error) {
	account, err := i.account(ctx)
	if err != nil {
		return "", fmt.Errorf("change tags of %s: %w", domain, err)
	}
	if account.ID == "" {
		return "", fmt.Errorf("change tags of %s: %w", domain, errNoAccount)
	}
	return i.arn(account, domain), nil
}

// ARN returns the Amazon Resource Name of an identity of the domain (Service
// Authorization Reference, "Amazon Simple Email Service v2"). The account in it
// is empty where the user asked not to look it up.
func (i *Identities) ARN(ctx context.Context, domain rr.Name) (string, error) {
	account, err := i.account(ctx)
	if err != nil {
		return "", fmt.Errorf("compose ARN of %s: %w", domain, err)
	}
	return i.arn(account, domain), nil
}

func (i *Identities) arn(account Account, domain rr.Name) string {
	return i.resource(account, "identity/"+string(domain))
}

func (i *Identities) resource(account Account, name string) string {
	return fmt.Sprintf("arn:%s:ses:%s:%s:%s", account.Partition, i.region, account.ID, name)
}
