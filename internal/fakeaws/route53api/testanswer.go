package route53api

import (
	"encoding/xml"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

type testAnswerResponse struct {
	XMLName      xml.Name `xml:"TestDNSAnswerResponse"`
	Namespace    string   `xml:"xmlns,attr"`
	Nameserver   string   `xml:"Nameserver"`
	RecordName   string   `xml:"RecordName"`
	RecordType   string   `xml:"RecordType"`
	RecordData   []string `xml:"RecordData>RecordDataEntry"`
	ResponseCode string   `xml:"ResponseCode"`
	Protocol     string   `xml:"Protocol"`
}

func (h *handler) testDNSAnswer(r request) (any, error) {
	query := r.URL.Query()
	zone, err := h.ownZone(r.account, query.Get("hostedzoneid"))
	if err != nil {
		return nil, err
	}
	answer, err := h.store.TestAnswer(zone.ID, query.Get("recordname"), query.Get("recordtype"))
	if err != nil {
		return nil, err
	}
	data := answer.Raw
	if answer.CNAME != "" {
		data = []string{answer.CNAME}
	}
	return testAnswerResponse{
		Namespace:    namespace,
		Nameserver:   zone.NameServers[0],
		RecordName:   query.Get("recordname"),
		RecordType:   query.Get("recordtype"),
		RecordData:   data,
		ResponseCode: responseCode(answer.RCode),
		Protocol:     "UDP",
	}, nil
}

func responseCode(code hostedzone.RCode) string {
	switch code {
	case hostedzone.NXDomain:
		return "NXDOMAIN"
	case hostedzone.Refused:
		return "REFUSED"
	default:
		return "NOERROR"
	}
}
