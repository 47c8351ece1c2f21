package route53

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// setsPerPage is the most that ListResourceRecordSets gives at once.
const setsPerPage = 300

// end is behind every place.
const end = place("\xff")

// page is a stretch of a zone, from a place up to but not including another,
// and everything that stands in it.
type page struct {
	from, to place
	sets     map[place][]rr.Set
}

// Sets returns every set at the names, in the order of the zone; see
// reconcile.Zones.
func (z *Zones) Sets(ctx context.Context, zone reconcile.Zone, names []rr.Name) ([]rr.Set, error) {
	ctx = logged(ctx)
	var found []rr.Set
	var p page
	for _, at := range places(names) {
		if at >= p.to {
			var err error
			if p, err = z.read(ctx, zoneID(zone), at); err != nil {
				return nil, err
			}
		}
		found = append(found, p.sets[at]...)
	}
	return found, nil
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

// read lists a zone from a place on: one request, and more only while one name
// fills whole pages. A name at which a page ends in the middle is not part of
// the result.
func (z *Zones) read(ctx context.Context, zone string, from place) (page, error) {
	p := page{from: from, to: from, sets: map[place][]rr.Set{}}
	in := &route53.ListResourceRecordSetsInput{
		HostedZoneId:    aws.String(zone),
		StartRecordName: aws.String(from.stored()),
		MaxItems:        aws.Int32(setsPerPage),
	}
	for p.to == from {
		out, err := z.client.ListResourceRecordSets(ctx, in)
		if err != nil {
			return page{}, z.readError(zone, err)
		}
		for _, set := range out.ResourceRecordSets {
			at := placeOf(aws.ToString(set.Name))
			p.sets[at] = append(p.sets[at], decodeSet(set))
		}
		p.to = end
		if out.IsTruncated {
			p.to = placeOf(aws.ToString(out.NextRecordName))
			in.StartRecordName, in.StartRecordType, in.StartRecordIdentifier = out.NextRecordName, out.NextRecordType, out.NextRecordIdentifier
		}
		debug(ctx, "listed record sets", map[string]any{
			"zone": zone, "from": from.stored(), "sets": len(out.ResourceRecordSets), "more": out.IsTruncated,
		})
	}
	delete(p.sets, p.to)
	return p, nil
}

func (z *Zones) readError(zone string, err error) error {
	err = apiError("ListResourceRecordSets", zone, err)
	if errors.Is(err, reconcile.ErrZoneNotFound) {
		z.forgetZone(zone)
	}
	return err
}
