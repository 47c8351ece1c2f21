package awsconf

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"
)

// notRenewed says why credentials that there were have ended. Sessions of roles
// are renewed by assuming the role again.
func (s Settings) notRenewed(err error, secrets *strings.Replacer) error {
	return &SettingsError{
		Summary: "AWS credentials that cannot be renewed",
		Detail:  secrets.Replace("the credentials have expired, and getting new ones failed: " + reason(err)),
		Fix:     "renew what they are made from (with IAM Identity Center run: aws sso login), or see why the role cannot be assumed any more; then run the command again.",
	}
}

// roleStatements shows what two policies have to say for a role to be assumed,
// empty if nobody was denied that. Where there is a chain, awsbase's text tells
// which role it was.
func (s Settings) roleStatements(told string, err error) string {
	answer, refused := errors.AsType[smithy.APIError](err)
	if !refused || answer.ErrorCode() != "AccessDenied" {
		return ""
	}
	for _, role := range s.AssumeRole {
		if strings.Contains(told, role.RoleARN) {
			return fmt.Sprintf(" In a policy of the caller:\n\n  {\n    \"Effect\": \"Allow\",\n    \"Action\": \"sts:AssumeRole\",\n    \"Resource\": %q\n  }\n\n"+
				"And in the trust policy of the role:\n\n  {\n    \"Effect\": \"Allow\",\n    \"Principal\": { \"AWS\": %q },\n    \"Action\": \"sts:AssumeRole\"\n  }",
				role.RoleARN, principal(answer.ErrorMessage()))
		}
	}
	return ""
}

// principal is the caller as a trust policy names it: of a session the role. It
// is taken from the text of AWS, which is shown to people only.
func principal(message string) string {
	at := strings.Index(message, "arn:")
	if at < 0 {
		return "the caller's ARN"
	}
	arn, _, _ := strings.Cut(message[at:], " ")
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return arn
	}
	if name := strings.Split(parts[5], "/"); name[0] == "assumed-role" && len(name) > 1 {
		return fmt.Sprintf("arn:%s:iam::%s:role/%s", parts[1], parts[4], name[1])
	}
	return arn
}
