package ses

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Get returns the identity of a domain as SES describes it, or
// reconcile.ErrNotFound.
func (i *Identities) Get(ctx context.Context, domain rr.Name) (reconcile.Identity, error) {
	return patiently(ctx, i, domain, func() (reconcile.Identity, error) { return i.look(ctx, domain) })
}

// look is Get without patience.
func (i *Identities) look(ctx context.Context, domain rr.Name) (reconcile.Identity, error) {
	out, err := send(ctx, i, "GetEmailIdentity", domain, i.client.GetEmailIdentity,
		&sesv2.GetEmailIdentityInput{EmailIdentity: name(domain)})
	if err != nil {
		return reconcile.Identity{}, missing(err)
	}
	return reconcile.Identity{
		DKIM:               dkim(out.DkimAttributes),
		MailFrom:           mailFrom(out.MailFromAttributes),
		FeedbackForwarding: out.FeedbackForwardingStatus,
		ConfigurationSet:   aws.ToString(out.ConfigurationSetName),
		Tags:               tagMap(out.Tags),
		VerificationStatus: status(string(out.VerificationStatus)),
		VerifiedForSending: out.VerifiedForSendingStatus,
		Verification:       verification(out.VerificationInfo),
	}, nil
}

// Create makes the identity with Easy DKIM or with a key of the user's own, or
// returns reconcile.ErrExists.
// SES's answer has the tokens but not all of the identity; the rest is what
// SES gives every new one (Developer Guide, "Creating and verifying identities").
func (i *Identities) Create(ctx context.Context, identity reconcile.NewIdentity) (reconcile.Identity, error) {
	out, err := send(ctx, i, "CreateEmailIdentity", identity.Domain, i.client.CreateEmailIdentity, createInput(identity))
	if err != nil {
		return reconcile.Identity{}, hideKey(means[*types.AlreadyExistsException](err, reconcile.ErrExists), identity.OwnKey)
	}
	i.own.set(identity.Domain, true)
	made := dkim(out.DkimAttributes)
	if len(made.Tokens) == 0 && identity.ParentRegion == "" {
		return i.Get(ctx, identity.Domain)
	}
	return reconcile.Identity{
		DKIM:               made,
		MailFrom:           mailFrom(nil),
		FeedbackForwarding: true,
		ConfigurationSet:   identity.ConfigurationSet,
		Tags:               maps.Clone(identity.Tags),
		VerificationStatus: status(""),
		VerifiedForSending: out.VerifiedForSendingStatus,
	}, nil
}

func createInput(identity reconcile.NewIdentity) *sesv2.CreateEmailIdentityInput {
	input := &sesv2.CreateEmailIdentityInput{
		EmailIdentity:        name(identity.Domain),
		ConfigurationSetName: optional(identity.ConfigurationSet),
		Tags:                 tagList(identity.Tags),
	}
	switch {
	case identity.OwnKey.Selector != "":
		input.DkimSigningAttributes = ownKey(identity.OwnKey)
	case identity.ParentRegion != "":
		input.DkimSigningAttributes = &types.DkimSigningAttributes{
			DomainSigningAttributesOrigin: replicaOf(identity.ParentRegion),
		}
	case identity.KeyLength != "":
		input.DkimSigningAttributes = &types.DkimSigningAttributes{
			NextSigningKeyLength: types.DkimSigningKeyLength(identity.KeyLength),
		}
	}
	return input
}

// Delete removes the identity, or returns reconcile.ErrNotFound.
func (i *Identities) Delete(ctx context.Context, domain rr.Name) error {
	err := patientlyDo(ctx, i, domain, func() error {
		_, err := send(ctx, i, "DeleteEmailIdentity", domain, i.client.DeleteEmailIdentity,
			&sesv2.DeleteEmailIdentityInput{EmailIdentity: name(domain)})
		return missing(err)
	})
	if err != nil {
		return err
	}
	i.own.set(domain, false)
	return nil
}

func name(domain rr.Name) *string { return aws.String(string(domain)) }

// optional leaves an empty text out of the request: SES would keep a
// configuration set of no name as one that is set.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// status is a verification status; SES leaves it out of some answers.
func status(text string) string {
	if text == "" {
		return string(types.VerificationStatusNotStarted)
	}
	return text
}

func dkim(from *types.DkimAttributes) reconcile.DKIM {
	if from == nil {
		return reconcile.DKIM{Status: string(types.DkimStatusNotStarted)}
	}
	return reconcile.DKIM{
		SigningEnabled:    from.SigningEnabled,
		Status:            string(from.Status),
		Tokens:            from.Tokens,
		Origin:            string(from.SigningAttributesOrigin),
		SigningHostedZone: aws.ToString(from.SigningHostedZone),
		CurrentKeyLength:  string(from.CurrentSigningKeyLength),
		NextKeyLength:     string(from.NextSigningKeyLength),
		KeyGenerated:      aws.ToTime(from.LastKeyGenerationTimestamp),
	}
}

// mailFrom of nil is SES's default.
func mailFrom(from *types.MailFromAttributes) reconcile.MailFrom {
	out := reconcile.MailFrom{BehaviorOnMXFailure: string(types.BehaviorOnMxFailureUseDefaultValue)}
	if from == nil {
		return out
	}
	out.Domain = canonical(aws.ToString(from.MailFromDomain))
	out.Status = string(from.MailFromDomainStatus)
	if from.BehaviorOnMxFailure != "" {
		out.BehaviorOnMXFailure = string(from.BehaviorOnMxFailure)
	}
	return out
}

// canonical is the form of a name that SES keeps as somebody once wrote it.
func canonical(text string) rr.Name {
	parsed, err := rr.ParseName(text)
	if err != nil {
		return rr.Name(strings.ToLower(text))
	}
	return parsed
}

func verification(from *types.VerificationInfo) reconcile.VerificationInfo {
	if from == nil {
		return reconcile.VerificationInfo{}
	}
	out := reconcile.VerificationInfo{
		ErrorType:   string(from.ErrorType),
		LastChecked: aws.ToTime(from.LastCheckedTimestamp),
		LastSuccess: aws.ToTime(from.LastSuccessTimestamp),
	}
	if from.SOARecord != nil {
		out.PrimaryNameServer = aws.ToString(from.SOARecord.PrimaryNameServer)
		out.Serial = from.SOARecord.SerialNumber
	}
	return out
}

// systemTags begin the keys of tags that AWS itself writes, such as those of
// CloudFormation. Nobody else may set or remove them (Tagging AWS Resources User
// Guide, "Tag naming limits and requirements").
const systemTags = "aws:"

// tagMap leaves out the tags of AWS, which are not for anybody to manage.
func tagMap(from []types.Tag) map[string]string {
	out := make(map[string]string, len(from))
	for _, tag := range from {
		if key := aws.ToString(tag.Key); !strings.HasPrefix(key, systemTags) {
			out[key] = aws.ToString(tag.Value)
		}
	}
	return out
}

// tagList is sorted, so that equal requests are equal on the wire. It is nil
// for no tags: SES reads an empty list as a list that is too short.
func tagList(from map[string]string) []types.Tag {
	var out []types.Tag
	for _, key := range slices.Sorted(maps.Keys(from)) {
		out = append(out, types.Tag{Key: aws.String(key), Value: aws.String(from[key])})
	}
	return out
}
