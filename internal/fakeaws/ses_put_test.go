package fakeaws_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestSES_put has the rules on changing an identity.
func TestSES_put(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"16 DKIM attributes of an unknown domain are a bad request":       dkimUnknown,
		"17 an empty body switches signing off and touches nothing else":  signingOff,
		"18 feedback of an unknown identity is a bad request":             feedbackUnknown,
		"19 an empty body switches feedback forwarding off":               feedbackOff,
		"20 a configuration set is linked, refused and unlinked":          configurationSet,
		"21 MAIL FROM of an unknown identity is a bad request":            mailFromUnknown,
		"22 MAIL FROM is strictly below the identity":                     mailFromElsewhere,
		"23 an unverified identity takes a MAIL FROM":                     mailFromPending,
		"24 no domain and an empty one clear MAIL FROM and its behaviour": mailFromClear,
		"25 without MAIL FROM only the behaviour is reported":             mailFromUnset,
		"26 an unknown behaviour is refused before the identity is":       mailFromBehavior,
		"31 both paths of DKIM signing answer tokens and zone":            signingPaths,
		"32 DKIM signing needs a known domain":                            signingUnknown,
		"33 a new key length is searched for while the domain stays":      lengthChange,
		"34 the key length changes once a day, but for one downgrade":     lengthTooSoon,
		"35 the key length that is set is refused":                        lengthSame,
		"36 a new key length brings new tokens, or the same by a quirk":   lengthTokens,
		"37 the origin is no member of the signing attributes":            originTwice,
		"bring your own DKIM and back keeps the domain verified":          ownKeyAndBack,
	})
}

func dkimUnknown(f *fixture) {
	_, err := f.ses.PutEmailIdentityDkimAttributes(f.t.Context(), &sesv2.PutEmailIdentityDkimAttributesInput{EmailIdentity: aws.String(domain)})
	f.refused(err, 400, "BadRequestException", "Domain example.org is not verified for DKIM signing.")

	f.create(domain)
	_, err = f.ses.PutEmailIdentityDkimAttributes(f.t.Context(), &sesv2.PutEmailIdentityDkimAttributesInput{EmailIdentity: aws.String("me@" + domain)})
	f.no(err)
	f.equal("signing of the domain", f.get(domain).DkimAttributes.SigningEnabled, true)
}

func signingOff(f *fixture) {
	tokens := f.create(domain).DkimAttributes.Tokens
	for _, on := range []bool{false, true} {
		_, err := f.ses.PutEmailIdentityDkimAttributes(f.t.Context(), &sesv2.PutEmailIdentityDkimAttributesInput{
			EmailIdentity: aws.String(domain), SigningEnabled: on,
		})
		f.no(err)
		got := f.get(domain).DkimAttributes
		f.equal("signing", got.SigningEnabled, on)
		f.equal("status", got.Status, types.DkimStatusPending)
		f.equal("same tokens", slices.Equal(got.Tokens, tokens), true)
	}
}

func feedbackUnknown(f *fixture) {
	_, err := f.ses.PutEmailIdentityFeedbackAttributes(f.t.Context(), &sesv2.PutEmailIdentityFeedbackAttributesInput{EmailIdentity: aws.String(domain)})
	f.refused(err, 400, "BadRequestException", "Identity example.org is invalid. Must be a verified email address or domain.")
}

func feedbackOff(f *fixture) {
	f.create(domain)
	_, err := f.ses.PutEmailIdentityFeedbackAttributes(f.t.Context(), &sesv2.PutEmailIdentityFeedbackAttributesInput{EmailIdentity: aws.String(domain)})
	f.no(err)
	f.equal("feedback", f.get(domain).FeedbackForwardingStatus, false)
}

func configurationSet(f *fixture) {
	put := func(set *string) error {
		_, err := f.ses.PutEmailIdentityConfigurationSetAttributes(f.t.Context(), &sesv2.PutEmailIdentityConfigurationSetAttributesInput{
			EmailIdentity: aws.String(domain), ConfigurationSetName: set,
		})
		return err
	}
	f.refused(put(nil), 404, "NotFoundException", "Identity <example.org> does not exist.")
	f.create(domain)
	f.refused(put(aws.String("set")), 404, "NotFoundException", "Configuration set <set> does not exist.")
	f.acct.CreateConfigurationSet(region, "set")
	f.no(put(aws.String("set")))
	f.equal("set", aws.ToString(f.get(domain).ConfigurationSetName), "set")
	f.no(put(nil))
	if set := f.get(domain).ConfigurationSetName; set != nil {
		f.t.Errorf("set is %q after it was cleared", *set)
	}
}

func mailFromUnknown(f *fixture) {
	f.refused(f.putMailFrom(domain, mailFrom, ""), 400, "BadRequestException", "Identity <example.org> does not exist.")
}

func mailFromElsewhere(f *fixture) {
	f.create("sub.example.org")
	for _, name := range []string{"sub.example.org", "mail.example.org", "example.org", "asub.example.org"} {
		f.refused(f.putMailFrom("sub.example.org", name, ""), 400, "BadRequestException",
			"Provided MAIL-FROM domain <"+name+"> is not subdomain of the domain of the identity <sub.example.org>.")
	}
	f.no(f.putMailFrom("sub.example.org", "a.b.sub.example.org", ""))
}

func mailFromPending(f *fixture) {
	f.create(domain)
	f.no(f.putMailFrom(domain, mailFrom, types.BehaviorOnMxFailureRejectMessage))
	got := f.get(domain)
	f.equal("domain", aws.ToString(got.MailFromAttributes.MailFromDomain), mailFrom)
	f.equal("status", got.MailFromAttributes.MailFromDomainStatus, types.MailFromDomainStatusPending)
	f.equal("behaviour", got.MailFromAttributes.BehaviorOnMxFailure, types.BehaviorOnMxFailureRejectMessage)
	f.equal("verified", got.VerifiedForSendingStatus, false)
}

func mailFromClear(f *fixture) {
	f.create(domain)
	for _, none := range []*string{nil, aws.String("")} {
		f.no(f.putMailFrom(domain, mailFrom, types.BehaviorOnMxFailureRejectMessage))
		_, err := f.ses.PutEmailIdentityMailFromAttributes(f.t.Context(), &sesv2.PutEmailIdentityMailFromAttributesInput{
			EmailIdentity: aws.String(domain), MailFromDomain: none, BehaviorOnMxFailure: types.BehaviorOnMxFailureRejectMessage,
		})
		f.no(err)
		mailFromUnsetIs(f)
	}
}

func mailFromUnsetIs(f *fixture) {
	f.t.Helper()
	m := f.get(domain).MailFromAttributes
	f.equal("domain", m.MailFromDomain, (*string)(nil))
	f.equal("status", m.MailFromDomainStatus, types.MailFromDomainStatus(""))
	f.equal("behaviour", m.BehaviorOnMxFailure, types.BehaviorOnMxFailureUseDefaultValue)
}

func mailFromUnset(f *fixture) {
	f.create(domain)
	mailFromUnsetIs(f)
	body := f.signed(http.MethodGet, "/v2/email/identities/"+domain, "")
	if !strings.Contains(body, `"MailFromAttributes":{"BehaviorOnMxFailure":"USE_DEFAULT_VALUE"}`) {
		f.t.Errorf("the answer is %s", body)
	}
}

func mailFromBehavior(f *fixture) {
	f.refused(f.putMailFrom(domain, mailFrom, "BOUNCE"), 400, "BadRequestException",
		"1 validation error detected: Value at 'behaviorOnMxFailure' failed to satisfy constraint: "+
			"Member must satisfy enum value set: [REJECT_MESSAGE, USE_DEFAULT_VALUE]")
}

func signingPaths(f *fixture) {
	tokens := f.create(domain).DkimAttributes.Tokens
	out, err := f.setLength("")
	f.no(err)
	f.equal("status", out.DkimStatus, types.DkimStatusPending)
	f.equal("zone", aws.ToString(out.SigningHostedZone), "dkim.amazonses.com")
	f.equal("same tokens", slices.Equal(out.DkimTokens, tokens), true)

	old := f.signed(http.MethodPut, "/v1/email/identities/example.org/dkim/signing", `{"SigningAttributesOrigin":"AWS_SES"}`)
	if !strings.Contains(old, tokens[0]) || !strings.Contains(old, "dkim.amazonses.com") {
		f.t.Errorf("the old path answers %s", old)
	}
}

func signingUnknown(f *fixture) {
	_, err := f.setLength("")
	f.refused(err, 404, "NotFoundException", "Email identity example.org does not exist.")
	f.create("me@example.org")
	_, err = f.ses.PutEmailIdentityDkimSigningAttributes(f.t.Context(), &sesv2.PutEmailIdentityDkimSigningAttributesInput{
		EmailIdentity: aws.String("me@example.org"), SigningAttributesOrigin: types.DkimSigningAttributesOriginAwsSes,
	})
	f.refused(err, 400, "BadRequestException", "The EmailIdentity value must be a valid domain.")
}

func lengthChange(f *fixture) {
	z, _ := f.verified()
	out, err := f.setLength(types.DkimSigningKeyLengthRsa1024Bit)
	f.no(err)
	f.equal("status", out.DkimStatus, types.DkimStatusPending)
	got := f.status(types.VerificationStatusSuccess, types.DkimStatusPending)
	f.equal("sending", got.VerifiedForSendingStatus, true)
	f.equal("next", got.DkimAttributes.NextSigningKeyLength, types.DkimSigningKeyLengthRsa1024Bit)
	f.equal("current", got.DkimAttributes.CurrentSigningKeyLength, types.DkimSigningKeyLengthRsa2048Bit)

	f.publish(z, out.DkimTokens, "dkim.amazonses.com")
	got = f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
	f.equal("current", got.DkimAttributes.CurrentSigningKeyLength, types.DkimSigningKeyLengthRsa1024Bit)
}

func lengthTooSoon(f *fixture) {
	f.create(domain)
	const short, long = types.DkimSigningKeyLengthRsa1024Bit, types.DkimSigningKeyLengthRsa2048Bit
	change := func(l types.DkimSigningKeyLength) error { _, err := f.setLength(l); return err }
	f.no(change(short))
	f.refused(change(long), 400, "BadRequestException", "")
	f.w.Advance(24 * time.Hour)
	f.no(change(long))
	f.no(change(short))
	f.refused(change(long), 400, "BadRequestException", "")
	f.equal("next", f.get(domain).DkimAttributes.NextSigningKeyLength, short)
}

func lengthSame(f *fixture) {
	f.create(domain)
	_, err := f.setLength(types.DkimSigningKeyLengthRsa2048Bit)
	f.refused(err, 400, "BadRequestException", "")
}

func lengthTokens(f *fixture) {
	for same, f := range map[bool]*fixture{false: f, true: f.again(quirks(sesapi.Quirks{SameTokensOnKeyLength: true}))} {
		before := f.create(domain).DkimAttributes.Tokens
		out, err := f.setLength(types.DkimSigningKeyLengthRsa1024Bit)
		f.no(err)
		f.equal("same tokens", slices.Equal(out.DkimTokens, before), same)
		f.equal("get agrees", slices.Equal(out.DkimTokens, f.get(domain).DkimAttributes.Tokens), true)
	}
}

func originTwice(f *fixture) {
	f.create(domain)
	_, err := f.ses.PutEmailIdentityDkimSigningAttributes(f.t.Context(), &sesv2.PutEmailIdentityDkimSigningAttributesInput{
		EmailIdentity: aws.String(domain), SigningAttributesOrigin: types.DkimSigningAttributesOriginAwsSes,
		SigningAttributes: &types.DkimSigningAttributes{DomainSigningAttributesOrigin: types.DkimSigningAttributesOriginAwsSesEuWest1},
	})
	f.refused(err, 400, "BadRequestException", "")
}

func ownKeyAndBack(f *fixture) {
	z, _ := f.verified()
	key := newKey(f)
	out, err := f.ses.PutEmailIdentityDkimSigningAttributes(f.t.Context(), &sesv2.PutEmailIdentityDkimSigningAttributesInput{
		EmailIdentity: aws.String(domain), SigningAttributesOrigin: types.DkimSigningAttributesOriginExternal,
		SigningAttributes: &types.DkimSigningAttributes{DomainSigningPrivateKey: &key.private, DomainSigningSelector: aws.String("sel")},
	})
	f.no(err)
	f.equal("the token is the selector", slices.Equal(out.DkimTokens, []string{"sel"}), true)
	got := f.status(types.VerificationStatusSuccess, types.DkimStatusPending)
	f.equal("origin", got.DkimAttributes.SigningAttributesOrigin, types.DkimSigningAttributesOriginExternal)

	record := `"v=DKIM1; k=rsa; p=` + key.public[:100] + `" "` + key.public[100:] + `"`
	f.put(z, "sel._domainkey."+domain, "TXT", record, `"other"`)
	got = f.status(types.VerificationStatusSuccess, types.DkimStatusPending)
	f.equal("error of two values", got.VerificationInfo.ErrorType, types.VerificationErrorInvalidValue)
	f.put(z, "sel._domainkey."+domain, "TXT", record)
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
	back, err := f.setLength(types.DkimSigningKeyLengthRsa2048Bit)
	f.no(err)
	f.equal("tokens", len(back.DkimTokens), 3)
	f.status(types.VerificationStatusSuccess, types.DkimStatusPending)
}
