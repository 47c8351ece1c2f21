package ses

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

var _ reconcile.Accounts = (*Identities)(nil)

// Account returns the account of these identities, as it is in their region.
func (i *Identities) Account(ctx context.Context) (reconcile.Account, error) {
	out, err := send(ctx, i, "GetAccount", everyDomain, i.client.GetAccount, &sesv2.GetAccountInput{})
	if err != nil {
		return reconcile.Account{}, i.ofAccount(err)
	}
	account := reconcile.Account{
		Production:  out.ProductionAccessEnabled,
		Sending:     out.SendingEnabled,
		Enforcement: aws.ToString(out.EnforcementStatus),
	}
	if q := out.SendQuota; q != nil {
		account.Quota = reconcile.Quota{Max24Hours: q.Max24HourSend, PerSecond: q.MaxSendRate, Sent24Hours: q.SentLast24Hours}
	}
	if s := out.SuppressionAttributes; s != nil {
		for _, reason := range s.SuppressedReasons {
			account.SuppressedReasons = append(account.SuppressedReasons, string(reason))
		}
		slices.Sort(account.SuppressedReasons)
	}
	account.Request, account.Review = details(out.Details)
	return account, nil
}

// details are nil until somebody has filed them.
func details(from *types.AccountDetails) (*reconcile.ProductionRequest, reconcile.Review) {
	if from == nil {
		return nil, reconcile.Review{}
	}
	var review reconcile.Review
	if r := from.ReviewDetails; r != nil {
		review = reconcile.Review{Status: string(r.Status), CaseID: aws.ToString(r.CaseId)}
	}
	return &reconcile.ProductionRequest{
		MailType:        string(from.MailType),
		WebsiteURL:      aws.ToString(from.WebsiteURL),
		ContactLanguage: string(from.ContactLanguage),
		Contacts:        slices.Sorted(slices.Values(from.AdditionalContactEmailAddresses)),
		//nolint:staticcheck // SES calls it deprecated, and its reviewers ask for it.
		UseCase: aws.ToString(from.UseCaseDescription),
	}, review
}

// RequestProduction asks AWS for production access, or returns
// reconcile.ErrReviewed (SES API Reference, PutAccountDetails,
// ConflictException). Empty members are left out: SES takes an empty list for
// one that is too short.
func (i *Identities) RequestProduction(ctx context.Context, request reconcile.ProductionRequest) error {
	_, err := send(ctx, i, "PutAccountDetails", everyDomain, i.client.PutAccountDetails, &sesv2.PutAccountDetailsInput{
		MailType:                        types.MailType(request.MailType),
		WebsiteURL:                      &request.WebsiteURL,
		ContactLanguage:                 types.ContactLanguage(request.ContactLanguage),
		AdditionalContactEmailAddresses: slices.Clip(request.Contacts),
		//nolint:staticcheck // SES calls it deprecated, and its reviewers ask for it.
		UseCaseDescription:      optional(request.UseCase),
		ProductionAccessEnabled: aws.Bool(true),
	})
	return i.ofAccount(means[*types.ConflictException](err, reconcile.ErrReviewed))
}

// SetSuppressedReasons sets for what addresses come on the suppression list. No
// reasons are sent as an empty list: what is left out SES may take as unchanged.
func (i *Identities) SetSuppressedReasons(ctx context.Context, reasons []string) error {
	list := []types.SuppressionListReason{}
	for _, reason := range reasons {
		list = append(list, types.SuppressionListReason(reason))
	}
	_, err := send(ctx, i, "PutAccountSuppressionAttributes", everyDomain, i.client.PutAccountSuppressionAttributes,
		&sesv2.PutAccountSuppressionAttributesInput{SuppressedReasons: list})
	return i.ofAccount(err)
}

// Verified returns the names of all verified identities, in order.
func (i *Identities) Verified(ctx context.Context) ([]string, error) {
	var out []string
	for page, err := range i.allPages(ctx) {
		if err != nil {
			return nil, err
		}
		for _, identity := range page {
			if identity.VerificationStatus == types.VerificationStatusSuccess {
				out = append(out, aws.ToString(identity.IdentityName))
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// ofAccount names the account as what an error is about; nil stays nil.
func (i *Identities) ofAccount(err error) error {
	var refusal *reconcile.APIError
	if errors.As(err, &refusal) {
		refusal.Subject = "the account in " + i.region
	}
	return err
}
