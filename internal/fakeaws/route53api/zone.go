package route53api

import (
	"encoding/xml"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

type zoneElement struct {
	ID              string `xml:"Id"`
	Name            string `xml:"Name"`
	CallerReference string `xml:"CallerReference"`
	Comment         string `xml:"Config>Comment,omitempty"`
	Private         bool   `xml:"Config>PrivateZone"`
	RecordSets      int    `xml:"ResourceRecordSetCount"`
}

type delegationElement struct {
	NameServers []string `xml:"NameServers>NameServer"`
}

type vpcElement struct {
	Region string `xml:"VPCRegion"`
	ID     string `xml:"VPCId"`
}

// zoneResponse answers GetHostedZone and CreateHostedZone, which differ in how they name the networks.
type zoneResponse struct {
	XMLName    xml.Name
	Namespace  string             `xml:"xmlns,attr"`
	Zone       zoneElement        `xml:"HostedZone"`
	Info       *changeInfoElement `xml:"ChangeInfo"`
	Delegation *delegationElement `xml:"DelegationSet"`
	VPC        *vpcElement        `xml:"VPC"`
	VPCs       *vpcsElement       `xml:"VPCs"`
}

type vpcsElement struct {
	VPCs []vpcElement `xml:"VPC"`
}

func zoneOf(zone hostedzone.Zone) zoneElement {
	return zoneElement{
		ID:              "/hostedzone/" + zone.ID,
		Name:            zone.Name,
		CallerReference: zone.CallerReference,
		Comment:         zone.Comment,
		Private:         zone.Private,
		RecordSets:      zone.RecordSets,
	}
}

func zoneAnswer(root string, zone hostedzone.Zone) zoneResponse {
	response := zoneResponse{XMLName: xml.Name{Local: root}, Namespace: namespace, Zone: zoneOf(zone)}
	if !zone.Private {
		response.Delegation = &delegationElement{zone.NameServers}
	}
	return response
}

func (h *handler) getHostedZone(r request) (any, error) {
	zone, err := h.zone(r)
	if err != nil {
		return nil, err
	}
	response := zoneAnswer("GetHostedZoneResponse", zone)
	if zone.Private {
		response.VPCs = &vpcsElement{[]vpcElement{{ID: zone.VPC.ID, Region: zone.VPC.Region}}}
	}
	return response, nil
}

type createZoneRequest struct {
	Name            string      `xml:"Name"`
	CallerReference string      `xml:"CallerReference"`
	Comment         string      `xml:"HostedZoneConfig>Comment"`
	Private         bool        `xml:"HostedZoneConfig>PrivateZone"`
	VPC             *vpcElement `xml:"VPC"`
}

func (h *handler) createHostedZone(r request) (any, error) {
	var body createZoneRequest
	if err := readXML(r, &body); err != nil {
		return nil, err
	}
	wanted := hostedzone.Zone{
		Account:         r.account,
		Name:            body.Name,
		Private:         body.Private || body.VPC != nil,
		Comment:         body.Comment,
		CallerReference: body.CallerReference,
	}
	if body.VPC != nil {
		wanted.VPC = hostedzone.VPC{ID: body.VPC.ID, Region: body.VPC.Region}
	} else if body.Private {
		return nil, invalidInput("When you're creating a private hosted zone you must specify a VPC.")
	}
	zone, info, err := h.store.OpenZone(wanted)
	if err != nil {
		return nil, err
	}
	response := zoneAnswer("CreateHostedZoneResponse", zone)
	response.VPC = body.VPC
	change := changeInfo(info)
	response.Info = &change
	return response, nil
}

func (h *handler) deleteHostedZone(r request) (any, error) {
	zone, err := h.zone(r)
	if err != nil {
		return nil, err
	}
	info, err := h.store.CloseZone(zone.ID)
	if err != nil {
		return nil, err
	}
	return changeAnswer("DeleteHostedZoneResponse", info), nil
}

// tagsResponse says that a zone has no tags: the fake keeps none.
type tagsResponse struct {
	XMLName   xml.Name `xml:"ListTagsForResourceResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Type      string   `xml:"ResourceTagSet>ResourceType"`
	ID        string   `xml:"ResourceTagSet>ResourceId"`
	Tags      struct{} `xml:"ResourceTagSet>Tags"`
}

func (h *handler) listTagsForResource(r request) (any, error) {
	zone, err := h.zone(r)
	if err != nil {
		return nil, err
	}
	return tagsResponse{Namespace: namespace, Type: "hostedzone", ID: zone.ID}, nil
}
