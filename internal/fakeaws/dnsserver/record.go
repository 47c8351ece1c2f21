package dnsserver

import (
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

func resource(owner dnsmessage.Name, ttl int64, body dnsmessage.ResourceBody) dnsmessage.Resource {
	return dnsmessage.Resource{
		Header: dnsmessage.ResourceHeader{Name: owner, Class: dnsmessage.ClassINET, TTL: uint32(ttl)},
		Body:   body,
	}
}

// resources turns the values of an answer into records. It reports false for a type that the server cannot encode
// and for values that are not of their type, which only tampering puts into a zone.
func resources(owner dnsmessage.Name, typ string, found hostedzone.Answer) ([]dnsmessage.Resource, bool) {
	var records []dnsmessage.Resource
	if typ == "TXT" {
		for _, strings := range found.Text {
			records = append(records, resource(owner, found.TTL, &dnsmessage.TXTResource{TXT: strings}))
		}
		return records, true
	}
	for _, value := range found.Raw {
		body, ok := bodyOf(typ, value)
		if !ok {
			return nil, false
		}
		records = append(records, resource(owner, found.TTL, body))
	}
	return records, true
}

func bodyOf(typ, value string) (dnsmessage.ResourceBody, bool) {
	switch typ {
	case "A":
		address, err := netip.ParseAddr(value)
		if err != nil || !address.Is4() {
			return nil, false
		}
		return &dnsmessage.AResource{A: address.As4()}, true
	case "AAAA":
		address, err := netip.ParseAddr(value)
		if err != nil || !address.Is6() {
			return nil, false
		}
		return &dnsmessage.AAAAResource{AAAA: address.As16()}, true
	case "CNAME":
		name, ok := hostName(value)
		return &dnsmessage.CNAMEResource{CNAME: name}, ok
	case "NS":
		name, ok := hostName(value)
		return &dnsmessage.NSResource{NS: name}, ok
	case "PTR":
		name, ok := hostName(value)
		return &dnsmessage.PTRResource{PTR: name}, ok
	case "MX":
		return mxBody(value)
	case "SRV":
		return srvBody(value)
	case "SOA":
		return soaBody(value)
	}
	return nil, false
}

func mxBody(value string) (dnsmessage.ResourceBody, bool) {
	fields := strings.Fields(value)
	if len(fields) != 2 {
		return nil, false
	}
	numbers, ok := uints(fields[:1], 16)
	host, valid := hostName(fields[1])
	if !ok || !valid {
		return nil, false
	}
	return &dnsmessage.MXResource{Pref: uint16(numbers[0]), MX: host}, true
}

func srvBody(value string) (dnsmessage.ResourceBody, bool) {
	fields := strings.Fields(value)
	if len(fields) != 4 {
		return nil, false
	}
	numbers, ok := uints(fields[:3], 16)
	host, valid := hostName(fields[3])
	if !ok || !valid {
		return nil, false
	}
	return &dnsmessage.SRVResource{
		Priority: uint16(numbers[0]), Weight: uint16(numbers[1]), Port: uint16(numbers[2]), Target: host,
	}, true
}

func soaBody(value string) (dnsmessage.ResourceBody, bool) {
	fields := strings.Fields(value)
	if len(fields) != 7 {
		return nil, false
	}
	ns, nsOK := hostName(fields[0])
	mailbox, mailboxOK := hostName(fields[1])
	numbers, ok := uints(fields[2:], 32)
	if !nsOK || !mailboxOK || !ok {
		return nil, false
	}
	return &dnsmessage.SOAResource{
		NS: ns, MBox: mailbox, Serial: numbers[0], Refresh: numbers[1], Retry: numbers[2], Expire: numbers[3], MinTTL: numbers[4],
	}, true
}

func uints(fields []string, bits int) ([]uint32, bool) {
	numbers := make([]uint32, len(fields))
	for i, field := range fields {
		n, err := strconv.ParseUint(field, 10, bits)
		if err != nil {
			return nil, false
		}
		numbers[i] = uint32(n)
	}
	return numbers, true
}

// hostName reads a host inside a value, whose final dot may be missing. Case is kept as it was written.
func hostName(value string) (dnsmessage.Name, bool) {
	if value != "." {
		value = strings.TrimSuffix(value, ".") + "."
	}
	if strings.Contains(value, `\`) {
		canonical, err := hostedzone.CanonicalName(value)
		if err != nil {
			return dnsmessage.Name{}, false
		}
		return wireName(canonical)
	}
	name, err := dnsmessage.NewName(value)
	return name, err == nil
}

func wireName(canonical string) (dnsmessage.Name, bool) {
	wire, ok := hostedzone.NameToWire(canonical)
	if !ok {
		return dnsmessage.Name{}, false
	}
	name, err := dnsmessage.NewName(wire)
	return name, err == nil
}
