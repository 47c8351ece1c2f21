// Package route53api speaks the HTTP and XML of Route 53's API over the zones of a hostedzone.Store. It decides
// nothing about zones; the store does.
package route53api

import (
	"net/http"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

type handler struct {
	store  *hostedzone.Store
	caller func(*http.Request) string
	legacy func() bool
}

// Option changes how New's handler behaves.
type Option func(*handler)

// LegacyErrors makes the handler answer a refused batch with the older document whose root is InvalidChangeBatch
// while on returns true. SDKs keep its texts in another field than those of the usual document.
func LegacyErrors(on func() bool) Option {
	return func(h *handler) { h.legacy = on }
}

// New returns the API over a store. caller tells which account a request is made for; whether it may be made, and how
// often, is for the handler in front to decide, which can answer with WriteError.
func New(store *hostedzone.Store, caller func(*http.Request) string, options ...Option) http.Handler {
	h := &handler{
		store:  store,
		caller: caller,
		legacy: func() bool { return false },
	}
	for _, option := range options {
		option(h)
	}
	return h
}

// ServeHTTP answers one API call.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, id := route(r)
	status, body, err := h.call(operation, request{Request: r, account: h.caller(r), id: id})
	if err != nil {
		h.refuse(w, err)
		return
	}
	writeXML(w, status, body)
}

// request is a call with what its path and its credentials say.
type request struct {
	*http.Request
	account string
	id      string // the bare ID in the path, "" if it has none
}

func (h *handler) call(operation string, r request) (int, any, error) {
	var body any
	var err error
	status := http.StatusOK
	switch operation {
	case "ChangeResourceRecordSets":
		body, err = h.changeResourceRecordSets(r)
	case "ListResourceRecordSets":
		body, err = h.listResourceRecordSets(r)
	case "GetChange":
		body, err = h.getChange(r)
	case "GetHostedZone":
		body, err = h.getHostedZone(r)
	case "ListHostedZones":
		body, err = h.listHostedZones(r)
	case "ListHostedZonesByName":
		body, err = h.listHostedZonesByName(r)
	case "CreateHostedZone":
		status = http.StatusCreated
		body, err = h.createHostedZone(r)
	case "DeleteHostedZone":
		body, err = h.deleteHostedZone(r)
	case "TestDNSAnswer":
		body, err = h.testDNSAnswer(r)
	case "ListTagsForResource":
		body, err = h.listTagsForResource(r)
	default:
		err = &hostedzone.Error{
			Code:       "UnknownOperationException",
			Messages:   []string{"no such operation: " + r.Method + " " + r.URL.Path},
			HTTPStatus: http.StatusNotFound,
		}
	}
	return status, body, err
}

// zone returns the zone of the path if it belongs to the caller.
func (h *handler) zone(r request) (hostedzone.Zone, error) {
	return h.ownZone(r.account, r.id)
}

func (h *handler) ownZone(account, id string) (hostedzone.Zone, error) {
	zone, ok := h.store.Zone(id)
	if !ok {
		return zone, noSuchZone(id)
	}
	if zone.Account != account {
		return zone, accessDenied(account)
	}
	return zone, nil
}
