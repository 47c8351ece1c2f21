package reconcile

import (
	"context"
	"errors"
)

// ErrReviewed says that SES takes no request for production access: one is under
// review, or has been granted.
var ErrReviewed = errors.New("production access is being reviewed or was granted")

// Accounts is the port to what SES keeps for a whole account in one region.
// Every method may return an *APIError.
type Accounts interface {
	// Account returns the account as it is now.
	Account(ctx context.Context) (Account, error)
	// RequestProduction asks AWS to let the account out of the sandbox, or
	// returns ErrReviewed. Nothing takes a request back.
	RequestProduction(ctx context.Context, request ProductionRequest) error
	// SetSuppressedReasons sets for what SES puts addresses on the account's
	// suppression list; none switches the list off for messages to come.
	SetSuppressedReasons(ctx context.Context, reasons []string) error
	// Verified returns the names of all identities that SES has verified,
	// domains and addresses, in order.
	Verified(ctx context.Context) ([]string, error)
}

// Account is what SES says of an account in one region. Enumerations are in
// SES's spelling; SES may add values.
type Account struct {
	// Production is false in the sandbox, where mail reaches only identities that
	// are verified and the mailbox simulator.
	Production bool
	// Sending is false where somebody has paused it.
	Sending bool
	// Enforcement is HEALTHY, PROBATION or SHUTDOWN.
	Enforcement string
	Quota       Quota
	// SuppressedReasons are BOUNCE and COMPLAINT, or some of them, in order.
	SuppressedReasons []string
	// Request is what was filed last, nil where nothing was.
	Request *ProductionRequest
	Review  Review
}

// Quota is how much an account may send, and has sent.
type Quota struct {
	// Max24Hours is the recipients in any 24 hours, -1 for no limit.
	Max24Hours float64
	// PerSecond is the recipients in a second.
	PerSecond float64
	// Sent24Hours is the recipients in the 24 hours before now.
	Sent24Hours float64
}

// ProductionRequest is what AWS wants to know before it lets an account out of
// the sandbox (SES API Reference, PutAccountDetails).
type ProductionRequest struct {
	// MailType is MARKETING or TRANSACTIONAL.
	MailType   string
	WebsiteURL string
	// ContactLanguage is EN or JA, empty for SES's choice.
	ContactLanguage string
	// Contacts are up to four addresses, in order.
	Contacts []string
	UseCase  string
}

// Review is what has become of a ProductionRequest.
type Review struct {
	// Status is PENDING, GRANTED, DENIED or FAILED; empty where nothing was asked
	// for. FAILED is a fault of AWS, after which the request is to be made again.
	Status string
	// CaseID is that of AWS Support, empty where there is none.
	CaseID string
}
