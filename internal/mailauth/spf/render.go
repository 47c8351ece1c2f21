package spf

import (
	"net/netip"
	"strconv"
)

// String renders the record in the form to publish: names in lower case, one
// space between terms, no "+", no length that is the default, no trailing dot.
// Parse reads it back into the same tree.
func (r Record) String() string {
	b := make([]byte, 0, len(versionTag)+24*len(r.Terms))
	b = append(b, versionTag...)
	for _, t := range r.Terms {
		b = append(b, ' ')
		switch t := t.(type) {
		case Mechanism:
			b = t.append(b)
		case Modifier:
			b = t.append(b)
		}
	}
	return string(b)
}

// String renders the mechanism in the form to publish.
func (m Mechanism) String() string { return string(m.append(nil)) }

// String renders the modifier in the form to publish.
func (m Modifier) String() string { return string(m.append(nil)) }

func (m Mechanism) append(b []byte) []byte {
	if m.Qualifier != Pass {
		b = append(b, m.Qualifier.String()...)
	}
	b = append(b, m.Kind.String()...)
	if len(m.Domain) > 0 {
		b = m.Domain.append(append(b, ':'))
	}
	if m.Kind == IP4 || m.Kind == IP6 {
		b = appendNetwork(append(b, ':'), m.Network)
	}
	if n := m.CIDR.IP4(); n < 32 {
		b = strconv.AppendInt(append(b, '/'), int64(n), 10)
	}
	if n := m.CIDR.IP6(); n < 128 {
		b = strconv.AppendInt(append(b, "//"...), int64(n), 10)
	}
	return b
}

func (m Modifier) append(b []byte) []byte {
	return m.Value.append(append(append(b, m.Name...), '='))
}

// appendNetwork leaves out the length of a single address (RFC 7208 section 5.6).
func appendNetwork(b []byte, network netip.Prefix) []byte {
	if network.IsSingleIP() {
		return network.Addr().AppendTo(b)
	}
	return network.AppendTo(b)
}
