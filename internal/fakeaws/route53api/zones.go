package route53api

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

type listZonesResponse struct {
	XMLName     xml.Name      `xml:"ListHostedZonesResponse"`
	Namespace   string        `xml:"xmlns,attr"`
	Zones       []zoneElement `xml:"HostedZones>HostedZone"`
	Marker      string        `xml:"Marker,omitempty"`
	IsTruncated bool          `xml:"IsTruncated"`
	NextMarker  string        `xml:"NextMarker,omitempty"`
	MaxItems    int           `xml:"MaxItems"`
}

// listHostedZones pages through the caller's zones, oldest first; the marker is the ID of the page's first zone.
func (h *handler) listHostedZones(r request) (any, error) {
	query := r.URL.Query()
	limit, err := pageSize(query, maxZonesPage)
	if err != nil {
		return nil, err
	}
	zones := h.store.Zones(r.account)
	if query.Get("hostedzonetype") == "PrivateHostedZone" {
		zones = slices.DeleteFunc(zones, func(z hostedzone.Zone) bool { return !z.Private })
	}
	marker := query.Get("marker")
	if marker != "" {
		first := slices.IndexFunc(zones, func(z hostedzone.Zone) bool { return z.ID == marker })
		if first < 0 {
			return nil, invalidInput("The value of marker is not valid: %s", marker)
		}
		zones = zones[first:]
	}
	response := listZonesResponse{Namespace: namespace, Marker: marker, MaxItems: limit}
	response.Zones = zoneElements(zones[:min(limit, len(zones))])
	if len(zones) > limit {
		response.IsTruncated, response.NextMarker = true, zones[limit].ID
	}
	return response, nil
}

type zonesByNameResponse struct {
	XMLName     xml.Name      `xml:"ListHostedZonesByNameResponse"`
	Namespace   string        `xml:"xmlns,attr"`
	Zones       []zoneElement `xml:"HostedZones>HostedZone"`
	DNSName     string        `xml:"DNSName,omitempty"`
	ZoneID      string        `xml:"HostedZoneId,omitempty"`
	IsTruncated bool          `xml:"IsTruncated"`
	NextDNSName string        `xml:"NextDNSName,omitempty"`
	NextZoneID  string        `xml:"NextHostedZoneId,omitempty"`
	MaxItems    int           `xml:"MaxItems"`
}

// listHostedZonesByName pages through the caller's zones by reversed name, then ID. dnsname and hostedzoneid are
// where the listing starts, no filter: zones with later names follow.
func (h *handler) listHostedZonesByName(r request) (any, error) {
	query := r.URL.Query()
	limit, err := pageSize(query, maxZonesPage)
	if err != nil {
		return nil, err
	}
	start := hostedzone.Zone{ID: query.Get("hostedzoneid")}
	if name := query.Get("dnsname"); name != "" {
		if start.Name, err = hostedzone.CanonicalName(name); err != nil {
			return nil, &hostedzone.Error{
				Code: hostedzone.CodeInvalidDomainName, Messages: []string{err.Error()}, HTTPStatus: 400,
			}
		}
	} else if start.ID != "" {
		return nil, invalidInput("The input is not valid: hostedzoneid is specified but dnsname is not.")
	}
	zones := h.store.Zones(r.account)
	slices.SortFunc(zones, compareZones)
	first, _ := slices.BinarySearchFunc(zones, start, compareZones)
	zones = zones[first:]
	response := zonesByNameResponse{
		Namespace: namespace, DNSName: query.Get("dnsname"), ZoneID: start.ID, MaxItems: limit,
		Zones: zoneElements(zones[:min(limit, len(zones))]),
	}
	if len(zones) > limit {
		response.IsTruncated = true
		response.NextDNSName, response.NextZoneID = zones[limit].Name, zones[limit].ID
	}
	return response, nil
}

func compareZones(a, b hostedzone.Zone) int {
	return cmp.Or(cmp.Compare(reversed(a.Name), reversed(b.Name)), cmp.Compare(a.ID, b.ID))
}

func reversed(name string) string {
	labels := strings.Split(strings.TrimSuffix(name, "."), ".")
	slices.Reverse(labels)
	return strings.Join(labels, ".") + "."
}

func zoneElements(zones []hostedzone.Zone) []zoneElement {
	elements := make([]zoneElement, len(zones))
	for i, zone := range zones {
		elements[i] = zoneOf(zone)
	}
	return elements
}
