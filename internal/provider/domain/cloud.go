package domain

import (
	"context"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Cloud is the configured provider as this resource sees it. The provider
// hands a value of this type to every resource and data source.
type Cloud interface {
	// Ready is false while a setting of the provider is unknown, as it may be
	// at plan. Then nothing may be asked of AWS.
	Ready() bool
	// Region is the provider's region, empty where none is set or it is
	// unknown yet.
	Region() string
	// Reconciler returns the way to SES in a region (empty: the provider's) and
	// to Route 53. The first call of a process resolves the credentials and
	// checks the account; its error may be explained.
	Reconciler(ctx context.Context, region string) (*reconcile.Reconciler, error)
	// Accounts returns the way to what SES keeps for the account in a region.
	Accounts(ctx context.Context, region string) (reconcile.Accounts, error)
	// WarnsOfSandbox is whether the user wants to hear of the sandbox.
	WarnsOfSandbox() bool
	// AccountID is the account of the SES credentials, empty where the user
	// asked not to look it up.
	AccountID(ctx context.Context) (string, error)
	// DefaultTags are those of the provider block.
	DefaultTags() map[string]string
	// Held is the same for all resources of the process.
	Held() *Held
}
