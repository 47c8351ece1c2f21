package fakeaws

import (
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// Delegate lets public DNS lead to a name server outside of this world for a
// name and all below it, whatever zones there are: of these SES sees nothing any
// more, and there but the server's SOA record. No server takes that back.
func (w *World) Delegate(name, server string) {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	w.ses.Settle(name)
	defer w.ses.Settle(name)
	w.mu.Lock()
	defer w.mu.Unlock()
	if server == "" {
		delete(w.outside, name)
		return
	}
	w.outside[name] = server
}

// delegated returns the highest name at or above the given one that leads out of
// this world, and the server that it leads to.
func (w *World) delegated(name string) (apex, server string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for rest, more := strings.ToLower(strings.TrimSuffix(name, ".")), true; more; _, rest, more = strings.Cut(rest, ".") {
		if s, ok := w.outside[rest]; ok {
			apex, server = rest, s
		}
	}
	return apex, server
}

// lookup is public DNS as SES resolves it: CNAMEs are followed, and of what is
// delegated to servers outside of this world only their SOA records are seen.
func (w *World) lookup(name, typ string) sesapi.Answer { return w.lookupIn(w.store, name, typ) }

func (w *World) lookupIn(store *hostedzone.Store, name, typ string) sesapi.Answer {
	const maxChain = 8
	for range maxChain {
		if apex, server := w.delegated(name); server != "" {
			return elsewhere(name, typ, apex, server)
		}
		a := store.Lookup(name, typ)
		if a.Delegation != "" {
			return elsewhere(name, typ, a.Delegation, a.Raw[0])
		}
		if a.RCode != hostedzone.NoError {
			return sesapi.Answer{}
		}
		if a.CNAME == "" {
			return sesapi.Answer{Exists: true, Values: a.Raw}
		}
		name = a.CNAME
	}
	return sesapi.Answer{}
}

// elsewhere is what a server outside of this world answers, whose zone holds
// nothing.
func elsewhere(name, typ, apex, server string) sesapi.Answer {
	apex = strings.TrimSuffix(apex, ".")
	if typ != "SOA" || !strings.EqualFold(strings.TrimSuffix(name, "."), apex) {
		return sesapi.Answer{}
	}
	soa := strings.TrimSuffix(server, ".") + ". hostmaster." + apex + ". 2026010203 7200 900 1209600 3600"
	return sesapi.Answer{Exists: true, Values: []string{soa}}
}
