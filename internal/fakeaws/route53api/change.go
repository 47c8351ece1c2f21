package route53api

import (
	"encoding/xml"
	"io"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

// maxBody is far above what a batch within Route 53's limits needs.
const maxBody = 8 << 20 // bytes

type changeRequest struct {
	Comment string          `xml:"ChangeBatch>Comment"`
	Changes []changeElement `xml:"ChangeBatch>Changes>Change"`
}

type changeElement struct {
	Action string     `xml:"Action"`
	Set    setElement `xml:"ResourceRecordSet"`
}

type changeInfoElement struct {
	ID          string `xml:"Id"`
	Status      string `xml:"Status"`
	SubmittedAt string `xml:"SubmittedAt"`
	Comment     string `xml:"Comment,omitempty"`
}

type changeResponse struct {
	XMLName   xml.Name
	Namespace string            `xml:"xmlns,attr"`
	Info      changeInfoElement `xml:"ChangeInfo"`
}

func changeAnswer(root string, info hostedzone.ChangeInfo) changeResponse {
	return changeResponse{XMLName: xml.Name{Local: root}, Namespace: namespace, Info: changeInfo(info)}
}

func changeInfo(info hostedzone.ChangeInfo) changeInfoElement {
	return changeInfoElement{
		ID:          "/change/" + info.ID,
		Status:      string(info.Status),
		SubmittedAt: info.SubmittedAt.UTC().Format("2006-01-02T15:04:05.000Z"),
		Comment:     info.Comment,
	}
}

func (h *handler) changeResourceRecordSets(r request) (any, error) {
	var body changeRequest
	if err := readXML(r, &body); err != nil {
		return nil, err
	}
	zone, err := h.zone(r)
	if err != nil {
		return nil, err
	}
	batch := make([]hostedzone.Change, len(body.Changes))
	for i, change := range body.Changes {
		set, err := change.Set.set()
		if err != nil {
			return nil, err
		}
		batch[i] = hostedzone.Change{
			Action:     hostedzone.Action(change.Action),
			Set:        set,
			TTLMissing: change.Set.TTL == nil,
		}
	}
	info, err := h.store.Submit(zone.ID, body.Comment, batch)
	if err != nil {
		return nil, err
	}
	return changeAnswer("ChangeResourceRecordSetsResponse", info), nil
}

func (h *handler) getChange(r request) (any, error) {
	info, err := h.store.GetChange(r.id)
	if err != nil {
		return nil, err
	}
	return changeAnswer("GetChangeResponse", info), nil
}

func readXML(r request, into any) error {
	text, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return invalidInput("Invalid XML ; %v", err)
	}
	if err := xml.Unmarshal(text, into); err != nil {
		return invalidInput("Invalid XML ; %v", err)
	}
	return nil
}
