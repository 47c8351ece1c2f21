package resolver_test

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// scripted answers every question over UDP with messages of the test's own, as
// the fake's server, which is authoritative, never would.
func scripted(t *testing.T, answers func(question dnsmessage.Message) [][]byte) netip.AddrPort {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 4096)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return // closed
			}
			var question dnsmessage.Message
			if question.Unpack(buffer[:n]) != nil {
				continue
			}
			for _, answer := range answers(question) {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	t.Cleanup(func() { _ = conn.Close(); <-done })
	return netip.MustParseAddrPort(conn.LocalAddr().String())
}

// reply is the answer to a question, changed as the test says.
func reply(t *testing.T, question dnsmessage.Message, change func(*dnsmessage.Message)) []byte {
	t.Helper()
	m := dnsmessage.Message{Header: question.Header, Questions: question.Questions}
	m.Response, m.RecursionAvailable = true, true
	if change != nil {
		change(&m)
	}
	packed, err := m.Pack()
	if err != nil {
		t.Errorf("pack an answer: %v", err)
	}
	return packed
}

func of(owner string, body dnsmessage.ResourceBody) dnsmessage.Resource {
	return dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(owner), Class: dnsmessage.ClassINET, TTL: 60}, Body: body}
}

func TestRecursiveServers(t *testing.T) {
	t.Parallel()
	name := dnsmessage.MustNewName
	text := func(owner string, strings ...string) dnsmessage.Resource {
		return of(owner, &dnsmessage.TXTResource{TXT: strings})
	}
	soa := of("example.org.", &dnsmessage.SOAResource{NS: name("ns.example.org."), MBox: name("h.example.org.")})
	ns := of("example.org.", &dnsmessage.NSResource{NS: name("ns.example.org.")})
	const lame = "no answer to TXT a.example.org: server refers to other name servers instead of answering (a lame delegation, or a server that does not resolve)"
	for what, tc := range map[string]struct {
		change func(*dnsmessage.Message)
		want   string
	}{
		"an answer in another case": {func(m *dnsmessage.Message) { m.Answers = []dnsmessage.Resource{text("A.EXAMPLE.org.", "x")} }, `["x"] []`},
		"an answer with NS records beside it": {func(m *dnsmessage.Message) {
			m.Answers, m.Authorities = []dnsmessage.Resource{text("a.example.org.", "x")}, []dnsmessage.Resource{ns}
		}, `["x"] []`},
		"no such type, with a SOA":                    {func(m *dnsmessage.Message) { m.Authorities = []dnsmessage.Resource{soa, ns} }, "no such type []"},
		"no such type, without a SOA":                 {nil, "no such type []"},
		"no such name":                                {func(m *dnsmessage.Message) { m.RCode = dnsmessage.RCodeNameError }, "no such name []"},
		"a referral":                                  {func(m *dnsmessage.Message) { m.Authorities = []dnsmessage.Resource{ns} }, lame},
		"nothing from a server that does not resolve": {func(m *dnsmessage.Message) { m.RecursionAvailable = false }, lame},
		"records of another name only": {func(m *dnsmessage.Message) {
			m.Answers, m.Authorities = []dnsmessage.Resource{text("b.example.org.", "x")}, []dnsmessage.Resource{ns}
		}, lame},
		"an alias, and what it leads to": {func(m *dnsmessage.Message) {
			m.Answers = []dnsmessage.Resource{text("b.example.org.", "x"), of("a.example.org.", &dnsmessage.CNAMEResource{CNAME: name("B.example.org.")})}
		}, `["x"] [b.example.org]`},
		"an alias to a name that is not there": {func(m *dnsmessage.Message) {
			m.RCode = dnsmessage.RCodeNameError
			m.Answers = []dnsmessage.Resource{of("a.example.org.", &dnsmessage.CNAMEResource{CNAME: name("b.example.org.")})}
		}, "no such name [b.example.org]"},
		"a record of a type that is not asked for": {func(m *dnsmessage.Message) {
			m.Answers = []dnsmessage.Resource{of("a.example.org.", &dnsmessage.SRVResource{Target: name("b.example.org.")}), text("a.example.org.", "x")}
		}, `["x"] []`},
		"a code of its own": {func(m *dnsmessage.Message) { m.RCode = 9 }, "no answer to TXT a.example.org: server answered with the response code 9"},
		"another question": {func(m *dnsmessage.Message) { m.Questions[0].Name = name("b.example.org.") },
			"no answer to TXT a.example.org: server sent something else than an answer within 100ms"},
		"a question that comes back": {func(m *dnsmessage.Message) { m.Response = false },
			"no answer to TXT a.example.org: server sent something else than an answer within 100ms"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			server := scripted(t, func(question dnsmessage.Message) [][]byte { return [][]byte{reply(t, question, tc.change)} })
			got := told(resolver.New([]netip.AddrPort{server}, 100*time.Millisecond).Lookup(t.Context(), rr.Key{Name: "a.example.org", Type: rr.TXT}))
			if got = strings.ReplaceAll(got, server.String(), "server"); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// TestForgedAnswers: an answer that comes first under another id, or is none, is
// passed over, and what can be read but is broken ends the attempt.
func TestForgedAnswers(t *testing.T) {
	t.Parallel()
	right := func(m *dnsmessage.Message) {
		m.Answers = []dnsmessage.Resource{of("a.example.org.", &dnsmessage.TXTResource{TXT: []string{"right"}})}
	}
	server := scripted(t, func(question dnsmessage.Message) [][]byte {
		forged := reply(t, question, func(m *dnsmessage.Message) {
			m.ID++
			m.Answers = []dnsmessage.Resource{of("a.example.org.", &dnsmessage.TXTResource{TXT: []string{"forged"}})}
		})
		return [][]byte{[]byte("?"), forged, reply(t, question, right)}
	})
	key := rr.Key{Name: "a.example.org", Type: rr.TXT}
	if got := told(resolver.New([]netip.AddrPort{server}).Lookup(t.Context(), key)); got != `["right"] []` {
		t.Errorf("got %s", got)
	}
	broken := scripted(t, func(question dnsmessage.Message) [][]byte {
		whole := reply(t, question, right)
		return [][]byte{whole[:len(whole)-2]}
	})
	if got := told(resolver.New([]netip.AddrPort{broken}, time.Second).Lookup(t.Context(), key)); !strings.Contains(got, "sent an answer that cannot be read") {
		t.Errorf("half an answer: %s", got)
	}
}

// TestUnreachable: a port on which nobody listens is told of at once.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	server := netip.MustParseAddrPort(conn.LocalAddr().String())
	if err := conn.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	_, err = resolver.New([]netip.AddrPort{server}, 10*time.Second).Lookup(t.Context(), rr.Key{Name: "a.example.org", Type: rr.TXT})
	if err == nil || !strings.Contains(err.Error(), "could not be reached") {
		t.Errorf("got %v", err)
	}
}
