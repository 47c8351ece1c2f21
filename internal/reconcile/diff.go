package reconcile

import (
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// Conflict is a place in DNS that somebody else holds.
type Conflict struct {
	// Wanted is the record that cannot be published.
	Wanted mailauth.Record
	// Found are the values that stand there, in words ("CNAME vendor.example").
	Found []string
	// Reason is why both cannot stand.
	Reason string
}

// String says what is in the way.
func (c Conflict) String() string {
	return fmt.Sprintf("%s: %s (found %q)", c.Wanted.Key, c.Reason, c.Found)
}
