package fakeaws_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// TestSES_account has the rules on what SES keeps for a whole account.
func TestSES_account(t *testing.T) {
	rules(t, map[string]func(*fixture){
		"a request for production access says all that is wrong with it":      requestChecked,
		"a request that was denied can be made again, one that stands cannot": requestAgain,
		"an account with production access cannot ask for it":                 requestNeedless,
		"no reasons of suppression are an empty list":                         noReasons,
	})
}

func (f *fixture) request(change func(*sesv2.PutAccountDetailsInput)) error {
	in := &sesv2.PutAccountDetailsInput{
		MailType: types.MailTypeTransactional, WebsiteURL: aws.String("https://example.org"), ProductionAccessEnabled: aws.Bool(true),
	}
	change(in)
	_, err := f.ses.PutAccountDetails(f.t.Context(), in)
	return err
}

func (f *fixture) account() *sesv2.GetAccountOutput {
	f.t.Helper()
	out, err := f.ses.GetAccount(f.t.Context(), &sesv2.GetAccountInput{})
	f.no(err)
	return out
}

func requestChecked(f *fixture) {
	const one, contacts = "1 validation error detected: ", "additionalContactEmailAddresses"
	at := func(member, constraint string) string {
		return "Value at '" + member + "' failed to satisfy constraint: Member must " + constraint
	}
	for text, change := range map[string]func(*sesv2.PutAccountDetailsInput){
		"Invalid website URL: example.org":                               func(in *sesv2.PutAccountDetailsInput) { in.WebsiteURL = aws.String("example.org") },
		one + at("websiteURL", "have length greater than or equal to 1"): func(in *sesv2.PutAccountDetailsInput) { in.WebsiteURL = aws.String("") },
		one + at("websiteURL", "have length less than or equal to 1000"): func(in *sesv2.PutAccountDetailsInput) {
			in.WebsiteURL = aws.String("https://" + strings.Repeat("a", 1000))
		},
		one + at("contactLanguage", "satisfy enum value set: [EN, JA]"): func(in *sesv2.PutAccountDetailsInput) { in.ContactLanguage = "DE" },
		one + at(contacts, "have length less than or equal to 4"): func(in *sesv2.PutAccountDetailsInput) {
			in.AdditionalContactEmailAddresses = slices.Repeat([]string{"a@example.org"}, 5)
		},
		one + at(contacts, "have length greater than or equal to 1"): func(in *sesv2.PutAccountDetailsInput) { in.AdditionalContactEmailAddresses = []string{} },
		one + at(contacts, "satisfy regular expression pattern: ^(.+)@(.+)$"): func(in *sesv2.PutAccountDetailsInput) {
			in.AdditionalContactEmailAddresses = []string{"nobody"}
		},
		one + at("useCaseDescription", "have length less than or equal to 5000"): func(in *sesv2.PutAccountDetailsInput) {
			in.UseCaseDescription = aws.String(strings.Repeat("a", 5001)) //nolint:staticcheck // it is still a member
		},
		"2 validation errors detected: " + at("mailType", "satisfy enum value set: [MARKETING, TRANSACTIONAL]") + "; " + at("websiteURL", "have length greater than or equal to 1"): func(in *sesv2.PutAccountDetailsInput) {
			in.MailType, in.WebsiteURL = "ALL", aws.String("")
		},
	} {
		f.refused(f.request(change), 400, "BadRequestException", text)
	}
	f.equal("details", f.account().Details, (*types.AccountDetails)(nil))
}

func requestAgain(f *fixture) {
	same := func(*sesv2.PutAccountDetailsInput) {}
	f.no(f.request(same))
	f.refused(f.request(same), http.StatusConflict, "ConflictException", "")
	f.refused(f.request(func(in *sesv2.PutAccountDetailsInput) { in.ProductionAccessEnabled = nil }), http.StatusConflict, "ConflictException", "")
	for _, status := range []string{"DENIED", "FAILED"} {
		f.acct.Review(region, status)
		f.equal("review", string(f.account().Details.ReviewDetails.Status), status)
		f.no(f.request(same))
		f.equal("review", string(f.account().Details.ReviewDetails.Status), "PENDING")
	}
}

func requestNeedless(f *fixture) {
	f.acct.Review(region, "GRANTED")
	f.refused(f.request(func(*sesv2.PutAccountDetailsInput) {}), http.StatusConflict, "ConflictException", "")
	f.no(f.request(func(in *sesv2.PutAccountDetailsInput) { in.ProductionAccessEnabled = nil }))
	f.equal("review", f.account().Details.ReviewDetails, (*types.ReviewDetails)(nil))
}

func noReasons(f *fixture) {
	_, err := f.ses.PutAccountSuppressionAttributes(f.t.Context(), &sesv2.PutAccountSuppressionAttributesInput{SuppressedReasons: []types.SuppressionListReason{}})
	f.no(err)
	f.equal("reasons", len(f.account().SuppressionAttributes.SuppressedReasons), 0)
}

// TestSES_production: a world can have its accounts out of the sandbox.
func TestSES_production(t *testing.T) {
	t.Parallel()
	for _, production := range []bool{true, false} {
		w := fakeaws.New(fakeaws.Options{Production: production})
		w.Account(accountID).SetSent(region, 0)
		if got := w.Account(accountID).InSandbox(region); got == production {
			t.Errorf("with Production %t it is %t that the account is in the sandbox", production, got)
		}
	}
}
