// Package route53 is the way to the hosted zones of Amazon Route 53: it makes
// reconcile.Zones of the API. It knows Route 53's spelling of names and values
// and shares calls between the resources of a process; what should stand in a
// zone is decided elsewhere.
package route53

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// Zones are the hosted zones that one set of credentials sees. One value serves
// all resources of a process and is safe for concurrent use. It retries
// nothing: that is the client's business.
type Zones struct {
	client *route53.Client
	// partition is the second part of every ARN.
	partition string
	now       func() time.Time
	listing   answers[struct{}, []reconcile.Zone]
	zones     answers[string, reconcile.Zone]
	insync    answers[reconcile.ChangeID, struct{}]
	lags      lags

	mu   sync.Mutex // guards byID
	byID map[string]*traffic
}

var _ reconcile.Zones = (*Zones)(nil)

// New returns the hosted zones of the account that cfg has credentials for.
// Its region only tells the partition, so it may be empty for the usual one.
func New(cfg aws.Config, optFns ...func(*route53.Options)) *Zones {
	if cfg.Region == "" {
		cfg.Region = "us-east-1"
	}
	return &Zones{
		client:    route53.NewFromConfig(cfg, optFns...),
		partition: partitionOf(cfg.Region),
		now:       time.Now,
		byID:      map[string]*traffic{},
	}
}

// bareID drops the prefix ("/hostedzone/", "/change/") that the API puts in
// front of what it names and that people copy along.
func bareID(id string) string { return id[strings.LastIndex(id, "/")+1:] }

func zoneID(zone reconcile.Zone) string { return bareID(zone.ID) }

// Apply makes all changes or none of them, each as a compare-and-swap; see
// reconcile.Zones. No changes are no request.
func (z *Zones) Apply(ctx context.Context, zone reconcile.Zone, changes []reconcile.Change) (reconcile.ChangeID, error) {
	if len(changes) == 0 {
		return "", nil
	}
	batch, err := pack(zoneID(zone), changes)
	if err != nil {
		return "", err
	}
	return z.submit(logged(ctx), zoneID(zone), batch)
}
