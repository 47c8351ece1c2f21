package fakeaws

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

// adminPrefix is where the world itself is asked and changed, by JSON without a
// signature, from this machine only.
const adminPrefix = "/_fake/"

// DefaultAccount is the account of admin requests that name none.
const DefaultAccount = "123456789012"

func (w *World) adminHandler() http.Handler {
	mux := http.NewServeMux()
	route := func(pattern string, f func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(rw http.ResponseWriter, r *http.Request) { answerAdmin(rw, r, f) })
	}
	route("GET /_fake/zones", w.adminListZones)
	route("POST /_fake/zones", w.adminCreateZone)
	route("GET /_fake/zones/{id}", w.adminShowZone)
	route("DELETE /_fake/zones/{id}", w.adminDeleteZone)
	route("PUT /_fake/zones/{id}/sets", w.adminPutSet)
	route("DELETE /_fake/zones/{id}/sets", w.adminRemoveSet)
	route("GET /_fake/identities", w.adminListIdentities)
	route("POST /_fake/identities/{region}/{name}", w.adminCreateIdentity)
	route("GET /_fake/identities/{region}/{name}", w.adminShowIdentity)
	route("PATCH /_fake/identities/{region}/{name}", w.adminTamper)
	route("DELETE /_fake/identities/{region}/{name}", w.adminDeleteIdentity)
	route("GET /_fake/clock", w.adminClock)
	route("POST /_fake/clock", w.adminAdvance)
	route("GET /_fake/calls", w.adminCalls)
	route("DELETE /_fake/calls", w.adminResetCalls)
	return mux
}

// errAbsent is a thing that an admin request names and that does not exist.
var errAbsent = errors.New("not found")

func answerAdmin(rw http.ResponseWriter, r *http.Request, f func(*http.Request) (any, error)) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		http.Error(rw, "from this machine only", http.StatusForbidden)
		return
	}
	out, err := f(r)
	rw.Header().Set("Content-Type", "application/json")
	if err != nil {
		status := http.StatusBadRequest
		if errors.Is(err, errAbsent) || errors.Is(err, ErrNoIdentity) {
			status = http.StatusNotFound
		}
		rw.WriteHeader(status)
		out = map[string]string{"error": err.Error()}
	}
	encoder := json.NewEncoder(rw)
	encoder.SetIndent("", "  ")
	// A client that went away is no concern of the world.
	_ = encoder.Encode(out)
}

func (w *World) accountOf(r *http.Request) *Account {
	if id := r.URL.Query().Get("account"); id != "" {
		return w.Account(id)
	}
	return w.Account(DefaultAccount)
}

func (w *World) adminListZones(r *http.Request) (any, error) { return w.accountOf(r).Zones(), nil }

func (w *World) adminCreateZone(r *http.Request) (any, error) {
	var in struct {
		Name    string
		Private bool
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, fmt.Errorf("read the zone: %w", err)
	}
	return w.accountOf(r).createZone(in.Name, in.Private), nil
}

func (w *World) zoneOf(r *http.Request) (*Zone, error) {
	z, ok := w.Zone(r.PathValue("id"))
	if !ok {
		return nil, fmt.Errorf("zone %s: %w", r.PathValue("id"), errAbsent)
	}
	return z, nil
}

func (w *World) adminShowZone(r *http.Request) (any, error) {
	z, err := w.zoneOf(r)
	if err != nil {
		return nil, err
	}
	return struct {
		*Zone
		Sets []Set
		Text string
	}{z, z.Sets(), z.Dump()}, nil
}

func (w *World) adminDeleteZone(r *http.Request) (any, error) {
	z, err := w.zoneOf(r)
	if err != nil {
		return nil, err
	}
	z.Delete()
	return struct{}{}, nil
}

func (w *World) adminPutSet(r *http.Request) (any, error) {
	z, err := w.zoneOf(r)
	if err != nil {
		return nil, err
	}
	var set Set
	if err := json.NewDecoder(r.Body).Decode(&set); err != nil {
		return nil, fmt.Errorf("read the record set: %w", err)
	}
	return set, z.Put(set)
}

func (w *World) adminRemoveSet(r *http.Request) (any, error) {
	z, err := w.zoneOf(r)
	if err != nil {
		return nil, err
	}
	return struct{}{}, z.Remove(r.URL.Query().Get("name"), r.URL.Query().Get("type"))
}

// namedIdentity is an identity together with what GetEmailIdentity leaves out.
type namedIdentity struct {
	Region, Name string
	sesapi.Identity
}

func (w *World) adminListIdentities(r *http.Request) (any, error) {
	out := []namedIdentity{}
	for _, i := range w.accountOf(r).Identities(r.URL.Query().Get("region")) {
		out = append(out, namedIdentity{i.Region(), i.Name(), i.View()})
	}
	return out, nil
}

func (w *World) identityOf(r *http.Request) *Identity {
	return w.accountOf(r).Identity(r.PathValue("region"), r.PathValue("name"))
}

func (w *World) adminCreateIdentity(r *http.Request) (any, error) {
	i := w.identityOf(r)
	if err := i.Create(); err != nil {
		return nil, err
	}
	return i.View(), nil
}

func (w *World) adminShowIdentity(r *http.Request) (any, error) {
	i := w.identityOf(r)
	if !i.Exists() {
		return nil, fmt.Errorf("show %s: %w", i.Name(), ErrNoIdentity)
	}
	return i.View(), nil
}

func (w *World) adminTamper(r *http.Request) (any, error) {
	var c sesapi.Change
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return nil, fmt.Errorf("read the change: %w", err)
	}
	i := w.identityOf(r)
	if err := i.Tamper(c); err != nil {
		return nil, err
	}
	return i.View(), nil
}

func (w *World) adminDeleteIdentity(r *http.Request) (any, error) {
	w.identityOf(r).Delete()
	return struct{}{}, nil
}

func (w *World) adminClock(*http.Request) (any, error) {
	return map[string]time.Time{"Now": w.Now()}, nil
}

func (w *World) adminAdvance(r *http.Request) (any, error) {
	var in struct{ Advance string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, fmt.Errorf("read the clock: %w", err)
	}
	d, err := time.ParseDuration(in.Advance)
	if err != nil {
		return nil, fmt.Errorf("read the clock: %w", err)
	}
	w.Advance(d)
	return w.adminClock(r)
}

func (w *World) adminCalls(*http.Request) (any, error) {
	return map[string]any{"Counts": w.Calls(), "Log": w.CallLog()}, nil
}

func (w *World) adminResetCalls(*http.Request) (any, error) {
	w.ResetCalls()
	return struct{}{}, nil
}
