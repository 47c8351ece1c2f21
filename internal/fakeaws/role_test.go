package fakeaws_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	r53types "github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestRole has the rules of roles: whom they trust, what they may do, and for
// how long.
func TestRole(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"a role trusts whom its policy names":                           trusted,
		"a role wants its external id":                                  externalID,
		"a role trusts the next of a chain by its role":                 chained,
		"a role that was made may do nothing":                           mayNothing,
		"a role may do what its policy allows and no more":              mayThat,
		"a web identity is trusted where the role is federated":         federated,
		"a session ends, in the words of each service":                  sessionEnds,
		"tags and a configuration set need permissions of their own":    besides,
		"a policy limits the names of records":                          limitsNames,
		"a policy limits types and actions":                             limitsTypes,
		"record names are normalised: case, dot, and octal digits":      normalised,
		"an underscore stays an underscore where names are normalised":  underscore,
		"a session can be had without being trusted":                    issued,
		"a zone of another account is refused whatever a policy says":   anothersZone,
		"what an account denies, a policy of a role there cannot allow": accountDenies,
	})
}

const otherAccount = "999999999999"

// made is a role of the other account that trusts the first one.
func (f *fixture) made(statements string) *fakeaws.Role {
	f.t.Helper()
	r := f.w.Account(otherAccount).CreateRole("path/dns")
	f.no(r.SetTrust(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"` + accountID + `"}}}`))
	f.no(r.SetPolicy(`{"Version":"2012-10-17","Statement":[` + statements + `]}`))
	return r
}

func (f *fixture) assume(from aws.Config, in *sts.AssumeRoleInput) (aws.Config, error) {
	in.RoleSessionName = aws.String("me")
	out, err := sts.NewFromConfig(from).AssumeRole(f.t.Context(), in)
	if err != nil {
		return from, err
	}
	k := out.Credentials
	from.Credentials = credentials.NewStaticCredentialsProvider(*k.AccessKeyId, *k.SecretAccessKey, *k.SessionToken)
	return from, nil
}

// as is a session of a role.
func (f *fixture) as(r *fakeaws.Role) aws.Config {
	f.t.Helper()
	c, err := f.assume(f.config(region), &sts.AssumeRoleInput{RoleArn: &r.ARN})
	f.no(err)
	return c
}

func trusted(f *fixture) {
	r := f.made("")
	f.as(r)
	f.no(r.SetTrust(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::111111111111:root"}}}`))
	_, err := f.assume(f.config(region), &sts.AssumeRoleInput{RoleArn: &r.ARN})
	f.refused(err, 403, "AccessDenied", "User: arn:aws:iam::123456789012:user/fake is not authorized to perform: sts:AssumeRole on resource: "+r.ARN)
}

func externalID(f *fixture) {
	r := f.made("")
	f.no(r.SetTrust(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"},"Condition":{"StringEquals":{"sts:ExternalId":"x"}}}}`))
	for id, denied := range map[string]bool{"": true, "y": true, "x": false} {
		in := &sts.AssumeRoleInput{RoleArn: &r.ARN}
		if id != "" {
			in.ExternalId = &id
		}
		_, err := f.assume(f.config(region), in)
		f.equal("denial with "+id, code(err) == "AccessDenied", denied)
	}
}

func code(err error) string {
	answer, _ := errors.AsType[smithy.APIError](err)
	if answer == nil {
		return ""
	}
	return answer.ErrorCode()
}

func chained(f *fixture) {
	hub := f.w.Account("111111111111").CreateRole("hub")
	f.no(hub.SetTrust(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"` + accountID + `"}}}`))
	r := f.made("")
	f.no(r.SetTrust(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"` + hub.ARN + `"}}}`))
	_, err := f.assume(f.as(hub), &sts.AssumeRoleInput{RoleArn: &r.ARN})
	f.refused(err, 403, "AccessDenied", "User: arn:aws:sts::111111111111:assumed-role/hub/me is not authorized to perform: sts:AssumeRole on resource: "+r.ARN+
		" because no identity-based policy allows the sts:AssumeRole action")
	f.no(hub.SetPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"` + r.ARN + `"}}`))
	c, err := f.assume(f.as(hub), &sts.AssumeRoleInput{RoleArn: &r.ARN})
	f.no(err)
	who, err := sts.NewFromConfig(c).GetCallerIdentity(f.t.Context(), nil)
	f.no(err)
	f.equal("account", aws.ToString(who.Account), otherAccount)
}

func mayNothing(f *fixture) {
	c := f.as(f.made(""))
	const user = "arn:aws:sts::999999999999:assumed-role/dns/me"
	_, err := route53.NewFromConfig(c).ListHostedZones(f.t.Context(), nil)
	f.refused(err, 403, "AccessDenied", "User: "+user+" is not authorized to perform: route53:ListHostedZones on resource: * because no identity-based policy allows the route53:ListHostedZones action")
	_, err = sesv2.NewFromConfig(c).GetAccount(f.t.Context(), nil)
	f.refused(err, 403, "AccessDeniedException", "User `"+user+"' is not authorized to perform `ses:GetAccount' on resource `*' because no identity-based policy allows the ses:GetAccount action")
	_, err = sts.NewFromConfig(c).GetCallerIdentity(f.t.Context(), nil)
	f.no(err)
}

func mayThat(f *fixture) {
	one, two := f.w.Account(otherAccount).CreateZone(domain), f.w.Account(otherAccount).CreateZone("example.net")
	r := f.made(`{"Effect":"Allow","Action":"route53:ListResourceRecordSets","Resource":["arn:aws:route53:::hostedzone/` + one.ID + `"]}`)
	client := route53.NewFromConfig(f.as(r))
	_, err := client.ListResourceRecordSets(f.t.Context(), &route53.ListResourceRecordSetsInput{HostedZoneId: &one.ID})
	f.no(err)
	_, err = client.ListResourceRecordSets(f.t.Context(), &route53.ListResourceRecordSetsInput{HostedZoneId: &two.ID})
	f.equal("code", code(err), "AccessDenied")
	_, err = client.GetHostedZone(f.t.Context(), &route53.GetHostedZoneInput{Id: &one.ID})
	f.equal("code", code(err), "AccessDenied")
	f.no(r.SetPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`, `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`))
	_, err = client.ListResourceRecordSets(f.t.Context(), &route53.ListResourceRecordSetsInput{HostedZoneId: &one.ID})
	f.refused(err, 403, "AccessDenied", "User: arn:aws:sts::999999999999:assumed-role/dns/me is not authorized to perform: route53:ListResourceRecordSets on resource: "+
		"arn:aws:route53:::hostedzone/"+one.ID+" with an explicit deny in an identity-based policy")
}

func federated(f *fixture) {
	r := f.made("")
	c := f.config(region)
	c.Credentials = aws.AnonymousCredentials{}
	assume := func() error {
		_, err := sts.NewFromConfig(c).AssumeRoleWithWebIdentity(f.t.Context(), &sts.AssumeRoleWithWebIdentityInput{
			RoleArn: &r.ARN, RoleSessionName: aws.String("me"), WebIdentityToken: aws.String("token"),
		})
		return err
	}
	f.refused(assume(), 403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
	f.no(r.SetTrust(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"ci.example"}}}`))
	f.no(assume())
}

func sessionEnds(f *fixture) {
	r := f.made(`{"Effect":"Allow","Action":"*","Resource":"*"}`)
	c, err := f.assume(f.config(region), &sts.AssumeRoleInput{RoleArn: &r.ARN, DurationSeconds: aws.Int32(900)})
	f.no(err)
	f.w.Advance(14 * time.Minute)
	_, err = route53.NewFromConfig(c).ListHostedZones(f.t.Context(), nil)
	f.no(err)
	f.w.Advance(time.Minute)
	const text = "The security token included in the request is expired"
	_, err = route53.NewFromConfig(c).ListHostedZones(f.t.Context(), nil)
	f.refused(err, 403, "ExpiredToken", text)
	_, err = sts.NewFromConfig(c).GetCallerIdentity(f.t.Context(), nil)
	f.refused(err, 403, "ExpiredToken", text)
	_, err = sesv2.NewFromConfig(c).GetAccount(f.t.Context(), nil)
	f.refused(err, 403, "ExpiredTokenException", text)
}

func besides(f *fixture) {
	const identity = "arn:aws:ses:us-east-1:999999999999:identity/example.org"
	f.w.Account(otherAccount).CreateConfigurationSet(region, "set")
	r := f.made(`{"Effect":"Allow","Action":["ses:Create*","ses:Put*"],"Resource":"` + identity + `"}`)
	client := sesv2.NewFromConfig(f.as(r))
	create := func(in *sesv2.CreateEmailIdentityInput) error {
		in.EmailIdentity = aws.String(domain)
		_, err := client.CreateEmailIdentity(f.t.Context(), in)
		return err
	}
	f.refused(create(&sesv2.CreateEmailIdentityInput{Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}}), 403, "AccessDeniedException",
		"User `arn:aws:sts::999999999999:assumed-role/dns/me' is not authorized to perform `ses:TagResource' on resource `"+identity+"' because no identity-based policy allows the ses:TagResource action")
	set := create(&sesv2.CreateEmailIdentityInput{ConfigurationSetName: aws.String("set")})
	f.refused(set, 403, "AccessDeniedException", "User `arn:aws:sts::999999999999:assumed-role/dns/me' is not authorized to perform `ses:CreateEmailIdentity' on resource `"+
		"arn:aws:ses:us-east-1:999999999999:configuration-set/set' because no identity-based policy allows the ses:CreateEmailIdentity action")
	f.no(create(&sesv2.CreateEmailIdentityInput{}))
	_, err := client.PutEmailIdentityConfigurationSetAttributes(f.t.Context(), &sesv2.PutEmailIdentityConfigurationSetAttributesInput{
		EmailIdentity: aws.String(domain), ConfigurationSetName: aws.String("set"),
	})
	f.equal("code", code(err), "AccessDeniedException")
}

// write creates or deletes records with the credentials of a session, and
// returns what code it is refused with.
func (f *fixture) write(c aws.Config, z *fakeaws.Zone, action r53types.ChangeAction, typ r53types.RRType, names ...string) string {
	f.t.Helper()
	value := map[r53types.RRType]string{"TXT": `"x"`, "MX": "10 a.example", "CNAME": "a.example"}[typ]
	var changes []r53types.Change
	for _, name := range names {
		changes = append(changes, r53types.Change{Action: action, ResourceRecordSet: &r53types.ResourceRecordSet{
			Name: aws.String(name), Type: typ, TTL: aws.Int64(300), ResourceRecords: []r53types.ResourceRecord{{Value: &value}},
		}})
	}
	_, err := route53.NewFromConfig(c).ChangeResourceRecordSets(f.t.Context(), &route53.ChangeResourceRecordSetsInput{
		HostedZoneId: &z.ID, ChangeBatch: &r53types.ChangeBatch{Changes: changes},
	})
	if err != nil && code(err) == "" {
		f.t.Errorf("write: %v", err)
	}
	return code(err)
}

// writer is a role that may write the records for which a condition holds.
func (f *fixture) writer(condition string) (aws.Config, *fakeaws.Zone) {
	f.t.Helper()
	z := f.w.Account(otherAccount).CreateZone(domain)
	return f.as(f.made(`{"Effect":"Allow","Action":"route53:ChangeResourceRecordSets","Resource":"arn:aws:route53:::hostedzone/` + z.ID + `","Condition":` + condition + `}`)), z
}

const recordNames = `"route53:ChangeResourceRecordSetsNormalizedRecordNames"`

func issued(f *fixture) {
	r := f.made(`{"Effect":"Allow","Action":"route53:ListHostedZones","Resource":"*"}`)
	key, secret, token := r.Session()
	c := f.config(region)
	c.Credentials = credentials.NewStaticCredentialsProvider(key, secret, token)
	_, err := route53.NewFromConfig(c).ListHostedZones(f.t.Context(), nil)
	f.no(err)
	_, err = sesv2.NewFromConfig(c).GetAccount(f.t.Context(), nil)
	f.equal("code", code(err), "AccessDeniedException")
}

func limitsNames(f *fixture) {
	c, z := f.writer(`{"ForAllValues:StringLike":{` + recordNames + `:["_dmarc.example.org","*._domainkey.example.org"]}}`)
	f.equal("DMARC", f.write(c, z, "CREATE", "TXT", "_dmarc.example.org"), "")
	f.equal("DKIM", f.write(c, z, "CREATE", "CNAME", "a._domainkey.example.org", "b._domainkey.example.org"), "")
	f.equal("another name", f.write(c, z, "CREATE", "TXT", "www.example.org"), "AccessDenied")
	f.equal("another name among them", f.write(c, z, "CREATE", "TXT", "c._domainkey.example.org", "www.example.org"), "AccessDenied")
	f.equal("sets", len(z.Sets()), 2+3)
}

func limitsTypes(f *fixture) {
	c, z := f.writer(`{"ForAllValues:StringEquals":{"route53:ChangeResourceRecordSetsRecordTypes":["TXT"],"route53:ChangeResourceRecordSetsActions":["CREATE","DELETE"]}}`)
	f.equal("TXT", f.write(c, z, "CREATE", "TXT", "a.example.org"), "")
	f.equal("CNAME", f.write(c, z, "CREATE", "CNAME", "b.example.org"), "AccessDenied")
	f.equal("UPSERT", f.write(c, z, "UPSERT", "TXT", "a.example.org"), "AccessDenied")
	f.equal("DELETE", f.write(c, z, "DELETE", "TXT", "a.example.org"), "")
}

func normalised(f *fixture) {
	c, z := f.writer(`{"ForAllValues:StringEquals":{` + recordNames + `:["\\052.example.org","a\\041b.example.org"]}}`)
	f.equal("wildcard", f.write(c, z, "CREATE", "TXT", "*.Example.ORG."), "")
	f.equal("escaped", f.write(c, z, "CREATE", "TXT", `A\041b.example.org`), "")
	f.equal("written out", f.write(c, z, "DELETE", "TXT", "a!b.example.org"), "")
}

func underscore(f *fixture) {
	c, z := f.writer(`{"ForAllValues:StringEquals":{` + recordNames + `:["_dmarc.example.org"]}}`)
	f.equal("an underscore", f.write(c, z, "CREATE", "TXT", "_dmarc.example.org"), "")
	f.equal("an escaped one", f.write(c, z, "DELETE", "TXT", `\137dmarc.example.org.`), "")
	f.equal("a policy with octal digits for it", func() string {
		c, z := f.writer(`{"ForAllValues:StringEquals":{` + recordNames + `:["\\137dmarc.example.org"]}}`)
		return f.write(c, z, "CREATE", "TXT", "_dmarc.example.org")
	}(), "AccessDenied")
}

func anothersZone(f *fixture) {
	z := f.acct.CreateZone(domain)
	c := f.as(f.made(`{"Effect":"Allow","Action":"*","Resource":"*"}`))
	_, err := route53.NewFromConfig(c).GetHostedZone(f.t.Context(), &route53.GetHostedZoneInput{Id: &z.ID})
	f.equal("code", code(err), "AccessDenied")
	f.equal("writing", f.write(c, z, "CREATE", "TXT", "a.example.org"), "AccessDenied")
}

func accountDenies(f *fixture) {
	c := f.as(f.made(`{"Effect":"Allow","Action":"*","Resource":"*"}`))
	f.w.Account(otherAccount).Deny("route53:*")
	_, err := route53.NewFromConfig(c).ListHostedZones(f.t.Context(), nil)
	f.equal("code", code(err), "AccessDenied")
}
