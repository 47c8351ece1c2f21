package fakeaws_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestSES_edge has the rules on tags, policies, sending, the account, and what
// the door refuses.
func TestSES_edge(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"47 tags of an unknown identity are not found":              tagUnknown,
		"48 an ARN of another region can be listed only":            tagElsewhere,
		"49 no tags and no keys are refused":                        tagNothing,
		"50 the 51st tag and reserved keys are refused":             tagLimit,
		"51 over the rate there is a 429 with its code":             throttled,
		"52 the rate is per account and region, and not of sending": throttleScope,
		"53 a concurrent modification is a 500":                     concurrent,
		"55 a denial has a backtick and an apostrophe":              denied,
		"56 policies need a verified identity":                      policies,
		"57 only who is verified sends":                             send,
		"over the daily quota only the simulator is sent to":        sendQuota,
		"MAIL FROM that must not fail keeps mail back":              sendMailFrom,
		"tags merge by key and survive an empty value":              tagMerge,
		"the account has its details, reasons and review":           account,
	})
}

const arn = "arn:aws:ses:us-east-1:123456789012:identity/example.org"

func (f *fixture) tag(tags map[string]string) error { return f.tagARN(arn, tags) }

func (f *fixture) tagARN(arn string, tags map[string]string) error {
	in := &sesv2.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{}}
	for k, v := range tags {
		in.Tags = append(in.Tags, types.Tag{Key: &k, Value: &v})
	}
	_, err := f.ses.TagResource(f.t.Context(), in)
	return err
}

func (f *fixture) untag(arn string, keys ...string) error {
	_, err := f.ses.UntagResource(f.t.Context(), &sesv2.UntagResourceInput{ResourceArn: &arn, TagKeys: keys})
	return err
}

func (f *fixture) tags(arn string) (map[string]string, error) {
	out, err := f.ses.ListTagsForResource(f.t.Context(), &sesv2.ListTagsForResourceInput{ResourceArn: &arn})
	if err != nil {
		return nil, err
	}
	tags := map[string]string{}
	for _, t := range out.Tags {
		tags[*t.Key] = *t.Value
	}
	return tags, nil
}

func tagUnknown(f *fixture) {
	const text = "No EmailIdentity present with name: example.org"
	f.refused(f.tag(map[string]string{"a": "b"}), 404, "NotFoundException", text)
	f.refused(f.untag(arn, "a"), 404, "NotFoundException", text)
	_, err := f.tags(arn)
	f.refused(err, 404, "NotFoundException", text)
}

func tagElsewhere(f *fixture) {
	f.create(domain)
	f.no(f.tag(map[string]string{"a": "b"}))
	const other = "arn:aws:ses:eu-west-1:123456789012:identity/example.org"
	f.refused(f.tagARN(other, map[string]string{"a": "b"}), 400, "BadRequestException", "Failed to tag resource")
	f.refused(f.untag(other, "a"), 400, "BadRequestException", "Failed to untag resource")
	tags, err := f.tags(other)
	f.no(err)
	f.equal("tag", tags["a"], "b")
	f.no(f.untag(arn, "absent"))
}

func tagNothing(f *fixture) {
	f.create(domain)
	f.refused(f.tag(nil), 400, "BadRequestException",
		"1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1")
	f.refused(f.untag(arn, []string{}...), 400, "BadRequestException",
		"1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must have length greater than or equal to 1")
}

func tagLimit(f *fixture) {
	f.create(domain)
	tags := map[string]string{}
	for i := range 50 {
		tags["key"+strconv.Itoa(i)] = ""
	}
	f.no(f.tag(tags))
	f.no(f.tag(map[string]string{"key0": "again"}))
	f.refused(f.tag(map[string]string{"key50": ""}), 400, "BadRequestException", "")
	f.refused(f.tag(map[string]string{"aws:x": ""}), 400, "BadRequestException", "")
}

func tagMerge(f *fixture) {
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{
		EmailIdentity: aws.String(domain), Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("")}},
	})
	f.no(err)
	f.no(f.tag(map[string]string{"b": "2", "c": "3"}))
	f.no(f.untag(arn, "c"))
	tags, err := f.tags(arn)
	f.no(err)
	f.equal("tags", len(tags), 2)
	got := f.get(domain).Tags
	f.equal("first", *got[0].Key+"="+*got[0].Value, "a=")
	f.equal("second", *got[1].Key+"="+*got[1].Value, "b=2")
}

func (f *fixture) burst(client *sesv2.Client) error {
	_, err := client.ListEmailIdentities(f.t.Context(), &sesv2.ListEmailIdentitiesInput{})
	return err
}

func throttled(f *fixture) {
	f.w.Throttle("ses", fakeaws.Rate{PerSecond: 1, Burst: 2})
	f.no(f.burst(f.ses))
	f.no(f.burst(f.ses))
	err := f.burst(f.ses)
	f.refused(err, 429, "TooManyRequestsException", "Rate exceeded")
	if answer := (*awshttp.ResponseError)(nil); errors.As(err, &answer) {
		f.equal("code in the header", answer.Response.Header.Get("X-Amzn-ErrorType"), "TooManyRequestsException")
		f.equal("time to wait", answer.Response.Header.Get("Retry-After"), "")
	}
	f.w.Advance(time.Second)
	f.no(f.burst(f.ses))
	log := f.w.CallLog()
	f.equal("status in the log", log[2].Status, 429)
	f.equal("code in the log", log[2].Code, "TooManyRequestsException")
	f.w.Throttle("ses", fakeaws.Rate{})
	f.no(f.burst(f.ses))
}

func throttleScope(f *fixture) {
	now := time.Unix(1_800_000_000, 0)
	f = f.again(fakeaws.Options{Now: func() time.Time { return now }})
	f.w.Throttle("ses", fakeaws.Rate{PerSecond: 1, Burst: 1})
	f.no(f.burst(f.ses))
	f.refused(f.burst(f.ses), 429, "TooManyRequestsException", "")
	f.no(f.burst(f.in("eu-west-1")))
	_, err := f.send("me@example.org", "you@example.net")
	f.refused(err, 400, "MessageRejected", "")
	f.acct = f.w.Account("999999999999")
	f.no(f.burst(f.in(region)))
}

func concurrent(f *fixture) {
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Call: 2, Code: "ConcurrentModificationException", Message: "Busy."})
	f.create("a.example")
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String("b.example")})
	f.refused(err, 500, "ConcurrentModificationException", "Busy.")
	f.create("b.example")
}

func denied(f *fixture) {
	f.acct.Deny("ses:CreateEmailIdentity", "ses:TagResource", "ses:List*")
	in := &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain), Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}}
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), in)
	f.refused(err, 403, "AccessDeniedException", "User `arn:aws:iam::123456789012:user/fake' is not authorized to perform "+
		"`ses:CreateEmailIdentity' on resource `"+arn+"'")
	f.refused(f.burst(f.ses), 403, "AccessDeniedException", "User `arn:aws:iam::123456789012:user/fake' is not authorized to perform "+
		"`ses:ListEmailIdentities' on resource `*'")
	f.acct.Allow("ses:CreateEmailIdentity")
	_, err = f.ses.CreateEmailIdentity(f.t.Context(), in)
	f.refused(err, 403, "AccessDeniedException", "")
	f.create(domain)
}

func (f *fixture) createPolicy(name string) error {
	_, err := f.ses.CreateEmailIdentityPolicy(f.t.Context(), &sesv2.CreateEmailIdentityPolicyInput{
		EmailIdentity: aws.String(domain), PolicyName: &name, Policy: aws.String(`{"Version":"2012-10-17"}`),
	})
	return err
}

func policies(f *fixture) {
	f.refused(f.createPolicy("p"), 404, "NotFoundException", "Email identity <example.org> does not exist.")
	f.create(domain)
	f.refused(f.createPolicy("p"), 400, "BadRequestException", "")
	f.acct.Identity(region, domain).Delete()
	f.verified()
	f.no(f.createPolicy("p"))
	f.refused(f.createPolicy("p"), 400, "AlreadyExistsException", "Policy <p> already exists")
	out, err := f.ses.GetEmailIdentityPolicies(f.t.Context(), &sesv2.GetEmailIdentityPoliciesInput{EmailIdentity: aws.String(domain)})
	f.no(err)
	f.equal("policy", out.Policies["p"], `{"Version":"2012-10-17"}`)
	f.equal("policies of get", len(f.get(domain).Policies), 1)
	for i := range 19 {
		f.no(f.createPolicy("p" + strconv.Itoa(i)))
	}
	f.refused(f.createPolicy("more"), 400, "LimitExceededException",
		"Number of policies for <example.org> exceeds max allowed number of policies per resource")
	_, err = f.ses.DeleteEmailIdentityPolicy(f.t.Context(), &sesv2.DeleteEmailIdentityPolicyInput{EmailIdentity: aws.String(domain), PolicyName: aws.String("p")})
	f.no(err)
	_, err = f.ses.UpdateEmailIdentityPolicy(f.t.Context(), &sesv2.UpdateEmailIdentityPolicyInput{
		EmailIdentity: aws.String(domain), PolicyName: aws.String("p"), Policy: aws.String("{}"),
	})
	f.refused(err, 404, "NotFoundException", "Policy <p> does not exist")
}

func (f *fixture) send(from, to string) (*sesv2.SendEmailOutput, error) {
	return f.ses.SendEmail(f.t.Context(), &sesv2.SendEmailInput{
		FromEmailAddress: &from, Destination: &types.Destination{ToAddresses: []string{to}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String("Hello")}, Body: &types.Body{Text: &types.Content{Data: aws.String("World")}},
		}},
	})
}

const simulator = "success@simulator.amazonses.com"

func send(f *fixture) {
	const text = "Email address is not verified. The following identities failed the check in region US-EAST-1: "
	_, err := f.send("Me <me@example.org>", simulator)
	f.refused(err, 400, "MessageRejected", text+"me@example.org")
	f.verified()
	out, err := f.send("Me <me@sub.example.org>", simulator)
	f.no(err)
	if aws.ToString(out.MessageId) == "" {
		f.t.Error("the message has no id")
	}
	_, err = f.send("me@example.org", "you@example.net")
	f.refused(err, 400, "MessageRejected", text+"you@example.net")
	f.acct.Review(region, "GRANTED")
	_, err = f.send("me@example.org", "you@example.net")
	f.no(err)
	sent := f.w.Sent()
	f.equal("messages", len(sent), 2)
	f.equal("signer", sent[0].DKIMDomain, domain)
	f.equal("sender", sent[0].From, "me@sub.example.org")

	_, err = f.ses.PutAccountSendingAttributes(f.t.Context(), &sesv2.PutAccountSendingAttributesInput{})
	f.no(err)
	_, err = f.send("me@example.org", simulator)
	f.refused(err, 400, "SendingPausedException", "")
}

func sendQuota(f *fixture) {
	f.verified()
	f.acct.Review(region, "GRANTED")
	f.acct.SetSent(region, 49_999)
	for _, to := range []string{simulator, "you@example.net", simulator} {
		_, err := f.send("me@example.org", to)
		f.no(err)
	}
	_, err := f.send("me@example.org", "you@example.net")
	f.refused(err, 400, "LimitExceededException", "Daily message quota exceeded.")
	f.w.Advance(24 * time.Hour)
	_, err = f.send("me@example.org", "you@example.net")
	f.no(err)
}

func sendMailFrom(f *fixture) {
	z, _ := f.verified()
	f.no(f.putMailFrom(domain, mailFrom, types.BehaviorOnMxFailureRejectMessage))
	_, err := f.send("me@example.org", simulator)
	f.refused(err, 400, "MailFromDomainNotVerifiedException", "")
	f.put(z, mailFrom, "MX", mx)
	_, err = f.send("me@example.org", simulator)
	f.no(err)
	f.equal("envelope", f.w.Sent()[0].MailFrom, mailFrom)
	f.no(f.acct.Identity(region, domain).SetMailFromStatus(sesapi.TemporaryFailure))
	f.mailFromStatus(types.MailFromDomainStatusTemporaryFailure)
	f.no(f.putMailFrom(domain, mailFrom, types.BehaviorOnMxFailureUseDefaultValue))
	_, err = f.send("me@example.org", simulator)
	f.no(err)
	f.equal("envelope", f.w.Sent()[1].MailFrom, "amazonses.com")
}

func account(f *fixture) {
	get := func() *sesv2.GetAccountOutput {
		out, err := f.ses.GetAccount(f.t.Context(), &sesv2.GetAccountInput{})
		f.no(err)
		return out
	}
	a := get()
	f.equal("production", a.ProductionAccessEnabled, false)
	f.equal("enforcement", aws.ToString(a.EnforcementStatus), "HEALTHY")
	f.equal("quota", a.SendQuota.Max24HourSend, 200.0)
	f.equal("details", a.Details, (*types.AccountDetails)(nil))

	in := &sesv2.PutAccountDetailsInput{
		MailType: types.MailTypeTransactional, WebsiteURL: aws.String("https://example.org"), ProductionAccessEnabled: aws.Bool(true),
	}
	_, err := f.ses.PutAccountDetails(f.t.Context(), in)
	f.no(err)
	f.equal("review", get().Details.ReviewDetails.Status, types.ReviewStatusPending)
	_, err = f.ses.PutAccountDetails(f.t.Context(), in)
	f.refused(err, http.StatusConflict, "ConflictException", "")
	f.acct.Review(region, "GRANTED")
	a = get()
	f.equal("production", a.ProductionAccessEnabled, true)
	f.equal("review", a.Details.ReviewDetails.Status, types.ReviewStatusGranted)

	_, err = f.ses.PutAccountSuppressionAttributes(f.t.Context(), &sesv2.PutAccountSuppressionAttributesInput{
		SuppressedReasons: []types.SuppressionListReason{types.SuppressionListReasonBounce},
	})
	f.no(err)
	reasons, err := json.Marshal(get().SuppressionAttributes.SuppressedReasons)
	f.no(err)
	f.equal("reasons", string(reasons), `["BOUNCE"]`)
}
