package fakeaws_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestFaults has the ways in which calls go wrong that TestDoor has not.
func TestFaults(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"every refusal strikes the n-th call of an operation":      refusals,
		"a call that times out after its effect has it":            hangAfter,
		"a garbled answer is no answer of AWS, and has its effect": garbled,
		"latency delays an answer and changes nothing":             delayed,
		"a delay ends with its client":                             delayEnds,
		"reads of SES are stale for a time, writes are not":        staleSES,
		"reads of Route 53 are stale for a time":                   staleRoute53,
		"a removal is not seen by stale reads":                     staleRemoval,
		"what was made is not found for a time by any operation":   lateIdentity,
		"who calls has no past":                                    noPast,
		"faults that last end when they are cleared":               clearedFaults,
	})
}

func refusals(f *fixture) {
	for _, tc := range []struct {
		rule   fakeaws.Rule
		status int
	}{
		{fakeaws.Rule{Code: "InternalServiceErrorException"}, 500},
		{fakeaws.Rule{Code: "ServiceUnavailable", Status: 503}, 503},
		{fakeaws.Rule{Code: "TooManyRequestsException"}, 429},
		{fakeaws.Rule{Code: "Throttling", Status: 400}, 400},
		{fakeaws.Rule{Code: "AccessDeniedException"}, 403},
		{fakeaws.Rule{Code: "ExpiredTokenException", Status: 403}, 403},
		{fakeaws.Rule{Code: "ConcurrentModificationException"}, 500},
		{fakeaws.Rule{Code: "LimitExceededException"}, 400},
	} {
		tc.rule.Operation, tc.rule.Call, tc.rule.Message = "ses:GetAccount", 2, "No."
		f.w.ClearFaults()
		f.w.Fail(tc.rule)
		f.no(f.burst(f.ses))
		for call := range 3 {
			_, err := f.ses.GetAccount(f.t.Context(), nil)
			if call+1 == tc.rule.Call {
				f.refused(err, tc.status, tc.rule.Code, "No.")
			} else {
				f.no(err)
			}
		}
	}
	client, z := route53.NewFromConfig(f.config(region)), f.acct.CreateZone(domain)
	for code, status := range map[string]int{"Throttling": 400, "PriorRequestNotComplete": 400, "ServiceUnavailable": 503, "InternalFailure": 500, "AccessDenied": 403} {
		f.w.Fail(fakeaws.Rule{Operation: "route53:ChangeResourceRecordSets", Call: 1, Code: code, Message: "No."})
		_, err := client.ListHostedZones(f.t.Context(), nil)
		f.no(err)
		f.refused(f.change(z, "a."+domain, "b.example"), status, code, "No.")
		f.equal("sets", len(z.Sets()), 2)
	}
}

func (f *fixture) tryCreate(ctx context.Context) error {
	_, err := f.ses.CreateEmailIdentity(ctx, &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(domain)})
	return err
}

func hangAfter(f *fixture) {
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Effect: fakeaws.HangAfter})
	ctx, cancel := context.WithTimeout(f.t.Context(), 100*time.Millisecond)
	defer cancel()
	f.unanswered(f.tryCreate(ctx))
	f.equal("existence", f.acct.Identity(region, domain).Exists(), true)
}

func garbled(f *fixture) {
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Effect: fakeaws.Garble})
	err := f.tryCreate(f.t.Context())
	if garbage := (*smithy.DeserializationError)(nil); !errors.As(err, &garbage) {
		f.t.Errorf("got %v", err)
	}
	f.equal("existence", f.acct.Identity(region, domain).Exists(), true)
}

func delayed(f *fixture) {
	const delay = 20 * time.Millisecond
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Effect: fakeaws.Delay, For: delay})
	began := time.Now()
	f.create(domain)
	if took := time.Since(began); took < delay {
		f.t.Errorf("it took %v", took)
	}
}

func delayEnds(f *fixture) {
	ctx, cancel := context.WithCancel(f.t.Context())
	f.w.Fail(fakeaws.Rule{Effect: fakeaws.Delay, For: hour, Do: cancel})
	if err := f.tryCreate(ctx); !errors.Is(err, context.Canceled) {
		f.t.Errorf("got %v", err)
	}
}

func staleSES(f *fixture) {
	f.create("a.example")
	f.create("b.example")
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Call: 1, Effect: fakeaws.Stale, For: hour})
	f.create(domain)
	getUnknown(f)
	listed := func() int {
		out, err := f.ses.ListEmailIdentities(f.t.Context(), nil)
		f.no(err)
		return len(out.EmailIdentities)
	}
	f.equal("listed", listed(), 2)
	duplicate := f.tryCreate(f.t.Context())
	f.refused(duplicate, 400, "AlreadyExistsException", "")
	f.no(f.putMailFrom("a.example", "mail.a.example", ""))
	callerIdentity(f)
	f.equal("MAIL FROM as read", f.get("a.example").MailFromAttributes.MailFromDomain, (*string)(nil))
	f.equal("MAIL FROM", f.acct.Identity(region, "a.example").View().MailFromAttributes.MailFromDomain, "mail.a.example")

	f.w.Advance(hour)
	f.get(domain)
	f.equal("listed", listed(), 3)
	f.equal("MAIL FROM as read", aws.ToString(f.get("a.example").MailFromAttributes.MailFromDomain), "mail.a.example")
}

func staleRoute53(f *fixture) {
	client, z := route53.NewFromConfig(f.config(region)), f.acct.CreateZone(domain)
	f.w.Fail(fakeaws.Rule{Operation: "route53:ChangeResourceRecordSets", Call: 1, Effect: fakeaws.Stale, For: hour})
	f.no(f.change(z, "a."+domain, "b.example"))
	read := func() int {
		out, err := client.ListResourceRecordSets(f.t.Context(), &route53.ListResourceRecordSetsInput{HostedZoneId: &z.ID})
		f.no(err)
		return len(out.ResourceRecordSets)
	}
	f.equal("sets as read", read(), 2)
	f.equal("sets", len(z.Sets()), 3)
	f.refused(f.change(z, "a."+domain, "b.example"), 400, "InvalidChangeBatch", "")
	f.w.Advance(hour)
	f.equal("sets as read", read(), 3)
}

func staleRemoval(f *fixture) {
	_, tokens := f.verified()
	f.w.Fail(fakeaws.Rule{Operation: "ses:DeleteEmailIdentity", Effect: fakeaws.Stale, For: hour})
	f.no(f.delete(domain))
	got := f.status(types.VerificationStatusSuccess, types.DkimStatusSuccess)
	f.equal("its tokens", slices.Equal(got.DkimAttributes.Tokens, tokens), true)
	f.w.Advance(hour)
	getUnknown(f)
}

func lateIdentity(f *fixture) {
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Call: 1, Effect: fakeaws.Late, For: hour})
	f.create(domain)
	f.equal("existence", f.acct.Identity(region, domain).Exists(), true)
	getUnknown(f)
	deleteUnknown(f)
	mailFromUnknown(f)
	feedbackUnknown(f)
	tagUnknown(f)
	_, err := f.setLength("")
	f.refused(err, 404, "NotFoundException", "")
	f.refused(f.tryCreate(f.t.Context()), 400, "AlreadyExistsException", "")
	out, err := f.ses.ListEmailIdentities(f.t.Context(), nil)
	f.no(err)
	f.equal("listed", len(out.EmailIdentities), 0)
	f.w.Advance(hour)
	f.get(domain)
	f.create("b.example")
	f.get("b.example")
}

func noPast(f *fixture) {
	f.w.Fail(fakeaws.Rule{Operation: "sts:GetCallerIdentity", Effect: fakeaws.Stale, For: hour})
	callerIdentity(f)
	callerIdentity(f)
	f.create(domain)
	f.get(domain)
}

func clearedFaults(f *fixture) {
	f.w.Fail(fakeaws.Rule{Operation: "ses:CreateEmailIdentity", Call: 1, Effect: fakeaws.Late, For: hour})
	f.w.Fail(fakeaws.Rule{Operation: "ses:GetEmailIdentity", Call: 1, Effect: fakeaws.Stale, For: hour})
	f.create(domain)
	getUnknown(f)
	f.w.ClearFaults()
	f.get(domain)
	f.no(f.putMailFrom(domain, mailFrom, ""))
	f.equal("MAIL FROM", aws.ToString(f.get(domain).MailFromAttributes.MailFromDomain), mailFrom)
}
