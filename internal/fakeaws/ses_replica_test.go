package fakeaws_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestSES_replica has the rules of Deterministic Easy DKIM (Developer Guide), as
// far as they go beyond numbers 46 and 46b of the others.
func TestSES_replica(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"a parent whose keys change changes those of its replica":     replicaFollows,
		"the keys of a parent take a while to arrive":                 replicaLags,
		"an identity becomes a replica, of another, and none, by put": replicaByPut,
		"a replica has no key length of its own to set":               replicaLength,
		"a parent goes after its replicas only":                       parentStays,
		"a parent in another account is none":                         parentElsewhere,
		"a replica is verified by its parent's records alone":         replicaVerified,
	})
}

// parentIn creates an identity with records, and returns its tokens.
func (f *fixture) parentIn(region string) []string {
	f.t.Helper()
	out, err := f.in(region).CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain)})
	f.no(err)
	return out.DkimAttributes.Tokens
}

// origin sets the signing attributes of the domain in a region.
func (f *fixture) origin(region, origin string) (*sesv2.PutEmailIdentityDkimSigningAttributesOutput, error) {
	return f.in(region).PutEmailIdentityDkimSigningAttributes(f.t.Context(), &sesv2.PutEmailIdentityDkimSigningAttributesInput{
		EmailIdentity: aws.String(domain), SigningAttributesOrigin: types.DkimSigningAttributesOrigin(origin),
	})
}

func (f *fixture) tokensIn(region string) []string {
	return f.acct.Identity(region, domain).View().DkimAttributes.Tokens
}

func replicaFollows(f *fixture) {
	f.parentIn("eu-west-1")
	f.replicate("us-east-1", "AWS_SES_EU_WEST_1")
	f.no(f.acct.Identity("eu-west-1", domain).RotateTokens())
	f.equal("the new tokens", slices.Equal(f.tokensIn("us-east-1"), f.tokensIn("eu-west-1")), true)
	f.no(f.acct.Identity("eu-west-1", domain).SetKeyLength("RSA_1024_BIT"))
	f.equal("the length", f.acct.Identity("us-east-1", domain).View().DkimAttributes.CurrentSigningKeyLength, "RSA_1024_BIT")
}

func replicaLags(f *fixture) {
	f = f.again(quirks(sesapi.Quirks{ReplicationLag: time.Minute}))
	tokens := f.parentIn("eu-west-1")
	out := f.replicate("us-east-1", "AWS_SES_EU_WEST_1")
	f.equal("tokens at first", len(out.DkimAttributes.Tokens), 0)
	f.w.Advance(time.Minute)
	f.equal("the parent's tokens", slices.Equal(f.tokensIn("us-east-1"), tokens), true)
	f.no(f.acct.Identity("eu-west-1", domain).RotateTokens())
	f.equal("still the old tokens", slices.Equal(f.tokensIn("us-east-1"), tokens), true)
	f.w.Advance(time.Minute)
	f.equal("the new tokens", slices.Equal(f.tokensIn("us-east-1"), f.tokensIn("eu-west-1")), true)
}

func replicaByPut(f *fixture) {
	west, frankfurt := f.parentIn("eu-west-1"), f.parentIn("eu-central-2")
	own := f.parentIn("us-east-1")
	out, err := f.origin("us-east-1", "AWS_SES_EU_WEST_1")
	f.no(err)
	f.equal("the parent's tokens", slices.Equal(out.DkimTokens, west), true)
	f.equal("status", out.DkimStatus, types.DkimStatusPending)
	out, err = f.origin("us-east-1", "AWS_SES_EU_CENTRAL_2")
	f.no(err)
	f.equal("the other parent's tokens", slices.Equal(out.DkimTokens, frankfurt), true)
	f.equal("the other parent's zone", aws.ToString(out.SigningHostedZone), "dkim.eu-central-2.amazonses.com")
	out, err = f.origin("us-east-1", "AWS_SES")
	f.no(err)
	f.equal("own tokens", len(out.DkimTokens) == 3 && !slices.Equal(out.DkimTokens, frankfurt) && !slices.Equal(out.DkimTokens, own), true)
}

func replicaLength(f *fixture) {
	f.parentIn("eu-west-1")
	attributes := &types.DkimSigningAttributes{
		DomainSigningAttributesOrigin: "AWS_SES_EU_WEST_1", NextSigningKeyLength: types.DkimSigningKeyLengthRsa2048Bit,
	}
	_, err := f.in("us-east-1").CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain), DkimSigningAttributes: attributes})
	f.refused(err, 400, "BadRequestException", "")
	f.equal("exists", f.acct.Identity("us-east-1", domain).Exists(), false)
}

func parentStays(f *fixture) {
	f.parentIn("eu-west-1")
	f.replicate("us-east-1", "AWS_SES_EU_WEST_1")
	remove := func(region string) error {
		_, err := f.in(region).DeleteEmailIdentity(f.t.Context(), &sesv2.DeleteEmailIdentityInput{EmailIdentity: aws.String(domain)})
		return err
	}
	f.refused(remove("eu-west-1"), 400, "BadRequestException", "")
	_, err := f.origin("us-east-1", "AWS_SES")
	f.no(err)
	f.no(remove("eu-west-1"))
	f.no(remove("us-east-1"))
}

func parentElsewhere(f *fixture) {
	f.no(f.w.Account("210987654321").Identity("eu-west-1", domain).Create())
	f.replicate("us-east-1", "AWS_SES_EU_WEST_1")
	f.equal("error", f.acct.Identity("us-east-1", domain).View().VerificationInfo.ErrorType, "REPLICATION_PRIMARY_NOT_FOUND")
}

func replicaVerified(f *fixture) {
	z := f.acct.CreateZone(domain)
	tokens := f.parentIn("eu-central-2")
	f.replicate("us-east-1", "AWS_SES_EU_CENTRAL_2")
	status := func() sesapi.Status { return f.acct.Identity("us-east-1", domain).View().VerificationStatus }
	for _, token := range tokens {
		f.equal("status before", status(), sesapi.Pending)
		f.put(z, token+"._domainkey."+domain, "CNAME", token+".dkim.eu-central-2.amazonses.com")
	}
	f.equal("status", status(), sesapi.Success)
	f.no(z.Remove(tokens[0]+"._domainkey."+domain, "CNAME"))
	f.equal("status without a record", status(), sesapi.TemporaryFailure)
}

// TestPartition: an account is known in its own part of AWS only, and its ARNs
// say which.
func TestPartition(t *testing.T) {
	t.Parallel()
	f := start(t, fakeaws.Options{})
	f.acct.SetPartition("aws-us-gov")
	who := func(region string) (*sts.GetCallerIdentityOutput, error) {
		return sts.NewFromConfig(f.config(region)).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	}
	out, err := who("us-gov-west-1")
	f.no(err)
	f.equal("ARN", aws.ToString(out.Arn), "arn:aws-us-gov:iam::"+accountID+":user/fake")
	_, err = who("us-east-1")
	f.refused(err, 403, "InvalidClientTokenId", "The security token included in the request is invalid.")
	_, err = f.in("eu-west-1").GetEmailIdentity(t.Context(), &sesv2.GetEmailIdentityInput{EmailIdentity: aws.String(domain)})
	f.refused(err, 403, "UnrecognizedClientException", "The security token included in the request is invalid.")
	_, err = f.in("us-gov-east-1").CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain)})
	f.no(err)
}
