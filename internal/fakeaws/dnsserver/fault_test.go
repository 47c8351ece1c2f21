package dnsserver_test

import (
	"encoding/binary"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/dnsserver"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault dnsserver.Behaviour
		size  int // of EDNS; 0 is without
		want  string
	}{
		"a refusal":                             {dnsserver.Refuse, 1232, "Refused"},
		"a server that was never told":          {dnsserver.Lame, 1232, "Success || . 518400 NS a.root-servers.net."},
		"a server that does not know EDNS":      {dnsserver.NoEDNS, 1232, "FormatError"},
		"the same without EDNS":                 {dnsserver.NoEDNS, 0, "Success aa | chain.example.com. 300 CNAME x.example.com. | x.example.com. 300 A 192.0.2.1"},
		"a chain of which only the first comes": {dnsserver.FirstLink, 0, "Success aa | chain.example.com. 300 CNAME x.example.com."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, _ := serve(t, simple("x.example.com", "A", "192.0.2.1"), simple("chain.example.com", "CNAME", "x.example.com"))
			server.SetHook(func(string, string) dnsserver.Behaviour { return test.fault })
			packed := question(t, "chain.example.com.", dnsmessage.TypeA, test.size)
			for how, exchange := range map[string]func(*testing.T, *dnsserver.Server, []byte) ([]byte, error){"UDP": exchangeUDP, "TCP": exchangeTCP} {
				answer, err := exchange(t, server, packed)
				if got := describe(unpack(t, answer, err)); got != test.want {
					t.Errorf("%s got  %s\nwant %s", how, got, test.want)
				}
			}
		})
	}
}

func TestAnswersToOthers(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, simple("x.example.com", "A", "192.0.2.1"))
	packed := question(t, "x.example.com.", dnsmessage.TypeA, 0)
	server.SetHook(func(string, string) dnsserver.Behaviour { return dnsserver.WrongID })
	answer, err := exchangeUDP(t, server, packed)
	if err != nil || binary.BigEndian.Uint16(answer) != 4712 {
		t.Errorf("the id is that of another question: %x, %v", answer, err)
	}
	server.SetHook(func(string, string) dnsserver.Behaviour { return dnsserver.Garbage })
	answer, err = exchangeUDP(t, server, packed)
	if unpacked := new(dnsmessage.Message); err != nil || unpacked.Unpack(answer) == nil {
		t.Errorf("what is no message can be read: %q, %v", answer, err)
	}
}
