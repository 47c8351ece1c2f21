package route53

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// setsPerPage is the most that ListResourceRecordSets gives at once.
const setsPerPage = 300

// end is behind every place.
const end = place("\xff")

// Sets returns every set at the names, in the order of the zone; see
// reconcile.Zones. What another resource of the process has just read of the
// zone is not asked again; see reads.
func (z *Zones) Sets(ctx context.Context, zone reconcile.Zone, names []rr.Name) ([]rr.Set, error) {
	ctx, id := logged(ctx), zoneID(zone)
	first := end // not known
	if zone.Name != "" {
		first = placeOf(encodeName(zone.Name))
	}
	return z.setsAt(ctx, id, first, places(names))
}

// places returns where names stand, in the order of the zone, each once.
func places(names []rr.Name) []place {
	out := make([]place, len(names))
	for i, name := range names {
		out[i] = placeOf(encodeName(name))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// read lists a zone from a place on: one request, and more only while they
// complete not even one name. The start is a lower bound and no filter, so what
// comes back is a stretch of the zone.
func (z *Zones) read(ctx context.Context, zone string, from place) (page, error) {
	p := page{from: from, to: from, sets: map[place][]rr.Set{}}
	in := &route53.ListResourceRecordSetsInput{
		HostedZoneId:    aws.String(zone),
		StartRecordName: aws.String(from.stored()),
		MaxItems:        aws.Int32(setsPerPage),
	}
	for p.to <= from {
		out, err := z.client.ListResourceRecordSets(ctx, in)
		if err != nil {
			return page{}, z.failed(zone, z.apiError("ListResourceRecordSets", zone, err))
		}
		for _, set := range out.ResourceRecordSets {
			at := placeOf(aws.ToString(set.Name))
			p.sets[at] = append(p.sets[at], decodeSet(set))
		}
		p.to = reach(p, out)
		in.StartRecordName, in.StartRecordType, in.StartRecordIdentifier = out.NextRecordName, out.NextRecordType, out.NextRecordIdentifier
		debug(ctx, "listed record sets", map[string]any{
			"zone": zone, "from": from.stored(), "sets": len(out.ResourceRecordSets), "more": out.IsTruncated,
		})
	}
	return p, nil
}

// reach returns the place up to which a page tells everything. That is where
// the next page starts, whose first name may be in both. A name with an escape
// is no such mark: the API Reference does not say whether it sorts as it is
// stored or as it is meant, "*" or "\052", so the last plain name before it has
// to do.
func reach(p page, out *route53.ListResourceRecordSetsOutput) place {
	if !out.IsTruncated {
		return end
	}
	if next := placeOf(aws.ToString(out.NextRecordName)); next.plain() {
		return next
	}
	var last place
	for at := range p.sets {
		if at.plain() {
			last = max(last, at)
		}
	}
	return last
}

// plain reports whether the name at a place is stored without escapes.
func (p place) plain() bool { return !strings.Contains(string(p), `\`) }

// failed takes note of what an error says about a zone.
func (z *Zones) failed(zone string, err error) error {
	if errors.Is(err, reconcile.ErrZoneNotFound) {
		z.zones.forget(zone)
		z.listing.forget(struct{}{})
	}
	return err
}
