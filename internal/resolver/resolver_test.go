package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/dnsserver"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/resolver"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestMain fails where the tests leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// host serves the zones example.org and example.net.
func host(t *testing.T) (*dnsserver.Server, netip.AddrPort) {
	t.Helper()
	store := hostedzone.NewStore(time.Now)
	long := make([]string, 12)
	for i := range long {
		long[i] = fmt.Sprintf(`"%02d%s"`, i, strings.Repeat("x", 200))
	}
	chain := func(from, to string) hostedzone.Set {
		return hostedzone.Set{Name: from, Type: "CNAME", TTL: 60, Values: []string{to}}
	}
	for zone, sets := range map[string][]hostedzone.Set{
		"example.org": {
			{Name: "example.org", Type: "MX", TTL: 60, Values: []string{"020 MX.example.net.", "10 mx"}},
			{Name: "example.org", Type: "A", TTL: 60, Values: []string{"192.0.2.2", "192.0.2.1"}},
			{Name: "example.org", Type: "AAAA", TTL: 60, Values: []string{"2001:db8::1"}},
			{Name: "text.example.org", Type: "TXT", TTL: 60, Values: []string{`"v=DKIM1; p=" "AbC"`, `"a \"b\""`}},
			{Name: "long.example.org", Type: "TXT", TTL: 60, Values: long},
			chain("alias.example.org", "Text.example.org."),
			chain("away.example.org", "key.example.net."),
			chain("dead.example.org", "none.example.org."),
			chain("dead-away.example.org", "none.example.net."),
			chain("dark.example.org", "key.example.com."),
			chain("a.loop.example.org", "b.loop.example.org."),
			chain("b.loop.example.org", "a.loop.example.org."),
			chain("into.example.org", "a.loop.example.org."),
		},
		"example.net": {{Name: "key.example.net", Type: "TXT", TTL: 60, Values: []string{`"p=x"`}}},
	} {
		id := store.CreateZone("111122223333", zone, false).ID
		for _, set := range sets {
			if err := store.Put(id, set); err != nil {
				t.Fatalf("fill the zone: %v", err)
			}
		}
	}
	server, err := dnsserver.Start(t.Context(), store, "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start the DNS server: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("close the DNS server: %v", err)
		}
	})
	return server, netip.MustParseAddrPort(server.Addr())
}

// always lets a server do the same with every question, and counts them.
func always(server *dnsserver.Server, behaviour dnsserver.Behaviour) *atomic.Int64 {
	var count atomic.Int64
	server.SetHook(func(string, string) dnsserver.Behaviour {
		count.Add(1)
		return behaviour
	})
	return &count
}

// told is an answer as text.
func told(a resolver.Answer, err error) string {
	switch {
	case err != nil:
		return err.Error()
	case !a.Exists:
		return strings.TrimSpace(fmt.Sprintf("no such name %v", a.Aliases))
	case len(a.Values) == 0:
		return fmt.Sprintf("no such type %v", a.Aliases)
	}
	return fmt.Sprintf("%q %v", a.Values, a.Aliases)
}

func TestLookup(t *testing.T) {
	t.Parallel()
	const circle = "no answer to TXT a.loop.example.org: its CNAME records go in a circle: from a.loop.example.org to b.loop.example.org to a.loop.example.org"
	for name, tc := range map[string]struct {
		name  rr.Name
		typ   rr.Type
		fault dnsserver.Behaviour
		want  string
	}{
		"addresses come in order":                           {"example.org", resolver.A, 0, `["192.0.2.1" "192.0.2.2"] []`},
		"addresses of IPv6":                                 {"example.org", resolver.AAAA, 0, `["2001:db8::1"] []`},
		"an MX record is in canonical form":                 {"example.org", rr.MX, 0, `["10 mx" "20 mx.example.net"] []`},
		"the strings of a text are joined":                  {"text.example.org", rr.TXT, 0, `["a \"b\"" "v=DKIM1; p=AbC"] []`},
		"a CNAME that is asked for is not followed":         {"alias.example.org", rr.CNAME, 0, `["text.example.org"] []`},
		"a CNAME is followed":                               {"alias.example.org", rr.TXT, 0, `["a \"b\"" "v=DKIM1; p=AbC"] [text.example.org]`},
		"a CNAME is followed into another zone":             {"away.example.org", rr.TXT, 0, `["p=x"] [key.example.net]`},
		"a CNAME is followed link by link":                  {"away.example.org", rr.TXT, dnsserver.FirstLink, `["p=x"] [key.example.net]`},
		"a CNAME to a name that is not there":               {"dead.example.org", rr.TXT, 0, "no such name [none.example.org]"},
		"a CNAME to a name that is not there, in two steps": {"dead-away.example.org", rr.TXT, 0, "no such name [none.example.net]"},
		"a CNAME to a name without the type":                {"alias.example.org", rr.MX, 0, "no such type [text.example.org]"},
		"CNAME records in a circle answer nothing":          {"a.loop.example.org", rr.TXT, dnsserver.FirstLink, circle},
		"a CNAME record into a circle":                      {"into.example.org", rr.TXT, dnsserver.FirstLink, strings.ReplaceAll(strings.Replace(circle, "from a.", "from into.example.org to a.", 1), "TXT a.loop", "TXT into")},
		"NXDOMAIN is an answer":                             {"none.example.org", rr.TXT, 0, "no such name []"},
		"a name without the type is another":                {"text.example.org", rr.MX, 0, "no such type []"},
		"an answer that is cut over UDP comes over TCP":     {"example.org", rr.MX, dnsserver.Truncated, `["10 mx" "20 mx.example.net"] []`},
		"a denial that is cut over UDP comes over TCP":      {"none.example.org", rr.MX, dnsserver.Truncated, "no such name []"},
		"a server without EDNS is asked without":            {"example.org", rr.MX, dnsserver.NoEDNS, `["10 mx" "20 mx.example.net"] []`},
		"a type that nobody asks for":                       {"example.org", "SRV", 0, `no answer to SRV example.org: 127.0.0.1 could not be asked: resolver: no type that is asked for: "SRV"`},
		"a CNAME into a zone that nobody answers for":       {"dark.example.org", rr.TXT, 0, "no answer to TXT key.example.com: 127.0.0.1 answered REFUSED: it does not answer for this name, or not to this machine"},
		"SERVFAIL is no answer":                             {"example.org", rr.MX, dnsserver.ServFail, "no answer to MX example.org: 127.0.0.1 answered SERVFAIL: it could not find out"},
		"REFUSED is no answer":                              {"example.org", rr.MX, dnsserver.Refuse, "no answer to MX example.org: 127.0.0.1 answered REFUSED: it does not answer for this name, or not to this machine"},
		"a lame server gives no answer":                     {"example.org", rr.MX, dnsserver.Lame, "no answer to MX example.org: 127.0.0.1 refers to other name servers instead of answering (a lame delegation, or a server that does not resolve)"},
		"silence is no answer":                              {"example.org", rr.MX, dnsserver.Silence, "no answer to MX example.org: 127.0.0.1 did not answer within 100ms"},
		"what answers another question is no answer":        {"example.org", rr.MX, dnsserver.WrongID, "no answer to MX example.org: 127.0.0.1 sent something else than an answer within 100ms"},
		"what is no message is no answer":                   {"example.org", rr.MX, dnsserver.Garbage, "no answer to MX example.org: 127.0.0.1 sent something else than an answer within 100ms"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, addr := host(t)
			always(server, tc.fault)
			r := resolver.New([]netip.AddrPort{addr}, 100*time.Millisecond)
			got := strings.ReplaceAll(told(r.Lookup(t.Context(), rr.Key{Name: tc.name, Type: tc.typ})), addr.String(), "127.0.0.1")
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestLongAnswerComesOverTCP(t *testing.T) {
	t.Parallel()
	_, addr := host(t)
	a, err := resolver.New([]netip.AddrPort{addr}).Lookup(t.Context(), rr.Key{Name: "long.example.org", Type: rr.TXT})
	if err != nil || len(a.Values) != 12 || len(a.Values[11]) != 202 {
		t.Errorf("got %d values, %v", len(a.Values), err)
	}
}

// TestNextServer: what one server does not answer, the next is asked for; what
// it denies is not.
func TestNextServer(t *testing.T) {
	t.Parallel()
	good := `["192.0.2.1" "192.0.2.2"] []`
	for name, tc := range map[string]struct {
		fault dnsserver.Behaviour
		name  rr.Name
		want  string
		asked int64
	}{
		"a server that is silent is passed over":               {dnsserver.Silence, "example.org", good, 1},
		"a server that cannot find out is passed over":         {dnsserver.ServFail, "example.org", good, 1},
		"a server that refuses is passed over":                 {dnsserver.Refuse, "example.org", good, 1},
		"a server that does not resolve is passed over":        {dnsserver.Lame, "example.org", good, 1},
		"a server whose answers cannot be read is passed over": {dnsserver.Garbage, "example.org", good, 1},
		"the first denial counts":                              {dnsserver.Answer, "none.example.org", "no such name []", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, firstAddr := host(t)
			second, secondAddr := host(t)
			always(first, tc.fault)
			asked := always(second, dnsserver.Answer)
			r := resolver.New([]netip.AddrPort{firstAddr, secondAddr}, 100*time.Millisecond)
			if got := told(r.Lookup(t.Context(), rr.Key{Name: tc.name, Type: resolver.A})); got != tc.want || asked.Load() != tc.asked {
				t.Errorf("got %s, want %s; the second server was asked %d times, want %d", got, tc.want, asked.Load(), tc.asked)
			}
		})
	}
}

// TestRounds: what may get better is asked again, what will not is not.
func TestRounds(t *testing.T) {
	t.Parallel()
	for fault, want := range map[dnsserver.Behaviour]int64{
		dnsserver.ServFail: 3, dnsserver.Silence: 3, dnsserver.Refuse: 1, dnsserver.Lame: 1,
	} {
		server, addr := host(t)
		asked := always(server, fault)
		r := resolver.New([]netip.AddrPort{addr}, 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond)
		_, err := r.Lookup(t.Context(), rr.Key{Name: "example.org", Type: rr.MX})
		if unanswered := (*resolver.Unanswered)(nil); !errors.As(err, &unanswered) || asked.Load() != want {
			t.Errorf("fault %d: %v after %d questions, want %d", fault, err, asked.Load(), want)
		}
	}
	server, addr := host(t)
	var count atomic.Int64
	server.SetHook(func(string, string) dnsserver.Behaviour {
		if count.Add(1) == 1 {
			return dnsserver.ServFail
		}
		return dnsserver.Answer
	})
	got := told(resolver.New([]netip.AddrPort{addr}).Lookup(t.Context(), rr.Key{Name: "example.org", Type: resolver.AAAA}))
	if got != `["2001:db8::1"] []` {
		t.Errorf("after one SERVFAIL: %s", got)
	}
}

// TestQuestionsGoOutOnce: callers at once and later ones share an answer, and
// that there was none.
func TestQuestionsGoOutOnce(t *testing.T) {
	t.Parallel()
	for _, behaviour := range []dnsserver.Behaviour{dnsserver.Answer, dnsserver.Refuse} {
		server, addr := host(t)
		asked := always(server, behaviour)
		r := resolver.New([]netip.AddrPort{addr})
		done := make(chan string)
		for range 20 {
			go func() { done <- told(r.Lookup(t.Context(), rr.Key{Name: "alias.example.org", Type: rr.TXT})) }()
		}
		first := <-done
		for range 19 {
			if got := <-done; got != first {
				t.Errorf("callers at once are told %s and %s", first, got)
			}
		}
		if got := told(r.Lookup(t.Context(), rr.Key{Name: "alias.example.org", Type: rr.TXT})); got != first || asked.Load() != 1 {
			t.Errorf("a later caller is told %s and not %s; %d questions, want 1", got, first, asked.Load())
		}
	}
}

// TestQuestionsAtOnce: twenty questions that nobody answers take three rounds,
// since eight of them are under way at a time.
func TestQuestionsAtOnce(t *testing.T) {
	t.Parallel()
	server, addr := host(t)
	always(server, dnsserver.Silence)
	r := resolver.New([]netip.AddrPort{addr}, 100*time.Millisecond)
	began := time.Now()
	var running sync.WaitGroup
	for i := range 20 {
		running.Go(func() {
			_, _ = r.Lookup(t.Context(), rr.Key{Name: rr.Name(fmt.Sprintf("n%d.example.org", i)), Type: rr.TXT})
		})
	}
	running.Wait()
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("twenty questions took %s, so more than eight were under way", took)
	}
}

func TestContextEnds(t *testing.T) {
	t.Parallel()
	server, addr := host(t)
	always(server, dnsserver.Silence)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := resolver.New([]netip.AddrPort{addr, addr}).Lookup(ctx, rr.Key{Name: "example.org", Type: rr.MX})
	if unanswered := (*resolver.Unanswered)(nil); !errors.As(err, &unanswered) || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 2*time.Second {
		t.Errorf("after %s: %v", time.Since(began), err)
	}
	if !strings.Contains(fmt.Sprint(err), "was not asked in time") {
		t.Errorf("the second server is not spoken of: %v", err)
	}
}

func TestQuestionsAreLimited(t *testing.T) {
	t.Parallel()
	server, addr := host(t)
	asked := always(server, dnsserver.Answer)
	r := resolver.New([]netip.AddrPort{addr})
	var last error
	for i := range 310 {
		_, last = r.Lookup(t.Context(), rr.Key{Name: rr.Name(fmt.Sprintf("n%d.example.org", i)), Type: rr.TXT})
	}
	if asked.Load() != 300 || last == nil || !strings.Contains(last.Error(), "too many questions") {
		t.Errorf("%d questions were asked, then: %v", asked.Load(), last)
	}
}

func TestParseServer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"192.0.2.53": "192.0.2.53:53", "192.0.2.53:5353": "192.0.2.53:5353",
		"2001:db8::53": "[2001:db8::53]:53", "[2001:db8::53]:5353": "[2001:db8::53]:5353", "fe80::1%eth0": "[fe80::1%eth0]:53",
		"ns.example.org": "", "192.0.2.53:0": "", "192.0.2.53:dns": "", "": "", "[2001:db8::53]": "", "192.0.2.0/24": "",
	} {
		got, err := resolver.ParseServer(text)
		if want == "" && !errors.Is(err, resolver.ErrServer) || want != "" && got.String() != want {
			t.Errorf("ParseServer(%q) = %v, %v, want %s", text, got, err, want)
		}
	}
}

// TestSystem compares with the file in which most systems keep their servers.
func TestSystem(t *testing.T) {
	t.Parallel()
	got := resolver.System(t.Context())
	if want := fromFile(t); len(want) > 0 && !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(got) == 0 {
		t.Error("this machine has no name server, not even the local one that is the default")
	}
}
