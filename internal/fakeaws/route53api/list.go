package route53api

import (
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

const (
	maxSetsPage  = 300 // ListResourceRecordSets, maxitems
	maxZonesPage = 100 // ListHostedZones and ListHostedZonesByName, maxitems
)

type listSetsResponse struct {
	XMLName        xml.Name     `xml:"ListResourceRecordSetsResponse"`
	Namespace      string       `xml:"xmlns,attr"`
	Sets           []setElement `xml:"ResourceRecordSets>ResourceRecordSet"`
	IsTruncated    bool         `xml:"IsTruncated"`
	MaxItems       int          `xml:"MaxItems"`
	NextName       string       `xml:"NextRecordName,omitempty"`
	NextType       string       `xml:"NextRecordType,omitempty"`
	NextIdentifier string       `xml:"NextRecordIdentifier,omitempty"`
}

func (h *handler) listResourceRecordSets(r request) (any, error) {
	query := r.URL.Query()
	limit, err := pageSize(query, maxSetsPage)
	if err != nil {
		return nil, err
	}
	start, err := startKey(query)
	if err != nil {
		return nil, err
	}
	zone, err := h.zone(r)
	if err != nil {
		return nil, err
	}
	sets, next, ok := h.store.Page(zone.ID, start, limit)
	if !ok {
		return nil, noSuchZone(zone.ID)
	}
	response := listSetsResponse{Namespace: namespace, MaxItems: limit}
	for _, set := range sets {
		response.Sets = append(response.Sets, element(set))
	}
	if next != nil {
		response.IsTruncated = true
		response.NextName, response.NextType, response.NextIdentifier = next.Name, next.Type, next.SetIdentifier
	}
	return response, nil
}

// startKey reads where a listing begins. The name is compared as it stands but for a missing final dot: a caller
// that does not send the stored form begins elsewhere, which the fake shows rather than mends.
func startKey(query url.Values) (hostedzone.Key, error) {
	start := hostedzone.Key{Name: query.Get("name"), Type: query.Get("type"), SetIdentifier: query.Get("identifier")}
	switch {
	case start.Name == "" && start.Type != "":
		return start, invalidInput("The input is not valid: type is specified but name is not.")
	case start.Type == "" && start.SetIdentifier != "":
		return start, invalidInput("The input is not valid: identifier is specified but type is not.")
	case start.Name == "":
		return start, nil
	}
	if _, err := hostedzone.CanonicalName(start.Name); err != nil {
		return start, invalidInput("%v", err)
	}
	start.Name = strings.TrimSuffix(start.Name, ".") + "."
	return start, nil
}

// pageSize reads maxitems; more than the service gives is cut down to that.
func pageSize(query url.Values, most int) (int, error) {
	text := query.Get("maxitems")
	if text == "" {
		return most, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, invalidInput("The value of maxitems is not valid: %s", text)
	}
	return min(n, most), nil
}
