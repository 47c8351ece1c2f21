package spf

import (
	"fmt"
	"net/netip"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// network looks at the address of ip4 and ip6.
func (c *checker) network(m Mechanism) {
	if m.Kind != IP4 && m.Kind != IP6 || !m.Network.IsValid() {
		return
	}
	if masked := m.Network.Masked(); masked != m.Network {
		c.add(advice.Finding{
			Rule: "S17", Severity: advice.Warning, Column: m.Column,
			Summary: "SPF network with host bits",
			Detail: fmt.Sprintf("%q at column %d has bits beyond its length; receivers ignore them (RFC 7208 section 5.6).",
				excerpt(m.Text), m.Column),
			Fix: fmt.Sprintf("write %q", Mechanism{Qualifier: m.Qualifier, Kind: m.Kind, Network: masked}.String()),
		})
	}
	if use := reservedUse(m.Network); use != "" {
		c.add(advice.Finding{
			Rule: "S17", Severity: advice.Warning, Column: m.Column,
			Summary: "SPF network that sends no mail",
			Detail: fmt.Sprintf("%q at column %d is %s; mail from the Internet never comes from there.",
				excerpt(m.Text), m.Column, use),
			Fix: "write the public address that receivers see, or remove the term",
		})
	}
}

// reservedUse says for what a network is set aside, or "" if it is public
// (IANA IPv4 and IPv6 Special-Purpose Address Registries, RFC 6890).
func reservedUse(network netip.Prefix) string {
	if network.Addr().Is4In6() && network.Bits() >= 96 {
		return "an IPv4-mapped address, which ip6 never matches (RFC 7208 section 5)"
	}
	for _, r := range [...]struct{ network, use string }{
		{"0.0.0.0/8", "the unspecified network"},
		{"10.0.0.0/8", "a private network"},
		{"100.64.0.0/10", "shared address space of providers"},
		{"127.0.0.0/8", "the loopback network"},
		{"169.254.0.0/16", "link-local"},
		{"172.16.0.0/12", "a private network"},
		{"192.0.2.0/24", "a documentation network"},
		{"192.168.0.0/16", "a private network"},
		{"198.18.0.0/15", "a benchmarking network"},
		{"198.51.100.0/24", "a documentation network"},
		{"203.0.113.0/24", "a documentation network"},
		{"224.0.0.0/3", "multicast or reserved"},
		{"::/127", "the unspecified or the loopback address"},
		{"2001:db8::/32", "a documentation network"},
		{"3fff::/20", "a documentation network"},
		{"fc00::/7", "a private network"},
		{"fe80::/10", "link-local"},
		{"ff00::/8", "multicast"},
	} {
		reserved := netip.MustParsePrefix(r.network)
		if network.Bits() >= reserved.Bits() && reserved.Contains(network.Addr()) {
			return r.use
		}
	}
	return ""
}

// duplicates finds mechanisms that can never match because an earlier one
// takes all they would.
func (c *checker) duplicates() {
	seen := map[string]Position{}
	networks := map[netip.Prefix]Position{}
	mechanisms, _ := c.record.effective()
	for _, m := range mechanisms {
		key := string(m.normalArgument(nil))
		if first, ok := seen[key]; ok {
			c.repeated(m.Position, first, "repeats")
			continue
		}
		seen[key] = m.Position
		if m.Kind != IP4 && m.Kind != IP6 {
			continue
		}
		if first, ok := covering(networks, m.Network); ok {
			c.repeated(m.Position, first, "lies within")
		}
		networks[m.Network.Masked()] = m.Position
	}
}

// covering finds an earlier network that holds this one.
func covering(networks map[netip.Prefix]Position, network netip.Prefix) (Position, bool) {
	for bits := network.Bits() - 1; bits >= 0 && len(networks) > 0; bits-- {
		if first, ok := networks[netip.PrefixFrom(network.Addr(), bits).Masked()]; ok {
			return first, true
		}
	}
	return Position{}, false
}

func (c *checker) repeated(pos, first Position, how string) {
	c.add(advice.Finding{
		Rule: "S17", Severity: advice.Warning, Column: pos.Column,
		Summary: "SPF record with a repeated term",
		Detail: fmt.Sprintf("%q at column %d %s %q at column %d, which is looked at first, so it never matches.",
			excerpt(pos.Text), pos.Column, how, excerpt(first.Text), first.Column),
		Fix: "remove it",
	})
}
