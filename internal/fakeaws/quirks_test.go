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

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestQuirks has the choices that no other rule covers.
func TestQuirks(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"11b a name can keep its case":                            quirkCase,
		"42b verification info can be empty before a check":       quirkInfo,
		"12b a bad token can have a code of its own":              quirkToken,
		"a restart can bring new tokens":                          quirkRestart,
		"a put of MAIL FROM can always restart it":                quirkMailFrom,
		"the current key length can follow at once":               quirkLength,
		"01b the answer of create can be PENDING":                 quirkPending,
		"02b the first reads can be NOT_STARTED":                  quirkUnstarted,
		"12c either route can be the only one that lists":         quirkRoute,
		"16b what is unknown can be refused with one code by all": quirkUnknown,
		"40b a domain can be verified one look after its DKIM":    quirkVerifiedLater,
		"46c a parent that has a replica can be a conflict":       quirkParent,
		"what is false can be left out":                           quirkFalse,
		"the texts of refusals can be others":                     quirkTexts,
		"a page can have another size":                            quirkPage,
	})
}

func quirkCase(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{KeepNameCase: true, PageSize: 1}))
	f.create("Example.ORG")
	out, err := f.ses.ListEmailIdentities(f.t.Context(), &sesv2.ListEmailIdentitiesInput{})
	f.no(err)
	f.equal("name", aws.ToString(out.EmailIdentities[0].IdentityName), "Example.ORG")
}

func quirkInfo(f *fixture) {
	f = f.again(fakeaws.Options{VerifyAfter: time.Minute, Quirks: sesapi.Quirks{EmptyVerificationInfo: true}})
	f.create(domain)
	if info := f.get(domain).VerificationInfo; info == nil || info.LastCheckedTimestamp != nil {
		f.t.Errorf("info is %+v", info)
	}
}

func quirkToken(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{InvalidNextTokenException: true}))
	_, err := f.ses.ListEmailIdentities(f.t.Context(), &sesv2.ListEmailIdentitiesInput{NextToken: aws.String("bad")})
	f.refused(err, 400, "InvalidNextTokenException", "")
}

func quirkRestart(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{NewTokensOnRestart: true}))
	before := f.create(domain).DkimAttributes.Tokens
	out, err := f.setLength("")
	f.no(err)
	f.equal("same tokens", slices.Equal(out.DkimTokens, before), false)
}

func quirkMailFrom(f *fixture) {
	f = f.again(fakeaws.Options{VerifyAfter: time.Minute, Quirks: sesapi.Quirks{RestartMailFromOnPut: true}})
	z := f.acct.CreateZone(domain)
	f.put(z, mailFrom, "MX", mx)
	f.create(domain)
	f.no(f.putMailFrom(domain, mailFrom, ""))
	f.w.Advance(time.Minute)
	f.mailFromStatus(types.MailFromDomainStatusSuccess)
	f.no(f.putMailFrom(domain, mailFrom, types.BehaviorOnMxFailureRejectMessage))
	f.mailFromStatus(types.MailFromDomainStatusPending)
}

func quirkLength(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{CurrentKeyLengthAtOnce: true}))
	f.create(domain)
	_, err := f.setLength(types.DkimSigningKeyLengthRsa1024Bit)
	f.no(err)
	f.equal("length", f.get(domain).DkimAttributes.CurrentSigningKeyLength, types.DkimSigningKeyLengthRsa1024Bit)
}

func quirkPage(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{PageSize: 1}))
	f.create("a.example")
	f.create("b.example")
	out, err := f.ses.ListEmailIdentities(f.t.Context(), &sesv2.ListEmailIdentitiesInput{})
	f.no(err)
	f.equal("identities", len(out.EmailIdentities), 1)
}

func quirkPending(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{PendingOnCreate: true}))
	f.equal("status", f.create(domain).DkimAttributes.Status, types.DkimStatusPending)
}

func quirkUnstarted(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{NotStartedReads: 1}))
	f.create(domain)
	f.status(types.VerificationStatusNotStarted, types.DkimStatusNotStarted)
	f.status(types.VerificationStatusPending, types.DkimStatusPending)
}

func quirkRoute(f *fixture) {
	get := f.again(quirks(sesapi.Quirks{ListRoute: sesapi.ListByGet}))
	get.refused(get.burst(get.ses), 404, "UnknownOperationException", "")
	f.equal("old route", get.signed(http.MethodGet, "/v2/email/identities", ""), "{\"EmailIdentities\":[]}\n")
	post := f.again(quirks(sesapi.Quirks{ListRoute: sesapi.ListByPost}))
	post.no(post.burst(post.ses))
	f.equal("old route", strings.Contains(post.signed(http.MethodGet, "/v2/email/identities", ""), "message"), true)
}

func quirkUnknown(f *fixture) {
	for status, code := range map[int]sesapi.Unknown{400: sesapi.UnknownBadRequest, 404: sesapi.UnknownNotFound} {
		f := f.again(quirks(sesapi.Quirks{Unknown: code}))
		_, signing := f.ses.PutEmailIdentityDkimAttributes(f.t.Context(), &sesv2.PutEmailIdentityDkimAttributesInput{EmailIdentity: aws.String(domain)})
		_, feedback := f.ses.PutEmailIdentityFeedbackAttributes(f.t.Context(), &sesv2.PutEmailIdentityFeedbackAttributesInput{EmailIdentity: aws.String(domain)})
		_, set := f.ses.PutEmailIdentityConfigurationSetAttributes(f.t.Context(), &sesv2.PutEmailIdentityConfigurationSetAttributesInput{EmailIdentity: aws.String(domain)})
		_, keys := f.setLength("")
		for _, err := range []error{signing, feedback, set, keys, f.putMailFrom(domain, mailFrom, ""), f.tag(map[string]string{"a": "b"})} {
			f.refused(err, status, string(code), "")
		}
		getUnknown(f)
		deleteUnknown(f)
	}
}

func quirkVerifiedLater(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{VerifiedLater: true}))
	z := f.acct.CreateZone(domain)
	f.publish(z, f.create(domain).DkimAttributes.Tokens, "dkim.amazonses.com")
	f.status(types.VerificationStatusPending, types.DkimStatusSuccess)
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
}

func quirkParent(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{ConflictOnParent: true}))
	f.create(domain)
	f.replicate("eu-west-1", "AWS_SES_US_EAST_1")
	f.refused(f.delete(domain), 409, "ConflictException", "")
}

func quirkFalse(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{OmitFalse: true}))
	f.create(domain)
	body := f.signed(http.MethodGet, "/v2/email/identities/"+domain, "")
	f.equal("a false member", strings.Contains(body, "VerifiedForSendingStatus"), false)
	f.equal("a true member", strings.Contains(body, `"SigningEnabled":true`), true)
	f.equal("time", f.get(domain).DkimAttributes.LastKeyGenerationTimestamp.IsZero(), false)
}

func quirkTexts(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{OtherTexts: true}))
	f.refused(f.delete(domain), 404, "NotFoundException", "Refused.")
}
