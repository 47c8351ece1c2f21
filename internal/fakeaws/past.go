package fakeaws

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// past is what reads are answered from while copies of the world lag behind; the
// zero value is of no time.
type past struct {
	until        time.Time
	ses, route53 http.Handler
}

// remember lets what is read for d be as it is now.
func (w *World) remember(d time.Duration) {
	store := w.store.Past()
	p := past{
		until:   w.Now().Add(d),
		ses:     w.ses.Past(func(name, typ string) sesapi.Answer { return w.lookupIn(store, name, typ) }),
		route53: route53api.New(store, callerAccount),
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.past = p
}

// readFrom is who answers a call, of the two worlds that there may be.
func (w *World) readFrom(x *exchange) (ses, route53 http.Handler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Now().Before(w.past.until) && x.reads() {
		return w.past.ses, w.past.route53
	}
	return w.ses, w.route53
}

// reads reports whether a call shows what is there.
func (x *exchange) reads() bool {
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
