package reconcile

import (
	"context"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// announce tells the zone that changes are to come, unless none are in sight:
// SES is asked first, and others may write meanwhile.
func (c *convergence) announce(context.Context) error {
	if c.dns != nil && (c.out.Identity == nil || c.dns.differs(mailauth.Own(c.want()))) {
		c.announced = c.Zones.Announce(c.dns.zone)
	}
	return nil
}

// withdraw tells the zone that no more changes are to come.
func (c *convergence) withdraw() {
	if c.announced != nil {
		c.announced()
	}
}
