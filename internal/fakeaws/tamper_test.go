package fakeaws_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/dnsserver"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// TestTamper has what tests and demonstrations do behind the back of the API.
func TestTamper(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"a handle on nothing says so":                       tamperNothing,
		"every setter shows in the next get":                tamperAll,
		"rotated tokens have no records":                    tamperTokens,
		"a key of somebody's own has no record":             tamperOwnKey,
		"a released status follows DNS again":               tamperRelease,
		"zones show what was put and removed":               tamperZone,
		"the DNS server answers from the zones, or as told": dnsAnswers,
		"76 a busy zone refuses the next change":            busyZone,
	})
}

func tamperNothing(f *fixture) {
	id := f.acct.Identity(region, domain)
	if err := id.SetSigning(false); !errors.Is(err, fakeaws.ErrNoIdentity) {
		f.t.Errorf("got %v", err)
	}
	if err := id.Release(); !errors.Is(err, fakeaws.ErrNoIdentity) {
		f.t.Errorf("got %v", err)
	}
	f.no(id.Create())
	if err := id.Create(); err == nil {
		f.t.Error("it was created twice")
	}
	f.equal("existence", id.Exists(), true)
	f.equal("identities", len(f.acct.Identities("")), 1)
	f.equal("identities elsewhere", len(f.acct.Identities("eu-west-1")), 0)
	id.Delete()
	f.equal("existence", id.Exists(), false)
}

func tamperAll(f *fixture) {
	f.create(domain)
	id := f.acct.Identity(region, domain)
	f.no(errors.Join(
		id.SetSigning(false), id.SetFeedback(false), id.SetMailFrom(mailFrom, "REJECT_MESSAGE"), id.SetMailFromStatus(sesapi.Failed),
		id.SetConfigurationSet("set"), id.SetKeyLength("RSA_1024_BIT"), id.SetTags(map[string]string{"a": "b"}),
	))
	got := f.get(domain)
	f.equal("signing", got.DkimAttributes.SigningEnabled, false)
	f.equal("feedback", got.FeedbackForwardingStatus, false)
	f.equal("MAIL FROM", aws.ToString(got.MailFromAttributes.MailFromDomain), mailFrom)
	f.equal("behaviour", got.MailFromAttributes.BehaviorOnMxFailure, types.BehaviorOnMxFailureRejectMessage)
	f.equal("MAIL FROM status", got.MailFromAttributes.MailFromDomainStatus, types.MailFromDomainStatusFailed)
	f.equal("set", aws.ToString(got.ConfigurationSetName), "set")
	f.equal("length", got.DkimAttributes.NextSigningKeyLength, types.DkimSigningKeyLengthRsa1024Bit)
	f.equal("tag", *got.Tags[0].Key, "a")

	f.no(errors.Join(id.SetMailFrom("", ""), id.SetConfigurationSet(""), id.SetTags(nil)))
	got = f.get(domain)
	f.equal("MAIL FROM", got.MailFromAttributes.MailFromDomain, (*string)(nil))
	f.equal("set", got.ConfigurationSetName, (*string)(nil))
	f.equal("tags", len(got.Tags), 0)
}

func tamperTokens(f *fixture) {
	_, tokens := f.verified()
	f.no(f.acct.Identity(region, domain).RotateTokens())
	got := f.status(types.VerificationStatusTemporaryFailure, types.DkimStatusTemporaryFailure)
	f.equal("same tokens", slices.Equal(got.DkimAttributes.Tokens, tokens), false)
}

func tamperOwnKey(f *fixture) {
	f.verified()
	f.no(f.acct.Identity(region, domain).SetOwnKey("stray"))
	got := f.status(types.VerificationStatusSuccess, types.DkimStatusPending)
	f.equal("origin", got.DkimAttributes.SigningAttributesOrigin, types.DkimSigningAttributesOriginExternal)
	f.equal("selectors", slices.Equal(got.DkimAttributes.Tokens, []string{"stray"}), true)
}

func tamperRelease(f *fixture) {
	z, _ := f.verified()
	id := f.acct.Identity(region, domain)
	f.no(errors.Join(id.SetVerification(sesapi.Failed), id.SetMailFrom(mailFrom, ""), id.SetMailFromStatus(sesapi.Failed)))
	f.status(types.VerificationStatusFailed, types.DkimStatusFailed)
	f.put(z, mailFrom, "MX", mx)
	f.no(id.Release())
	f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
	f.mailFromStatus(types.MailFromDomainStatusSuccess)
}

func tamperZone(f *fixture) {
	z := f.acct.CreateZone(domain)
	f.put(z, "a."+domain, "TXT", `"x"`)
	set, ok := z.Get("A."+domain, "TXT")
	f.equal("found", ok, true)
	f.equal("value", set.Values[0], `"x"`)
	f.no(z.Remove("a."+domain, "TXT"))
	_, ok = z.Get("a."+domain, "TXT")
	f.equal("found", ok, false)
	f.equal("zones", len(f.acct.Zones()), 1)
	z.Delete()
	f.equal("zones", len(f.acct.Zones()), 0)
	if err := z.Put(fakeaws.Set{Name: "a.example.org.", Type: "TXT", Values: []string{`"x"`}}); err == nil {
		f.t.Error("a zone that is gone took a record")
	}
}

func dnsAnswers(f *fixture) {
	z := f.acct.CreateZone(domain)
	f.put(z, "a."+domain, "TXT", `"x" "y"`)
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, f.w.DNSAddr())
	}}
	got, err := resolver.LookupTXT(f.t.Context(), "a."+domain+".")
	f.no(err)
	f.equal("text", slices.Equal(got, []string{"xy"}), true)
	f.w.SetDNSHook(func(string, string) dnsserver.Behaviour { return dnsserver.ServFail })
	if _, err := resolver.LookupTXT(f.t.Context(), "a."+domain+"."); err == nil {
		f.t.Error("the hook was not asked")
	}
}

func busyZone(f *fixture) {
	f.w.SetProcessingTime(time.Minute)
	z := f.acct.CreateZone(domain)
	f.no(f.change(z, "a."+domain, "b.example"))
	f.refused(f.change(z, "b."+domain, "b.example"), 400, "PriorRequestNotComplete", "")
	f.w.Advance(time.Minute)
	f.no(f.change(z, "b."+domain, "b.example"))
	f.w.LegacyErrors(true)
	f.w.Advance(time.Minute)
	f.refused(f.change(z, "b."+domain, "b.example"), 400, "InvalidChangeBatch", "ChangeBatch errors occurred")
}
