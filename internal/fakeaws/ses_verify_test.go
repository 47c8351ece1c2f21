package fakeaws_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

const hour = time.Hour

// TestSES_verification has the rules on what SES finds in DNS, and when.
func TestSES_verification(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"27 MAIL FROM needs exactly one MX within 72 hours, and no SPF": mailFromMX,
		"28 MAIL FROM that loses its MX has 72 hours":                   mailFromLost,
		"29 MAIL FROM that failed stays so until it is put again":       mailFromFailed,
		"30 the MX of another region does not do":                       mailFromRegion,
		"38 all three CNAMEs have to be exact, and public":              exactRecords,
		"39 a status follows after the delay, never within create":      asynchronous,
		"40 all statuses flip together":                                 flipTogether,
		"41 the last error outlives success, but for a quirk":           staleError,
		"42 there is no verification info before the first check":       noInfo,
		"43 after 72 hours only a restart helps":                        searchEnds,
		"44 records that vanish are missed for five days":               revoked,
		"45 the signing zone is regional where AWS's is":                signingZone,
		"46 a replica lives from its parent":                            replica,
		"46b what is wrong with a parent is told later":                 replicaErrors,
		"54 timestamps are numbers with a fraction":                     timestamps,
		"the zone that SES sees is named by its SOA":                    soa,
		"of what is delegated elsewhere only the SOA is seen":           soaElsewhere,
		"a record that stood while the clock jumped has stood":          stoodBefore,
		"a status that was set by hand stays until a restart":           pinned,
	})
}

const mx = "10 feedback-smtp.us-east-1.amazonses.com"

func mailFromMX(f *fixture) {
	z := f.acct.CreateZone(domain)
	f.create(domain)
	f.no(f.putMailFrom(domain, mailFrom, ""))
	f.mailFromStatus(types.MailFromDomainStatusPending)
	f.put(z, mailFrom, "MX", mx)
	f.mailFromStatus(types.MailFromDomainStatusSuccess)

	f.no(f.putMailFrom(domain, "two.example.org", ""))
	f.put(z, "two.example.org", "MX", mx, "20 other.example.")
	f.mailFromStatus(types.MailFromDomainStatusFailed)

	f.no(f.putMailFrom(domain, "none.example.org", ""))
	f.w.Advance(72*hour - time.Minute)
	f.mailFromStatus(types.MailFromDomainStatusPending)
	f.w.Advance(time.Minute)
	f.mailFromStatus(types.MailFromDomainStatusFailed)
}

func mailFromLost(f *fixture) {
	z := f.acct.CreateZone(domain)
	f.create(domain)
	f.put(z, mailFrom, "MX", mx)
	f.no(f.putMailFrom(domain, mailFrom, ""))
	f.mailFromStatus(types.MailFromDomainStatusSuccess)

	f.no(z.Remove(mailFrom, "MX"))
	f.mailFromStatus(types.MailFromDomainStatusTemporaryFailure)
	f.w.Advance(71 * hour)
	f.put(z, mailFrom, "MX", mx+".")
	f.mailFromStatus(types.MailFromDomainStatusSuccess)

	f.no(z.Remove(mailFrom, "MX"))
	f.w.Advance(73 * hour)
	f.mailFromStatus(types.MailFromDomainStatusFailed)
}

func mailFromFailed(f *fixture) {
	z := f.acct.CreateZone(domain)
	f.create(domain)
	f.no(f.putMailFrom(domain, mailFrom, ""))
	f.w.Advance(73 * hour)
	f.put(z, mailFrom, "MX", mx)
	f.mailFromStatus(types.MailFromDomainStatusFailed)
	f.no(f.putMailFrom(domain, mailFrom, ""))
	f.mailFromStatus(types.MailFromDomainStatusSuccess)
	f.no(f.putMailFrom(domain, mailFrom, types.BehaviorOnMxFailureRejectMessage))
	f.equal("status after the behaviour changed", f.acct.Identity(region, domain).View().MailFromAttributes.MailFromDomainStatus, sesapi.Success)
}

func mailFromRegion(f *fixture) {
	z := f.acct.CreateZone(domain)
	f.put(z, mailFrom, "MX", "10 feedback-smtp.eu-west-1.amazonses.com")
	f.create(domain)
	f.no(f.putMailFrom(domain, mailFrom, ""))
	f.mailFromStatus(types.MailFromDomainStatusPending)
}

func exactRecords(f *fixture) {
	private := f.acct.CreatePrivateZone(domain)
	tokens := f.create(domain).DkimAttributes.Tokens
	const suffix = "dkim.amazonses.com"
	f.publish(private, tokens, suffix)
	f.status(types.VerificationStatusPending, types.DkimStatusPending)

	z := f.acct.CreateZone(domain)
	f.publish(z, tokens[:2], suffix)
	f.status(types.VerificationStatusPending, types.DkimStatusPending)
	f.publish(z, tokens[2:], "dkim.eu-south-1.amazonses.com")
	got := f.status(types.VerificationStatusPending, types.DkimStatusPending)
	f.equal("error", got.VerificationInfo.ErrorType, types.VerificationErrorInvalidValue)
	f.put(z, tokens[2]+"._domainkey."+domain, "CNAME", tokens[1]+"."+suffix)
	f.status(types.VerificationStatusPending, types.DkimStatusPending)
	f.put(z, tokens[2]+"._domainkey."+domain, "CNAME", strings.ToUpper(tokens[2])+"."+suffix+".")
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
}

func asynchronous(f *fixture) {
	f = f.again(fakeaws.Options{VerifyAfter: time.Minute, Quirks: sesapi.Quirks{SameTokensOnCreate: true}})
	z := f.acct.CreateZone(domain)
	f.publish(z, f.create(domain).DkimAttributes.Tokens, "dkim.amazonses.com")
	f.status(types.VerificationStatusPending, types.DkimStatusPending)
	f.w.Advance(59 * time.Second)
	f.status(types.VerificationStatusPending, types.DkimStatusPending)
	f.w.Advance(time.Second)
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)

	f.no(f.delete(domain))
	f.equal("status in the answer of create", f.create(domain).DkimAttributes.Status, types.DkimStatusNotStarted)
	f.status(types.VerificationStatusPending, types.DkimStatusPending)
}

func flipTogether(f *fixture) {
	f.verified()
	f.equal("sending", f.get(domain).VerifiedForSendingStatus, true)
	out, err := f.ses.ListEmailIdentities(f.t.Context(), &sesv2.ListEmailIdentitiesInput{})
	f.no(err)
	f.equal("sending in the list", out.EmailIdentities[0].SendingEnabled, true)
	f.equal("status in the list", out.EmailIdentities[0].VerificationStatus, types.VerificationStatusSuccess)
}

func staleError(f *fixture) {
	for want, f := range map[types.VerificationError]*fixture{
		types.VerificationErrorHostNotFound: f,
		"":                                  f.again(quirks(sesapi.Quirks{ClearErrorOnSuccess: true})),
	} {
		z := f.acct.CreateZone(domain)
		tokens := f.create(domain).DkimAttributes.Tokens
		got := f.status(types.VerificationStatusPending, types.DkimStatusPending)
		f.equal("error", got.VerificationInfo.ErrorType, types.VerificationErrorHostNotFound)
		f.equal("success", got.VerificationInfo.LastSuccessTimestamp, (*time.Time)(nil))
		f.publish(z, tokens, "dkim.amazonses.com")
		got = f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
		f.equal("error after success", got.VerificationInfo.ErrorType, want)
		if got.VerificationInfo.LastSuccessTimestamp == nil || got.VerificationInfo.LastCheckedTimestamp == nil {
			f.t.Error("a check left no timestamps")
		}
	}
}

func noInfo(f *fixture) {
	f = f.again(fakeaws.Options{VerifyAfter: time.Minute})
	f.create(domain)
	if info := f.get(domain).VerificationInfo; info != nil {
		f.t.Errorf("there is %+v before the first check", info)
	}
	f.w.Advance(time.Minute)
	if f.get(domain).VerificationInfo == nil {
		f.t.Error("there is none after it")
	}
}

func searchEnds(f *fixture) {
	z := f.acct.CreateZone(domain)
	tokens := f.create(domain).DkimAttributes.Tokens
	f.w.Advance(72 * hour)
	f.status(types.VerificationStatusFailed, types.DkimStatusFailed)
	f.publish(z, tokens, "dkim.amazonses.com")
	f.status(types.VerificationStatusFailed, types.DkimStatusFailed)
	_, err := f.setLength("")
	f.no(err)
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
}

func revoked(f *fixture) {
	z, tokens := f.verified()
	name := tokens[0] + "._domainkey." + domain
	f.no(z.Remove(name, "CNAME"))
	got := f.status(types.VerificationStatusTemporaryFailure, types.DkimStatusTemporaryFailure)
	f.equal("sending", got.VerifiedForSendingStatus, true)
	f.w.Advance(4 * 24 * hour)
	f.put(z, name, "CNAME", tokens[0]+".dkim.amazonses.com")
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)

	f.no(z.Remove(name, "CNAME"))
	f.w.Advance(5 * 24 * hour)
	got = f.status(types.VerificationStatusFailed, types.DkimStatusFailed)
	f.equal("sending", got.VerifiedForSendingStatus, false)
}

func signingZone(f *fixture) {
	for region, want := range map[string]string{
		"us-east-1": "dkim.amazonses.com", "xx-new-9": "dkim.amazonses.com", "eu-central-2": "dkim.eu-central-2.amazonses.com",
	} {
		out, err := f.in(region).CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain)})
		f.no(err)
		f.equal("zone in "+region, aws.ToString(out.DkimAttributes.SigningHostedZone), want)
	}
	f.equal("zone in get", aws.ToString(f.get(domain).DkimAttributes.SigningHostedZone), "dkim.amazonses.com")
	f = f.again(quirks(sesapi.Quirks{OmitSigningHostedZone: true}))
	f.equal("zone", f.create(domain).DkimAttributes.SigningHostedZone, (*string)(nil))
	f.equal("zone", f.get(domain).DkimAttributes.SigningHostedZone, (*string)(nil))
}

// replicate creates a replica of another region's identity.
func (f *fixture) replicate(in, origin string) *sesv2.CreateEmailIdentityOutput {
	f.t.Helper()
	out, err := f.in(in).CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{
		EmailIdentity: aws.String(domain),
		DkimSigningAttributes: &types.DkimSigningAttributes{
			DomainSigningAttributesOrigin: types.DkimSigningAttributesOrigin(origin),
		},
	})
	f.no(err)
	return out
}

func replica(f *fixture) {
	_, tokens := f.verified()
	out := f.replicate("eu-central-2", "AWS_SES_US_EAST_1")
	f.equal("the parent's tokens", slices.Equal(out.DkimAttributes.Tokens, tokens), true)
	f.equal("the parent's zone", aws.ToString(out.DkimAttributes.SigningHostedZone), "dkim.amazonses.com")
	v := f.acct.Identity("eu-central-2", domain).View()
	f.equal("status", v.VerificationStatus, sesapi.Success)
	f.equal("origin", v.DkimAttributes.SigningAttributesOrigin, "AWS_SES_US_EAST_1")
	f.refused(f.delete(domain), 400, "BadRequestException", "")

	f.acct.Identity("eu-central-2", domain).Delete()
	f.no(f.delete(domain))
	late := f.again(quirks(sesapi.Quirks{LateReplicaTokens: true}))
	late.create(domain)
	f.equal("late tokens", len(late.replicate("eu-west-1", "AWS_SES_US_EAST_1").DkimAttributes.Tokens), 0)
	f.equal("tokens", len(late.acct.Identity("eu-west-1", domain).View().DkimAttributes.Tokens), 3)
}

func replicaErrors(f *fixture) {
	errorOf := func(region string) string {
		v := f.acct.Identity(region, domain).View()
		f.equal("status", v.VerificationStatus, sesapi.Pending)
		return v.VerificationInfo.ErrorType
	}
	f.replicate("eu-west-1", "AWS_SES_US_EAST_1")
	f.equal("error", errorOf("eu-west-1"), "REPLICATION_PRIMARY_NOT_FOUND")
	f.replicate("eu-west-2", "AWS_SES_EU_WEST_1")
	f.equal("error", errorOf("eu-west-2"), "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED")
	f.replicate("eu-west-3", "AWS_SES_EU_WEST_3")
	f.equal("error", errorOf("eu-west-3"), "REPLICATION_PRIMARY_INVALID_REGION")

	key := newKey(f)
	_, err := f.ses.CreateEmailIdentity(f.t.Context(), &sesv2.CreateEmailIdentityInput{
		EmailIdentity: aws.String(domain),
		DkimSigningAttributes: &types.DkimSigningAttributes{
			DomainSigningPrivateKey: &key.private, DomainSigningSelector: aws.String("sel"),
		},
	})
	f.no(err)
	f.equal("error", errorOf("eu-west-1"), "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED")
	_, err = f.setLength("")
	f.no(err)
	f.acct.Deny("ses:ReplicateEmailIdentityDkimSigningKey")
	f.equal("error", errorOf("eu-west-1"), "REPLICATION_ACCESS_DENIED")
	f.acct.Allow("ses:ReplicateEmailIdentityDkimSigningKey")
	f.equal("tokens", len(f.acct.Identity("eu-west-1", domain).View().DkimAttributes.Tokens), 3)
}

func timestamps(f *fixture) {
	f.create(domain)
	body := f.signed(http.MethodGet, "/v2/email/identities/"+domain, "")
	for _, name := range []string{"LastKeyGenerationTimestamp", "LastCheckedTimestamp"} {
		if !regexp.MustCompile(`"` + name + `":\d+\.\d+`).MatchString(body) {
			f.t.Errorf("%s is no number with a fraction: %s", name, body)
		}
	}
	if age := f.w.Now().Sub(*f.get(domain).DkimAttributes.LastKeyGenerationTimestamp); age < 0 || age > hour {
		f.t.Errorf("the key is %v old", age)
	}
}

func soa(f *fixture) {
	f.create(domain)
	f.equal("zone", f.get(domain).VerificationInfo.SOARecord, (*types.SOARecord)(nil))
	delegated := f.w.Account("999999999999").CreateZone(domain)
	f.acct.CreateZone(domain)
	got := f.get(domain).VerificationInfo.SOARecord
	f.equal("name server", aws.ToString(got.PrimaryNameServer), delegated.NameServers[0])
	f.equal("mailbox", aws.ToString(got.AdminEmail), "awsdns-hostmaster.amazon.com")
	f.equal("serial", got.SerialNumber, int64(1))
}

func soaElsewhere(f *fixture) {
	server := func() string {
		info := f.get(domain).VerificationInfo
		if info == nil || info.SOARecord == nil {
			return ""
		}
		return aws.ToString(info.SOARecord.PrimaryNameServer)
	}
	z, _ := f.verified()
	f.w.Delegate(domain, "ns1.other.example")
	f.status(types.VerificationStatusTemporaryFailure, types.DkimStatusTemporaryFailure)
	f.equal("name server", server(), "ns1.other.example")
	f.w.Delegate(domain, "")
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
	f.equal("name server", server(), z.NameServers[0])

	above := f.again(fakeaws.Options{})
	_, parent, _ := strings.Cut(domain, ".")
	z = above.acct.CreateZone(parent)
	above.put(z, domain, "NS", "ns1.vendor.example.")
	above.publish(z, above.create(domain).DkimAttributes.Tokens, "dkim.amazonses.com")
	got := above.status(types.VerificationStatusPending, types.DkimStatusPending)
	f.equal("name server", aws.ToString(got.VerificationInfo.SOARecord.PrimaryNameServer), "ns1.vendor.example")
}

func stoodBefore(f *fixture) {
	for _, jump := range []func(*fixture, *atomic.Int64){
		func(f *fixture, _ *atomic.Int64) { f.w.Advance(100 * hour) },
		func(_ *fixture, clock *atomic.Int64) { clock.Add(int64(100 * hour)) },
	} {
		var clock atomic.Int64
		f := f.again(fakeaws.Options{VerifyAfter: hour, Now: func() time.Time { return time.Unix(1_800_000_000, clock.Load()) }})
		f.publishByAPI()
		jump(f, &clock)
		f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
	}
}

// publishByAPI creates the domain and, half an hour later, its records.
func (f *fixture) publishByAPI() {
	f.t.Helper()
	z := f.acct.CreateZone(domain)
	tokens := f.create(domain).DkimAttributes.Tokens
	f.w.Advance(30 * time.Minute)
	for _, token := range tokens {
		f.no(f.change(z, token+"._domainkey."+domain, token+".dkim.amazonses.com"))
	}
}

func pinned(f *fixture) {
	f.verified()
	id := f.acct.Identity(region, domain)
	f.no(id.SetDKIMStatus(sesapi.TemporaryFailure))
	f.status(types.VerificationStatusSuccess, types.DkimStatusTemporaryFailure)
	f.no(id.SetVerification(sesapi.Failed))
	f.no(id.SetErrorType("DNS_SERVER_ERROR"))
	got := f.status(types.VerificationStatusFailed, types.DkimStatusFailed)
	f.equal("error", got.VerificationInfo.ErrorType, types.VerificationErrorDnsServerError)
	_, err := f.setLength("")
	f.no(err)
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
}
