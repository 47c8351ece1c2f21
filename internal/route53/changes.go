package route53

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// What one ChangeResourceRecordSets takes, and one record set (Developer Guide,
// "Quotas").
const (
	maxValues      = 1000
	maxCharacters  = 32000
	maxValuesOfSet = 400
)

// batch is the changes of one caller as they are sent: all or none.
type batch []types.Change

// pack turns changes into requests, in an order that does not depend on that
// of the changes. Route 53 checks one after the other, so at each name
// everything is deleted before anything is created: where a CNAME goes and a
// TXT comes, both would not be allowed to stand.
func pack(zone string, changes []reconcile.Change) (batch, error) {
	var out batch
	for _, c := range changes {
		if err := check(zone, c); err != nil {
			return nil, err
		}
		if c.Old != nil {
			out = append(out, types.Change{Action: types.ChangeActionDelete, ResourceRecordSet: encodeSet(*c.Old)})
		}
		if c.New != nil {
			out = append(out, types.Change{Action: types.ChangeActionCreate, ResourceRecordSet: encodeSet(*c.New)})
		}
	}
	slices.SortStableFunc(out, func(a, b types.Change) int {
		return cmp.Or(
			cmp.Compare(placeOf(*a.ResourceRecordSet.Name), placeOf(*b.ResourceRecordSet.Name)),
			-cmp.Compare(a.Action, b.Action),
			cmp.Compare(a.ResourceRecordSet.Type, b.ResourceRecordSet.Type),
		)
	})
	if values, characters := out.size(); values > maxValues || characters > maxCharacters {
		return nil, fmt.Errorf("change %d record sets of zone %s at once, %d values with %d characters, old ones and new ones, of which Route 53 takes %d and %d; most are of %s: %w",
			len(changes), zone, values, characters, maxValues, maxCharacters, largest(changes), reconcile.ErrTooLarge)
	}
	return out, nil
}

// largest is the set that takes most of what a batch can hold.
func largest(changes []reconcile.Change) rr.Key {
	size := func(c reconcile.Change) int {
		total := 0
		for _, s := range []*rr.Set{c.Old, c.New} {
			if s != nil {
				total += len(s.Values)
			}
		}
		return total
	}
	return slices.MaxFunc(changes, func(a, b reconcile.Change) int { return cmp.Compare(size(a), size(b)) }).Key()
}

// check refuses a change that must not reach Route 53: of a set that is more
// than its values, since a request would have to leave the rest out, and what
// only a mistake of the caller can have made.
func check(zone string, c reconcile.Change) error {
	switch {
	case c.Old == nil && c.New == nil:
		return errors.New("change of a record set from nothing to nothing")
	case c.Old != nil && c.New != nil && c.Old.Key != c.New.Key:
		return fmt.Errorf("change of %s to another set, %s", c.Old.Key, c.New.Key)
	}
	if c.New != nil && len(c.New.Values) > maxValuesOfSet {
		return fmt.Errorf("give %s in zone %s %d values, of which Route 53 takes %d: %w", c.New.Key, zone, len(c.New.Values), maxValuesOfSet, reconcile.ErrTooLarge)
	}
	for _, s := range []*rr.Set{c.Old, c.New} {
		if s != nil && s.Routing != "" {
			return &reconcile.APIError{
				Service: "Route 53", Operation: "ChangeResourceRecordSets", Subject: zone,
				Message:  fmt.Sprintf("%s is more than its values (%s)", s.Key, s.Routing),
				Sentinel: reconcile.ErrRefused,
			}
		}
	}
	return nil
}

// size returns the values in a batch and the characters in them.
func (b batch) size() (values, characters int) {
	for _, change := range b {
		for _, record := range change.ResourceRecordSet.ResourceRecords {
			values++
			characters += len(*record.Value)
		}
	}
	return values, characters
}

// places returns where a batch changes something, each place once.
func (b batch) places() []place {
	out := make([]place, len(b))
	for i, change := range b {
		out[i] = placeOf(*change.ResourceRecordSet.Name)
	}
	return slices.Compact(out)
}

// byPlace returns the changes of a batch by where they are, in their order.
func (b batch) byPlace() map[place]batch {
	out := map[place]batch{}
	for _, change := range b {
		at := placeOf(*change.ResourceRecordSet.Name)
		out[at] = append(out[at], change)
	}
	return out
}

// grows is how many sets more there are after a batch.
func (b batch) grows() int {
	n := 0
	for _, change := range b {
		switch change.Action {
		case types.ChangeActionCreate:
			n++
		case types.ChangeActionDelete:
			n--
		}
	}
	return n
}

// submit makes the changes of one caller, together with those of others who
// change the zone at the same time.
func (z *Zones) submit(ctx context.Context, zone string, changes batch) (reconcile.ChangeID, error) {
	change, err := z.shared(zone).apply(ctx, changes, func(ctx context.Context, b batch) (reconcile.ChangeID, error) {
		return z.send(ctx, zone, b)
	})
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return "", z.apiError("ChangeResourceRecordSets", zone, context.Cause(ctx))
	}
	return change, err
}

// send is one request.
func (z *Zones) send(ctx context.Context, zone string, changes batch) (reconcile.ChangeID, error) {
	out, err := z.client.ChangeResourceRecordSets(ctx, &route53.ChangeResourceRecordSetsInput{
		HostedZoneId: aws.String(zone),
		ChangeBatch:  &types.ChangeBatch{Changes: changes},
	})
	if err != nil {
		return "", z.failed(zone, changes.denied(z.apiError("ChangeResourceRecordSets", zone, err)))
	}
	id := reconcile.ChangeID(bareID(aws.ToString(out.ChangeInfo.Id)))
	z.lags.began(id, z.now())
	debug(ctx, "changed record sets", map[string]any{"zone": zone, "changes": len(changes), "change": string(id)})
	return id, nil
}
