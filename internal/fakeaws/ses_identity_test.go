package fakeaws_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestSES_identity has the rules on creating, reading, listing and deleting.
func TestSES_identity(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"01 create answers a domain that nobody looked for yet":        createAnswer,
		"02 the first get reports PENDING with the defaults":           firstGet,
		"03 a duplicate is refused in whatever case it is written":     duplicate,
		"04 a missing configuration set leaves no identity behind":     missingSet,
		"05 an empty identity is refused":                              emptyIdentity,
		"06 bring your own DKIM excludes a key length":                 ownKeyAndLength,
		"07 an unknown identity cannot be got":                         getUnknown,
		"08 an unknown identity cannot be deleted":                     deleteUnknown,
		"09 delete takes everything along, and works once":             deleteAll,
		"10 an identity that is created again has new tokens":          recreate,
		"11 domains are compared without case":                         nameCase,
		"12 both routes list in pages":                                 list,
		"13 there is a limit of identities":                            identityLimit,
		"13b the limit is 10,000, and SDKs ask again":                  identityLimitOfAWS,
		"14 an address has no tokens":                                  address,
		"15 tokens are three of 32 characters":                         tokenForm,
		"14b an address signs with the DKIM of its domain":             addressOfDomain,
		"the name of a domain obeys the limits of DNS":                 badNames,
		"a quirk hides an identity from the first reads":               lateReads,
		"a bring-your-own key needs a sound key and selector together": badOwnKeys,
	})
}

func createAnswer(f *fixture) {
	out := f.create(domain)
	f.equal("type", out.IdentityType, types.IdentityTypeDomain)
	f.equal("sending", out.VerifiedForSendingStatus, false)
	d := out.DkimAttributes
	f.equal("status", d.Status, types.DkimStatusNotStarted)
	f.equal("origin", d.SigningAttributesOrigin, types.DkimSigningAttributesOriginAwsSes)
	f.equal("signing", d.SigningEnabled, true)
	f.equal("tokens", len(d.Tokens), 3)

	body := f.signed(http.MethodPost, "/v2/email/identities", `{"EmailIdentity":"raw.example.org"}`)
	if strings.Contains(body, `"VerificationStatus"`) || strings.Contains(body, "MailFrom") {
		f.t.Errorf("the answer says more than AWS's: %s", body)
	}
}

// signed sends one request of the test's own making and returns the answer.
func (f *fixture) signed(method, path, body string) string {
	f.t.Helper()
	r, err := http.NewRequestWithContext(f.t.Context(), method, f.w.URL()+path, strings.NewReader(body))
	f.no(err)
	sum := sha256Hex(body)
	r.Header.Set("X-Amz-Content-Sha256", sum)
	key := aws.Credentials{AccessKeyID: f.acct.AccessKey(), SecretAccessKey: f.acct.SecretKey()}
	f.no(v4.NewSigner().SignHTTP(f.t.Context(), key, r, sum, "ses", region, time.Now()))
	response, err := http.DefaultClient.Do(r)
	f.no(err)
	text, err := io.ReadAll(response.Body)
	f.no(errors.Join(err, response.Body.Close()))
	return string(text)
}

func firstGet(f *fixture) {
	f.create(domain)
	got := f.status(types.VerificationStatusPending, types.DkimStatusPending)
	f.equal("current length", got.DkimAttributes.CurrentSigningKeyLength, types.DkimSigningKeyLengthRsa2048Bit)
	f.equal("next length", got.DkimAttributes.NextSigningKeyLength, types.DkimSigningKeyLengthRsa2048Bit)
	f.equal("feedback", got.FeedbackForwardingStatus, true)
	f.equal("sending", got.VerifiedForSendingStatus, false)
}

func duplicate(f *fixture) {
	f.create(domain)
	for _, name := range []string{domain, "Example.ORG"} {
		_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: &name})
		f.refused(err, 400, "AlreadyExistsException", "Email identity "+name+" already exist.")
	}
}

func missingSet(f *fixture) {
	in := &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain), ConfigurationSetName: aws.String("absent")}
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), in)
	f.refused(err, 404, "NotFoundException", "Configuration set <absent> does not exist.")
	f.equal("existence", f.acct.Identity(region, domain).Exists(), false)

	in.ConfigurationSetName = aws.String(" ")
	_, err = f.ses.CreateEmailIdentity(f.t.Context(), in)
	f.refused(err, 400, "BadRequestException", "")

	_, err = f.ses.CreateConfigurationSet(f.t.Context(), &sesv2.CreateConfigurationSetInput{ConfigurationSetName: aws.String("absent")})
	f.no(err)
	in.ConfigurationSetName = aws.String("absent")
	_, err = f.ses.CreateEmailIdentity(f.t.Context(), in)
	f.no(err)
	f.equal("set", aws.ToString(f.get(domain).ConfigurationSetName), "absent")
}

func emptyIdentity(f *fixture) {
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String("")})
	f.refused(err, 400, "BadRequestException", "")
}

func ownKeyAndLength(f *fixture) {
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{
		EmailIdentity: aws.String(domain),
		DkimSigningAttributes: &types.DkimSigningAttributes{
			DomainSigningPrivateKey: aws.String(newKey(f).private), DomainSigningSelector: aws.String("sel"),
			NextSigningKeyLength: types.DkimSigningKeyLengthRsa2048Bit,
		},
	})
	f.refused(err, 400, "BadRequestException",
		"You cannot configure the identity to use Easy DKIM and Bring Your Own DKIM properties at the same time.")
	f.equal("existence", f.acct.Identity(region, domain).Exists(), false)
}

func getUnknown(f *fixture) {
	_, err := f.ses.GetEmailIdentity(f.t.Context(), &sesv2.GetEmailIdentityInput{EmailIdentity: aws.String(domain)})
	f.refused(err, 404, "NotFoundException", "")
}

func (f *fixture) delete(name string) error {
	_, err := f.ses.DeleteEmailIdentity(f.t.Context(), &sesv2.DeleteEmailIdentityInput{EmailIdentity: &name})
	return err
}

func deleteUnknown(f *fixture) {
	f.refused(f.delete(domain), 404, "NotFoundException", "Email identity "+domain+" does not exist.")
}

func deleteAll(f *fixture) {
	z, _ := f.verified()
	before := z.Dump()
	f.no(f.putMailFrom(domain, mailFrom, ""))
	f.no(f.tag(map[string]string{"a": "b"}))
	f.no(f.createPolicy("p"))
	f.no(f.delete(domain))
	f.refused(f.delete(domain), 404, "NotFoundException", "")
	f.equal("the zone", z.Dump(), before)

	f.create(domain)
	got := f.get(domain)
	f.equal("tags", len(got.Tags), 0)
	f.equal("policies", len(got.Policies), 0)
	f.equal("MAIL FROM", aws.ToString(got.MailFromAttributes.MailFromDomain), "")
}

func recreate(f *fixture) {
	for same, f := range map[bool]*fixture{false: f, true: f.again(quirks(sesapi.Quirks{SameTokensOnCreate: true}))} {
		first := f.create(domain).DkimAttributes.Tokens
		f.no(f.delete(domain))
		second := f.create(domain).DkimAttributes.Tokens
		f.equal("same tokens", slices.Equal(first, second), same)
	}
}

func nameCase(f *fixture) {
	f.create("Example.ORG")
	f.equal("type", f.get("EXAMPLE.org").IdentityType, types.IdentityTypeDomain)
	f.create("Local@Example.org")
	_, err := f.ses.GetEmailIdentity(f.t.Context(), &sesv2.GetEmailIdentityInput{EmailIdentity: aws.String("local@example.org")})
	f.refused(err, 404, "NotFoundException", "")
	f.equal("type", f.get("Local@EXAMPLE.org").IdentityType, types.IdentityTypeEmailAddress)
}

func list(f *fixture) {
	names := []string{"a.example", "b.example", "c@example.org"}
	for _, n := range names {
		f.create(n)
	}
	if _, err := f.in("eu-west-1").CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String("d.example")}); err != nil {
		f.t.Fatal(err)
	}
	var got []string
	pages := sesv2.NewListEmailIdentitiesPaginator(f.ses, &sesv2.ListEmailIdentitiesInput{PageSize: aws.Int32(2)})
	n := 0
	for ; pages.HasMorePages(); n++ {
		page, err := pages.NextPage(f.t.Context())
		f.no(err)
		for _, i := range page.EmailIdentities {
			got = append(got, aws.ToString(i.IdentityName))
			f.equal("status", i.VerificationStatus, types.VerificationStatusPending)
		}
	}
	f.equal("pages", n, 2)
	if !slices.Equal(got, names) {
		f.t.Errorf("listed %v, want %v", got, names)
	}
	old := f.signed(http.MethodGet, "/v2/email/identities?PageSize=1", "")
	if !strings.Contains(old, `"a.example"`) || strings.Contains(old, `"b.example"`) || !strings.Contains(old, "NextToken") {
		f.t.Errorf("the old route answers %s", old)
	}
	_, err := f.ses.ListEmailIdentities(f.t.Context(), &sesv2.ListEmailIdentitiesInput{NextToken: aws.String("bad")})
	f.refused(err, 400, "BadRequestException", "")
	_, err = f.ses.ListEmailIdentities(f.t.Context(), &sesv2.ListEmailIdentitiesInput{PageSize: aws.Int32(1001)})
	f.refused(err, 400, "BadRequestException", "")
	out, err := f.ses.ListEmailIdentities(f.t.Context(), &sesv2.ListEmailIdentitiesInput{Filter: map[string]string{"IDENTITY_TYPE": "EMAIL_ADDRESS"}})
	f.no(err)
	f.equal("addresses", len(out.EmailIdentities), 1)
}

func identityLimit(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{MaxIdentities: 1}))
	f.create("a.example")
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String("b@example.org")})
	f.refused(err, 400, "LimitExceededException", "")
	_, err = f.in("eu-west-1").CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String("b.example")})
	f.no(err)
}

func identityLimitOfAWS(f *fixture) {
	const limit = 10_000
	for i := range limit - 1 {
		f.no(f.acct.Identity(region, fmt.Sprintf("n%d.example", i)).Create())
	}
	f.create("last.example")
	client := sesv2.NewFromConfig(f.config(region), func(o *sesv2.Options) {
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = retry.BackoffDelayerFunc(noDelay) })
	})
	f.w.ResetCalls()
	_, err := client.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String("more.example")})
	f.refused(err, 400, "LimitExceededException", "")
	f.equal("requests of an SDK that takes it for throttling", f.w.Calls()["ses:CreateEmailIdentity"], 3)
}

func noDelay(int, error) (time.Duration, error) { return 0, nil }

func address(f *fixture) {
	d := f.create("me@example.org").DkimAttributes
	f.equal("status", d.Status, types.DkimStatusNotStarted)
	f.equal("tokens", len(d.Tokens), 0)
	f.equal("next length", d.NextSigningKeyLength, types.DkimSigningKeyLengthRsa1024Bit)
	f.equal("current length", d.CurrentSigningKeyLength, types.DkimSigningKeyLength(""))
	f.equal("status", f.get("me@example.org").DkimAttributes.Status, types.DkimStatusNotStarted)
}

func addressOfDomain(f *fixture) {
	_, tokens := f.verified()
	f.create("me@example.org")
	got := f.get("me@example.org").DkimAttributes
	f.equal("status", got.Status, types.DkimStatusSuccess)
	f.equal("same tokens", slices.Equal(got.Tokens, tokens), true)
}

func tokenForm(f *fixture) {
	form := regexp.MustCompile(`^[a-z2-7]{32}$`)
	seen := map[string]bool{}
	for _, d := range []string{"a.example", "b.example"} {
		for _, token := range f.create(d).DkimAttributes.Tokens {
			if !form.MatchString(token) || seen[token] {
				f.t.Errorf("token %q", token)
			}
			seen[token] = true
		}
	}
	f.equal("tokens", len(seen), 6)
}

func badNames(f *fixture) {
	for _, name := range []string{"example", "a..example", "example.org.", strings.Repeat("a", 64) + ".example", "ex ample.org", "@example.org"} {
		_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: &name})
		f.refused(err, 400, "BadRequestException", "")
	}
	f.create(strings.Repeat("a", 63) + ".example")
}

func lateReads(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{NotFoundReads: 1}))
	f.create(domain)
	getUnknown(f)
	f.get(domain)
}

func badOwnKeys(f *fixture) {
	good := newKey(f)
	for _, a := range []types.DkimSigningAttributes{
		{DomainSigningPrivateKey: &good.private},
		{DomainSigningSelector: aws.String("sel")},
		{DomainSigningPrivateKey: aws.String("bm8ga2V5"), DomainSigningSelector: aws.String("sel")},
		{DomainSigningPrivateKey: &good.private, DomainSigningSelector: aws.String("-sel")},
	} {
		_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{
			EmailIdentity: aws.String(domain), DkimSigningAttributes: &a,
		})
		f.refused(err, 400, "BadRequestException", "")
	}
}
