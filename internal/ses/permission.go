package ses

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// permission is what IAM has to allow for a request (Service Authorization
// Reference, "Amazon Simple Email Service v2"). An identity that is created with
// tags needs a second action, and one that is given a configuration set a second
// resource. Which of them was missing SES says in its message.
func (i *Identities) permission(ctx context.Context, operation string, domain rr.Name, input any) *reconcile.Permission {
	out := &reconcile.Permission{Actions: []string{"ses:" + operation}, Resources: []string{"*"}}
	if domain == everyDomain {
		return out
	}
	// In a policy an asterisk stands for an account that is not known.
	account, err := i.account(ctx)
	if err != nil {
		account = Account{}
	}
	account = Account{ID: cmp.Or(account.ID, "*"), Partition: cmp.Or(account.Partition, "aws")}
	out.Resources = []string{i.arn(account, domain)}
	set := ""
	switch in := input.(type) {
	case *sesv2.CreateEmailIdentityInput:
		set = aws.ToString(in.ConfigurationSetName)
		if len(in.Tags) > 0 {
			out.Actions = append(out.Actions, "ses:TagResource")
		}
	case *sesv2.PutEmailIdentityConfigurationSetAttributesInput:
		set = aws.ToString(in.ConfigurationSetName)
	}
	if set != "" {
		out.Resources = append(out.Resources, i.resource(account, "configuration-set/"+set))
	}
	return out
}
