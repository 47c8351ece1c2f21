package awsconf

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/smithy-go"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

// SettingsError says why the settings of the provider block, or what stands in
// for them in the environment, give no way to AWS. None of its texts holds a
// secret.
type SettingsError struct {
	// Summary is what is wrong, a noun phrase.
	Summary string
	// Detail is what was found.
	Detail string
	// Fix is what to write or to type.
	Fix string
}

// Error has all three parts.
func (e *SettingsError) Error() string {
	return fmt.Sprintf("%s: %s\n\nTo fix: %s", e.Summary, e.Detail, e.Fix)
}

// Explain gives the three parts as they stand on a page of their own.
func (e *SettingsError) Explain() (summary, found, fix string) {
	found = sentence(e.Detail)
	if !strings.HasSuffix(found, ".") {
		found += "."
	}
	return sentence(e.Summary), found, e.Fix
}

// sentence begins with a capital.
func sentence(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func noRegion() error {
	return &SettingsError{
		Summary: "no AWS region",
		Detail:  "neither the provider block nor AWS_REGION nor the profile names one.",
		Fix:     `write region = "eu-west-1", or the region that your mail is sent from, into the provider block, or set AWS_REGION.`,
	}
}

func unknownRegion(region string) error {
	return &SettingsError{
		Summary: "unknown AWS region",
		Detail:  fmt.Sprintf("the provider knows no region %q.", region),
		Fix:     "correct the region, or, where it is newer than the provider, set skip_region_validation = true.",
	}
}

func forbiddenAccount(id string) error {
	return &SettingsError{
		Summary: "forbidden AWS account",
		Detail:  fmt.Sprintf("the credentials belong to account %s, which forbidden_account_ids names.", id),
		Fix:     "use credentials of another account (profile, assume_role, or the AWS_ variables of this shell), or remove the account from forbidden_account_ids.",
	}
}

func otherAccount(id string, allowed []string) error {
	return &SettingsError{
		Summary: "AWS account that is not allowed",
		Detail:  fmt.Sprintf("the credentials belong to account %s; allowed_account_ids has only %s.", id, strings.Join(allowed, ", ")),
		Fix:     "use credentials of an allowed account (profile, assume_role, or the AWS_ variables of this shell), or add the account to allowed_account_ids.",
	}
}

// explain turns a finding of awsbase into words for people. The search's error
// is that of its context.
func (s Settings) explain(d diag.Diagnostic, search error, secrets *strings.Replacer) error {
	out := classify(d, search)
	switch cause, ok := d.(diag.DiagnosticWithErr); {
	case ok && cause.Err() != nil:
		out.Detail += reason(cause.Err())
		if awsbase.IsCannotAssumeRoleError(d) {
			out.Fix += s.roleStatements(d.Detail(), cause.Err())
		}
	default:
		out.Detail += d.Summary() + ": " + d.Detail()
	}
	out.Detail = secrets.Replace(strings.TrimSpace(out.Detail))
	return out
}

func classify(d diag.Diagnostic, search error) *SettingsError {
	_, plain := d.(diag.NativeErrorDiagnostic)
	_, caused := d.(diag.DiagnosticWithErr)
	switch {
	case errors.Is(search, context.DeadlineExceeded):
		return &SettingsError{
			Summary: "no credentials in time",
			Detail:  fmt.Sprintf("what was asked for credentials did not answer within %s. ", searchTimeout),
			Fix:     "check the network, the proxy settings and endpoints.sts; outside EC2 set skip_metadata_api_check = true.",
		}
	case awsbase.IsNoValidCredentialSourcesError(d):
		return &SettingsError{
			Summary: "no AWS credentials",
			Detail:  "neither the provider block nor the environment nor the shared files nor the metadata service gave any. ",
			Fix: `set profile = "..." in the provider block, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; ` +
				"with IAM Identity Center run: aws sso login",
		}
	case awsbase.IsCannotAssumeRoleError(d):
		return &SettingsError{
			Summary: "IAM role that cannot be assumed",
			Detail:  firstLine(d.Detail()),
			Fix:     "check role_arn and external_id in assume_role, that the role trusts the caller, and that the caller may sts:AssumeRole.",
		}
	case caused && !plain:
		// awsbase does not export the type of its only other finding with a cause.
		return &SettingsError{
			Summary: "IAM role that cannot be assumed",
			Detail:  firstLine(d.Detail()),
			Fix:     "check role_arn and the token in assume_role_with_web_identity, and that the role trusts the token's issuer.",
		}
	default:
		return &SettingsError{
			Summary: "AWS settings that cannot be used",
			Fix:     "correct the setting that the message names, in the provider block or in the AWS_ variable or the shared file that it comes from.",
		}
	}
}

// firstLine has the name of the role; what awsbase says below is general.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line + " "
}

// reason is the service's own words where there are any, and otherwise what
// went wrong on the way to it, without the layers of the client library.
func reason(err error) string {
	if answer, ok := errors.AsType[smithy.APIError](err); ok {
		return fmt.Sprintf("AWS says %s: %s", answer.ErrorCode(), answer.ErrorMessage())
	}
	if way, ok := errors.AsType[*url.Error](err); ok {
		return way.Error()
	}
	return err.Error()
}
