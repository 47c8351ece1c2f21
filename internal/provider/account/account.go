// Package account is the Terraform side of the resource and the data source
// mailauth_account: what SES keeps for a whole account in one region. It decides
// nothing about domains.
package account

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Cloud is the configured provider as this package sees it.
type Cloud interface {
	// Ready is false while a setting of the provider is unknown, as it may be at
	// plan. Then nothing may be asked of AWS.
	Ready() bool
	// Region is the provider's region, empty where none is set or it is unknown
	// yet.
	Region() string
	// AccountID is the account of the SES credentials, empty where the user asked
	// not to look it up.
	AccountID(ctx context.Context) (string, error)
	// Accounts returns the way to the account in a region.
	Accounts(ctx context.Context, region string) (reconcile.Accounts, error)
}

// patience is how long an operation may take; each is a few requests.
const patience = 10 * time.Minute

var (
	pathRegion  = path.Root("region")
	pathRequest = path.Root("production_access")
	pathReasons = path.Root("suppressed_reasons")
)

// regionName is the form of the names of regions, of which there may be new ones
// at any time.
func regionName() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`) }

// takeCloud is the configured provider, nil where Terraform hands none over, as
// while it validates.
func takeCloud(data any, diags *diag.Diagnostics) Cloud {
	if data == nil {
		return nil
	}
	cloud, ok := data.(Cloud)
	if !ok {
		diags.Append(remedy.Bug("configure mailauth_account", fmt.Errorf("the provider handed over a %T", data)))
	}
	return cloud
}

// reach is the account in a region, the provider's where none is given.
func reach(ctx context.Context, cloud Cloud, given types.String, diags *diag.Diagnostics) (accounts reconcile.Accounts, region string) {
	region = cmp.Or(given.ValueString(), cloud.Region())
	if region == "" {
		diags.AddAttributeError(pathRegion, "No region", remedy.Detail("Neither mailauth_account nor the provider names an SES region, nor does the environment.",
			"set region in the provider block (region = \"eu-west-1\"), in this block, or as the environment variable AWS_REGION."))
		return nil, ""
	}
	accounts, err := cloud.Accounts(ctx, region)
	if err != nil {
		diags.Append(remedy.Failure(err, "configure access to AWS"))
		return nil, region
	}
	return accounts, region
}

// look reads the account as it is.
func look(ctx context.Context, accounts reconcile.Accounts, region string, diags *diag.Diagnostics) reconcile.Account {
	account, err := accounts.Account(ctx)
	if err != nil {
		diags.Append(remedy.Failure(err, "read the account in "+region))
	}
	return account
}

// text is a string attribute, null where there is none.
func text(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// listed are texts for a reader.
func listed(texts []string) string {
	if len(texts) == 0 {
		return "none"
	}
	return strings.Join(texts, " and ")
}
