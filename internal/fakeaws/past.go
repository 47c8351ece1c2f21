package fakeaws

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// past is what the reads of a service are answered from while its copies lag
// behind; the zero value is of no time.
type past struct {
	until time.Time
	http.Handler
}

// remember lets what is read of a service for d be as it is now.
func (w *World) remember(service string, d time.Duration) {
	store, p := w.store.Past(), past{until: w.Now().Add(d)}
	if service == serviceRoute53 {
		p.Handler = route53api.New(store, callerAccount)
	} else {
		p.Handler = w.ses.Past(func(name, typ string) sesapi.Answer { return w.lookupIn(store, name, typ) })
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.past[service] = p
}

// pastFor is who answers a read while copies lag behind, nil for nobody.
func (w *World) pastFor(x *exchange) http.Handler {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.past[x.service]; x.reads() && w.Now().Before(p.until) {
		return p
	}
	return nil
}

// reads reports whether a call shows what is there; who calls has no past.
func (x *exchange) reads() bool {
	if x.service == serviceSTS {
		return false
	}
	return strings.HasPrefix(x.operation, "List") || strings.HasPrefix(x.operation, "Get") && x.operation != "GetChange"
}

// createdBy names the identity that a call may have made.
func createdBy(x *exchange) sesapi.Ref {
	var in struct{ EmailIdentity string }
	if x.operation == "CreateEmailIdentity" {
		// A body that is no JSON names none; the operation has refused it.
		_ = json.Unmarshal(x.body, &in)
	}
	return sesapi.Ref{Account: x.principal.Account, Region: x.region, Name: in.EmailIdentity}
}
