package resolver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
)

// dnsPort is the port of DNS (RFC 1035 section 4.2).
const dnsPort = 53

// ErrServer says that a text is no address of a name server.
var ErrServer = errors.New("no address of a name server")

// ParseServer reads an address such as 192.0.2.53, 192.0.2.53:5353, 2001:db8::53
// or [2001:db8::53]:5353. The error is ErrServer.
func ParseServer(text string) (netip.AddrPort, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.AddrPortFrom(addr, dnsPort), nil
	}
	server, err := netip.ParseAddrPort(text)
	if err != nil || server.Port() == 0 {
		return netip.AddrPort{}, fmt.Errorf("%w: %q", ErrServer, text)
	}
	return server, nil
}

// System returns the name servers that this machine is set up with, in their
// order: those of /etc/resolv.conf, or on Windows of the network adapters.
//
// Only the standard library knows where every system keeps them, and it tells
// only whom it is about to call; so it is let call, and held back.
func System(ctx context.Context) []netip.AddrPort {
	var mu sync.Mutex // guards out
	var out []netip.AddrPort
	watch := net.Resolver{PreferGo: true, Dial: func(_ context.Context, _, address string) (net.Conn, error) {
		mu.Lock()
		defer mu.Unlock()
		if server, err := netip.ParseAddrPort(address); err == nil && !slices.Contains(out, server) {
			out = append(out, server)
		}
		return nil, errHeldBack
	}}
	// It fails, since it reaches nobody.
	_, _ = watch.LookupTXT(ctx, "name-servers.invalid.")
	mu.Lock()
	defer mu.Unlock()
	return slices.Clone(out)
}

var errHeldBack = errors.New("held back")
