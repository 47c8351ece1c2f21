package awsconf

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/hashicorp/aws-sdk-go-base/v2/endpoints"
	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// Account is who the credentials belong to.
type Account struct {
	// ID has 12 digits. It is empty where the settings ask not to look it up.
	ID string
	// Partition is the second part of every ARN, "aws" in commercial regions.
	Partition string
}

// Account returns who the credentials belong to. STS is asked at most once in a
// process; a failure is not kept. The error is a *SettingsError or that of ctx.
func (s *Source) Account(ctx context.Context) (Account, error) {
	cfg, err := s.Config(ctx)
	if err != nil {
		return Account{}, err
	}
	if s.settings.asksForAccount() {
		return s.caller(ctx, cfg)
	}
	partition, _ := endpoints.PartitionForRegion(endpoints.DefaultPartitions(), cfg.Region)
	return Account{Partition: cmp.Or(partition.ID(), "aws")}, nil
}

// asksForAccount is false only where nothing needs the account. Validation
// learns it by the way, and a list of accounts is a guard that the skips must
// not open.
func (s Settings) asksForAccount() bool {
	return !s.SkipRequestingAccountID || s.validatesAtOnce()
}

func (s Settings) validatesAtOnce() bool {
	return !s.SkipCredentialsValidation || len(s.AllowedAccountIDs) > 0 || len(s.ForbiddenAccountIDs) > 0
}

func (s *Source) caller(ctx context.Context, cfg aws.Config) (Account, error) {
	return s.account.Get(ctx, func(ctx context.Context) (Account, error) {
		out, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return Account{}, s.notIdentified(ctx, err)
		}
		parsed, err := arn.Parse(aws.ToString(out.Arn))
		if err != nil {
			return Account{}, fmt.Errorf("read the answer of STS GetCallerIdentity: %w", err)
		}
		tflog.Debug(ctx, "credentials identified", map[string]any{"account": parsed.AccountID, "partition": parsed.Partition})
		return Account{ID: parsed.AccountID, Partition: parsed.Partition}, nil
	})
}

// notIdentified says why STS did not tell whose the credentials are.
func (s *Source) notIdentified(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if known := (*SettingsError)(nil); errors.As(err, &known) {
		return known
	}
	out := &SettingsError{
		Summary: "STS does not answer",
		Detail:  "STS was asked which account the credentials belong to (GetCallerIdentity). ",
		Fix: "check the network, the proxy settings, the region and endpoints.sts; " +
			"where STS can't be reached, set skip_credentials_validation = true and skip_requesting_account_id = true.",
	}
	if refusal, refused := errors.AsType[smithy.APIError](err); refused {
		out.Summary = "AWS credentials that are refused"
		out.Fix = refusedFix(refusal.ErrorCode())
	}
	out.Detail = s.settings.secrets(s.ambient).Replace(out.Detail + reason(err))
	return out
}

// refusedFix knows that a signature is also refused for its time, which may
// differ by five minutes from that of AWS (IAM User Guide, "AWS Signature
// Version 4 for API requests").
func refusedFix(code string) string {
	const clock = "set the clock of this machine (`date -u` shows it, `timedatectl set-ntp true` keeps it right)"
	switch code {
	case "RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired":
		return clock + "."
	case "SignatureDoesNotMatch", "InvalidSignatureException":
		return "check secret_key or AWS_SECRET_ACCESS_KEY; where AWS says that the signature expired or is not yet current, " + clock + "."
	}
	return "renew the credentials (with IAM Identity Center run: aws sso login), and check profile, access_key and the AWS_ variables of this shell."
}
