package remedy_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// TestFix_denied has what people copy.
func TestFix_denied(t *testing.T) {
	t.Parallel()
	const (
		identity = "arn:aws:ses:eu-west-1:111122223333:identity/example.org"
		zone     = "arn:aws-us-gov:route53:::hostedzone/Z1"
		other    = " If the zone belongs to another account, correct zone_id, or name credentials of that account in the block route53 of the provider."
		deny     = "A Deny in any policy, or in one of the organization, prevails over it."
	)
	ses := func(message string, needs *reconcile.Permission) *reconcile.APIError {
		return &reconcile.APIError{Service: "SES", Operation: "GetEmailIdentity", Code: "AccessDeniedException", Subject: "example.org", Message: message, Needs: needs}
	}
	get := &reconcile.Permission{Actions: []string{"ses:GetEmailIdentity"}, Resources: []string{identity}}
	const getStatement = "with this statement in a policy:\n\n" +
		"  {\n    \"Effect\": \"Allow\",\n    \"Action\": \"ses:GetEmailIdentity\",\n    \"Resource\": \"" + identity + "\"\n  }\n\n" + deny
	for name, tc := range map[string]struct {
		err  *reconcile.APIError
		want string
	}{
		"a role is known by its session": {
			ses("User `arn:aws:sts::111122223333:assumed-role/mail/ci' is not authorized", get),
			"allow the action ses:GetEmailIdentity to the role mail of account 111122223333, " + getStatement,
		},
		"a user is known by the last part of the path": {
			ses("User: arn:aws:iam::111122223333:user/team/ann is not authorized", get),
			"allow the action ses:GetEmailIdentity to the user ann of account 111122223333, " + getStatement,
		},
		"a root user is an account": {
			ses("User: arn:aws:iam::111122223333:root is not authorized", get),
			"allow the action ses:GetEmailIdentity to the caller of account 111122223333, " + getStatement,
		},
		"a message without a caller":     {ses("no", get), "allow the action ses:GetEmailIdentity to the credentials of the provider, " + getStatement},
		"a message that ends in the ARN": {ses("arn:aws", get), "allow the action ses:GetEmailIdentity to the credentials of the provider, " + getStatement},
		"nobody knows what is needed":    {ses("no", nil), "allow SES GetEmailIdentity to the credentials of the provider, for example.org."},
		"several actions and resources": {
			ses("no", &reconcile.Permission{Actions: []string{"ses:CreateEmailIdentity", "ses:TagResource"}, Resources: []string{identity, "arn:aws:ses:eu-west-1:111122223333:configuration-set/a"}}),
			"allow the actions ses:CreateEmailIdentity and ses:TagResource to the credentials of the provider, with this statement in a policy:\n\n" +
				"  {\n    \"Effect\": \"Allow\",\n    \"Action\": [\n      \"ses:CreateEmailIdentity\",\n      \"ses:TagResource\"\n    ],\n" +
				"    \"Resource\": [\n      \"" + identity + "\",\n      \"arn:aws:ses:eu-west-1:111122223333:configuration-set/a\"\n    ]\n  }\n\n" + deny,
		},
		"a change of records, which may be limited": {
			&reconcile.APIError{Service: "Route 53", Operation: "ChangeResourceRecordSets", Code: "AccessDenied", Subject: "Z1", Message: "no", Needs: &reconcile.Permission{
				Actions: []string{"route53:ChangeResourceRecordSets"}, Resources: []string{zone}, Keys: map[string][]string{"b": {"CREATE"}, "a": {"_dmarc.example.org", "x.example.org"}},
			}},
			"allow the action route53:ChangeResourceRecordSets to the credentials of the provider, with this statement in a policy:\n\n" +
				"  {\n    \"Effect\": \"Allow\",\n    \"Action\": \"route53:ChangeResourceRecordSets\",\n    \"Resource\": \"" + zone + "\"\n  }\n\n" +
				"Where the policy has one already, with a Condition, that has to let these through:\n\n" +
				"  a:\n    _dmarc.example.org\n    x.example.org\n  b:\n    CREATE\n\n" + deny + other,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := remedy.Fix(tc.err); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}
