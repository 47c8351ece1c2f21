package dnsserver_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/dnsserver"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func simple(name, typ string, values ...string) hostedzone.Set {
	return hostedzone.Set{Name: name, Type: typ, TTL: 300, Values: values}
}

// serve starts a server over the zone example.com with the sets.
func serve(t *testing.T, sets ...hostedzone.Set) (*dnsserver.Server, *hostedzone.Store) {
	t.Helper()
	store := hostedzone.NewStore(time.Now)
	zone := store.CreateZone("111122223333", "example.com", false)
	for _, set := range sets {
		if err := store.Put(zone.ID, set); err != nil {
			t.Fatal(err)
		}
	}
	server, err := dnsserver.Start(t.Context(), store, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server, store
}

// question packs a question; size 0 asks without EDNS.
func question(t *testing.T, name string, typ dnsmessage.Type, size int) []byte {
	t.Helper()
	message := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: 4711, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(name), Type: typ, Class: dnsmessage.ClassINET}},
	}
	if size > 0 {
		var header dnsmessage.ResourceHeader
		if err := header.SetEDNS0(size, dnsmessage.RCodeSuccess, false); err != nil {
			t.Fatal(err)
		}
		message.Additionals = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.OPTResource{}}}
	}
	packed, err := message.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

func exchangeUDP(t *testing.T, server *dnsserver.Server, packed []byte) ([]byte, error) {
	t.Helper()
	conn, err := net.Dial("udp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(packed); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 65535)
	n, err := conn.Read(buffer)
	return buffer[:n], err
}

func exchangeTCP(t *testing.T, server *dnsserver.Server, packed []byte) ([]byte, error) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...)); err != nil {
		t.Fatal(err)
	}
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return nil, err
	}
	answer := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err = io.ReadFull(conn, answer)
	return answer, err
}

func unpack(t *testing.T, packed []byte, err error) dnsmessage.Message {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var message dnsmessage.Message
	if err := message.Unpack(packed); err != nil {
		t.Fatal(err)
	}
	if message.ID != 4711 || !message.Response {
		t.Errorf("got header %+v", message.Header)
	}
	return message
}

// describe prints what matters of an answer.
func describe(m dnsmessage.Message) string {
	text := strings.TrimPrefix(m.RCode.String(), "RCode")
	if m.Authoritative {
		text += " aa"
	}
	if m.Truncated {
		text += " tc"
	}
	for _, r := range m.Answers {
		text += " | " + record(r)
	}
	for _, r := range m.Authorities {
		text += " || " + record(r)
	}
	return text
}

func record(r dnsmessage.Resource) string {
	text := fmt.Sprintf("%s %d ", r.Header.Name, r.Header.TTL)
	switch body := r.Body.(type) {
	case *dnsmessage.AResource:
		return text + "A " + net.IP(body.A[:]).String()
	case *dnsmessage.AAAAResource:
		return text + "AAAA " + net.IP(body.AAAA[:]).String()
	case *dnsmessage.CNAMEResource:
		return text + "CNAME " + body.CNAME.String()
	case *dnsmessage.NSResource:
		return text + "NS " + body.NS.String()
	case *dnsmessage.PTRResource:
		return text + "PTR " + body.PTR.String()
	case *dnsmessage.MXResource:
		return text + fmt.Sprintf("MX %d %s", body.Pref, body.MX)
	case *dnsmessage.SRVResource:
		return text + fmt.Sprintf("SRV %d %d %d %s", body.Priority, body.Weight, body.Port, body.Target)
	case *dnsmessage.TXTResource:
		return text + fmt.Sprintf("TXT %q", body.TXT)
	case *dnsmessage.SOAResource:
		return text + fmt.Sprintf("SOA %d %d", body.Serial, body.MinTTL)
	}
	return text + r.Header.Type.String()
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	server, store := serve(t,
		simple("www.example.com", "A", "192.0.2.1", "192.0.2.2"),
		simple("www.example.com", "AAAA", "2001:db8::1"),
		simple("example.com", "MX", "10 Mail.example.com", "20 mail2.example.com."),
		simple("nomail.example.com", "MX", "0 ."),
		simple("txt.example.com", "TXT", `"v=DKIM1; p=" "AbC"`, `"\303\244 \"x\""`),
		simple("_sip._tcp.example.com", "SRV", "1 2 5060 sip.example.com"),
		simple("ptr.example.com", "PTR", "host.example.com"),
		simple("chain.example.com", "CNAME", "link.example.com"),
		simple("link.example.com", "CNAME", "www.example.com"),
		simple("away.example.com", "CNAME", "token.dkim.amazonses.com"),
		simple("dead.example.com", "CNAME", "none.example.com"),
		simple("loop.example.com", "CNAME", "loop.example.com"),
		simple("*.wild.example.com", "TXT", `"w"`),
		simple("sub.example.com", "NS", "ns.example.net"),
		simple("broken.example.com", "A", "not an address"),
		simple("mail._domainkey.example.com", "TXT", `"p="`),
	)
	private := store.CreateZone("111122223333", "private.example", true)
	if err := store.Put(private.ID, simple("x.private.example", "A", "192.0.2.9")); err != nil {
		t.Fatal(err)
	}
	const soa = " || example.com. 900 SOA 1 86400"
	tests := map[string]struct {
		name string
		typ  dnsmessage.Type
		want string
	}{
		"A":                                   {"www.example.com.", dnsmessage.TypeA, "Success aa | www.example.com. 300 A 192.0.2.1 | www.example.com. 300 A 192.0.2.2"},
		"AAAA":                                {"www.example.com.", dnsmessage.TypeAAAA, "Success aa | www.example.com. 300 AAAA 2001:db8::1"},
		"MX, with and without a final dot":    {"example.com.", dnsmessage.TypeMX, "Success aa | example.com. 300 MX 10 Mail.example.com. | example.com. 300 MX 20 mail2.example.com."},
		"MX to the root":                      {"nomail.example.com.", dnsmessage.TypeMX, "Success aa | nomail.example.com. 300 MX 0 ."},
		"TXT of several strings, decoded":     {"txt.example.com.", dnsmessage.TypeTXT, `Success aa | txt.example.com. 300 TXT ["v=DKIM1; p=" "AbC"] | txt.example.com. 300 TXT ["ä \"x\""]`},
		"SRV":                                 {"_sip._tcp.example.com.", dnsmessage.TypeSRV, "Success aa | _sip._tcp.example.com. 300 SRV 1 2 5060 sip.example.com."},
		"PTR":                                 {"ptr.example.com.", dnsmessage.TypePTR, "Success aa | ptr.example.com. 300 PTR host.example.com."},
		"SOA":                                 {"example.com.", dnsmessage.TypeSOA, "Success aa | example.com. 900 SOA 1 86400"},
		"names in any case, echoed":           {"WWW.Example.COM.", dnsmessage.TypeAAAA, "Success aa | WWW.Example.COM. 300 AAAA 2001:db8::1"},
		"a CNAME chain to its end":            {"chain.example.com.", dnsmessage.TypeAAAA, "Success aa | chain.example.com. 300 CNAME link.example.com. | link.example.com. 300 CNAME www.example.com. | www.example.com. 300 AAAA 2001:db8::1"},
		"a CNAME itself is not followed":      {"chain.example.com.", dnsmessage.TypeCNAME, "Success aa | chain.example.com. 300 CNAME link.example.com."},
		"a CNAME that leaves the zones":       {"away.example.com.", dnsmessage.TypeTXT, "Success aa | away.example.com. 300 CNAME token.dkim.amazonses.com."},
		"a CNAME to a name that is not there": {"dead.example.com.", dnsmessage.TypeA, "NameError aa | dead.example.com. 300 CNAME none.example.com." + soa},
		"a CNAME to a name without the type":  {"chain.example.com.", dnsmessage.TypeTXT, "Success aa | chain.example.com. 300 CNAME link.example.com. | link.example.com. 300 CNAME www.example.com." + soa},
		"a CNAME of itself":                   {"loop.example.com.", dnsmessage.TypeA, "ServerFailure"},
		"a wildcard under the asked name":     {"A.wild.example.com.", dnsmessage.TypeTXT, `Success aa | A.wild.example.com. 300 TXT ["w"]`},
		"a name that is not there":            {"none.example.com.", dnsmessage.TypeA, "NameError aa" + soa},
		"a name without the type":             {"www.example.com.", dnsmessage.TypeTXT, "Success aa" + soa},
		"a name with only names below":        {"_domainkey.example.com.", dnsmessage.TypeTXT, "Success aa" + soa},
		"a delegated name":                    {"x.sub.example.com.", dnsmessage.TypeA, "Success || sub.example.com. 300 NS ns.example.net."},
		"a name outside the zones":            {"example.net.", dnsmessage.TypeA, "Refused"},
		"a name in a private zone":            {"x.private.example.", dnsmessage.TypeA, "Refused"},
		"the root":                            {".", dnsmessage.TypeNS, "Refused"},
		"a value that is not of its type":     {"broken.example.com.", dnsmessage.TypeA, "ServerFailure"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packed := question(t, test.name, test.typ, 1232)
			overUDP, err := exchangeUDP(t, server, packed)
			if got := describe(unpack(t, overUDP, err)); got != test.want {
				t.Errorf("UDP got\n%s\nwant\n%s", got, test.want)
			}
			overTCP, err := exchangeTCP(t, server, packed)
			if got := describe(unpack(t, overTCP, err)); got != test.want {
				t.Errorf("TCP got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestTruncation(t *testing.T) {
	t.Parallel()
	var values []string
	for i := range 4 {
		values = append(values, fmt.Sprintf(`"%d%s"`, i, strings.Repeat("x", 200)))
	}
	server, _ := serve(t, simple("big.example.com", "TXT", values...))
	plain, sized := question(t, "big.example.com.", dnsmessage.TypeTXT, 0), question(t, "big.example.com.", dnsmessage.TypeTXT, 1232)

	answer, err := exchangeUDP(t, server, plain)
	if got := describe(unpack(t, answer, err)); got != "Success aa tc" || len(answer) > 512 {
		t.Errorf("over UDP: %d octets, %s", len(answer), got)
	}
	answer, err = exchangeUDP(t, server, sized)
	message := unpack(t, answer, err)
	if len(message.Answers) != 4 || message.Truncated || len(message.Additionals) != 1 {
		t.Errorf("over UDP with EDNS: %s, %d additional", describe(message), len(message.Additionals))
	}
	answer, err = exchangeTCP(t, server, plain)
	message = unpack(t, answer, err)
	if len(message.Answers) != 4 || message.Truncated || len(message.Additionals) != 0 {
		t.Errorf("over TCP: %s, %d additional", describe(message), len(message.Additionals))
	}
}

func TestBadQuestions(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	pack := func(message dnsmessage.Message) []byte {
		message.ID = 4711
		packed, err := message.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return packed
	}
	asked := dnsmessage.Question{Name: dnsmessage.MustNewName("example.com."), Type: dnsmessage.TypeSOA, Class: dnsmessage.ClassINET}
	chaos := asked
	chaos.Class = dnsmessage.ClassCHAOS
	for name, test := range map[string]struct {
		packed []byte
		want   string
	}{
		"another opcode": {pack(dnsmessage.Message{Header: dnsmessage.Header{OpCode: 5}, Questions: []dnsmessage.Question{asked}}), "NotImplemented"},
		"no question":    {pack(dnsmessage.Message{}), "FormatError"},
		"two questions":  {pack(dnsmessage.Message{Questions: []dnsmessage.Question{asked, asked}}), "FormatError"},
		"another class":  {pack(dnsmessage.Message{Questions: []dnsmessage.Question{chaos}}), "Refused"},
	} {
		answer, err := exchangeUDP(t, server, test.packed)
		if got := describe(unpack(t, answer, err)); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

func TestHookMisbehaves(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, simple("x.example.com", "TXT", `"x"`), simple("x.example.com", "A", "192.0.2.1"))
	server.SetHook(func(name, typ string) dnsserver.Behaviour {
		switch name + " " + typ {
		case "x.example.com. TXT":
			return dnsserver.ServFail
		case "silent.example.com. TXT":
			return dnsserver.Silence
		case "cut.example.com. A":
			return dnsserver.Truncated
		}
		return dnsserver.Answer
	})
	ask := func(exchange func(*testing.T, *dnsserver.Server, []byte) ([]byte, error), name string, typ dnsmessage.Type) string {
		answer, err := exchange(t, server, question(t, name, typ, 0))
		return describe(unpack(t, answer, err))
	}
	if got := ask(exchangeUDP, "X.example.com.", dnsmessage.TypeTXT); got != "ServerFailure" {
		t.Errorf("a question to fail: %s", got)
	}
	if got := ask(exchangeUDP, "x.example.com.", dnsmessage.TypeA); !strings.HasPrefix(got, "Success aa | ") {
		t.Errorf("another type of the name: %s", got)
	}
	if got := ask(exchangeUDP, "cut.example.com.", dnsmessage.TypeA); got != "Success tc" {
		t.Errorf("a question to truncate over UDP: %s", got)
	}
	if got := ask(exchangeTCP, "cut.example.com.", dnsmessage.TypeA); !strings.HasPrefix(got, "NameError aa") {
		t.Errorf("a question to truncate over TCP: %s", got)
	}
	// Silence shows in that the next question on the same connection is the one that is answered.
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	for _, packed := range [][]byte{question(t, "silent.example.com.", dnsmessage.TypeTXT, 0), question(t, "x.example.com.", dnsmessage.TypeA, 0)} {
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...)); err != nil {
			t.Fatal(err)
		}
	}
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err = io.ReadFull(conn, answer)
	if got := describe(unpack(t, answer, err)); !strings.Contains(got, " A 192.0.2.1") {
		t.Errorf("after a question in silence: %s", got)
	}
	server.SetHook(nil)
	if got := ask(exchangeUDP, "x.example.com.", dnsmessage.TypeTXT); !strings.HasPrefix(got, "Success") {
		t.Errorf("without hook: %s", got)
	}
}

func TestServerSeesChangesAtOnce(t *testing.T) {
	t.Parallel()
	server, store := serve(t)
	zone := store.Zones("111122223333")[0]
	set := simple("new.example.com", "A", "192.0.2.1")
	if _, err := store.Change(zone.ID, []hostedzone.Change{{Action: hostedzone.Create, Set: set}}); err != nil {
		t.Fatal(err)
	}
	answer, err := exchangeUDP(t, server, question(t, "new.example.com.", dnsmessage.TypeA, 0))
	if got := describe(unpack(t, answer, err)); !strings.HasPrefix(got, "Success aa | ") {
		t.Errorf("got %s", got)
	}
}

// TestStandardResolver reads a zone through the standard library's own resolver.
func TestStandardResolver(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, simple("example.com", "MX", "10 mail.example.com"), simple("x.example.com", "TXT", `"v=spf1 " "-all"`))
	resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, network, server.Addr())
	}}
	if texts, err := resolver.LookupTXT(t.Context(), "x.example.com."); err != nil || len(texts) != 1 || texts[0] != "v=spf1 -all" {
		t.Errorf("got %q, %v", texts, err)
	}
	if hosts, err := resolver.LookupMX(t.Context(), "example.com."); err != nil || len(hosts) != 1 || hosts[0].Host != "mail.example.com." || hosts[0].Pref != 10 {
		t.Errorf("got %v, %v", hosts, err)
	}
	if _, err := resolver.LookupTXT(t.Context(), "none.example.com."); err == nil {
		t.Error("a name that is not there resolves")
	}
}

func TestServerStops(t *testing.T) {
	t.Parallel()
	store := hostedzone.NewStore(time.Now)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	server, err := dnsserver.Start(ctx, store, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	cancel()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil || isTimeout(err) {
		t.Errorf("the end of the context leaves a connection open: %v", err)
	}
	for range 2 {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
	if again, err := net.DialTimeout("tcp", server.Addr(), time.Second); err == nil {
		again.Close()
		t.Error("a closed server takes connections")
	}
	if _, err := dnsserver.Start(t.Context(), store, "256.0.0.1:53"); err == nil {
		t.Error("an address that is none is listened on")
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
