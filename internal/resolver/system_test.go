package resolver_test

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
)

// fromFile reads the name servers of resolv.conf(5), of which three count. It
// returns none where the file says more than the test understands.
func fromFile(t *testing.T) []netip.AddrPort {
	t.Helper()
	text, err := os.ReadFile("/etc/resolv.conf")
	if err != nil {
		return nil
	}
	var out []netip.AddrPort
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) > 1 && fields[0] == "options" && strings.Contains(line, "rotate") {
			return nil
		}
		if len(fields) != 2 || fields[0] != "nameserver" || len(out) == 3 {
			continue
		}
		server, err := resolver.ParseServer(fields[1])
		if err != nil {
			return nil
		}
		out = append(out, server)
	}
	return out
}
