package fakeaws

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/stsapi"
)

// The services of this world, by the names that they are signed with.
const (
	serviceSES     = "ses"
	serviceRoute53 = "route53"
	serviceSTS     = "sts"
)

// exchange is what the door knows of one request.
type exchange struct {
	service, operation string
	region             string
	scope              credential // of the signature; empty if there is none
	principal          stsapi.Principal
	body               []byte
}

// action is the operation as IAM and the counters call it.
func (x *exchange) action() string { return x.service + ":" + x.operation }

// handler serves a request that the door took apart.
type handler func(http.ResponseWriter, *http.Request, *exchange)

// stage is one step of the door: it answers itself or calls next.
type stage func(next handler) handler

// chain is the order in which a request meets the stages. A throttled or failing
// call counts as one, and a call fails before anybody asks whether it is allowed.
func (w *World) chain() handler {
	h := handler(w.dispatch)
	stages := []stage{w.authenticate, w.record, w.throttle, w.fault, w.authorize}
	for i := len(stages) - 1; i >= 0; i-- {
		h = stages[i](h)
	}
	return h
}

// ServeHTTP is the one endpoint of all services, and of the admin API.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, adminPrefix) {
		w.admin.ServeHTTP(rw, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	x := &exchange{body: body, scope: scopeOf(r.Header.Get("Authorization"))}
	x.service, x.region = serviceOf(r, x.scope), x.scope.region
	switch x.service {
	case serviceSES:
		x.operation = sesapi.Operation(r)
	case serviceRoute53:
		x.operation = route53api.Operation(r)
	case serviceSTS:
		x.operation = stsapi.Operation(r, body)
	}
	rw.Header().Set("X-Amzn-RequestId", requestID)
	w.door(rw, r, x)
}

const requestID = "00000000-0000-0000-0000-000000000000"

// serviceOf trusts the signature's scope, then the form of the path.
func serviceOf(r *http.Request, c credential) string {
	switch {
	case c.service != "":
		return c.service
	case strings.HasPrefix(r.URL.Path, "/2013-04-01/"):
		return serviceRoute53
	case r.URL.Path == "/":
		return serviceSTS
	}
	return serviceSES
}

type exchangeKey struct{}

// exchangeOf is how the services behind the door learn who calls.
func exchangeOf(r *http.Request) *exchange {
	x, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return &exchange{}
	}
	return x
}

func callerAccount(r *http.Request) string { return exchangeOf(r).principal.Account }

// dispatch hands a request to its service.
func (w *World) dispatch(rw http.ResponseWriter, r *http.Request, x *exchange) {
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
	r.Body = io.NopCloser(bytes.NewReader(x.body))
	if past := w.pastFor(x); past != nil {
		past.ServeHTTP(rw, r)
		return
	}
	switch x.service {
	case serviceSES:
		w.ses.ServeHTTP(rw, r)
	case serviceRoute53:
		w.route53.ServeHTTP(rw, r)
		if r.Method != http.MethodGet {
			w.zonesChanged(recordNames(x.body)...)
		}
	case serviceSTS:
		w.sts.ServeHTTP(rw, r)
	default:
		sesapi.WriteError(rw, http.StatusNotFound, "UnknownOperationException", "There is no service "+x.service+" here.")
	}
}

// recordNames are the names that a change batch writes to.
func recordNames(body []byte) []string {
	var in struct {
		Names []string `xml:"ChangeBatch>Changes>Change>ResourceRecordSet>Name"`
	}
	// A body that is no batch names no records; the service has refused it.
	_ = xml.Unmarshal(body, &in)
	return in.Names
}
