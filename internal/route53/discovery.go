package route53

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// zonesPerPage is the most that ListHostedZones gives at once.
const zonesPerPage = 100

// Find returns the public zone with the longest name that holds the domain,
// from one listing for the whole process; see reconcile.Zones.
func (z *Zones) Find(ctx context.Context, domain rr.Name) (reconcile.Zone, error) {
	zones, err := z.listing.get(logged(ctx), struct{}{}, z.list)
	if err != nil {
		return reconcile.Zone{}, err
	}
	return pick(zones, domain)
}

// Zone returns a zone by its id, with or without "/hostedzone/" before it; see
// reconcile.Zones.
func (z *Zones) Zone(ctx context.Context, id string) (reconcile.Zone, error) {
	id = bareID(id)
	return z.zones.get(logged(ctx), id, func(ctx context.Context) (reconcile.Zone, error) { return z.get(ctx, id) })
}

func (z *Zones) list(ctx context.Context) ([]reconcile.Zone, error) {
	var zones []reconcile.Zone
	in := &route53.ListHostedZonesInput{MaxItems: aws.Int32(zonesPerPage)}
	for {
		out, err := z.client.ListHostedZones(ctx, in)
		if err != nil {
			return nil, z.apiError("ListHostedZones", "this account", err)
		}
		for _, zone := range out.HostedZones {
			zones = append(zones, z.listed(ctx, zone))
		}
		debug(ctx, "listed hosted zones", map[string]any{"zones": len(out.HostedZones), "more": out.IsTruncated})
		if !out.IsTruncated {
			return zones, nil
		}
		in.Marker = out.NextMarker
	}
}

func (z *Zones) get(ctx context.Context, id string) (reconcile.Zone, error) {
	out, err := z.client.GetHostedZone(ctx, &route53.GetHostedZoneInput{Id: aws.String(id)})
	if err != nil {
		return reconcile.Zone{}, z.apiError("GetHostedZone", id, err)
	}
	zone := z.note(*out.HostedZone)
	if out.DelegationSet != nil {
		zone.NameServers = slices.Clone(out.DelegationSet.NameServers)
	}
	debug(ctx, "read hosted zone", map[string]any{"zone": id, "name": string(zone.Name), "private": zone.Private})
	return zone, nil
}

// listed is a zone that was found in the listing, after which nobody needs to
// ask for it by its id.
func (z *Zones) listed(ctx context.Context, zone types.HostedZone) reconcile.Zone {
	out := z.note(zone)
	known, err := z.zones.get(ctx, out.ID, func(context.Context) (reconcile.Zone, error) { return out, nil })
	if err != nil {
		return out // of somebody who asked for it meanwhile
	}
	return known
}

// note reads a zone, and remembers its size for who reads its sets.
func (z *Zones) note(zone types.HostedZone) reconcile.Zone {
	id := bareID(aws.ToString(zone.Id))
	if zone.ResourceRecordSetCount != nil {
		z.shared(id).reads.fits(*zone.ResourceRecordSetCount)
	}
	return reconcile.Zone{
		ID:      id,
		Name:    decodeName(aws.ToString(zone.Name)),
		Private: zone.Config != nil && zone.Config.PrivateZone,
	}
}

// pick chooses the zone for a domain. Private zones never count, since nobody
// who receives mail can see them.
func pick(zones []reconcile.Zone, domain rr.Name) (reconcile.Zone, error) {
	var best, private []reconcile.Zone
	var public []rr.Name
	for _, zone := range zones {
		fits := domain.Within(zone.Name)
		switch {
		case zone.Private && fits:
			private = append(private, zone)
		case zone.Private:
		case !fits:
			public = append(public, zone.Name)
		case len(best) == 0 || len(zone.Name) > len(best[0].Name):
			best = []reconcile.Zone{zone}
		case len(zone.Name) == len(best[0].Name):
			best = append(best, zone)
		}
	}
	switch len(best) {
	case 0:
		slices.Sort(public)
		return reconcile.Zone{}, &reconcile.NoZoneError{Domain: domain, Public: slices.Compact(public), Private: private}
	case 1:
		return best[0], nil
	default:
		return reconcile.Zone{}, &reconcile.AmbiguousZoneError{Domain: domain, Zones: best}
	}
}
