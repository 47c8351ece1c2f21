package route53

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// The waits between two looks at a change, each a second longer than the one
// before. Route 53 is usually through within a minute (API Reference,
// GetChange), and its requests are few per second.
const (
	firstPoll = 2 * time.Second
	pollStep  = time.Second
	mostPoll  = 10 * time.Second
)

// Wait returns when all of Route 53's name servers answer with the change. All
// who wait for one change share the looks at it; see reconcile.Zones.
func (z *Zones) Wait(ctx context.Context, change reconcile.ChangeID) error {
	if change == "" {
		return nil
	}
	_, err := z.insync.get(logged(ctx), change, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, z.poll(ctx, change)
	})
	return err
}

func (z *Zones) poll(ctx context.Context, change reconcile.ChangeID) error {
	started := z.now()
	for pause := firstPoll; ; pause = min(pause+pollStep, mostPoll) {
		out, err := z.client.GetChange(ctx, &route53.GetChangeInput{Id: aws.String(string(change))})
		if err != nil {
			return z.apiError("GetChange", string(change), err)
		}
		status := types.ChangeStatus("")
		if out.ChangeInfo != nil {
			status = out.ChangeInfo.Status
		}
		debug(ctx, "looked at change", map[string]any{"change": string(change), "status": string(status)})
		if status == types.ChangeStatusInsync {
			info(ctx, "change is on all name servers", map[string]any{"change": string(change), "waited": z.now().Sub(started).String()})
			return nil
		}
		if pause == firstPoll {
			info(ctx, "waiting for all name servers to have a change", map[string]any{"change": string(change)})
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return z.apiError("GetChange", string(change), context.Cause(ctx))
		}
	}
}
