package route53api

import (
	"encoding/xml"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

// setElement is a ResourceRecordSet in requests and answers. Pointers tell a missing element from an empty one.
type setElement struct {
	Name            string         `xml:"Name"`
	Type            string         `xml:"Type"`
	SetIdentifier   *string        `xml:"SetIdentifier"`
	Weight          *int64         `xml:"Weight"`
	Region          *string        `xml:"Region"`
	Failover        *string        `xml:"Failover"`
	GeoLocation     *geoElement    `xml:"GeoLocation"`
	MultiValue      *bool          `xml:"MultiValueAnswer"`
	TTL             *int64         `xml:"TTL"`
	Values          *valuesElement `xml:"ResourceRecords"`
	Alias           *aliasElement  `xml:"AliasTarget"`
	HealthCheckID   string         `xml:"HealthCheckId,omitempty"`
	GeoProximity    *unsupported   `xml:"GeoProximityLocation"`
	CIDR            *unsupported   `xml:"CidrRoutingConfig"`
	TrafficInstance *string        `xml:"TrafficPolicyInstanceId"`
}

type valuesElement struct {
	Values []valueElement `xml:"ResourceRecord"`
}

type valueElement struct {
	Value string `xml:"Value"`
}

type aliasElement struct {
	HostedZoneID         string `xml:"HostedZoneId"`
	DNSName              string `xml:"DNSName"`
	EvaluateTargetHealth bool   `xml:"EvaluateTargetHealth"`
}

type geoElement struct {
	Continent   string `xml:"ContinentCode,omitempty"`
	Country     string `xml:"CountryCode,omitempty"`
	Subdivision string `xml:"SubdivisionCode,omitempty"`
}

// unsupported is an element that the fake refuses rather than loses.
type unsupported struct {
	XMLName xml.Name
}

// set returns the element as the store has it; its name still as the request has it.
func (e setElement) set() (hostedzone.Set, error) {
	if e.GeoProximity != nil || e.CIDR != nil || e.TrafficInstance != nil {
		return hostedzone.Set{}, invalidInput("the fake has no geoproximity, CIDR or traffic policy routing (%s %s)", e.Name, e.Type)
	}
	routing, routed, err := e.routing()
	if err != nil {
		return hostedzone.Set{}, err
	}
	set := hostedzone.Set{Name: e.Name, Type: e.Type, HealthCheckID: e.HealthCheckID}
	if routed {
		set.Routing = &routing
	}
	if e.TTL != nil {
		set.TTL = *e.TTL
	}
	if e.Values != nil {
		for _, value := range e.Values.Values {
			set.Values = append(set.Values, value.Value)
		}
	}
	if e.Alias != nil {
		set.Alias = &hostedzone.Alias{
			HostedZoneID:         e.Alias.HostedZoneID,
			DNSName:              e.Alias.DNSName,
			EvaluateTargetHealth: e.Alias.EvaluateTargetHealth,
		}
	}
	return set, nil
}

// routing reports false for a simple set. It returns a Routing without Kind or identifier if the request lacks one of
// them: the store has the words for that.
func (e setElement) routing() (routing hostedzone.Routing, routed bool, err error) {
	var kinds []hostedzone.Kind
	if e.SetIdentifier != nil {
		routing.SetIdentifier = *e.SetIdentifier
	}
	if e.Weight != nil {
		kinds, routing.Weight = append(kinds, hostedzone.Weighted), *e.Weight
	}
	if e.Region != nil {
		kinds, routing.Region = append(kinds, hostedzone.Latency), *e.Region
	}
	if e.Failover != nil {
		kinds, routing.Failover = append(kinds, hostedzone.Failover), *e.Failover
	}
	if e.GeoLocation != nil {
		kinds, routing.Geo = append(kinds, hostedzone.Geolocation), hostedzone.Geo(*e.GeoLocation)
	}
	if e.MultiValue != nil && *e.MultiValue {
		kinds = append(kinds, hostedzone.MultiValue)
	}
	switch len(kinds) {
	case 0:
		return routing, e.SetIdentifier != nil, nil
	case 1:
		routing.Kind = kinds[0]
		return routing, true, nil
	default:
		return routing, true, invalidInput("Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], "+
			"but found more than one in Change with [Name=%s, Type=%s, SetIdentifier=%s]", e.Name, e.Type, routing.SetIdentifier)
	}
}

func element(set hostedzone.Set) setElement {
	e := setElement{Name: set.Name, Type: set.Type, HealthCheckID: set.HealthCheckID}
	if set.Alias != nil {
		e.Alias = &aliasElement{
			HostedZoneID:         set.Alias.HostedZoneID,
			DNSName:              set.Alias.DNSName,
			EvaluateTargetHealth: set.Alias.EvaluateTargetHealth,
		}
	} else {
		e.TTL = &set.TTL
		e.Values = &valuesElement{}
		for _, value := range set.Values {
			e.Values.Values = append(e.Values.Values, valueElement{value})
		}
	}
	if set.Routing != nil {
		e.route(*set.Routing)
	}
	return e
}

func (e *setElement) route(routing hostedzone.Routing) {
	e.SetIdentifier = &routing.SetIdentifier
	switch routing.Kind {
	case hostedzone.Weighted:
		e.Weight = &routing.Weight
	case hostedzone.Latency:
		e.Region = &routing.Region
	case hostedzone.Failover:
		e.Failover = &routing.Failover
	case hostedzone.Geolocation:
		geo := geoElement(routing.Geo)
		e.GeoLocation = &geo
	case hostedzone.MultiValue:
		yes := true
		e.MultiValue = &yes
	}
}
