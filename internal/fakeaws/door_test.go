package fakeaws_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestDoor has the rules of the endpoint that all services share.
func TestDoor(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"an unknown access key is refused in the words of each service": unknownKey,
		"a wrong secret is refused":                                     wrongSecret,
		"a request without a signature is refused":                      unsigned,
		"names that need escaping are signed and found":                 escaped,
		"who calls is the user of the key's account":                    callerIdentity,
		"a role's credentials belong to the account of its ARN":         assumeRole,
		"a web identity needs no signature":                             webIdentity,
		"accounts see nothing of each other":                            accounts,
		"calls are counted by operation and can be forgotten":           counted,
		"the n-th call fails as the rule says":                          nthCall,
		"a lost answer has been carried out":                            lostAnswer,
		"a call that is cut has not been carried out":                   cutCall,
		"a call that hangs ends with its client":                        hangingCall,
		"a denial of Route 53 names action and resource":                deniedRoute53,
		"75 Route 53 over its rate answers Throttling":                  throttledRoute53,
		"the admin API shows and changes the world":                     admin,
	})
}

func unknownKey(f *fixture) {
	c := f.config(region)
	c.Credentials = credentials.NewStaticCredentialsProvider("AKIAFAKE000000000000", "secret", "")
	const text = "The security token included in the request is invalid."
	_, err := sesv2.NewFromConfig(c).GetAccount(f.t.Context(), nil)
	f.refused(err, 403, "UnrecognizedClientException", text)
	_, err = route53.NewFromConfig(c).ListHostedZones(f.t.Context(), nil)
	f.refused(err, 403, "InvalidClientTokenId", text)
	_, err = sts.NewFromConfig(c).GetCallerIdentity(f.t.Context(), nil)
	f.refused(err, 403, "InvalidClientTokenId", text)
}

func wrongSecret(f *fixture) {
	c := f.config(region)
	c.Credentials = credentials.NewStaticCredentialsProvider(f.acct.AccessKey(), "wrong", "")
	_, err := sesv2.NewFromConfig(c).GetAccount(f.t.Context(), nil)
	f.refused(err, 403, "InvalidSignatureException", "")
	_, err = sts.NewFromConfig(c).GetCallerIdentity(f.t.Context(), nil)
	f.refused(err, 403, "SignatureDoesNotMatch", "")
}

func unsigned(f *fixture) {
	response, err := http.Get(f.w.URL() + "/v2/email/account")
	f.no(err)
	f.no(response.Body.Close())
	f.equal("status", response.StatusCode, 403)
	f.equal("code", response.Header.Get("X-Amzn-ErrorType"), "MissingAuthenticationTokenException")
	f.equal("calls", len(f.w.Calls()), 0)
}

func escaped(f *fixture) {
	for _, name := range []string{"a+b@example.org", "a/b@example.org", "ü@example.org"} {
		f.create(name)
		f.get(name)
	}
	f.create(domain)
	f.no(f.tag(map[string]string{"a b/c+d": "x"}))
	f.no(f.untag(arn, "a b/c+d", "e*f"))
	f.equal("tags", len(f.get(domain).Tags), 0)
}

func callerIdentity(f *fixture) {
	out, err := sts.NewFromConfig(f.config("eu-west-1")).GetCallerIdentity(f.t.Context(), nil)
	f.no(err)
	f.equal("account", aws.ToString(out.Account), accountID)
	f.equal("ARN", aws.ToString(out.Arn), "arn:aws:iam::123456789012:user/fake")
}

const role = "arn:aws:iam::999999999999:role/path/dns"

func assumeRole(f *fixture) {
	client := sts.NewFromConfig(f.config(region))
	out, err := client.AssumeRole(f.t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String(role), RoleSessionName: aws.String("me")})
	f.no(err)
	c := f.config(region)
	k := out.Credentials
	c.Credentials = credentials.NewStaticCredentialsProvider(*k.AccessKeyId, *k.SecretAccessKey, *k.SessionToken)
	who, err := sts.NewFromConfig(c).GetCallerIdentity(f.t.Context(), nil)
	f.no(err)
	f.equal("account", aws.ToString(who.Account), "999999999999")
	f.equal("ARN", aws.ToString(who.Arn), "arn:aws:sts::999999999999:assumed-role/dns/me")
	f.w.Account("999999999999").CreateZone(domain)
	zones, err := route53.NewFromConfig(c).ListHostedZones(f.t.Context(), nil)
	f.no(err)
	f.equal("zones", len(zones.HostedZones), 1)

	c.Credentials = credentials.NewStaticCredentialsProvider(*k.AccessKeyId, *k.SecretAccessKey, "other")
	_, err = sts.NewFromConfig(c).GetCallerIdentity(f.t.Context(), nil)
	f.refused(err, 403, "InvalidClientTokenId", "")

	f.acct.Deny("sts:*")
	_, err = client.AssumeRole(f.t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String(role), RoleSessionName: aws.String("me")})
	f.refused(err, 403, "AccessDenied", "User: arn:aws:iam::123456789012:user/fake is not authorized to perform: sts:AssumeRole on resource: "+role)
	_, err = client.GetCallerIdentity(f.t.Context(), nil)
	f.no(err)
}

func webIdentity(f *fixture) {
	c := f.config(region)
	c.Credentials = aws.AnonymousCredentials{}
	out, err := sts.NewFromConfig(c).AssumeRoleWithWebIdentity(f.t.Context(), &sts.AssumeRoleWithWebIdentityInput{
		RoleArn: aws.String(role), RoleSessionName: aws.String("me"), WebIdentityToken: aws.String("token"),
	})
	f.no(err)
	f.equal("ARN", aws.ToString(out.AssumedRoleUser.Arn), "arn:aws:sts::999999999999:assumed-role/dns/me")
}

func accounts(f *fixture) {
	f.create(domain)
	f.acct = f.w.Account("999999999999")
	f.ses = f.in(region)
	getUnknown(f)
	f.create(domain)
}

func counted(f *fixture) {
	f.create(domain)
	f.get(domain)
	f.get(domain)
	want := map[string]int{"ses:CreateEmailIdentity": 1, "ses:GetEmailIdentity": 2}
	if got := f.w.Calls(); !maps.Equal(got, want) {
		f.t.Errorf("calls are %v, want %v", got, want)
	}
	call := f.w.CallLog()[0]
	f.equal("call", call.Service+call.Operation+call.Account+call.Region, "sesCreateEmailIdentity"+accountID+region)
	f.equal("status", call.Status, 200)
	f.equal("request", strings.HasPrefix(call.Request, "POST /v2/email/identities?\n{") && strings.Contains(call.Request, domain), true)
	f.w.ResetCalls()
	f.equal("calls", len(f.w.CallLog()), 0)
}

func nthCall(f *fixture) {
	remove := f.w.Fail(fakeaws.Rule{Call: 2, Code: "InternalServiceErrorException", Message: "Sorry."})
	f.create(domain)
	_, err := f.ses.GetAccount(f.t.Context(), nil)
	f.refused(err, 500, "InternalServiceErrorException", "Sorry.")
	f.get(domain)
	remove()
	f.w.Fail(fakeaws.Rule{Operation: "route53:ListHostedZones", Status: 503, Code: "ServiceUnavailable", Message: "Later."})
	_, err = route53.NewFromConfig(f.config(region)).ListHostedZones(f.t.Context(), nil)
	f.refused(err, 503, "ServiceUnavailable", "Later.")
}

func lostAnswer(f *fixture) {
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Effect: fakeaws.Lose})
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain)})
	f.unanswered(err)
	f.equal("existence", f.acct.Identity(region, domain).Exists(), true)
}

func (f *fixture) unanswered(err error) {
	f.t.Helper()
	var api interface{ ErrorCode() string }
	if err == nil || errors.As(err, &api) {
		f.t.Errorf("got %v, want an error of the connection", err)
	}
}

func cutCall(f *fixture) {
	var struck atomic.Int32
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Effect: fakeaws.Cut, Do: func() { struck.Add(1) }})
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain)})
	f.unanswered(err)
	f.equal("existence", f.acct.Identity(region, domain).Exists(), false)
	f.equal("struck", struck.Load(), int32(1))
	f.w.ClearFaults()
	f.create(domain)
}

func hangingCall(f *fixture) {
	ctx, cancel := context.WithCancel(f.t.Context())
	f.w.Fail(fakeaws.Rule{Effect: fakeaws.Hang, Do: cancel})
	_, err := f.ses.GetAccount(ctx, nil)
	if !errors.Is(err, context.Canceled) {
		f.t.Errorf("got %v", err)
	}
}

func deniedRoute53(f *fixture) {
	z := f.acct.CreateZone(domain)
	f.acct.Deny("route53:*")
	client := route53.NewFromConfig(f.config(region))
	const text = "User: arn:aws:iam::123456789012:user/fake is not authorized to perform: "
	_, err := client.ListHostedZones(f.t.Context(), nil)
	f.refused(err, 403, "AccessDenied", text+"route53:ListHostedZones on resource: *")
	err = f.change(z, "a."+domain, "b.example")
	f.refused(err, 403, "AccessDenied", text+"route53:ChangeResourceRecordSets on resource: arn:aws:route53:::hostedzone/"+z.ID)
	if _, ok := z.Get("a."+domain, "CNAME"); ok {
		f.t.Error("the denied change was made")
	}
}

func throttledRoute53(f *fixture) {
	now := time.Unix(1_800_000_000, 0)
	f = f.again(fakeaws.Options{Now: func() time.Time { return now }})
	f.w.Throttle("route53", fakeaws.Rate{PerSecond: 10, Burst: 2})
	client := route53.NewFromConfig(f.config(region))
	list := func() error { _, err := client.ListHostedZones(f.t.Context(), nil); return err }
	f.no(list())
	f.no(list())
	f.refused(list(), 400, "Throttling", "Rate exceeded")
	f.w.Advance(100 * time.Millisecond)
	f.no(list())
	f.refused(list(), 400, "Throttling", "Rate exceeded")
}

// ask uses the admin API.
func (f *fixture) ask(method, path, body string, into any) {
	f.t.Helper()
	r, err := http.NewRequestWithContext(f.t.Context(), method, f.w.URL()+"/_fake/"+path, strings.NewReader(body))
	f.no(err)
	response, err := http.DefaultClient.Do(r)
	f.no(err)
	text, err := io.ReadAll(response.Body)
	f.no(errors.Join(err, response.Body.Close()))
	if response.StatusCode != http.StatusOK {
		f.t.Fatalf("%s %s: %s: %s", method, path, response.Status, text)
	}
	f.no(json.Unmarshal(text, into))
}

func admin(f *fixture) {
	var zone struct{ ID, Text string }
	var ignored map[string]any
	f.ask("POST", "zones", `{"Name":"example.org"}`, &zone)
	f.ask("PUT", "zones/"+zone.ID+"/sets", `{"Name":"a.example.org.","Type":"TXT","TTL":60,"Values":["\"x\""]}`, &ignored)
	f.ask("GET", "zones/"+zone.ID, "", &zone)
	if !strings.Contains(zone.Text, "a.example.org.") {
		f.t.Errorf("the zone is %s", zone.Text)
	}
	f.ask("DELETE", "zones/"+zone.ID+"/sets?name=a.example.org.&type=TXT", "", &ignored)
	z, _ := f.w.Zone(zone.ID)
	f.equal("sets", len(z.Sets()), 2)

	f.create(domain)
	var identity struct{ DkimAttributes struct{ SigningEnabled bool } }
	f.ask("PATCH", "identities/us-east-1/example.org", `{"SigningEnabled":false}`, &identity)
	f.equal("signing", identity.DkimAttributes.SigningEnabled, false)
	f.equal("signing", f.get(domain).DkimAttributes.SigningEnabled, false)
	var identities []struct{ Region, Name string }
	f.ask("GET", "identities", "", &identities)
	f.equal("identities", len(identities), 1)
	f.equal("name", identities[0].Region+identities[0].Name, region+domain)

	before := f.w.Now()
	f.ask("POST", "clock", `{"Advance":"72h"}`, &ignored)
	if f.w.Now().Sub(before) < 72*time.Hour {
		f.t.Error("the clock did not move")
	}
	var calls struct{ Counts map[string]int }
	f.ask("GET", "calls", "", &calls)
	f.equal("calls", calls.Counts["ses:GetEmailIdentity"], 1)
	f.ask("DELETE", "calls", "", &ignored)
	f.equal("calls", len(f.w.Calls()), 0)
	f.ask("DELETE", "identities/us-east-1/example.org", "", &ignored)
	f.ask("DELETE", "zones/"+zone.ID, "", &ignored)
	f.equal("zones", len(f.acct.Zones()), 0)
}
