package fakeaws_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	r53types "github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"
	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	accountID = "123456789012"
	region    = "us-east-1"
	domain    = "example.org"
	mailFrom  = "mail.example.org"
)

// fixture is a running world with one account and its SES client.
type fixture struct {
	t    *testing.T
	w    *fakeaws.World
	acct *fakeaws.Account
	ses  *sesv2.Client
}

func start(t *testing.T, o fakeaws.Options) *fixture {
	t.Helper()
	w := fakeaws.New(o)
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	f := &fixture{t: t, w: w, acct: w.Account(accountID)}
	f.ses = sesv2.NewFromConfig(f.config(region))
	return f
}

// config is that of a client which asks once: what a test does not expect must
// not be mended by the SDK.
func (f *fixture) config(region string) aws.Config {
	return aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(f.w.URL()),
		Credentials:  credentials.NewStaticCredentialsProvider(f.acct.AccessKey(), f.acct.SecretKey(), ""),
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
	}
}

func (f *fixture) in(region string) *sesv2.Client { return sesv2.NewFromConfig(f.config(region)) }

func (f *fixture) create(name string) *sesv2.CreateEmailIdentityOutput {
	f.t.Helper()
	out, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: &name})
	f.no(err)
	return out
}

func (f *fixture) get(name string) *sesv2.GetEmailIdentityOutput {
	f.t.Helper()
	out, err := f.ses.GetEmailIdentity(f.t.Context(), &sesv2.GetEmailIdentityInput{EmailIdentity: &name})
	f.no(err)
	return out
}

func (f *fixture) putMailFrom(id, name string, behavior types.BehaviorOnMxFailure) error {
	_, err := f.ses.PutEmailIdentityMailFromAttributes(f.t.Context(), &sesv2.PutEmailIdentityMailFromAttributesInput{
		EmailIdentity: &id, MailFromDomain: &name, BehaviorOnMxFailure: behavior,
	})
	return err
}

// setLength changes the key length of Easy DKIM.
func (f *fixture) setLength(l types.DkimSigningKeyLength) (*sesv2.PutEmailIdentityDkimSigningAttributesOutput, error) {
	in := &sesv2.PutEmailIdentityDkimSigningAttributesInput{
		EmailIdentity: aws.String(domain), SigningAttributesOrigin: types.DkimSigningAttributesOriginAwsSes,
	}
	if l != "" {
		in.SigningAttributes = &types.DkimSigningAttributes{NextSigningKeyLength: l}
	}
	return f.ses.PutEmailIdentityDkimSigningAttributes(f.t.Context(), in)
}

// publish puts the CNAMEs of an identity's tokens into a zone.
func (f *fixture) publish(z *fakeaws.Zone, tokens []string, suffix string) {
	f.t.Helper()
	for _, token := range tokens {
		f.put(z, token+"._domainkey."+domain, "CNAME", token+"."+suffix)
	}
}

func (f *fixture) put(z *fakeaws.Zone, name, typ string, values ...string) {
	f.t.Helper()
	f.no(z.Put(fakeaws.Set{Name: name + ".", Type: typ, TTL: 300, Values: values}))
}

// verified is a domain that SES has verified, and its zone.
func (f *fixture) verified() (*fakeaws.Zone, []string) {
	f.t.Helper()
	z := f.acct.CreateZone(domain)
	tokens := f.create(domain).DkimAttributes.Tokens
	f.publish(z, tokens, "dkim.amazonses.com")
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
	return z, tokens
}

func (f *fixture) status(want types.VerificationStatus, dkim types.DkimStatus) *sesv2.GetEmailIdentityOutput {
	f.t.Helper()
	got := f.get(domain)
	if got.VerificationStatus != want || got.DkimAttributes.Status != dkim {
		f.t.Fatalf("status is %s, of DKIM %s; want %s and %s", got.VerificationStatus, got.DkimAttributes.Status, want, dkim)
	}
	return got
}

func (f *fixture) mailFromStatus(want types.MailFromDomainStatus) {
	f.t.Helper()
	if got := f.get(domain).MailFromAttributes.MailFromDomainStatus; got != want {
		f.t.Fatalf("MAIL FROM is %q, want %q", got, want)
	}
}

func (f *fixture) no(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// refused demands an API error; an empty message is one that AWS's is not known of.
func (f *fixture) refused(err error, status int, code, message string) {
	f.t.Helper()
	var api smithy.APIError
	var response *awshttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &response) {
		f.t.Fatalf("got %v, want an API error %s", err, code)
	}
	if api.ErrorCode() != code || response.HTTPStatusCode() != status {
		f.t.Errorf("got %d %s, want %d %s", response.HTTPStatusCode(), api.ErrorCode(), status, code)
	}
	if message != "" && api.ErrorMessage() != message {
		f.t.Errorf("got message %q\nwant        %q", api.ErrorMessage(), message)
	}
	if api.ErrorMessage() == "" {
		f.t.Error("the error has no message")
	}
}

func (f *fixture) equal(what string, got, want any) {
	f.t.Helper()
	if got != want {
		f.t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// rules runs one sub-test for each rule of a map, each in a world of its own.
func rules(t *testing.T, table map[string]func(*fixture)) {
	t.Parallel()
	for name, test := range table {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(start(t, fakeaws.Options{}))
		})
	}
}

// again is a world of other options within a rule.
func (f *fixture) again(o fakeaws.Options) *fixture { return start(f.t, o) }

func quirks(q sesapi.Quirks) fakeaws.Options { return fakeaws.Options{Quirks: q} }

// change sends one Route 53 change through the API.
func (f *fixture) change(z *fakeaws.Zone, name, value string) error {
	client := route53.NewFromConfig(f.config(region))
	_, err := client.ChangeResourceRecordSets(f.t.Context(), &route53.ChangeResourceRecordSetsInput{
		HostedZoneId: &z.ID,
		ChangeBatch: &r53types.ChangeBatch{Changes: []r53types.Change{{
			Action: r53types.ChangeActionCreate,
			ResourceRecordSet: &r53types.ResourceRecordSet{
				Name: &name, Type: r53types.RRTypeCname, TTL: aws.Int64(300),
				ResourceRecords: []r53types.ResourceRecord{{Value: &value}},
			},
		}}},
	})
	return err
}
